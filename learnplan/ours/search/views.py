"""The page to find words of everyone's on: each room looks through what is its own."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.ours.brokerage.queries.experts import experts
from learnplan.ours.brokerage.queries.finding import Found, matching
from learnplan.ours.practices.queries.finding import find as practices_with
from learnplan.ours.voice.queries import found as threads_with
from learnplan.web.doors import open_to
from learnplan.web.forms import one_line
from learnplan.web.pages import ours_url, page, this_day

QUERY_LIMIT = 200
MOST = 20
"""So many of one room are shown: whoever gets more says more of what they look for."""
OFFERED = {"role": "Roles", "competency": "Competencies", "learning option": "Learning options"}
TOLD_IN_A_MONTH = {"story", "card", "community"}

bp = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was found: what it is called, where it is, and what is said beside it.

    Of what is told in a month ``on`` is the first, and no more of it is to be said.
    """

    title: str
    address: str
    kind: str
    on: date | None = None
    in_month: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What one room has of what was looked for; one more than are shown is cut off."""

    name: str
    lines: list[Line] = field(default_factory=list)

    @property
    def shown(self) -> list[Line]:
        """The first of them."""
        return self.lines[:MOST]

    @property
    def has_more(self) -> bool:
        """Whether there are more than are shown."""
        return len(self.lines) > MOST


@bp.get("/search")
@open_to(Role.WORKER)
def find() -> ResponseReturnValue:
    """What of everyone's has all of these words in it, room by room."""
    line = one_line(request.args.get("q", ""))[:QUERY_LIMIT]
    shelves = [_people(line), _practices(line), _voice(line), *_offered(line)]
    return page(
        "ours/search/find.html",
        line=line,
        limit=QUERY_LIMIT,
        shelves=[shelf for shelf in shelves if shelf.lines],
    )


def _people(line: str) -> Shelf:
    """Those who offered to be found, and nobody else."""
    found = experts(line, on=this_day())[: MOST + 1] if line else []
    lines = [
        Line(
            title=each.about,
            address=url_for("brokerage.show_expert", expert_id=each.id),
            kind=each.name,
            about=each.job,
            on=each.offered_in,
            in_month=True,
        )
        for each in found
    ]
    return Shelf(name="People to ask", lines=lines)


def _practices(line: str) -> Shelf:
    lines = [
        Line(
            title=each.title,
            address=ours_url(each.address),
            kind=each.kind,
            on=each.on,
            in_month=each.kind in TOLD_IN_A_MONTH,
        )
        for each in practices_with(line, limit=MOST + 1)
    ]
    return Shelf(name="Practices", lines=lines)


def _voice(line: str) -> Shelf:
    lines = [
        Line(title=each.title, address=ours_url(each.address), kind=each.kind, on=each.on)
        for each in threads_with(line, limit=MOST + 1)
    ]
    return Shelf(name="Voice", lines=lines)


def _offered(line: str) -> list[Shelf]:
    """A shelf for each sort of thing: of one there may be many, and none pushes another away."""
    found = matching(line, limit=MOST + 1)
    return [
        Shelf(name=name, lines=[_offered_line(each) for each in found if each.kind == kind])
        for kind, name in OFFERED.items()
    ]


def _offered_line(each: Found) -> Line:
    argument: dict[str, Any] = {each.argument: each.id}
    address = url_for(each.endpoint, **argument)
    return Line(title=each.title, address=address, kind=each.kind, about=each.about)
