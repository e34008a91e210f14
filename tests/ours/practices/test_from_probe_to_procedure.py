"""What was found in a probe becomes a change to a procedure, and a procedure another unit's."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, Refused
from learnplan.ours.practices.queries import probes as probe_queries
from learnplan.ours.practices.queries import proposals as queries
from learnplan.ours.practices.queries.procedures import latest_of, procedure_for
from learnplan.ours.practices.services import probes, procedures, proposals
from tests.factories.people import a_unit, a_worker
from tests.factories.practices import (
    TEXT,
    a_probe,
    a_procedure,
    a_proposal,
    a_steward,
    on_probe,
    on_proposal,
)
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
ROOM = "/org/practices"
PACKAGING, LINE = "Operations / Packaging", "Operations / Packaging / Line 2"


def test_what_was_found_is_proposed_by_its_people_and_adopted_with_their_names(
    app: Flask, visit: Visit
) -> None:
    assert app
    dana, chidi, mei = a_steward(), a_worker(name="Chidi Eze"), a_worker(name="Mei Tanaka")
    procedure, probe = a_procedure(dana), a_probe(chidi, title="Kits on a trolley")
    on_probe(probes.put_name_to, mei, probe)
    by_mei, by_dana = visit(mei), visit(dana)
    address = f"{ROOM}/probes/{probe}/propose"

    opened = by_mei.post(address, procedure_id=str(procedure))
    typed = {"title": "Changing over", "kind": "extend", "text": f"0. Fetch the kit.\n{TEXT}"}
    here = f"{opened.request.path}?probe={probe}"
    proposed = by_mei.post(here, here, why="Found by trying.", **typed)
    proposal = UUID(proposed.request.path.rpartition("/")[2])
    outsider = visit(a_worker()).get(address)
    with pytest.raises(Conflict, match="Something came of"):
        on_probe(probes.take_probe_away, chidi, probe)
    by_dana.post(f"{proposed.request.path}/adopt", proposed.request.path)

    assert "it carries the names on the probe: Chidi Eze, Mei Tanaka" in words(opened.text)
    assert "Found by trying: “Kits on a trolley”." in opened.text
    assert "It was found in a probe: Kits on a trolley" in words(proposed.text)
    assert outsider.status_code == 403
    db.session.rollback()
    version = latest_of(procedure_for(procedure))
    assert version.found_by.split("\n") == ["Chidi Eze", "Mei Tanaka"]
    assert (version.proposal_id, version.probe_id) == (proposal, probe)
    assert probe_queries.probe_for(probe).runs  # a keeper ends nobody's probe
    assert "adopted" in words(by_mei.get(f"{ROOM}/probes/{probe}").text)


def test_nobody_proposes_what_others_found(app: Flask) -> None:
    assert app
    dana, chidi = a_steward(), a_worker()
    procedure, probe = a_procedure(dana), a_probe(chidi)

    with pytest.raises(Refused):
        a_proposal(dana, procedure, probe=probe)


def hand_over(actor: Actor, procedure: UUID, unit: UUID | None, version: int = 1) -> None:
    with transaction(Database.ORGANISATION):
        kept = procedure_for(procedure)
        procedures.hand_over(actor, kept, version=version, unit_id=unit)


def test_whoever_keeps_both_units_hands_a_procedure_over_and_its_history_says_so(
    app: Flask, visit: Visit
) -> None:
    assert app
    packaging, line, systems = a_unit(PACKAGING), a_unit(LINE), a_unit("Systems")
    dana, sam = a_steward(of=packaging), a_steward(of=systems)
    procedure = a_procedure(dana, unit=line)
    proposal = a_proposal(a_worker(), procedure)
    address = f"{ROOM}/procedures/{procedure}"

    for actor, unit, version, trouble in (
        (sam, systems, 1, Refused),
        (dana, systems, 1, Refused),
        (dana, line, 1, Invalid),
        (dana, packaging, 7, Conflict),
    ):
        with pytest.raises(trouble):
            hand_over(actor, procedure, unit, version)
    moved = visit(dana).post(f"{address}/hand-over", unit_id=str(packaging))
    on_proposal(proposals.adopt, dana, proposal, version=1)

    assert "Handed over." in moved.text
    assert "Packaging version 2" in words(moved.text)
    assert "It is of Packaging now, and was of Line 2." in words(
        visit(sam).get(f"{address}/history").text
    )
    assert queries.proposal_for(proposal).became == 3
