"""A week, gathered in one place, and one question about it."""

from collections.abc import Collection

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.journal import queries, services
from learnplan.mine.journal.forms import LookBackForm
from learnplan.mine.journal.prompts import A_WEEK, Prompt, after, in_turn, prompt_with, prompts_for
from learnplan.mine.journal.views.room import bp
from learnplan.mine.journal.weeks import Week
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.glances import noted_around
from learnplan.mine.log.queries import log_for
from learnplan.mine.plan.lately import goals_moved, moved_around, steps_done
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import days
from learnplan.web.pages import page, say, this_day

MOST = 60
WEEKS_LISTED = 8


@bp.get("/week/")
@open_to(Role.WORKER)
def look_back_now() -> ResponseReturnValue:
    """The week it is for whoever asks."""
    return redirect(url_for(".look_back", week=Week.of(this_day())), 303)


@bp.route("/week/<week>", methods=["GET", "POST"])
@open_to(Role.WORKER)
def look_back(week: str) -> ResponseReturnValue:
    """What a week held, and what its owner makes of it.

    Raises:
        NotFound: there is no such week, or it is still to come.
    """
    actor = current_actor()
    this, current = Week.read(week), Week.of(this_day())
    if this > current:
        raise NotFound("That week is still to come.")
    written = queries.reflections_of_week(actor, this.first)
    question = _question(this, {each.prompt for each in written})
    form = LookBackForm()
    if form.validate_on_submit():
        with transaction(Database.LEARNING):
            services.write_reflection(
                actor,
                text=form.text.data,
                prompt=question.ask,
                stance=question.stance,
                week=this.first,
                once=form.once.data or None,
            )
        say("Kept with this week. Only you can see it.")
        return redirect(url_for(".look_back", week=this, _anchor="written"), 303)
    earlier, later = _weeks_around(actor, this, current)
    found = log_for(actor, Filters(since=this.first, until=this.last), limit=MOST)
    return page(
        "mine/journal/look_back.html",
        form=form,
        week=this,
        said=days(this.first, this.last),
        current=current,
        days=days,
        earlier=earlier,
        later=later,
        question=question,
        another=after(question),
        activities=[each for each in found.activities if not each.fragment],
        fragments=[each for each in found.activities if each.fragment],
        has_more=found.older is not None,
        moved=goals_moved(actor, this.first, this.last),
        done=steps_done(actor, this.first, this.last),
        reflections=written,
        looked_back_on=[
            (each, days(each.first, each.last))
            for each in map(Week, queries.weeks_looked_back_on(actor, limit=WEEKS_LISTED))
            if each != this
        ],
    ), (422 if form.errors else 200)


def _weeks_around(actor: Actor, this: Week, current: Week) -> tuple[Week | None, Week | None]:
    """The nearest weeks before and after that hold something; after, at the latest the current."""
    around = [
        look(actor, this.first, this.last)
        for look in (noted_around, moved_around, queries.written_around)
    ]
    before = [Week.of(day) for day, _ in around if day]
    after = [Week.of(day) for _, day in around if day]
    return max(before, default=None), (min([current, *after]) if this < current else None)


def _question(week: Week, answered: Collection[str]) -> Prompt:
    """The one that was asked for; else this week's own, or the next that has no answer yet."""
    asked = prompt_with(request.args.get("question", ""))
    if asked and asked.when == A_WEEK:
        return asked
    turns = (in_turn(A_WEEK, week.number + turn) for turn in range(len(prompts_for(A_WEEK))))
    return next((each for each in turns if each.ask not in answered), in_turn(A_WEEK, week.number))
