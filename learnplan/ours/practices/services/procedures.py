"""Keeping procedures: beginning one, writing its versions, retiring it."""

from uuid import UUID

from sqlalchemy import update

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.directory.queries import unit_for
from learnplan.ours.practices import policy
from learnplan.ours.practices.from_circles import BETWEEN_NAMES
from learnplan.ours.practices.models.procedures import Procedure, Proposal
from learnplan.ours.practices.queries.keeping import ids_of_keepers
from learnplan.ours.practices.queries.procedures import latest_of
from learnplan.ours.practices.services.versions import first_version, next_version
from learnplan.ours.practices.words import OPEN

NOT_A_KEEPER = "Those who keep this procedure do this. Anybody can propose a change."
NOT_THEIR_UNIT = "Choose a unit whose procedures you keep."
BEGUN = "The first version."


def begin_procedure(
    actor: Actor,
    *,
    unit_id: UUID,
    title: str,
    text: str,
    aid: str,
    changed: str = "",
    once: str | None = None,
) -> Procedure:
    """Write how something is done in a unit. The form sent twice begins one.

    Raises:
        Refused: they keep no procedures of that unit.
    """
    require(policy.can_keep(actor, _keepers(actor, unit_id)), NOT_THEIR_UNIT)
    there = made_before(Procedure, once)
    if there is not None:
        return there
    return first_version(
        actor,
        unit_id=unit_id,
        title=title,
        text=text,
        aid=aid,
        changed=changed or BEGUN,
        once=once,
    )


def write_version(
    actor: Actor,
    procedure: Procedure,
    *,
    version: int | None,
    title: str,
    text: str,
    aid: str,
    changed: str,
) -> None:
    """Let a procedure say something else, if it still says what ``actor`` read.

    Raises:
        Refused: they do not keep it.
        Conflict: it was changed since ``version``, or is not in use.
        Invalid: it would say the same.
    """
    require_keeper(actor, procedure)
    if procedure.version != version:
        raise Conflict("Somebody else wrote a version while you were writing.")
    latest = latest_of(procedure)
    if (title, text, aid) == (latest.title, latest.text, latest.aid):
        raise Invalid("Nothing is different from the version before.", field="text")
    next_version(actor, procedure, title=title, text=text, aid=aid, changed=changed)


def hand_over(
    actor: Actor, procedure: Procedure, *, version: int | None, unit_id: UUID | None
) -> None:
    """Let a procedure be another unit's from now on; its history says so, and the text stays.

    What is proposed of it stays up to date, as nothing else is different.

    Raises:
        Refused: they do not keep the procedures of both units.
        Conflict: it was changed since ``version``, or is not in use.
        Invalid: it is that unit's already.
    """
    require_keeper(actor, procedure)
    if unit_id is None or unit_id == procedure.unit_id:
        raise Invalid("Choose another unit.", field="unit_id")
    require(policy.can_keep(actor, _keepers(actor, unit_id)), NOT_THEIR_UNIT)
    if procedure.version != version:
        raise Conflict("Somebody else wrote a version while you were choosing.")
    latest = latest_of(procedure)
    before, after = unit_for(procedure.unit_id).name, unit_for(unit_id).name
    procedure.unit_id = unit_id
    next_version(
        actor,
        procedure,
        title=latest.title,
        text=latest.text,
        aid=latest.aid,
        changed=f"It is of {after} now, and was of {before}. The text is the same.",
        found_by=latest.found_by.split(BETWEEN_NAMES) if latest.found_by else (),
    )
    db.session.execute(
        update(Proposal)
        .where(Proposal.procedure_id == procedure.id, Proposal.base == version)
        .where(Proposal.state.in_(OPEN))
        .values(base=procedure.version)
    )


def retire(actor: Actor, procedure: Procedure) -> None:
    """Say that a procedure is no longer in use. It stays to be read, and can come back.

    Raises:
        Refused: they do not keep it.
        Conflict: it is not in use since before.
    """
    require_keeper(actor, procedure)
    procedure.retire()
    db.session.flush()


def take_into_use(actor: Actor, procedure: Procedure) -> None:
    """Take a retired procedure into use again.

    Raises:
        Refused: they do not keep it.
        Conflict: it is in use.
    """
    require_keeper(actor, procedure)
    procedure.come_back()
    db.session.flush()


def require_keeper(actor: Actor, procedure: Procedure) -> None:
    """Go on only if the actor keeps the procedure.

    Raises:
        Refused: they do not.
    """
    require(policy.can_keep(actor, _keepers(actor, procedure.unit_id)), NOT_A_KEEPER)


def _keepers(actor: Actor, unit_id: UUID) -> frozenset[UUID]:
    return ids_of_keepers(unit_id, on=clock.today(actor.time_zone))
