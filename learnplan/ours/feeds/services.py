"""Making and revoking tokens."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.queries import hash_of
from learnplan.ours.feeds import policy
from learnplan.ours.feeds.models import Push, Token

PREFIX = "lp_"
"""How every token begins, so that programs that look for lost secrets know one."""
WORD_BYTES = 32
LETTERS_SHOWN = 4
KEYS_KEPT = timedelta(days=7)
"""How long a push is known by its key."""


def make_token(
    actor: Actor,
    *,
    name: str,
    indicators: Collection[UUID] | None,
    attests: bool,
    once: str | None = None,
) -> str:
    """Make a token; returns its word, which is kept nowhere.

    ``indicators`` are those that it may push; None lets it push any, and make new ones and units.

    Raises:
        Refused: tokens are not theirs to make.
        Conflict: the form carrying the word ``once`` made it already, and showed its word.
    """
    require(policy.can_run(actor), "Administrators make tokens.")
    if made_before(Token, once) is not None:
        raise Conflict(
            "This token was made already, and shown once. If it is lost, revoke it and make "
            "another."
        )
    word = PREFIX + secrets.token_urlsafe(WORD_BYTES)
    token = Token(
        name=name,
        word_hash=hash_of(word),
        ending=word[-LETTERS_SHOWN:],
        made_by=actor.name,
        indicators=None if indicators is None else sorted(map(str, indicators)),
        attests=attests,
        once=once,
    )
    db.session.add(token)
    db.session.flush()
    return word


def revoke(actor: Actor, token: Token) -> None:
    """Let a token open nothing any more. Doing so twice changes nothing.

    Raises:
        Refused: tokens are not theirs to revoke.
    """
    require(policy.can_run(actor), "Administrators revoke tokens.")
    token.revoked_at = token.revoked_at or clock.now()
    db.session.flush()


def hold_again(actor: Actor, token: Token) -> None:
    """Undo that a token was revoked, within a day: its program pushes as before.

    Raises:
        Refused: tokens are not theirs to revoke.
        Conflict: that was more than a day ago.
    """
    require(policy.can_run(actor), "Administrators revoke tokens.")
    if token.revoked_at is not None and clock.now() - token.revoked_at > KEPT_FOR_UNDO:
        raise Conflict("It was revoked more than a day ago. Make another token.")
    token.revoked_at = None
    db.session.flush()


def forget_pushes(before: datetime) -> None:
    """Forget the keys of what was pushed ``before`` a moment. The figures stay."""
    db.session.execute(delete(Push).where(Push.at < before))
