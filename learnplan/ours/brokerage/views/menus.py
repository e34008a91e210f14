"""Menus of learning options as everyone sees them."""

from uuid import UUID

from flask import request, url_for

from learnplan.core.actor import Role
from learnplan.ours.brokerage import policy
from learnplan.ours.brokerage.forms import WantedForm
from learnplan.ours.brokerage.queries import offers
from learnplan.ours.brokerage.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page


@bp.get("/menus/")
@open_to(Role.WORKER)
def list_options() -> str:
    """Options on every menu, or those that are looked for."""
    menus = offers.menus()
    form = WantedForm(request.args)
    form.offer(offers.topics(), [(menu.id, menu.name) for menu in menus])
    wanted = form.wanted()
    at = max(request.args.get("page", 1, type=int), 1)
    found = offers.options(wanted, page=at)
    said = {name: value for name, value in request.args.items() if value and name != "page"}
    return page(
        "ours/brokerage/list_options.html",
        wanted_form=form,
        is_filtered=wanted != offers.Wanted(),
        menu=next((menu for menu in menus if menu.id == wanted.menu_id), None),
        menus=menus,
        options=found.options,
        earlier=url_for(".list_options", **said, page=at - 1) if at > 1 else "",  # type: ignore[arg-type]
        further=url_for(".list_options", **said, page=at + 1) if found.has_more else "",  # type: ignore[arg-type]
        can_keep=policy.can_keep(current_actor()),
    )


@bp.get("/options/<uuid:option_id>")
@open_to(Role.WORKER)
def show_option(option_id: UUID) -> str:
    """An option: what it helps with, and what people who took it chose to say."""
    return page(
        "ours/brokerage/show_option.html",
        found=offers.option_for(option_id),
        can_keep=policy.can_keep(current_actor()),
    )
