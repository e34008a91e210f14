"""The card of a circle: written together, agreed to by all or kept, and taken back."""

from typing import Any
from uuid import UUID

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound
from learnplan.mine.circles import crossing
from learnplan.mine.circles.forms.outward import NAMED, UNNAMED, AgreeForm, CardForm, SeenForm
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.outward import CircleCard
from learnplan.mine.circles.queries import circles
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.circles.services import cards
from learnplan.mine.circles.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import ours_url, page, say
from learnplan.web.saving import differing_from, said_now


@bp.route("/<uuid:circle_id>/card", methods=["GET", "POST"])
@open_to(Role.WORKER)
def write_card(circle_id: UUID) -> ResponseReturnValue:
    """Begin the card of a circle; where somebody has, go to it."""
    actor = current_actor()
    circle = circles.circle_for(actor, circle_id)
    card, form = queries.card_of(circle), CardForm()
    if card is not None and not form.is_submitted():
        return redirect(url_for(".show_card", card_id=card.id), 303)
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                circle = circles.circle_for(actor, circle_id, to_change=True)
                card = cards.write_card(actor, circle, **form.answers())
        except Invalid as trouble:
            form.blame(trouble)
        except Conflict as trouble:
            card = queries.card_of(circles.circle_for(actor, circle_id))
            differing = [("Nothing was kept", str(trouble))]
            if card is not None:
                differing = differing_from(form, said_now(card, form)) or differing
                form.version.data = card.version  # saved again, it is meant
        else:
            say("Kept. Only the people of the circle can see it, until all of you agree.")
            return redirect(url_for(".show_card", card_id=card.id), 303)
    return _writing(form, circle, card, differing)


@bp.route("/cards/<uuid:card_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_card(card_id: UUID) -> ResponseReturnValue:
    """Let a card say something else. Of two who do, the later sees both texts and chooses."""
    actor = current_actor()
    card, circle = _card_and_circle(actor, card_id)
    form = CardForm(obj=card)
    differing: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            with transaction(Database.LEARNING):
                card, circle = _card_and_circle(actor, card_id)
                cards.rewrite_card(actor, circle, card, version=form.version.data, **form.answers())
        except Invalid as trouble:
            form.blame(trouble)
        except Conflict as trouble:
            card, circle = _card_and_circle(actor, card_id)
            differing = differing_from(form, said_now(card, form)) or [
                ("What changed", str(trouble))
            ]
            form.version.data = card.version  # saved again, it is meant
        else:
            say("Saved. Whoever agreed to it as it was is asked anew.")
            return redirect(url_for(".show_card", card_id=card_id), 303)
    return _writing(form, circle, card, differing)


@bp.get("/cards/<uuid:card_id>")
@open_to(Role.WORKER)
def show_card(card_id: UUID) -> ResponseReturnValue:
    """Exactly what everyone would see, or sees, and what one can say to it."""
    return _card_page(current_actor(), card_id)


@bp.post("/cards/<uuid:card_id>/agree")
@open_to(Role.WORKER)
def agree_to_card(card_id: UUID) -> ResponseReturnValue:
    """Agree to exactly what was on the page."""
    actor = current_actor()
    _card_and_circle(actor, card_id)
    form = AgreeForm(name=actor.name)
    if not form.validate_on_submit():
        return _card_page(actor, card_id, agreeing=form), 422
    try:
        with transaction(Database.LEARNING):
            card, circle = _card_and_circle(actor, card_id)
            named = form.signed.data == NAMED
            cards.agree(actor, circle, card, seen=form.seen.data, named=named)
    except Conflict as trouble:
        return _card_page(actor, card_id, trouble=str(trouble)), 409
    say("You agree to it as it is. Nobody is told, until all of you do.")
    return redirect(url_for(".show_card", card_id=card_id), 303)


@bp.post("/cards/<uuid:card_id>/agree-no-longer")
@open_to(Role.WORKER)
def agree_no_longer(card_id: UUID) -> ResponseReturnValue:
    """Take back that one agreed, while it is not out."""
    actor = current_actor()
    try:
        with transaction(Database.LEARNING):
            card, circle = _card_and_circle(actor, card_id)
            cards.agree_no_longer(actor, circle, card)
    except Conflict as trouble:
        return _card_page(actor, card_id, trouble=str(trouble)), 409
    say("Taken back. Nobody is told.")
    return redirect(url_for(".show_card", card_id=card_id), 303)


@bp.post("/cards/<uuid:card_id>/pass-on")
@open_to(Role.WORKER)
def pass_card_on(card_id: UUID) -> ResponseReturnValue:
    """Let everyone see what all agreed to, and was looked at; else show it as it is now."""
    actor = current_actor()
    _card_and_circle(actor, card_id)
    form = SeenForm()
    if not form.validate_on_submit():
        raise Invalid("Look at the card first, then pass it on from there.")
    try:
        with transaction(Database.LEARNING):
            card, circle = _card_and_circle(actor, card_id)
            cards.pass_on(actor, circle, card, seen=form.seen.data)
    except Conflict as trouble:
        return _card_page(actor, card_id, trouble=str(trouble)), 409
    crossing.carry_out()
    card = queries.card_for(actor, card_id)
    say(
        f"Passed on. Everyone at {g.organisation} can see it.",
        link=(ours_url(f"/practices/passed-on/{card.public_id}"), "Look at it"),
    )
    return redirect(url_for(".show_card", card_id=card_id), 303)


@bp.route("/cards/<uuid:card_id>/throw-away", methods=["GET", "POST"])
@open_to(Role.WORKER)
def throw_card_away(card_id: UUID) -> ResponseReturnValue:
    """Let a card that is not out go, after one question."""
    actor = current_actor()
    card, circle = _card_and_circle(actor, card_id)
    if request.method == "GET":
        return page("mine/circles/throw_card_away.html", card=card, circle=circle)
    try:
        with transaction(Database.LEARNING):
            card, circle = _card_and_circle(actor, card_id)
            cards.throw_away(actor, circle, card)
    except Conflict as trouble:
        return _card_page(actor, card_id, trouble=str(trouble)), 409
    say("Thrown away, for all of you.", undo=url_for(".bring_card_back", card_id=card_id))
    return redirect(url_for(".show_circle", circle_id=circle.id), 303)


@bp.post("/cards/<uuid:card_id>/bring-back")
@open_to(Role.WORKER)
def bring_card_back(card_id: UUID) -> ResponseReturnValue:
    """Have a card again that somebody in the circle threw away, for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        card, circle = queries.thrown_away_card_for(actor, card_id)
        cards.bring_back(actor, circle, card)
    say("It is back, with what each of you said to it.")
    return redirect(url_for(".show_card", card_id=card_id), 303)


@bp.post("/cards/<uuid:card_id>/name-off")
@open_to(Role.WORKER)
def take_name_off(card_id: UUID) -> ResponseReturnValue:
    """Take one's own name off what everyone sees."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        cards.take_name_off(actor, queries.card_for(actor, card_id))
    crossing.carry_out()
    say("Your name is off the card. Whoever read it has read it.")
    return redirect(url_for(".show_card", card_id=card_id), 303)


@bp.post("/cards/<uuid:card_id>/<any('take-back', 'leave-it'):act>")
@open_to(Role.WORKER)
def take_card_back(card_id: UUID, act: str) -> ResponseReturnValue:
    """Say that one would take the card back from everyone, or would leave it after all."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        card = queries.card_for(actor, card_id)
        gone = cards.take_back(actor, card, wants_it=act == "take-back")
    crossing.carry_out()
    if not gone:
        say("Your answer is kept. It goes once more than half of you want it back.")
        return redirect(url_for(".show_card", card_id=card_id), 303)
    say("Taken back. Nobody sees it from now on; whoever read it has read it.")
    return redirect(url_for(".list_circles"), 303)


def _card_and_circle(actor: Actor, card_id: UUID) -> tuple[CircleCard, Circle]:
    """A card of a circle that ``actor`` is in, and the circle.

    Raises:
        NotFound: there is none, or they are not in it.
    """
    card = queries.card_for(actor, card_id)
    if card.circle_id is None:
        raise NotFound(queries.NO_CARD)
    return card, circles.circle_for(actor, card.circle_id, to_change=True)


def _card_page(
    actor: Actor, card_id: UUID, *, trouble: str = "", agreeing: AgreeForm | None = None
) -> str:
    card = queries.card_for(actor, card_id)
    view = queries.card_view_for(actor, card)
    form = agreeing or AgreeForm(
        formdata=None,
        name=actor.name,
        data={"seen": view.agreement, "signed": NAMED if view.named else UNNAMED},
    )
    values: dict[str, Any] = {"form": form} if agreeing else {}
    return page(
        "mine/circles/show_card.html",
        card=view,
        circle=queries.circle_of(card) if view.is_in_circle else None,
        public_id=card.public_id,
        agreeing=form,
        trouble=trouble,
        **values,
    )


def _writing(
    form: CardForm, circle: Circle, card: CircleCard | None, differing: list[tuple[str, str]]
) -> ResponseReturnValue:
    code = 409 if differing else 422 if form.errors else 200
    shown = page(
        "mine/circles/write_card.html", form=form, circle=circle, card=card, differing=differing
    )
    return shown, code
