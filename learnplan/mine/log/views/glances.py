"""The log from further away: a year, and where the hours went."""

from calendar import Calendar, day_name
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import languages
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.delimited import csv_of
from learnplan.core.errors import NotFound
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Kind
from learnplan.mine.log import glances
from learnplan.mine.log.forms import BetweenForm
from learnplan.mine.log.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import short_day
from learnplan.web.pages import page, this_day

FIRST_YEAR, LAST_YEAR = 1, 9998
COLUMNS = ("by", "name", "minutes", "entries", "entries without a time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A month as a calendar: weeks as they begin for its reader; None outside the month."""

    first: date
    weeks: list[list[date | None]]
    noted: list[glances.Day]


@bp.get("/year/", defaults={"year": None})
@bp.get("/year/<int:year>")
@open_to(Role.WORKER)
def show_year(year: int | None) -> ResponseReturnValue:
    """A year at a glance: of which days something was noted, and what."""
    actor = current_actor()
    year = this_day().year if year is None else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound("There is no such year.")
    days = glances.days_of(actor, year)
    first, last = glances.years_of(actor) or (year, year)
    calendar = Calendar(languages.first_weekday(actor.language))
    return page(
        "mine/log/show_year.html",
        year=year,
        days=days,
        weekdays=[day_name[day] for day in calendar.iterweekdays()],
        months=[_drawn(calendar, year, month, days) for month in range(1, 13)],
        earlier=url_for(".show_year", year=year - 1) if year > first else "",
        later=url_for(".show_year", year=year + 1) if year < last else "",
    )


@bp.get("/hours")
@open_to(Role.WORKER)
def show_hours() -> ResponseReturnValue:
    """My own hours, by tag and by goal, for me alone."""
    form, since, until = _between(request.args)
    hours = glances.hours_of(current_actor(), since=since, until=until)
    return page(
        "mine/log/show_hours.html",
        form=form,
        hours=hours,
        since=since,
        until=until,
        most=max((one.minutes for one in (*hours.by_tag, *hours.by_goal)), default=0),
    ), 422 if form.errors else 200


@bp.post("/hours.csv")
@open_to(Role.WORKER)
def send_hours() -> ResponseReturnValue:
    """The same as a file, for oneself; one's own record says that it was taken along."""
    actor = current_actor()
    _form, since, until = _between(request.form)
    hours = glances.hours_of(actor, since=since, until=until)
    with transaction(Database.LEARNING):
        journal.note(
            actor.id, Kind.EXPORT, "your hours by tag and goal", remark=_days(since, until)
        )
    rows = [
        (by, one.name, one.minutes, one.entries, one.untimed)
        for by, group in (("tag", hours.by_tag), ("goal", hours.by_goal), ("all", (hours.whole,)))
        for one in group
    ]
    return Response(
        csv_of(COLUMNS, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=my-hours.csv"},
    )


def _drawn(calendar: Calendar, year: int, month: int, days: dict[date, glances.Day]) -> Drawn:
    weeks = [
        [day if day.month == month else None for day in week]
        for week in calendar.monthdatescalendar(year, month)
    ]
    noted = [days[day] for week in weeks for day in week if day in days]
    return Drawn(first=date(year, month, 1), weeks=weeks, noted=noted)


def _between(said: Any) -> tuple[BetweenForm, date | None, date | None]:
    """The days that were said; this year so far where none was."""
    if said.get("from") or said.get("until"):
        form = BetweenForm(formdata=said)
        form.validate()
        return form, form.since.data, form.until.data
    since, until = this_day().replace(month=1, day=1), this_day()
    return BetweenForm(formdata=None, since=since, until=until), since, until


def _days(since: date | None, until: date | None) -> str:
    """``From 1 Jan 2026 until 28 Nov 2026.``, as far as it was said."""
    if since and until:
        return f"From {short_day(since)} until {short_day(until)}."
    if since:
        return f"From {short_day(since)} on."
    return f"Until {short_day(until)}." if until else "All of it."
