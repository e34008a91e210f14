"""Reads of one's own portfolios. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.portfolios import policy
from learnplan.mine.portfolios.models import Piece, Portfolio
from learnplan.mine.sharing.items import ItemKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A portfolio in its owner's list, and how many pieces were put into it."""

    portfolio: Portfolio
    pieces: int


def portfolios_of(actor: Actor) -> list[Listed]:
    """The actor's own, the one they last worked on first."""
    pieces = (
        select(func.count(Piece.id))
        .where(Piece.portfolio_id == Portfolio.id, Piece.removed_at.is_(None))
        .correlate(Portfolio)
        .scalar_subquery()
    )
    stmt = (
        select(Portfolio, pieces)
        .where(policy.editable_by(actor))
        .order_by(Portfolio.changed_at.desc(), Portfolio.id)
    )
    return [Listed(portfolio=one, pieces=count) for one, count in db.session.execute(stmt)]


def portfolio_for(actor: Actor, portfolio_id: UUID) -> Portfolio:
    """One of the actor's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return _portfolio_where(Portfolio.id == portfolio_id, policy.editable_by(actor))


def deleted_portfolio_for(actor: Actor, portfolio_id: UUID) -> Portfolio:
    """One of the actor's own that they deleted a short while ago, to bring it back.

    Raises:
        NotFound: there is none, or it is gone for good.
    """
    return _portfolio_where(Portfolio.id == portfolio_id, policy.restorable_by(actor))


def pieces_of(portfolio: Portfolio) -> Sequence[Piece]:
    """What was put into a portfolio that was fetched for its owner, in their order."""
    stmt = (
        select(Piece)
        .where(Piece.portfolio_id == portfolio.id, Piece.removed_at.is_(None))
        .order_by(Piece.position, Piece.id)
    )
    return db.session.scalars(stmt).all()


def items_in(portfolio: Portfolio) -> set[tuple[ItemKind, UUID]]:
    """What is in a portfolio already."""
    return {(piece.item_kind, piece.item_id) for piece in pieces_of(portfolio)}


def piece_for(
    actor: Actor, portfolio_id: UUID, piece_id: UUID, *, removed: bool = False
) -> tuple[Portfolio, Piece]:
    """A piece of one of the actor's own, to change it; or one they ``removed``, to bring it back.

    Raises:
        NotFound: there is none, or the portfolio is somebody else's.
    """
    portfolio = portfolio_for(actor, portfolio_id)
    there = Piece.removed_at.is_not(None) if removed else Piece.removed_at.is_(None)
    stmt = select(Piece).where(Piece.id == piece_id, Piece.portfolio_id == portfolio.id, there)
    piece = db.session.scalar(stmt)
    if piece is None:
        raise NotFound("There is no such piece.")
    return portfolio, piece


def _portfolio_where(*conditions: ColumnElement[bool]) -> Portfolio:
    portfolio = db.session.scalar(select(Portfolio).where(*conditions))
    if portfolio is None:
        raise NotFound("There is no such portfolio.")
    return portfolio
