"""Roles as somebody looks at them for themselves: what one needs, and where they stand."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.plan.words import Horizon
from learnplan.mine.roles import queries, services
from learnplan.mine.roles.forms import HORIZONS, ListForm, MarksForm
from learnplan.mine.roles.views.room import bp
from learnplan.ours.brokerage.queries import experts, offers
from learnplan.ours.brokerage.queries import roles as maps
from learnplan.ours.brokerage.queries.roles import LevelSeen, RolePage
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

LISTING, MARKS = "list_", "marks_"
"""What sets apart the fields of the two forms on a role's page."""
OFFERED = 5
"""How many options stand beside a competency that is missing."""


@bp.get("/")
@open_to(Role.WORKER)
def list_roles() -> str:
    """The roles on one's list, and all that there are to look at."""
    actor = current_actor()
    listed = queries.listed_by(actor)
    there = maps.roles_with([line.role_key for line in listed])
    return page(
        "mine/roles/list_roles.html",
        listed=[(line, there.get(line.role_key)) for line in listed],
        horizons=HORIZONS,
        maps=maps.maps(),
        drafts=queries.drafts_of(actor),
    )


@bp.get("/<uuid:role_id>")
@open_to(Role.WORKER)
def show_role(role_id: UUID) -> ResponseReturnValue:
    """One role: what a level of it needs, where one stands, and what would help."""
    return _role_page(maps.role_for(role_id), request.args.get("level", type=UUID))


@bp.post("/<uuid:role_id>/list")
@open_to(Role.WORKER)
def list_role(role_id: UUID) -> ResponseReturnValue:
    """Put a role on one's list, or say anew what it is to one."""
    actor = current_actor()
    role = maps.role_for(role_id)
    form = ListForm(prefix=LISTING)
    form.offer(role.levels)
    level_id = UUID(form.level.data) if form.validate() and form.level.data else None
    if form.errors:
        return _role_page(role, None, listing=form)
    level = role.level(level_id)
    with transaction(Database.LEARNING):
        services.list_role(actor, role.role, level=level, horizon=Horizon(form.horizon.data))
    say("On your list. Only you can see it.")
    return redirect(url_for(".show_role", role_id=role_id, level=level_id), 303)


@bp.post("/<uuid:role_id>/take-off")
@open_to(Role.WORKER)
def take_off(role_id: UUID) -> ResponseReturnValue:
    """Take a role off one's list; Undo puts it back."""
    role = maps.role_for(role_id).role
    with transaction(Database.LEARNING):
        services.take_off(current_actor(), role.key)
    say(f"Off your list: {role.name}", undo=url_for(".put_back", role_id=role_id))
    return redirect(url_for(".list_roles"), 303)


@bp.post("/<uuid:role_id>/put-back")
@open_to(Role.WORKER)
def put_back(role_id: UUID) -> ResponseReturnValue:
    """Put a role back on one's list."""
    role = maps.role_for(role_id).role
    with transaction(Database.LEARNING):
        services.put_back(current_actor(), role.key)
    say("It is on your list again.")
    return redirect(url_for(".list_roles"), 303)


@bp.post("/<uuid:role_id>/marks")
@open_to(Role.WORKER)
def mark(role_id: UUID) -> ResponseReturnValue:
    """Note where one stands, for oneself."""
    actor = current_actor()
    role = maps.role_for(role_id)
    level = _level(role, request.args.get("level", type=UUID))
    form = MarksForm.about(queries.standings(actor, role, level), role.scale)(prefix=MARKS)
    if not form.validate():
        return _role_page(role, level.id if level else None, marking=form)
    with transaction(Database.LEARNING):
        services.mark(actor, form.marks())
    say("Saved. Only you can see where you stand.")
    level_id = level.id if level else None
    return redirect(url_for(".show_role", role_id=role_id, level=level_id, _anchor="missing"), 303)


def _level(role: RolePage, level_id: UUID | None) -> LevelSeen | None:
    """The level that is asked for; else the one on the list; else the first."""
    if level_id is None:
        line = queries.listed(current_actor(), role.role.key)
        chosen = line.level_key if line is not None else ""
        level_id = next((each.id for each in role.levels if each.key == chosen), None)
    return role.level(level_id) or next(iter(role.levels), None)


def _role_page(
    role: RolePage,
    level_id: UUID | None,
    *,
    marking: MarksForm | None = None,
    listing: ListForm | None = None,
) -> ResponseReturnValue:
    actor = current_actor()
    level = _level(role, level_id)
    standings = queries.standings(actor, role, level)
    line = queries.listed(actor, role.role.key)
    if listing is None:
        listing = ListForm(
            formdata=None,
            prefix=LISTING,
            horizon=(line.horizon if line else Horizon.NEXT_ROLE).value,
            level=str(level.id) if level else "",
        )
    listing.offer(role.levels)
    marking = marking or MarksForm.about(standings, role.scale)(formdata=None, prefix=MARKS)
    lacking = [each for each in standings if each.is_missing]
    keys = [each.need.competency.key for each in lacking]
    missing = [
        (each, offers.options_for(each.need.competency.id, level_id=_id(level), limit=OFFERED))
        for each in lacking
    ]
    wrong = marking if marking.errors else listing if listing.errors else None
    shown = page(
        "mine/roles/show_role.html",
        role=role,
        level=level,
        standings=standings,
        missing=missing,
        people=experts.experts_on(keys, on=clock.today(actor.time_zone)),
        marking=marking,
        listing=listing,
        line=line if line is not None and line.taken_off_at is None else None,
        horizons=HORIZONS,
        form=wrong,
    )
    return shown, 422 if wrong else 200


def _id(level: LevelSeen | None) -> UUID | None:
    return level.id if level is not None else None
