"""Choosing what is in a portfolio, from one's own record alone."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.plan.queries import goal_choices
from learnplan.mine.portfolios import finding, queries, services
from learnplan.mine.portfolios.forms import ChoosingForm, items_chosen
from learnplan.mine.portfolios.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count
from learnplan.web.pages import page, say


@bp.get("/<uuid:portfolio_id>/choose")
@open_to(Role.WORKER)
def choose(portfolio_id: UUID) -> ResponseReturnValue:
    """Look for things, and tick those that are to be in it."""
    return _choosing_page(portfolio_id)


@bp.post("/<uuid:portfolio_id>/choose")
@open_to(Role.WORKER)
def put_in(portfolio_id: UUID) -> ResponseReturnValue:
    """Put what was ticked into the portfolio, last in it."""
    actor = current_actor()
    chosen = request.form.getlist("chosen")
    if not chosen:
        queries.portfolio_for(actor, portfolio_id)
        return _choosing_page(portfolio_id, trouble="Tick what is to be in it."), 422
    try:
        with transaction(Database.LEARNING):
            portfolio = queries.portfolio_for(actor, portfolio_id)
            added = services.choose(actor, portfolio, items_chosen(chosen))
    except Invalid as trouble:
        return _choosing_page(portfolio_id, trouble=str(trouble), chosen=chosen), 422
    say(f"{count(added, 'piece')} put in, at the end." if added else "It was in it already.")
    return redirect(url_for(".show_portfolio", portfolio_id=portfolio_id), 303)


def _choosing_page(portfolio_id: UUID, trouble: str = "", chosen: list[str] | None = None) -> str:
    actor = current_actor()
    portfolio = queries.portfolio_for(actor, portfolio_id)
    form = ChoosingForm(formdata=request.args)
    form.goal.choices = [
        SelectChoice("", "Any goal"),
        *(SelectChoice(str(goal.id), goal.title) for goal in goal_choices(actor)),
    ]
    asked = form.asked()
    return page(
        "mine/portfolios/choose.html",
        portfolio=portfolio,
        form=form,
        offers=finding.offers(actor, asked),
        there={f"{kind}:{item_id}" for kind, item_id in queries.items_in(portfolio)},
        narrowed=bool(request.args),
        trouble=trouble,
        chosen=chosen or [],
        here_again=request.full_path.rstrip("?"),
    )
