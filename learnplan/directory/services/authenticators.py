"""Authenticator apps: codes that change every half minute (RFC 6238)."""

import re
from datetime import timedelta
from uuid import UUID

import pyotp
from pyotp.utils import strings_equal
from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound
from learnplan.core.sealing import seal, unseal
from learnplan.directory.models import Authenticator

SET_UP_LASTS = timedelta(hours=1)
DRIFT = (0, -1, 1)
"""Half minutes that a phone's clock may be off by; RFC 6238, 5.2, advises one."""
_CODE = re.compile(r"[0-9]{6}")


def begin(person_id: UUID, *, key: str) -> None:
    """Make a secret that an app can be given. It asks for nothing until a code confirms it.

    Args:
        person_id: whose.
        key: the installation's key, with which the secret is sealed.

    Raises:
        Conflict: they have an authenticator already.
    """
    known = _of(person_id)
    if known is not None and known.confirmed_at is not None:
        raise Conflict("You have an authenticator already. Remove it before you set up another.")
    db.session.execute(delete(Authenticator).where(Authenticator.person_id == person_id))
    secret = seal(pyotp.random_base32(), key=key, purpose=_purpose(person_id))
    db.session.add(Authenticator(person_id=person_id, sealed_secret=secret))
    db.session.flush()


def secret_to_confirm(person_id: UUID, *, key: str) -> str:
    """The secret to be given to an app, while it waits for its first code.

    Raises:
        NotFound: none was begun within the hour, or it was confirmed.
    """
    known = _of(person_id)
    begun = known is not None and known.added_at > clock.now() - SET_UP_LASTS
    secret = _secret(known, key) if known is not None and begun else None
    if known is None or known.confirmed_at is not None or secret is None:
        raise NotFound("Nothing is being set up.")
    return secret


def confirm(person_id: UUID, code: str, *, key: str) -> None:
    """From now on the authenticator is asked for a code after the password.

    Raises:
        NotFound: nothing is being set up.
        Invalid: the code is not the app's.
    """
    secret_to_confirm(person_id, key=key)
    known = _of(person_id)
    if known is None or not _use(known, code, key):
        raise Invalid(
            "That is not the code of the moment. Check that the phone’s clock is right, and write "
            "the six digits it shows now.",
            field="code",
        )
    known.confirmed_at = clock.now()
    db.session.flush()


def use_code(person_id: UUID, code: str, *, key: str) -> bool:
    """Whether this is a code of the moment that was not used before; it is used up."""
    known = _of(person_id)
    return known is not None and known.confirmed_at is not None and _use(known, code, key)


def remove(person_id: UUID) -> None:
    """Forget somebody's authenticator.

    Raises:
        NotFound: they have none.
    """
    stmt = delete(Authenticator).where(Authenticator.person_id == person_id)
    if db.session.scalar(stmt.returning(Authenticator.id)) is None:
        raise NotFound("There is no authenticator.")


def _of(person_id: UUID) -> Authenticator | None:
    stmt = select(Authenticator).where(Authenticator.person_id == person_id)
    return db.session.scalar(stmt)


def _use(known: Authenticator, code: str, key: str) -> bool:
    digits, secret = "".join(code.split()), _secret(known, key)
    if secret is None or not _CODE.fullmatch(digits):
        return False
    app = pyotp.TOTP(secret)
    for drift in DRIFT:
        step = app.timecode(clock.now()) + drift
        if step > known.last_step and strings_equal(digits, app.generate_otp(step)):
            known.last_step = step
            db.session.flush()
            return True
    return False


def _secret(known: Authenticator, key: str) -> str | None:
    return unseal(known.sealed_secret, key=key, purpose=_purpose(known.person_id))


def _purpose(person_id: UUID) -> str:
    """A sealed secret copied into another person's row opens nothing there."""
    return f"authenticator of {person_id}"
