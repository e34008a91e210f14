"""Reads of windows and of who wants a board by mail."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.directory.queries import hash_of
from learnplan.ours.elsewhere.models import Digest, Rhythm, Window


def windows_on(unit_id: UUID) -> list[Window]:
    """Every window on a unit's board, those that are open first, then the newest."""
    stmt = (
        select(Window)
        .where(Window.unit_id == unit_id)
        .order_by(Window.revoked_at.is_not(None), Window.made_at.desc(), Window.id)
    )
    return list(db.session.scalars(stmt))


def window_for(window_id: UUID) -> Window:
    """A window. That it is there is everybody's to know; its word is not.

    Raises:
        NotFound: there is none.
    """
    window = db.session.get(Window, window_id)
    if window is None:
        raise NotFound("There is no such window.")
    return window


def window_with(word: str) -> Window:
    """The window that a word opens.

    Raises:
        NotFound: there is none, or it was revoked; which of the two is not said.
    """
    stmt = select(Window).where(Window.word_hash == hash_of(word), Window.revoked_at.is_(None))
    window = db.session.scalar(stmt)
    if window is None:
        raise NotFound("There is nothing at this address.")
    return window


def digests_for(actor: Actor) -> list[Digest]:
    """The boards that somebody wants by mail."""
    stmt = select(Digest).where(Digest.person_id == actor.id).order_by(Digest.unit_id)
    return list(db.session.scalars(stmt))


def digest_for(actor: Actor, unit_id: UUID) -> Digest | None:
    """How somebody wants a unit's board by mail, if they do."""
    stmt = select(Digest).where(Digest.person_id == actor.id, Digest.unit_id == unit_id)
    return db.session.scalar(stmt)


def units_due(now: datetime, version: str) -> list[UUID]:
    """The units whose boards are to be looked at for somebody's mail."""
    stmt = select(Digest.unit_id).where(*_due(now, version)).distinct().order_by(Digest.unit_id)
    return list(db.session.scalars(stmt))


def digests_due(unit_id: UUID, now: datetime, version: str) -> list[Digest]:
    """Who is to have a unit's board by mail now, or to be told what changed on it."""
    stmt = select(Digest).where(Digest.unit_id == unit_id, *_due(now, version))
    return list(db.session.scalars(stmt.order_by(Digest.id)))


def _due(now: datetime, version: str) -> tuple[ColumnElement[bool], ...]:
    news = or_(Digest.rhythm == Rhythm.WEEKLY, Digest.version != version)
    return Digest.next_at <= now, news
