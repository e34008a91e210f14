"""Probes, procedures and proposals for tests, by the hands of those who may."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.ours.practices.queries import probes as probe_queries
from learnplan.ours.practices.queries import procedures as queries
from learnplan.ours.practices.queries import proposals as proposal_queries
from learnplan.ours.practices.services import probes, procedures, proposals
from learnplan.ours.practices.words import Kind
from tests.factories.people import a_unit, a_worker

TEXT = "1. Stop the line.\n2. Take the guide rail off.\n3. Begin slowly."
CHANGED = TEXT.replace("Take the guide rail off", "Take the left guide rail off first")


def a_steward(*, of: UUID | None = None) -> Actor:
    """Somebody who keeps procedures."""
    return a_worker(name="Dana Steward", unit=of, roles=(Role.STEWARD,))


def a_procedure(
    keeper: Actor, *, unit: UUID | None = None, title: str = "Changing over", text: str = TEXT
) -> UUID:
    """The id of a procedure in its first version."""
    unit_id = unit or a_unit()
    with transaction(Database.ORGANISATION):
        return procedures.begin_procedure(
            keeper, unit_id=unit_id, title=title, text=text, aid=""
        ).id


def a_version(keeper: Actor, procedure_id: UUID, text: str) -> None:
    """Let a procedure say something else."""
    with transaction(Database.ORGANISATION):
        procedure = queries.procedure_for(procedure_id)
        procedures.write_version(
            keeper,
            procedure,
            version=procedure.version,
            title=procedure.title,
            text=text,
            aid="",
            changed="Something.",
        )


def a_proposal(
    actor: Actor, procedure_id: UUID, *, text: str = CHANGED, probe: UUID | None = None
) -> UUID:
    """The id of what somebody proposes of a procedure, perhaps found in a probe."""
    with transaction(Database.ORGANISATION):
        procedure = queries.procedure_for(procedure_id)
        return proposals.propose(
            actor,
            procedure,
            kind=Kind.ALTER,
            base=procedure.version,
            title=procedure.title,
            text=text,
            aid="",
            why="The right one is in the way.",
            probe=probe_queries.probe_for(probe) if probe else None,
        ).id


def a_probe(actor: Actor, *, unit: UUID | None = None, title: str = "Kits on a trolley") -> UUID:
    """The id of a probe that runs for a month."""
    until_on = clock.today(actor.time_zone) + timedelta(days=30)
    with transaction(Database.ORGANISATION):
        return probes.post_probe(
            actor,
            title=title,
            what="All kits on one trolley.",
            amplify="Nobody walks.",
            dampen="A wrong kit.",
            until_on=until_on,
            unit_id=unit,
        ).id


def on_proposal(act: Any, actor: Actor, proposal_id: UUID, **said: Any) -> None:
    """Do something with a proposal."""
    with transaction(Database.ORGANISATION):
        act(actor, proposal_queries.proposal_for(proposal_id), **said)


def on_probe(act: Any, actor: Actor, probe_id: UUID, **said: Any) -> Any:
    """Do something with a probe."""
    with transaction(Database.ORGANISATION):
        return act(actor, probe_queries.probe_for(probe_id), **said)
