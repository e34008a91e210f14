"""Meetings as calendars read them: iCalendar, RFC 5545, the same event ever after by its UID."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from icalendar import Calendar, Event

from learnplan.mine.circles.queries.meetings import CalendarEntry

PRODUCT = "-//Learnplan//Circles//EN"
ASK_AGAIN = timedelta(hours=1)
"""How often a calendar may look whether something changed (RFC 7986, 5.7)."""

PageOf = Callable[[UUID, UUID], str]


def calendar(entries: Iterable[CalendarEntry], *, name: str, page_of: PageOf) -> bytes:
    """A calendar of meetings, as bytes of ``text/calendar``.

    It names nobody: what a calendar is told may be read by whoever keeps it.

    Args:
        entries: the meetings.
        name: what the calendar is called.
        page_of: where the page of a meeting is, from the circle's and the meeting's id.
    """
    told = Calendar()
    told.add("prodid", PRODUCT)
    told.add("version", "2.0")
    told.add("method", "PUBLISH")
    told.add("name", name)
    told.add("x-wr-calname", name)
    told.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    for entry in entries:
        told.add_component(_event(entry, page_of(entry.circle_id, entry.meeting_id)))
    return bytes(told.to_ical())


def _event(entry: CalendarEntry, page: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@learnplan")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", entry.circle_name)
    event.add("status", "CANCELLED" if entry.is_called_off else "CONFIRMED")
    event.add("url", page)
    if entry.place or entry.link:
        event.add("location", entry.place or entry.link)
    words = "\n\n".join(part for part in (entry.agenda, entry.link) if part)
    if words:
        event.add("description", words)
    return event
