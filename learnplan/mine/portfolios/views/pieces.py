"""One piece of a portfolio: what is said and shown of it, its place, and taking it out."""

from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.mine.evidence.queries import EvidenceView, evidence_of
from learnplan.mine.portfolios import queries, services
from learnplan.mine.portfolios.document import attestations_about, parts_said, title_of
from learnplan.mine.portfolios.forms import PieceForm, said_of
from learnplan.mine.portfolios.models import Piece
from learnplan.mine.portfolios.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import gist, short_day
from learnplan.web.pages import page, say
from learnplan.web.saving import save


@bp.route("/<uuid:portfolio_id>/pieces/<uuid:piece_id>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_piece(portfolio_id: UUID, piece_id: UUID) -> ResponseReturnValue:
    """Say what a piece is called here, what it shows, and tick what goes with it."""
    actor = current_actor()
    portfolio, piece = queries.piece_for(actor, portfolio_id, piece_id)
    form = PieceForm(data=said_of(piece))
    _offer(actor, form, piece)

    def write() -> None:
        services.rewrite_piece(
            actor,
            *queries.piece_for(actor, portfolio_id, piece_id),
            version=form.version.data,
            **form.answers(),
        )

    def again() -> dict[str, object]:
        return said_of(queries.piece_for(actor, portfolio_id, piece_id)[1])

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return _back(portfolio_id, piece_id)
    portfolio, piece = queries.piece_for(actor, portfolio_id, piece_id)
    shown = page(
        "mine/portfolios/piece.html",
        portfolio=portfolio,
        piece=piece,
        form=form,
        called=title_of(actor, piece),
        differing=outcome.differing,
    )
    return shown, outcome.code


@bp.post("/<uuid:portfolio_id>/pieces/<uuid:piece_id>/up", defaults={"places": -1})
@bp.post("/<uuid:portfolio_id>/pieces/<uuid:piece_id>/down", defaults={"places": 1})
@open_to(Role.WORKER)
def move_piece(portfolio_id: UUID, piece_id: UUID, places: int) -> ResponseReturnValue:
    """Change places with the piece above or below."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        portfolio, piece = queries.piece_for(actor, portfolio_id, piece_id)
        services.move_piece(actor, portfolio, piece, places=places)
    return _back(portfolio_id, piece_id)


@bp.post("/<uuid:portfolio_id>/pieces/<uuid:piece_id>/remove")
@open_to(Role.WORKER)
def remove_piece(portfolio_id: UUID, piece_id: UUID) -> ResponseReturnValue:
    """Take a piece out; Undo puts it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        portfolio, piece = queries.piece_for(actor, portfolio_id, piece_id)
        services.remove_piece(actor, portfolio, piece)
    say(
        "Taken out. It is in your record as it was.",
        undo=url_for(".restore_piece", portfolio_id=portfolio_id, piece_id=piece_id),
    )
    return redirect(url_for(".show_portfolio", portfolio_id=portfolio_id), 303)


@bp.post("/<uuid:portfolio_id>/pieces/<uuid:piece_id>/restore")
@open_to(Role.WORKER)
def restore_piece(portfolio_id: UUID, piece_id: UUID) -> ResponseReturnValue:
    """Put a piece back where it was."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        portfolio, piece = queries.piece_for(actor, portfolio_id, piece_id, removed=True)
        services.restore_piece(actor, portfolio, piece)
    say("It is back where it was.")
    return _back(portfolio_id, piece_id)


def _back(portfolio_id: UUID, piece_id: UUID) -> ResponseReturnValue:
    way = url_for(".show_portfolio", portfolio_id=portfolio_id, _anchor=f"p{piece_id}")
    return redirect(way, 303)


def _offer(actor: Actor, form: PieceForm, piece: Piece) -> None:
    """Offer what there is to tick; what was ticked and is gone is ticked no more."""
    said = parts_said(actor, piece)
    form.parts.choices = [SelectChoice(part.key, part.value) for part in said]
    form.evidence.choices = [
        SelectChoice(str(each.id), f"{each.kind.capitalize()}: {_called(each)}")
        for each in evidence_of(actor, piece.item_kind, piece.item_id)
    ]
    form.attestations.choices = [
        SelectChoice(str(each.id), f"{each.title}, until {short_day(each.until)}")
        for each in attestations_about(actor, piece)
    ]


def _called(each: EvidenceView) -> str:
    """What a piece of evidence is told from others by."""
    return gist(each.quotation) or each.title or each.address or each.file_name
