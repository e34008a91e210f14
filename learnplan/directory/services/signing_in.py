"""Coming in by the door: passwords, one-time links, and every way out."""

import secrets
import unicodedata
from datetime import timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select, update

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.directory.models import (
    HalfSignIn,
    KnownBrowser,
    Person,
    SignIn,
    SignInLink,
    SignInTry,
)
from learnplan.directory.queries import hash_of, normal_email
from learnplan.directory.words import Way

LASTS = timedelta(days=30)
LINK_LASTS = timedelta(days=3)
PROOF_LASTS = timedelta(minutes=15)
"""How long after showing who they are somebody may change how they come in."""
TRIES = 8
TRIES_WITHIN = timedelta(minutes=15)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000

# The second choice of the OWASP password storage cheat sheet: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)


def count_try(email: str) -> None:
    """Count a try to come in with this address before it is made, and forget old ones.

    Counted first, many tries made at the same moment are still only so many.

    Raises:
        Refused: there were too many lately; the sentence says when to come back.
    """
    _count(
        hash_of(normal_email(email)),
        "Too many tries with this address. Come back in {wait:.0f} min, or ask "
        "whoever runs Learnplan here for a sign-in link.",
    )


def forget_tries(email: str) -> None:
    """Whoever knew the password at last was no stranger: their tries no longer count."""
    _forget(hash_of(normal_email(email)))


def count_code(person_id: UUID) -> None:
    """Count a try to write somebody's code, likewise before it is made.

    Raises:
        Refused: there were too many lately; the sentence says when to come back.
    """
    _count(
        _codes_of(person_id),
        "Too many wrong codes. Come back in {wait:.0f} min, use a passkey, or ask "
        "whoever runs Learnplan here for a sign-in link.",
    )


def forget_codes(person_id: UUID) -> None:
    """Whoever wrote the right code at last was no stranger either."""
    _forget(_codes_of(person_id))


def _codes_of(person_id: UUID) -> str:
    return hash_of(f"codes of {person_id}")


def _count(key_hash: str, too_many: str) -> None:
    since = clock.now() - TRIES_WITHIN
    db.session.execute(delete(SignInTry).where(SignInTry.at <= since))
    stmt = select(func.count(), func.min(SignInTry.at)).where(SignInTry.email_hash == key_hash)
    tries, first = db.session.execute(stmt).one()
    if tries >= TRIES:
        wait = (first + TRIES_WITHIN - clock.now()).total_seconds() // 60 + 1
        raise Refused(too_many.format(wait=wait))
    db.session.add(SignInTry(email_hash=key_hash))
    db.session.flush()


def _forget(key_hash: str) -> None:
    db.session.execute(delete(SignInTry).where(SignInTry.email_hash == key_hash))


@cache
def _nobodys() -> str:
    return _hasher.hash("what an address that nobody has is checked against")


def checked_person(email: str, password: str) -> UUID | None:
    """The person with this address and password, or None. It takes as long either way."""
    if len(password) > LONGEST_PASSWORD:
        return None
    stmt = select(Person.id, Person.password_hash).where(Person.email == normal_email(email))
    person = db.session.execute(stmt).first()
    known = person.password_hash if person else None
    try:
        _hasher.verify(known or _nobodys(), _normal(password))
    except (VerifyMismatchError, InvalidHashError):
        return None
    return person.id if person and known else None


def sign_in(person_id: UUID, *, browser: str = "", way: Way | None = None) -> str:
    """Begin a sign-in; returns the key for the cookie. Only its hash is kept.

    ``browser`` is with what, in words, and ``way`` is how, for the list of sign-ins.
    """
    key = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.execute(delete(SignIn).where(SignIn.ends_at <= now))
    db.session.add(
        SignIn(
            person_id=person_id,
            key_hash=hash_of(key),
            ends_at=now + LASTS,
            browser=browser,
            way=way,
        )
    )
    db.session.flush()
    return key


def prove(key: str) -> str:
    """Whoever has this sign-in showed once more who they are; returns its new key.

    Raises:
        NotFound: it has ended.
    """
    fresh = secrets.token_urlsafe(32)
    stmt = (
        update(SignIn)
        .where(SignIn.key_hash == hash_of(key))
        .values(key_hash=hash_of(fresh), proved_at=clock.now())
        .returning(SignIn.id)
    )
    if db.session.scalar(stmt) is None:
        raise NotFound("This sign-in has ended.")
    return fresh


def has_proved_lately(key: str) -> bool:
    """Whether whoever has this sign-in showed who they are a short while ago."""
    stmt = select(SignIn.proved_at).where(SignIn.key_hash == hash_of(key))
    proved_at = db.session.scalar(stmt)
    return proved_at is not None and proved_at > clock.now() - PROOF_LASTS


def sign_out(key: str) -> None:
    """End one sign-in: the cookie is worth nothing from now on."""
    db.session.execute(delete(SignIn).where(SignIn.key_hash == hash_of(key)))


def end_sign_in(person_id: UUID, sign_in_id: UUID) -> None:
    """End one sign-in of a person's, wherever it is.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    stmt = delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == person_id)
    if db.session.scalar(stmt.returning(SignIn.id)) is None:
        raise NotFound("There is no such sign-in.")


def sign_out_everywhere(person_id: UUID, *, but: str | None = None) -> None:
    """End every sign-in of a person, except perhaps the one whose key is ``but``.

    Half a sign-in ends too, and no browser is known any more.
    """
    stmt = delete(SignIn).where(SignIn.person_id == person_id)
    if but is not None:
        stmt = stmt.where(SignIn.key_hash != hash_of(but))
    db.session.execute(stmt)
    db.session.execute(delete(HalfSignIn).where(HalfSignIn.person_id == person_id))
    db.session.execute(delete(KnownBrowser).where(KnownBrowser.person_id == person_id))


def make_link(email: str) -> str:
    """A new one-time link word for a person. Earlier ones that were not used end.

    Raises:
        NotFound: nobody has this address.
    """
    person_id = db.session.scalar(select(Person.id).where(Person.email == normal_email(email)))
    if person_id is None:
        raise NotFound(f"Nobody here has the address {email}.")
    db.session.execute(delete(SignInLink).where(SignInLink.person_id == person_id))
    word = secrets.token_urlsafe(32)
    db.session.add(
        SignInLink(person_id=person_id, word_hash=hash_of(word), ends_at=clock.now() + LINK_LASTS)
    )
    db.session.flush()
    return word


def use_link(word: str) -> UUID:
    """Use up a one-time link; returns whose it was.

    Raises:
        NotFound: it was used, has ended, or never was.
    """
    stmt = (
        delete(SignInLink)
        .where(SignInLink.word_hash == hash_of(word), SignInLink.ends_at > clock.now())
        .returning(SignInLink.person_id)
    )
    person_id = db.session.scalar(stmt)
    if person_id is None:
        raise NotFound("This link was used already, or is older than three days.")
    return person_id


def has_password(person_id: UUID) -> bool:
    """Whether somebody can sign in by password yet."""
    stmt = select(Person.password_hash.is_not(None)).where(Person.id == person_id)
    return bool(db.session.scalar(stmt))


def choose_password(person_id: UUID, password: str) -> None:
    """Set a password of one's own. Length is what counts; no odd characters are demanded.

    Raises:
        Invalid: it is too short or too easily guessed.
    """
    person = db.session.get_one(Person, person_id)
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(f"Use at most {LONGEST_PASSWORD} characters.", field="password")
    normal = _normal(password)
    if len(normal) < SHORTEST_PASSWORD:
        raise Invalid(
            f"Use at least {SHORTEST_PASSWORD} characters; four or five words make a good one.",
            field="password",
        )
    obvious = {person.email, person.email.partition("@")[0], person.name.casefold(), "learnplan"}
    rest = normal.casefold()
    for word in sorted(obvious, key=len, reverse=True):
        rest = rest.replace(word, "") if len(word) > 3 else rest  # noqa: PLR2004 - short words are in anything
    if len(set(rest)) < SHORTEST_PASSWORD // 2:
        raise Invalid(
            "That is easily guessed. Four or five words make a good one.", field="password"
        )
    person.password_hash = _hasher.hash(normal)
    db.session.flush()


def _normal(password: str) -> str:
    """The same password, however the keyboard composed its letters (NIST SP 800-63B).

    Long ones are refused before they come here: putting accents in order takes quadratic time.
    """
    return unicodedata.normalize("NFKC", password)
