"""One's own portfolios: begun, shown with what is in them, said anew, and let go."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.mine.portfolios import queries, services
from learnplan.mine.portfolios.document import document_of
from learnplan.mine.portfolios.forms import (
    NewPortfolioForm,
    PortfolioForm,
    items_chosen,
    said_by,
)
from learnplan.mine.portfolios.views.room import bp
from learnplan.mine.sharing.items import Item, own_item_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say
from learnplan.web.saving import save

SHOW = ".show_portfolio"


@bp.get("/")
@open_to(Role.WORKER)
def list_portfolios() -> ResponseReturnValue:
    """The portfolios one put together; from the page of a thing, to put it into one of them."""
    actor = current_actor()
    return page(
        "mine/portfolios/list.html",
        portfolios=queries.portfolios_of(actor),
        item=_item_said(actor, request.args.get("item", "")),
    )


@bp.route("/new", methods=["GET", "POST"])
@open_to(Role.WORKER)
def new_portfolio() -> ResponseReturnValue:
    """Begin a portfolio, perhaps with a thing in it, then choose for it. Sent twice, it is one."""
    actor = current_actor()
    item = _item_said(actor, request.args.get("item", ""))
    form = NewPortfolioForm(data={"by": actor.name})
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            portfolio = services.start_portfolio(
                actor, once=form.once.data or None, **form.answers()
            )
            if item is not None:
                services.choose(actor, portfolio, [(item.kind, item.id)])
        say("Kept. Only you can see it.")
        return redirect(url_for(".choose", portfolio_id=portfolio.id), 303)
    return page("mine/portfolios/new.html", form=form, item=item), 422 if form.errors else 200


@bp.get("/<uuid:portfolio_id>")
@open_to(Role.WORKER)
def show_portfolio(portfolio_id: UUID) -> ResponseReturnValue:
    """One portfolio as its owner puts it together: what is in it, in which order."""
    actor = current_actor()
    portfolio = queries.portfolio_for(actor, portfolio_id)
    return page(
        "mine/portfolios/show.html", portfolio=portfolio, document=document_of(actor, portfolio)
    )


@bp.route("/<uuid:portfolio_id>/edit", methods=["GET", "POST"])
@open_to(Role.WORKER)
def edit_portfolio(portfolio_id: UUID) -> ResponseReturnValue:
    """Say anew what stands above the pieces. Of two windows, the later sees both texts."""
    actor = current_actor()
    portfolio = queries.portfolio_for(actor, portfolio_id)
    form = PortfolioForm(data=said_by(portfolio))

    def write() -> None:
        kept = queries.portfolio_for(actor, portfolio_id)
        services.rewrite_portfolio(actor, kept, version=form.version.data, **form.answers())

    def again() -> dict[str, object]:
        return said_by(queries.portfolio_for(actor, portfolio_id))

    outcome = save(Database.LEARNING, form, write, again=again)
    if outcome.saved:
        say("Saved.")
        return redirect(url_for(SHOW, portfolio_id=portfolio_id), 303)
    shown = page(
        "mine/portfolios/edit.html",
        form=form,
        portfolio=queries.portfolio_for(actor, portfolio_id),
        differing=outcome.differing,
    )
    return shown, outcome.code


@bp.post("/<uuid:portfolio_id>/delete")
@open_to(Role.WORKER)
def delete_portfolio(portfolio_id: UUID) -> ResponseReturnValue:
    """Let a portfolio go, and nothing of the record; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        portfolio = queries.portfolio_for(actor, portfolio_id)
        services.delete_portfolio(actor, portfolio)
    say(
        f"Deleted: {portfolio.heading}. Your record is as it was.",
        undo=url_for(".restore_portfolio", portfolio_id=portfolio_id),
    )
    return redirect(url_for(".list_portfolios"), 303)


@bp.post("/<uuid:portfolio_id>/restore")
@open_to(Role.WORKER)
def restore_portfolio(portfolio_id: UUID) -> ResponseReturnValue:
    """Bring a deleted portfolio back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        portfolio = queries.deleted_portfolio_for(actor, portfolio_id)
        services.restore_portfolio(actor, portfolio)
    say("It is back, as it was.")
    return redirect(url_for(SHOW, portfolio_id=portfolio_id), 303)


def _item_said(actor: Actor, said: str) -> Item | None:
    """The thing of the actor's own that an address names; None where it names none.

    Raises:
        NotFound: there is no such thing, or it is somebody else's.
    """
    if not said:
        return None
    try:
        ((kind, item_id),) = items_chosen([said])
    except Invalid as wrong:
        raise NotFound("There is no such thing.") from wrong
    return own_item_for(actor, kind, item_id)
