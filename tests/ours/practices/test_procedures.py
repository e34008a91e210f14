"""Procedures are kept by stewards, changed by whoever proposes better, and decided in time."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, Refused
from learnplan.ours.practices.queries import proposals as queries
from learnplan.ours.practices.queries.finding import find
from learnplan.ours.practices.queries.keeping import units_kept_by
from learnplan.ours.practices.queries.procedures import latest_of, procedure_for
from learnplan.ours.practices.services import procedures, proposals
from learnplan.ours.practices.words import NEXT_STATES, OPEN, Aside, State
from tests.factories.people import a_manager, a_unit, a_worker, an_administrator
from tests.factories.practices import (
    CHANGED,
    TEXT,
    a_probe,
    a_procedure,
    a_proposal,
    a_steward,
    a_version,
    on_proposal,
)
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor | None], Visitor]
ROOM = "/org/practices"
PACKAGING = "Operations / Packaging"


@pytest.fixture
def dana(app: Flask) -> Actor:  # noqa: ARG001 - the installation comes first
    return a_steward()


@pytest.fixture
def chidi(dana: Actor) -> Actor:  # noqa: ARG001 - who keeps it comes first
    return a_worker(name="Chidi Eze")


def moves(dana: Actor, procedure: UUID, proposal: UUID) -> dict[State, Callable[[], None]]:
    """How a steward takes a proposal to each state."""
    until = clock.today("UTC") + timedelta(days=20)

    def version() -> int:
        db.session.rollback()
        return queries.proposal_for(proposal).version

    return {
        State.ON_TRIAL: lambda: on_proposal(
            proposals.put_on_trial, dana, proposal, unit_id=a_unit(), until_on=until
        ),
        State.ADOPTED: lambda: on_proposal(proposals.adopt, dana, proposal, version=version()),
        State.ADAPTED: lambda: on_proposal(
            proposals.adapt,
            dana,
            proposal,
            version=version(),
            base=procedure_for(procedure).version,
            title="Changing over",
            text=f"Adapted {proposal}",
            aid="",
            reason="Nearly.",
        ),
        State.DECLINED: lambda: on_proposal(proposals.decline, dana, proposal, reason="No."),
    }


@only_on_sqlite  # states guard themselves, wherever they are kept
def test_a_proposal_goes_where_there_is_a_way_and_nowhere_else(dana: Actor, chidi: Actor) -> None:
    done, refused = set(), set()
    for start, to in product(State, set(State) - {State.PROPOSED}):
        procedure = a_procedure(dana)
        proposal = a_proposal(chidi, procedure)
        acts = moves(dana, procedure, proposal)
        if start is not State.PROPOSED:
            acts[start]()
        try:
            acts[to]()
            done.add((start, to))
        except Conflict:
            refused.add((start, to))
            db.session.rollback()
            assert queries.proposal_for(proposal).state is start

    assert done == {(start, to) for start, ways in NEXT_STATES.items() for to in ways}
    assert (
        refused
        == {(start, to) for start in State for to in State if to is not State.PROPOSED} - done
    )


@only_on_sqlite  # who may do what is not up to the database
def test_who_may_do_what(dana: Actor, chidi: Actor) -> None:
    everybody = {
        "dana": dana,
        "chidi": chidi,
        "marek": a_manager(),
        "ada": an_administrator(),
        "peer": a_worker(),
    }
    procedure = a_procedure(dana)

    def may(act: Callable[[Actor], object]) -> set[str]:
        found = set()
        for name, actor in everybody.items():
            try:
                act(actor)
            except Refused:
                continue
            found.add(name)
        return found

    def decide(state: State) -> Callable[[Actor], object]:
        def act(actor: Actor) -> None:
            own = a_procedure(dana)
            moves(actor, own, a_proposal(chidi, own))[state]()

        return act

    def write(actor: Actor) -> None:
        a_version(actor, procedure, f"1. {uuid4()}")

    def retire(actor: Actor) -> None:
        with transaction(Database.ORGANISATION):
            procedures.retire(actor, procedure_for(used))

    used = a_procedure(dana)
    for state in NEXT_STATES[State.PROPOSED]:
        assert may(decide(state)) == {"dana"}, state
    assert may(write) == may(a_procedure) == {"dana"}
    assert may(retire) == {"dana"}
    assert may(lambda actor: a_proposal(actor, procedure)) == set(everybody)
    own = a_proposal(chidi, procedure)
    comment = {"aside": Aside.COMMENT, "words": "So."}
    assert may(lambda who: on_proposal(proposals.add_line, who, own, **comment)) == set(everybody)
    assert may(lambda who: on_proposal(proposals.withdraw, who, a_proposal(chidi, procedure))) == {
        "chidi"
    }


@pytest.mark.usefixtures("app")
def test_the_stewards_of_a_unit_keep_its_procedures_and_all_do_where_there_are_none() -> None:
    packaging, finance = a_unit(PACKAGING), a_unit("Finance")
    line = a_unit(f"{PACKAGING} / Line 2")
    near, far = a_steward(of=packaging), a_steward(of=a_unit("Systems"))

    assert a_procedure(near, unit=line)
    for keeper in (near, far):
        assert a_procedure(keeper, unit=finance)
    with pytest.raises(Refused):
        a_procedure(far, unit=line)
    db.session.rollback()
    kept = {unit.id for unit in units_kept_by(near)}
    assert {packaging, line, finance} <= kept
    assert line not in {unit.id for unit in units_kept_by(far)}
    assert units_kept_by(a_worker()) == []


def test_a_proposal_is_adopted_with_the_name_of_whoever_made_it(
    dana: Actor, chidi: Actor, visit: Visit
) -> None:
    procedure = f"{ROOM}/procedures/{a_procedure(dana)}"
    by_chidi, by_dana, by_mei = visit(chidi), visit(dana), visit(a_worker(name="Mei Tanaka"))
    until = str(clock.today("UTC") + timedelta(days=40))

    typed = {"title": "Changing over", "text": CHANGED, "kind": "alter", "why": "It sticks."}
    proposed = by_chidi.post(f"{procedure}/propose", **typed)
    proposal = proposed.request.path
    by_mei.post(f"{proposal}/comments", proposal, comment_words="Here too.")
    where = {"trial_unit_id": str(a_unit()), "trial_until_on": until}
    trial = by_dana.post(f"{proposal}/trial", proposal, **where)
    by_mei.post(f"{proposal}/noticed", proposal, noticed_words="Quicker.")
    by_dana.post(f"{proposal}/adopt", proposal, adopt_reason="It works.")

    assert "<ins>left </ins>" in proposed.text
    assert "On trial: Packaging, until" in words(trial.text)
    assert "It was to be decided by" in words(trial.text)
    said = words(by_mei.get(proposal).text)
    for each in ("Here too.", "Quicker.", "It works.", "It is version 2 of"):
        assert each in said
    now = words(by_mei.get(procedure).text)
    assert "Take the left guide rail off first." in now
    assert "Found by C Chidi Eze" in now
    assert "version 2" in now
    compared = by_mei.get(f"{procedure}/compare?one=2&other=1").text
    assert "<ins>left </ins>" in compared
    assert "It sticks." in words(by_mei.get(f"{procedure}/history").text)


@only_on_sqlite  # days and words
def test_the_day_of_the_decision_is_set_from_the_start_and_lateness_is_the_keepers(
    dana: Actor, chidi: Actor, visit: Visit
) -> None:
    with clock.stopped(clock.now() - timedelta(weeks=5)):
        proposal = a_proposal(chidi, a_procedure(dana))

    page = words(visit(a_worker()).get(f"{ROOM}/proposals/{proposal}").text)

    assert "The keepers are 7 days late" in page
    assert "by Dana Steward. Chidi Eze did all there was to do." in page
    listed = words(visit(chidi).get(f"{ROOM}/proposals/").text)
    assert "The keepers are 7 days late" in listed


def test_of_two_stewards_who_write_the_later_sees_both_texts(dana: Actor, visit: Visit) -> None:
    procedure = f"{ROOM}/procedures/{a_procedure(dana)}"
    by_dana, by_other = visit(dana), visit(a_steward())
    typed = {"title": "Changing over", "changed": "Better."}

    opened = hidden_fields(by_other.get(f"{procedure}/edit").text, f"{procedure}/edit")
    by_dana.post(f"{procedure}/edit", text="1. Dana’s way.", **typed)
    data = {**opened, "text": "1. The other’s way.", **typed}
    lost = by_other.client.post(f"{procedure}/edit", data=data)
    again = hidden_fields(lost.text, f"{procedure}/edit")
    by_other.client.post(f"{procedure}/edit", data={**data, **again})

    assert lost.status_code == 409
    said = words(lost.text)
    assert "1. Dana’s way." in said
    assert "1. The other’s way." in said
    assert "What was changed meanwhile" in said
    assert "version 3" in words(by_dana.get(procedure).text)


def test_a_proposal_whose_base_moved_is_brought_up_to_date_and_loses_no_text(
    dana: Actor, chidi: Actor, visit: Visit
) -> None:
    procedure = a_procedure(dana)
    proposal = a_proposal(chidi, procedure)
    a_version(dana, procedure, f"0. Read the job aloud.\n{TEXT}")
    address = f"{ROOM}/proposals/{proposal}"
    by_chidi, by_dana = visit(chidi), visit(dana)

    with pytest.raises(Conflict, match="has changed since"):
        on_proposal(proposals.adopt, dana, proposal, version=1)
    seen = words(by_dana.get(address).text)
    edit = by_chidi.get(f"{address}/edit").text
    text = f"0. Read the job aloud.\n{CHANGED}"
    typed = {"title": "Changing over", "kind": "alter", "why": "It sticks.", "text": text}
    moved = by_chidi.post(f"{address}/edit", **typed)
    adopted = by_dana.post(f"{address}/adopt", address)

    assert "It was written on version 1; the procedure is at version 2." in seen
    assert "Adopt it as it is" not in seen
    assert "Take the left guide rail off first" in edit
    assert "<ins>0. Read the job aloud.</ins>" in edit
    assert "What is different from version 2" in words(moved.text)
    assert "Adopted as it is" in words(adopted.text)
    db.session.rollback()
    assert latest_of(procedure_for(procedure)).text == text


@only_on_sqlite  # what the services refuse
def test_nothing_is_decided_on_a_text_that_was_not_read_nor_without_a_reason(
    dana: Actor, chidi: Actor
) -> None:
    procedure = a_procedure(dana)
    proposal = a_proposal(chidi, procedure)
    said = queries.proposal_for(proposal)
    on_proposal(
        proposals.rewrite_proposal,
        chidi,
        proposal,
        version=said.version,
        base=1,
        kind=said.kind,
        title=said.title,
        text="Something else.",
        aid="",
        why="x",
    )

    with pytest.raises(Conflict, match="while you were reading"):
        on_proposal(proposals.adopt, dana, proposal, version=1)
    with pytest.raises(Invalid, match="reason"):
        on_proposal(proposals.decline, dana, proposal, reason="")
    with pytest.raises(Conflict, match="not on trial"):
        on_proposal(proposals.add_line, chidi, proposal, aside=Aside.NOTICED, words="So.")
    with pytest.raises(Invalid, match="Nothing is different"):
        a_proposal(chidi, procedure, text=TEXT)
    assert queries.proposal_for(proposal).state in OPEN


@only_on_sqlite  # forms and their errors
def test_what_is_wrong_is_said_beside_its_field_and_hostile_words_are_harmless(
    dana: Actor, visit: Visit
) -> None:
    by_dana = visit(dana)
    hostile = "<script>alert(1)</script> ![x](https://evil.example/x.png)"
    long = "\n".join(str(number) for number in range(16))
    said = {"title": hostile, "text": hostile, "unit_id": str(a_unit())}

    wrong = by_dana.post(f"{ROOM}/procedures/new", aid=long, **said)
    made = by_dana.post(f"{ROOM}/procedures/new", aid=hostile, **said)
    aid = by_dana.get(f"{made.request.path}/aid")

    assert wrong.status_code == 422
    assert "Use at most 15 steps, so that it fits on a page." in wrong.text
    assert made.status_code == aid.status_code == 200
    for page in (made, aid):
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert "<script>alert" not in main
        assert "<img" not in main
    assert by_dana.get(f"{made.request.path}/versions/x").status_code == 404
    assert by_dana.get(f"{made.request.path}/compare?one=99999999999").status_code == 200
    assert visit(a_worker()).get(f"{ROOM}/procedures/new").status_code == 403


@only_on_sqlite  # the pages' wording
def test_asking_for_help_goes_to_mine_and_begins_with_the_title(
    dana: Actor, chidi: Actor, visit: Visit
) -> None:
    address = f"{ROOM}/procedures/{a_procedure(dana, title='Boxes & <film>')}"
    by_chidi = visit(chidi)

    page = by_chidi.get(address).text
    asked = by_chidi.get("/circles/notices/new?side=ask&about=Boxes%20%26%20%3Cfilm%3E").text
    plain = by_chidi.get("/circles/notices/new").text

    assert "/circles/notices/new?side=ask&amp;about=Boxes%20%26%20%3Cfilm%3E" in page
    assert "how “Boxes &amp; &lt;film&gt;” is done, beside somebody who has done it" in asked
    assert re.search(r'<input checked[^>]*value="ask"', asked)
    assert "is done" not in plain


@pytest.mark.usefixtures("app")
def test_the_room_finds_what_has_all_the_words(dana: Actor, chidi: Actor) -> None:
    procedure = a_procedure(dana, title="Changing 100% over")
    proposal, probe = a_proposal(chidi, procedure), a_probe(chidi)

    assert {each.kind for each in find("RAIL stop 100%")} == {"procedure", "proposal"}
    assert [each.address for each in find("right way")] == [f"/practices/proposals/{proposal}"]
    assert [each.address for each in find("trolley")] == [f"/practices/probes/{probe}"]
    assert find("") == find("nowhere to be found") == []
