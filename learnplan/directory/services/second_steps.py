"""The second step after the password: who owes it, and who has come half way."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.core.errors import NotFound, require
from learnplan.directory.accounts import ways_in_of
from learnplan.directory.models import HalfSignIn, Person
from learnplan.directory.queries import hash_of
from learnplan.directory.services import authenticators, recovery_codes, signing_in
from learnplan.directory.words import Way

HALF_LASTS = timedelta(minutes=10)


def begin(person_id: UUID) -> str:
    """Somebody knew the password: returns the word for the cookie. It opens nothing by itself."""
    word, now = secrets.token_urlsafe(32), clock.now()
    db.session.execute(delete(HalfSignIn).where(HalfSignIn.ends_at <= now))
    db.session.add(
        HalfSignIn(person_id=person_id, word_hash=hash_of(word), ends_at=now + HALF_LASTS)
    )
    db.session.flush()
    return word


def half_way(word: str) -> UUID | None:
    """Who has come half way with this word, if that has not ended."""
    stmt = select(HalfSignIn.person_id).where(
        HalfSignIn.word_hash == hash_of(word), HalfSignIn.ends_at > clock.now()
    )
    return db.session.scalar(stmt)


def complete(word: str) -> UUID:
    """The second step was taken: half a sign-in is used up; returns whose.

    Raises:
        NotFound: it has ended, was used, or never was.
    """
    stmt = (
        delete(HalfSignIn)
        .where(HalfSignIn.word_hash == hash_of(word), HalfSignIn.ends_at > clock.now())
        .returning(HalfSignIn.person_id)
    )
    person_id = db.session.scalar(stmt)
    if person_id is None:
        raise NotFound("That took too long. Begin again with your password.")
    return person_id


def give_up(word: str) -> None:
    """Whoever had come half way begins again, or comes in by another way."""
    db.session.execute(delete(HalfSignIn).where(HalfSignIn.word_hash == hash_of(word)))


def way_of_code(person_id: UUID, code: str, *, key: str) -> Way | None:
    """Use up a code: of the authenticator, or one for recovery. None when it is neither.

    ``key`` is the installation's, which opens the authenticator's secret.
    """
    if authenticators.use_code(person_id, code, key=key):
        way = Way.PASSWORD_AND_CODE
    elif recovery_codes.use(person_id, code):
        way = Way.PASSWORD_AND_RECOVERY_CODE
    else:
        return None
    signing_in.forget_codes(person_id)
    return way


def ask_for_passkey(person_id: UUID, *, asked: bool) -> list[str]:
    """Say whether a passkey is wanted after the password too.

    Returns:
        Fresh recovery codes, where there were none: the only time they can be shown.

    Raises:
        Refused: there is no passkey to ask for.
    """
    ways = ways_in_of(person_id)
    require(bool(ways.passkeys) or not asked, "Add a passkey first.")
    person = db.session.get_one(Person, person_id)
    person.passkey_after_password = asked
    db.session.flush()
    settle(person_id)
    return recovery_codes.make(person_id) if asked and not ways.recovery_codes else []


def settle(person_id: UUID) -> None:
    """After something was taken away: what has lost its sense goes with it."""
    ways = ways_in_of(person_id)
    if not ways.passkeys:
        db.session.get_one(Person, person_id).passkey_after_password = False
        db.session.flush()
    if not ways.has_authenticator and not (ways.passkeys and ways.passkey_after_password):
        recovery_codes.forget(person_id)
