"""Reads of the portability room: a worker's imports, and the draft of one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.log import bulk
from learnplan.mine.portability import drafts, fitting, planned
from learnplan.mine.portability.models import DRAFTS, DRAFTS_STAY, LogDraft, LogImport, State
from learnplan.mine.portability.previews import Preview
from learnplan.mine.portability.readers.values import Reading

LISTED = 50


def import_for(actor: Actor, import_id: UUID, *, to_change: bool = False) -> LogImport:
    """One of the actor's own imports; ``to_change`` keeps others from changing it meanwhile.

    Raises:
        NotFound: it does not exist, or is not theirs to know about.
    """
    stmt = select(LogImport).where(LogImport.id == import_id, LogImport.owner_id == actor.id)
    found = db.session.scalar(stmt.with_for_update() if to_change else stmt)
    if found is None:
        raise NotFound("There is no such import.")
    return found


def draft_for(actor: Actor, import_id: UUID) -> LogDraft:
    """What an import that has not been added yet was read from.

    Raises:
        NotFound: there is no such draft, no longer, or it is not theirs to know about.
    """
    stmt = (
        select(LogDraft)
        .join(LogImport, LogImport.id == LogDraft.import_id)
        .where(LogImport.id == import_id, LogImport.owner_id == actor.id)
    )
    draft = db.session.scalar(stmt)
    if draft is None:
        raise NotFound("There is no such draft.")
    return draft


def drafts_for(actor: Actor) -> Sequence[LogImport]:
    """What was loaded in the last days and not added yet, newest first."""
    recent = LogImport.made_at > clock.now() - DRAFTS_STAY
    return _imports(actor, LogImport.state.in_(DRAFTS), recent)


def earlier_imports_for(actor: Actor) -> Sequence[LogImport]:
    """What was added and not taken out again, newest first."""
    return _imports(actor, LogImport.state == State.ADDED, LogImport.added > 0)


def preview_for(actor: Actor, reading: Reading) -> Preview:
    """What adding ``reading`` to the actor's log would do, as their log is now."""
    keys = [fitting.source_key(entry) for entry in reading.activities]
    goals, reflections = planned.which_exist(actor, reading)
    known = bulk.which_exist(actor, keys)
    return Preview.of(
        reading,
        known=[key in known for key in keys],
        known_goals=goals,
        known_reflections=reflections,
    )


def reading_of(draft: LogDraft) -> Reading:
    """How the source of ``draft`` was read.

    Raises:
        NotFound: it has not been read yet.
    """
    if draft.reading is None:
        raise NotFound("This has not been read yet.")
    return drafts.unpack_reading(draft.reading)


def _imports(actor: Actor, *such: ColumnElement[bool]) -> Sequence[LogImport]:
    stmt = (
        select(LogImport)
        .where(LogImport.owner_id == actor.id, *such)
        .order_by(LogImport.made_at.desc(), LogImport.id)
        .limit(LISTED)
    )
    return db.session.scalars(stmt).all()
