"""Meetings for calendars: one as a file, and all of mine at a private address."""

from uuid import UUID

from flask import Response, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.circles.queries import meetings as queries
from learnplan.mine.circles.services import meetings as services
from learnplan.mine.circles.views.room import bp
from learnplan.web.doors import current_actor, open_to, open_to_anybody
from learnplan.web.pages import page, say

KIND = "text/calendar; charset=utf-8"


@bp.get("/<uuid:circle_id>/meetings/<uuid:meeting_id>/meeting.ics")
@open_to(Role.WORKER)
def send_meeting(circle_id: UUID, meeting_id: UUID) -> Response:
    """One meeting as a file for a calendar."""
    meeting = queries.meeting_for(current_actor(), circle_id, meeting_id)
    entry = queries.calendar_entry_of(meeting)
    return _calendar([entry], entry.circle_name, "meeting.ics")


@bp.get("/calendar")
@open_to(Role.WORKER)
def show_feed() -> ResponseReturnValue:
    """Whether a calendar may read my meetings, and how that is begun and ended."""
    return page("mine/circles/calendar.html", feed=queries.feed_of(current_actor()), address="")


@bp.post("/calendar/new")
@open_to(Role.WORKER)
def make_feed() -> ResponseReturnValue:
    """Make a new address, in place of an earlier one. It is shown once."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        word = services.make_feed(actor)
    address = current_app.config["ADDRESS"] + url_for(".send_feed", word=word)
    return page("mine/circles/calendar.html", feed=queries.feed_of(actor), address=address)


@bp.post("/calendar/end")
@open_to(Role.WORKER)
def end_feed() -> ResponseReturnValue:
    """Let no calendar read my meetings any more."""
    with transaction(Database.LEARNING):
        services.end_feed(current_actor())
    say("The address is worth nothing any more.")
    return redirect(url_for(".show_feed"), 303)


@bp.get("/calendar/<word>.ics")
@open_to_anybody
def send_feed(word: str) -> Response:
    """All meetings of whoever made this address, for their calendar, which cannot sign in."""
    return _calendar(queries.calendar_of(queries.owner_of_feed(word)), "My circles", "circles.ics")


def _calendar(entries: list[queries.CalendarEntry], name: str, file: str) -> Response:
    from learnplan.mine.circles import calendars  # noqa: PLC0415 - its library is large

    def page_of(circle_id: UUID, meeting_id: UUID) -> str:
        there = url_for(".show_meeting", circle_id=circle_id, meeting_id=meeting_id)
        return str(current_app.config["ADDRESS"]) + there

    response = Response(calendars.calendar(entries, name=name, page_of=page_of), content_type=KIND)
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response
