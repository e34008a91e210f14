"""Entries of the log in the words of whoever looks at a list of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

from learnplan.core.bulk import Memo
from learnplan.core.languages import clock
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.listed import ActivityView
from learnplan.mine.log.models import Activity
from learnplan.mine.log.views.room import bp
from learnplan.mine.sharing.queries import Reader
from learnplan.web.filters import gist, host, language_here, minutes, near
from learnplan.web.pages import mine_url, this_day

Link = tuple[str, str]
"""What it is called, and its address."""


class Line(NamedTuple):
    """What a list says of an entry, nothing where there is nothing to say.

    A tuple, since a page has fifty, and its template takes them apart in this order.
    """

    id: UUID
    address: str
    moment: str
    day: str
    sort: str
    spent: str
    tags: Sequence[Link]
    readers: Sequence[Reader]
    what: str
    note: str
    is_fragment: bool
    links: Sequence[Link]


@bp.app_template_filter()
def sort_of(activity: Activity | ActivityView) -> str:
    """What sort of activity it was: ``Reading, with Ben``; nothing where nobody said."""
    sort = "Fragment" if activity.fragment else activity.kind.capitalize()
    if not activity.fragment and activity.kind is Kind.OTHER:
        return f"With {activity.with_whom}" if activity.with_whom else ""
    return f"{sort}, with {activity.with_whom}" if activity.with_whom else sort


@bp.app_template_filter()
def lines(
    activities: Iterable[ActivityView], readers: Mapping[UUID, Sequence[Reader]] | None = None
) -> list[Line]:
    """Entries and who else reads each, said. What many of them say is put into words once."""
    log, today, language = mine_url("/log/"), this_day(), language_here()
    tags, times = Memo[str, Link](lambda tag: (tag, f"{log}?tag={quote(tag)}")), Memo(minutes)
    return [
        Line(
            id=each.id,
            address=f"{log}{each.id}",
            moment=_moment(each.happened_on, each.happened_at),
            day=_day(each.happened_on, each.happened_at, today, language),
            sort=sort_of(each),
            spent=times[each.minutes] if each.minutes else "",
            tags=[tags[tag] for tag in each.tags],
            readers=readers.get(each.id, ()) if readers else (),
            what=each.what,
            note=gist(each.note) if each.note else "",
            is_fragment=each.fragment,
            links=[(link.title or host(link.address), link.address) for link in each.links],
        )
        for each in activities
    ]


def _moment(day: date, at: time | None) -> str:
    """A day as machines read it, and the time on it where that is known."""
    return f"{day}T{at:%H:%M}" if at else str(day)


def _day(day: date, at: time | None, today: date, language: str) -> str:
    """The same as people say it."""
    said = near(day, today, language)
    return f"{said}, {clock(at, language)}" if at else said
