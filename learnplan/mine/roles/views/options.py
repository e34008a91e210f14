"""Learning options as somebody looks at them for themselves, and takes them into their plan."""

from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.words import OPEN
from learnplan.mine.roles import queries, services
from learnplan.mine.roles.forms import TakeForm
from learnplan.mine.roles.views.room import bp
from learnplan.ours.brokerage.queries import offers
from learnplan.ours.brokerage.words import OptionKind
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

MOST_LETTERS = 200
ONCE_LIMIT = 40


@bp.get("/options/")
@open_to(Role.WORKER)
def list_options() -> str:
    """Options on the menus, by words and kind. What is looked for is kept nowhere."""
    words = request.args.get("q", "")[:MOST_LETTERS]
    kind = next((each for each in OptionKind if each == request.args.get("kind")), None)
    at = max(request.args.get("page", 1, type=int), 1)
    found = offers.options(offers.Wanted(words=words, kind=kind), page=at)

    def there(number: int) -> str:
        return url_for(".list_options", q=words or None, kind=kind, page=number)

    return page(
        "mine/roles/list_options.html",
        words=words,
        kind=kind,
        kinds=list(OptionKind),
        options=found.options,
        earlier=there(at - 1) if at > 1 else "",
        further=there(at + 1) if found.has_more else "",
    )


@bp.get("/options/<uuid:option_id>")
@open_to(Role.WORKER)
def show_option(option_id: UUID) -> str:
    """One option: what it helps with, what people said, and whether it is in one's plan."""
    actor = current_actor()
    offer = offers.option_for(option_id)
    form = TakeForm(formdata=None)
    form.offer(_goals())
    return page(
        "mine/roles/show_option.html",
        found=offer,
        form=form,
        in_plan=queries.in_my_plan(actor, offer.option.key),
        draft=queries.said_of(actor, offer.option.key),
    )


@bp.post("/options/<uuid:option_id>/take")
@open_to(Role.WORKER)
def take(option_id: UUID) -> ResponseReturnValue:
    """Take an option into one's plan, in one act. Undo takes it out again."""
    actor = current_actor()
    option = offers.option_for(option_id).option
    goal_id = request.form.get("goal", type=UUID)
    with transaction(Database.LEARNING):
        back = url_for(".show_option", option_id=option_id)
        once = request.form.get("once", "")[:ONCE_LIMIT] or None
        taken = services.take_option(actor, option, back=back, goal_id=goal_id, once=once)
    say(
        "In your plan. Only you can see it.",
        undo=url_for(".undo_taking", taken_id=taken.id),
    )
    anchor = "steps" if goal_id else None
    return redirect(url_for("plan.show_goal", goal_id=taken.goal_id, _anchor=anchor), 303)


@bp.post("/options/<uuid:option_id>/log")
@open_to(Role.WORKER)
def log(option_id: UUID) -> ResponseReturnValue:
    """Write an option into one's log, in one act. Undo takes it out again."""
    option = offers.option_for(option_id).option
    with transaction(Database.LEARNING):
        once = request.form.get("once", "")[:ONCE_LIMIT] or None
        activity_id = services.log_option(current_actor(), option, once=once)
    say(
        "In your log, as of today. Only you can see it.",
        undo=url_for("log.undo_capture", activity_id=activity_id),
    )
    return redirect(url_for("log.show_activity", activity_id=activity_id), 303)


@bp.post("/taken/<uuid:taken_id>/undo")
@open_to(Role.WORKER)
def undo_taking(taken_id: UUID) -> ResponseReturnValue:
    """Take an option out of one's plan again."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        taken = queries.taken_for(actor, taken_id)
        services.undo_taking(actor, taken)
    say(f"Out of your plan again: {taken.option}")
    return redirect(url_for(".list_roles"), 303)


def _goals() -> list[tuple[str, str]]:
    """The goals that an option can become a step of: (id, title)."""
    return [(str(goal.id), goal.title) for goal in plan.goals_for(current_actor(), states=OPEN)]
