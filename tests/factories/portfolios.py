"""Portfolios for tests."""

from collections.abc import Sequence
from typing import Any

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.portfolios import queries, services
from learnplan.mine.portfolios.models import Piece, Portfolio
from learnplan.mine.sharing.items import Item
from tests.factories.people import a_worker


def a_portfolio(
    *items: Item, owner: Actor | None = None, heading: str = "For the review", **said: Any
) -> Portfolio:
    """A portfolio with some things of its owner's in it, each with what is shown at first."""
    owner = owner or a_worker()
    with transaction(Database.LEARNING):
        portfolio = services.start_portfolio(owner, heading=heading, **{"by": owner.name, **said})
        services.choose(owner, portfolio, [(item.kind, item.id) for item in items])
    db.session.expunge(portfolio)  # so that what it said outlives the requests of a test
    return portfolio


def pieces_now(owner: Actor, portfolio: Portfolio) -> Sequence[Piece]:
    """What is in a portfolio now, in its order, whatever this test read before."""
    db.session.rollback()
    db.session.expire_all()
    return queries.pieces_of(queries.portfolio_for(owner, portfolio.id))


def show_of_it(
    owner: Actor, portfolio: Portfolio, place: int = 0, *, parts: Sequence[str], **said: Any
) -> None:
    """Say what is shown of the piece at a place."""
    piece_id = pieces_now(owner, portfolio)[place].id
    with transaction(Database.LEARNING):
        kept, piece = queries.piece_for(owner, portfolio.id, piece_id)
        services.rewrite_piece(
            owner,
            kept,
            piece,
            parts=parts,
            **{"version": piece.version, "title": "", "sentence": "", **said},
        )
