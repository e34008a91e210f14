"""Which browsers somebody came in with before, so that a new one can be told of."""

import secrets
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, update

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.directory.models import KnownBrowser
from learnplan.directory.queries import hash_of

KNOWN_FOR = timedelta(days=365)


class Met(NamedTuple):
    """A browser that somebody comes in with: the word for its cookie, and whether it is news."""

    word: str
    is_news: bool


def meet(person_id: UUID, word: str | None) -> Met:
    """Remember the browser whose cookie says ``word`` for a year, and tell whether it is news.

    The first browser is none: there is nothing to compare it with.
    """
    now = clock.now()
    theirs = KnownBrowser.person_id == person_id
    db.session.execute(delete(KnownBrowser).where(KnownBrowser.seen_at <= now - KNOWN_FOR))
    if word is not None:
        stmt = update(KnownBrowser).where(theirs, KnownBrowser.word_hash == hash_of(word))
        if db.session.scalar(stmt.values(seen_at=now).returning(KnownBrowser.id)) is not None:
            return Met(word, is_news=False)
    others = db.session.scalar(select(func.count(KnownBrowser.id)).where(theirs))
    word = word or secrets.token_urlsafe(32)
    db.session.add(KnownBrowser(person_id=person_id, word_hash=hash_of(word)))
    db.session.flush()
    return Met(word, is_news=bool(others))
