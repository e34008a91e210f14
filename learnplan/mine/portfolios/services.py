"""Putting a portfolio together, changing it, and writing down that it was taken."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Kind
from learnplan.mine.portfolios import policy, queries
from learnplan.mine.portfolios.models import Piece, Portfolio
from learnplan.mine.portfolios.parts import AT_FIRST, MOST_PIECES, PARTS
from learnplan.mine.sharing.items import ItemKind, own_item_for
from learnplan.mine.sharing.services import when_gone

PORTFOLIO = "portfolio"
"""What the journal of disclosures calls one."""
ONLY_ITS_OWNER = "Only its owner can change a portfolio."


def start_portfolio(
    actor: Actor,
    *,
    heading: str,
    by: str,
    reached_at: str = "",
    introduction: str = "",
    with_people: bool = False,
    with_minutes: bool = False,
    once: str | None = None,
) -> Portfolio:
    """Begin a portfolio, visible to ``actor`` alone; sent twice with one ``once``, it is one."""
    there = made_before(Portfolio, once, Portfolio.owner_id == actor.id)
    if there is not None:
        return there
    portfolio = Portfolio(
        owner_id=actor.id,
        heading=heading,
        by=by,
        reached_at=reached_at,
        introduction=introduction,
        with_people=with_people,
        with_minutes=with_minutes,
        once=once,
    )
    db.session.add(portfolio)
    db.session.flush()
    return portfolio


def rewrite_portfolio(
    actor: Actor,
    portfolio: Portfolio,
    *,
    version: int | None,
    heading: str,
    by: str,
    reached_at: str,
    introduction: str,
    with_people: bool,
    with_minutes: bool,
) -> None:
    """Say anew what stands above the pieces, and what all of them show or leave out.

    Raises:
        Refused: it is not theirs.
        Conflict: it was changed since ``version``; nothing is overwritten.
    """
    require(policy.can_edit(actor, portfolio), ONLY_ITS_OWNER)
    db.session.refresh(portfolio, with_for_update=True)  # two windows may save at once
    if portfolio.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    portfolio.heading, portfolio.by, portfolio.reached_at = heading, by, reached_at
    portfolio.introduction = introduction
    portfolio.with_people, portfolio.with_minutes = with_people, with_minutes
    portfolio.version += 1
    _worked_on(portfolio)


def choose(actor: Actor, portfolio: Portfolio, items: Iterable[tuple[ItemKind, UUID]]) -> int:
    """Put things of the actor's own into a portfolio, last in it; how many were not in it before.

    One that was removed from it comes back as it was, to the end.

    Raises:
        Refused: the portfolio is not theirs.
        NotFound: one of the things is not.
        Invalid: there would be more in it than anybody reads.
    """
    require(policy.can_edit(actor, portfolio), ONLY_ITS_OWNER)
    there = queries.items_in(portfolio)
    fresh = [item for item in dict.fromkeys(items) if item not in there]
    if len(there) + len(fresh) > MOST_PIECES:
        raise Invalid(f"A portfolio takes {MOST_PIECES} pieces. Remove some, or choose fewer.")
    place = _next_place(portfolio)
    for kind, item_id in fresh:
        item = own_item_for(actor, kind, item_id)
        piece = _once_in(portfolio, kind, item.id) or Piece(
            portfolio_id=portfolio.id,
            item_kind=kind,
            item_id=item.id,
            position=place,
            parts=[part.key for part in AT_FIRST[kind]],
        )
        piece.removed_at, piece.position = None, place
        db.session.add(piece)
        place += 1
    _worked_on(portfolio)
    return len(fresh)


def rewrite_piece(
    actor: Actor,
    portfolio: Portfolio,
    piece: Piece,
    *,
    version: int | None,
    title: str,
    sentence: str,
    parts: Collection[str],
    evidence: Collection[str] = (),
    attestations: Collection[str] = (),
) -> None:
    """Say anew what one piece is called here, what is said about it, and what is shown of it.

    Raises:
        Refused: it is not theirs.
        Conflict: it was changed since ``version``; nothing is overwritten.
    """
    _require_own(actor, portfolio, piece)
    db.session.refresh(piece, with_for_update=True)
    if piece.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    piece.title, piece.sentence = title, sentence
    piece.parts = [part.key for part in PARTS[piece.item_kind] if part.key in parts]
    piece.evidence, piece.attestations = list(evidence), list(attestations)
    piece.version += 1
    _worked_on(portfolio)


def move_piece(actor: Actor, portfolio: Portfolio, piece: Piece, *, places: int) -> None:
    """Move a piece up (below 0) or down by some ``places``; at an end, it stays there.

    Raises:
        Refused: it is not theirs.
    """
    _require_own(actor, portfolio, piece)
    others = [one for one in queries.pieces_of(portfolio) if one.id != piece.id]
    at = sum(one.position < piece.position for one in others)
    others.insert(min(max(at + places, 0), len(others)), piece)
    for place, one in enumerate(others):
        one.position = place
    _worked_on(portfolio)


def remove_piece(actor: Actor, portfolio: Portfolio, piece: Piece) -> None:
    """Take a piece out of a portfolio; what it is about stays. It can be brought back for a day.

    Raises:
        Refused: it is not theirs.
    """
    _require_own(actor, portfolio, piece)
    piece.removed_at = clock.now()
    _worked_on(portfolio)
    purge_deleted(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_piece(actor: Actor, portfolio: Portfolio, piece: Piece) -> None:
    """Bring a removed piece back to where it was.

    Raises:
        Refused: it is not theirs.
        Invalid: there would be more in the portfolio than anybody reads.
    """
    _require_own(actor, portfolio, piece)
    if len(queries.pieces_of(portfolio)) >= MOST_PIECES:
        raise Invalid(f"A portfolio takes {MOST_PIECES} pieces. Remove another one first.")
    piece.removed_at = None
    _worked_on(portfolio)


def delete_portfolio(actor: Actor, portfolio: Portfolio) -> None:
    """Let a portfolio go; the record stays as it is. It can be brought back for a day.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_edit(actor, portfolio), ONLY_ITS_OWNER)
    portfolio.deleted_at = clock.now()
    portfolio.once = None  # the same form sent again, from the Back button, begins another
    db.session.flush()
    purge_deleted(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_portfolio(actor: Actor, portfolio: Portfolio) -> None:
    """Bring a deleted portfolio back.

    Raises:
        Refused: it is not theirs, or not deleted.
    """
    require(policy.can_restore(actor, portfolio), "Only its owner can bring this back.")
    portfolio.deleted_at = None
    db.session.flush()


def note_taking(actor: Actor, portfolio: Portfolio, *, said: str) -> None:
    """Write down in the actor's journal that a portfolio left their record, and how.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_edit(actor, portfolio), "Only its owner can take a portfolio.")
    journal.note(
        actor.id,
        Kind.EXPORT,
        portfolio.heading,
        item_kind=PORTFOLIO,
        item_id=portfolio.id,
        remark=said,
    )


def purge_deleted(before: datetime, *, owner: Actor | None = None) -> None:
    """Let go for good of what was deleted or removed ``before`` a moment; of one owner, or all."""
    whole, part = delete(Portfolio), delete(Piece)
    if owner is not None:
        theirs = select(Portfolio.id).where(Portfolio.owner_id == owner.id)
        whole, part = (
            whole.where(Portfolio.id.in_(theirs)),
            part.where(Piece.portfolio_id.in_(theirs)),
        )
    db.session.execute(part.where(Piece.removed_at < before))
    db.session.execute(whole.where(Portfolio.deleted_at < before))


def forget_items(kind: ItemKind, item_ids: Sequence[UUID]) -> None:
    """Let the pieces about items that are gone for good go with them."""
    db.session.execute(delete(Piece).where(Piece.item_kind == kind, Piece.item_id.in_(item_ids)))


def _require_own(actor: Actor, portfolio: Portfolio, piece: Piece) -> None:
    own = policy.can_edit(actor, portfolio) and piece.portfolio_id == portfolio.id
    require(own, ONLY_ITS_OWNER)


def _worked_on(portfolio: Portfolio) -> None:
    portfolio.changed_at = clock.now()
    db.session.flush()


def _next_place(portfolio: Portfolio) -> int:
    stmt = select(func.max(Piece.position)).where(Piece.portfolio_id == portfolio.id)
    last = db.session.scalar(stmt)
    return 0 if last is None else last + 1


def _once_in(portfolio: Portfolio, kind: ItemKind, item_id: UUID) -> Piece | None:
    return db.session.scalar(
        select(Piece).where(
            Piece.portfolio_id == portfolio.id, Piece.item_kind == kind, Piece.item_id == item_id
        )
    )


when_gone.append(forget_items)
