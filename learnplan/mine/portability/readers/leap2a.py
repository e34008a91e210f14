"""Leap2A: the portfolio that Mahara and its kin export.

Source: the Leap2A specification 2010-07 (leapspecs.org), and what Mahara makes of it: a journal is
a selection of the type Blog, a plan is a ``plan`` whose parts are its tasks.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time

from learnplan.core.errors import Invalid
from learnplan.mine.portability.dates import on_calendar, whole_date
from learnplan.mine.portability.readers.leap2a_xml import Thing, things_in
from learnplan.mine.portability.readers.prose import links_in
from learnplan.mine.portability.readers.values import (
    Entry,
    Findings,
    FoundGoal,
    FoundStep,
    Link,
    Options,
    Reading,
    digest,
    key_of,
    one_line,
    shortened,
)

KINDS = {"meeting": "community", "publication": "teaching others", "activity": "other"}
DONE = frozenset({"completed", "done", "finished"})
GATHERED_IN_A = ("Blog", "Journal")
UNREADY = "Unready"
PARTS, WHOLES = ("has_part",), ("is_part_of",)
ATTACHED = ("has_attachment", "has_evidence", "enclosure")
NOT_A_LOG = {
    "person": "It is about a person, and not something that was done.",
    "organization": "It is about an organisation, and not something that was done.",
    "ability": "It is an ability that was claimed, and not something that was done.",
    "affiliation": "It says where somebody belonged, and not something that was done.",
    "selection": "It only gathers other things, such as a folder or a page of the portfolio.",
    "resource": "It is a file. Files are not brought in: attach it to an entry afterwards.",
}
SHOWN = 40


def read_leap2a(data: bytes, member: str, options: Options) -> Reading:
    """Journal entries as reflections, plans as goals with steps, the rest as activities.

    Raises:
        Invalid: it cannot be opened, or has more entries than one import takes.
    """
    things = list(things_in(data, member))
    portfolio = _Portfolio(things)
    findings = Findings(today=options.today, member=member)
    for done, thing in enumerate(things, start=1):
        if done % 1000 == 0 or done == len(things):
            options.progress(done, len(things))
        if thing.type == "plan":
            if not portfolio.is_a_task(thing):
                findings.add_goal(portfolio.goal(thing, member))
        elif thing.type == "selection" and thing.category("selection_type") in GATHERED_IN_A:
            continue  # a journal: its entries carry its name
        elif thing.type in NOT_A_LOG and not _is_a_page(thing):
            findings.reject(thing.number, _shown(thing), NOT_A_LOG[thing.type])
        else:
            _add(portfolio, thing, findings, options)
    return findings.reading("a portfolio in Leap2A")


class _Portfolio:
    """What hangs together with what, told from either side of a link."""

    def __init__(self, things: Sequence[Thing]) -> None:
        self._known = {thing.id: thing for thing in things if thing.id}
        self._wholes: dict[str, list[str]] = {}
        self._parts: dict[str, list[str]] = {}
        for thing in things:
            for part in thing.linked(*PARTS):
                self._tie(thing.id, part)
            for whole in thing.linked(*WHOLES):
                self._tie(whole, thing.id)

    def _tie(self, whole: str, part: str) -> None:
        if whole and part and part not in self._parts.setdefault(whole, []):
            self._parts[whole].append(part)
            self._wholes.setdefault(part, []).append(whole)

    def is_a_task(self, thing: Thing) -> bool:
        """Whether it belongs to another plan."""
        wholes = (self._known.get(one) for one in self._wholes.get(thing.id, ()))
        return any(one is not None and one.type == "plan" and one is not thing for one in wholes)

    def goal(self, plan: Thing, member: str) -> FoundGoal:
        """A plan with its tasks. Tasks of tasks are steps, too."""
        tasks = list(self._tasks(plan, {plan.id}))
        by, odd = _day_said(plan.dates.get("target", ""))
        stages = [task.stage in DONE for task in tasks]
        return FoundGoal(
            source_key=key_of("leap2a", plan.id or digest(plan.title, plan.content)),
            member=member,
            line=plan.number,
            title=plan.title or "A plan without a title",
            why=plan.content or plan.summary,
            by=by,
            achieved=plan.stage in DONE or (bool(stages) and all(stages)),
            steps=tuple(FoundStep(text=_step(task), done=task.stage in DONE) for task in tasks),
            remarks=tuple(
                filter(None, (odd, *(_day_said(t.dates.get("target", ""))[1] for t in tasks)))
            ),
        )

    def _tasks(self, plan: Thing, seen: set[str]) -> Iterator[Thing]:
        for part in self._parts.get(plan.id, ()):
            task = self._known.get(part)
            if task is not None and task.type == "plan" and part not in seen:
                seen.add(part)
                yield task
                yield from self._tasks(task, seen)

    def gathered_in(self, thing: Thing) -> list[str]:
        """The titles of the journals it stands in."""
        wholes = (self._known.get(one) for one in self._wholes.get(thing.id, ()))
        return [
            one.title
            for one in wholes
            if one is not None and one.category("selection_type") in GATHERED_IN_A
        ]

    def attached_to(self, thing: Thing) -> list[str]:
        """What its attachments are called."""
        names = []
        for target in thing.linked(*ATTACHED):
            known = self._known.get(target)
            names.append(known.title if known is not None else target.rpartition("/")[2])
        return names


def _add(portfolio: _Portfolio, thing: Thing, findings: Findings, options: Options) -> None:
    began, ended = thing.dates.get("start"), thing.dates.get("end")
    said = began or thing.published or ended or thing.updated
    try:
        on, at = _moment(said)
    except Invalid as why:
        findings.reject(thing.number, _shown(thing), str(why))
        return
    remarks = []
    if on is None:
        findings.undated += 1
        on = options.undated_on
        if on is None:
            findings.reject(thing.number, _shown(thing), "It has no date.")
            return
        remarks.append("It has no date; you gave it this one.")
    if thing.category("readiness") == UNREADY:
        remarks.append("It was a draft, not published.")
    attached = portfolio.attached_to(thing)
    if attached:
        remarks.append("Its attached files are named in it; they are not brought in.")
    names = "\n".join(f"- Attached: {name}" for name in attached)
    pages = [
        address
        for address in thing.linked("alternate", "related", "enclosure", "self")
        if address.startswith(("http://", "https://"))
    ]
    body = thing.content or thing.summary
    is_entry = thing.type == "entry"
    findings.add(
        Entry(
            source_key=key_of("leap2a", thing.id or digest(thing.title, body, said)),
            member=findings.member,
            line=thing.number,
            on=on,
            at=at,
            what=thing.title or shortened(one_line(body), SHOWN * 4) or "An entry without a title",
            kind="reading" if _is_a_page(thing) else KINDS.get(thing.type, "other"),
            note="\n\n".join(filter(None, ("" if is_entry else body, names))),
            thoughts=body if is_entry else "",
            tags=(*portfolio.gathered_in(thing), *_tags(thing)),
            links=(*(Link(address=page) for page in pages), *links_in(body)),
            remarks=tuple(remarks),
            is_reflection=is_entry,
        )
    )


def _tags(thing: Thing) -> list[str]:
    words = [
        term for scheme, term in thing.categories if scheme == "user_defined_tag" or not scheme
    ]
    return words if thing.type == "entry" else [*words, thing.type]


def _is_a_page(thing: Thing) -> bool:
    """Whether it is something on the web, and not a file of the portfolio."""
    return thing.type == "resource" and thing.category("resource_type") in {"Online", "Web"}


def _step(task: Thing) -> str:
    words = one_line(f"{task.title}: {task.content}" if task.content else task.title)
    by, _ = _day_said(task.dates.get("target", ""))
    return f"{words} (by {by.isoformat()})" if by else words


def _day_said(said: str) -> tuple[date | None, str]:
    """The day that was said, or a sentence why it is none."""
    try:
        return _moment(said)[0], ""
    except Invalid as why:
        return None, f"{why} The day was left out."


def _moment(said: str) -> tuple[date | None, time | None]:
    """The day and the time that were written.

    Raises:
        Invalid: something was, and it is no day.
    """
    if not said:
        return None, None
    found = whole_date(said)
    if found is None or found.year is None:
        raise Invalid(f"“{said[:SHOWN]}” names no day.")
    return on_calendar(found, year=found.year), found.at


def _shown(thing: Thing) -> str:
    return one_line(f"{thing.title} {thing.content}")
