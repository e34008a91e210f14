"""Portfolios come along: what was chosen, in which order, and what was said about it."""

from uuid import UUID

from learnplan.core.drawers import Aside, Drawer, IdHere, Said
from learnplan.core.errors import Invalid
from learnplan.mine.evidence.portable import EVIDENCE
from learnplan.mine.portfolios.models import Piece, Portfolio
from learnplan.mine.portfolios.parts import MOST_PIECES, PARTS, SENTENCE_LIMIT, TEXT_LIMIT

PORTFOLIOS = "portfolios"
PIECES = "portfolio_pieces"


def _check_portfolio(portfolio: Said) -> None:
    if not portfolio["heading"].strip():
        raise Invalid("A portfolio has no heading.")
    if len(portfolio["introduction"]) > TEXT_LIMIT:
        raise Invalid(f"An introduction is longer than {TEXT_LIMIT:,} characters.")


def _check_piece(piece: Said) -> None:
    """Whatever no page would have put into a portfolio, is not taken from elsewhere."""
    if len(piece["sentence"]) > SENTENCE_LIMIT:
        raise Invalid(f"A sentence is longer than {SENTENCE_LIMIT:,} characters.")
    if not 0 <= piece["position"] < 2**31 - MOST_PIECES:
        raise Invalid("A piece has no place.")
    known = {part.key for part in PARTS[piece["item_kind"]]}
    if not isinstance(piece["parts"], list) or not known.issuperset(map(str, piece["parts"])):
        raise Invalid("A piece shows what there is not.")
    try:
        piece["evidence"] = [str(UUID(one)) for one in piece["evidence"]]
    except (TypeError, ValueError, AttributeError) as wrong:
        raise Invalid("The evidence of a piece are not ids.") from wrong


def _beside(piece: Said, id_here: IdHere) -> None:
    """Evidence has the ids that it has here."""
    here = (id_here(EVIDENCE, UUID(one)) for one in piece["evidence"])
    piece["evidence"] = [str(one) for one in here if one is not None]


DRAWERS = (
    Drawer(
        name=PORTFOLIOS,
        model=Portfolio,
        left_out=frozenset({"deleted_at", "once"}),
        gone_when=("deleted_at",),
        in_order_of=("changed_at",),
        check=_check_portfolio,
    ),
    Drawer(
        name=PIECES,
        model=Piece,
        part_of="portfolio_id",
        refers={"portfolio_id": PORTFOLIOS},
        items=(("item_kind", "item_id"),),
        left_out=frozenset({"attestations", "removed_at"}),  # attestations stay, and are not ticked
        gone_when=("removed_at",),
        in_order_of=("portfolio_id", "position"),
        refers_inside=_beside,
        check=_check_piece,
    ),
)
ASIDE: tuple[Aside, ...] = ()
