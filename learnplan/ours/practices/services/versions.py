"""How a procedure comes to say something: its first version, and each after it."""

from collections.abc import Sequence
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict
from learnplan.ours.practices.aids import require_short
from learnplan.ours.practices.from_circles import BETWEEN_NAMES
from learnplan.ours.practices.models.probes import Probe
from learnplan.ours.practices.models.procedures import Procedure, ProcedureVersion, Proposal


def first_version(
    actor: Actor,
    *,
    unit_id: UUID,
    title: str,
    text: str,
    aid: str,
    changed: str,
    found_by: Sequence[str] = (),
    probe: Probe | None = None,
    once: str | None = None,
) -> Procedure:
    """Begin a procedure of a unit. Whether they may is for whoever calls to know."""
    procedure = Procedure(
        unit_id=unit_id,
        title=title,
        version=0,
        author_id=actor.id,
        author=actor.name,
        once=once,
    )
    db.session.add(procedure)
    db.session.flush()
    next_version(
        actor,
        procedure,
        title=title,
        text=text,
        aid=aid,
        changed=changed,
        found_by=found_by,
        probe=probe,
    )
    return procedure


def next_version(
    actor: Actor,
    procedure: Procedure,
    *,
    title: str,
    text: str,
    aid: str,
    changed: str,
    found_by: Sequence[str] = (),
    proposal: Proposal | None = None,
    probe: Probe | None = None,
) -> None:
    """Let a procedure say something else from now on. What it said before stays.

    Raises:
        Conflict: it is not in use any more.
        Invalid: the job aid is too long for a page.
    """
    require_short(aid)
    if procedure.retired_at is not None:
        raise Conflict("This procedure is not in use any more. Take it into use again first.")
    procedure.version += 1
    procedure.title = title
    db.session.add(
        ProcedureVersion(
            procedure_id=procedure.id,
            number=procedure.version,
            title=title,
            text=text,
            aid=aid,
            changed=changed,
            found_by=BETWEEN_NAMES.join(found_by),
            proposal_id=proposal.id if proposal else None,
            probe_id=probe.id if probe else None,
            author_id=actor.id,
            author=actor.name,
        )
    )
    db.session.flush()
