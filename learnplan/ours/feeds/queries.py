"""Reads of tokens and addresses, for those who run them."""

from uuid import UUID

from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound, require
from learnplan.directory.queries import hash_of
from learnplan.ours.feeds import policy
from learnplan.ours.feeds.models import Address, Token

NOT_YOURS = "Administrators say how figures come by themselves."


def tokens_for(actor: Actor) -> list[Token]:
    """Every token, those that hold first, then the newest.

    Raises:
        Refused: tokens are not theirs to see.
    """
    require(policy.can_run(actor), NOT_YOURS)
    stmt = select(Token).order_by(Token.revoked_at.is_not(None), Token.made_at.desc(), Token.id)
    return list(db.session.scalars(stmt))


def token_for(actor: Actor, token_id: UUID) -> Token:
    """A token, for those who run them.

    Raises:
        Refused: tokens are not theirs to see.
        NotFound: there is no such token.
    """
    require(policy.can_run(actor), NOT_YOURS)
    token = db.session.get(Token, token_id)
    if token is None:
        raise NotFound("There is no such token.")
    return token


def token_with(word: str) -> Token | None:
    """The token of this word, if there is one that was not revoked."""
    stmt = select(Token).where(Token.word_hash == hash_of(word), Token.revoked_at.is_(None))
    return db.session.scalar(stmt)


def address_for(actor: Actor, address_id: UUID) -> Address:
    """An address, for those who run them.

    Raises:
        Refused: addresses are not theirs to see.
        NotFound: there is no such address.
    """
    require(policy.can_run(actor), NOT_YOURS)
    address = db.session.get(Address, address_id)
    if address is None:
        raise NotFound("There is no such address.")
    return address


def addresses_for(actor: Actor) -> list[Address]:
    """Every address, those that are fetched first, by name.

    Raises:
        Refused: addresses are not theirs to see.
    """
    require(policy.can_run(actor), NOT_YOURS)
    stmt = select(Address).order_by(Address.stopped_at.is_not(None), Address.name, Address.id)
    return list(db.session.scalars(stmt))
