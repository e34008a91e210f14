"""Leap2A: the portfolio that Mahara and its kin export.

Source: the Leap2A specification 2010-07 (leapspecs.org), and what Mahara makes of it: a journal is
a selection of the type Blog, a plan is a ``plan`` whose parts are its tasks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from learnplan.core.errors import Invalid
from learnplan.mine.portability.dates import on_calendar, whole_date
from learnplan.mine.portability.enclosed import MISSING, Enclosed
from learnplan.mine.portability.readers.leap2a_xml import Thing, things_in
from learnplan.mine.portability.readers.prose import links_in
from learnplan.mine.portability.readers.values import (
    Entry,
    Findings,
    FoundFile,
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
from learnplan.mine.portability.texts import storable

KINDS = {"meeting": "community", "publication": "teaching others", "activity": "other"}
DONE = frozenset({"completed", "done", "finished"})
GATHERED_IN_A = ("Blog", "Journal")
UNREADY = "Unready"
PICTURE_OF_ONESELF = "profileicon"
PARTS, WHOLES = ("has_part",), ("is_part_of",)
ATTACHED = ("has_attachment", "has_evidence", "enclosure")
ATTACHED_TO = ("is_attachment_of", "is_evidence_of")
WEB = ("http://", "https://")
NOT_A_LOG = {
    "person": "It is about a person, and not something that was done.",
    "organization": "It is about an organisation, and not something that was done.",
    "ability": "It is an ability that was claimed, and not something that was done.",
    "affiliation": "It says where somebody belonged, and not something that was done.",
    "selection": "It only gathers other things, such as a folder or a page of the portfolio.",
}
SHOWN = 40


def read_leap2a(data: bytes, member: str, options: Options) -> Reading:
    """Journal entries as reflections, plans as goals with steps, the rest as activities.

    A file comes with what it is attached to; one that belongs to nothing is an activity.

    Raises:
        Invalid: it cannot be opened, or has more entries than one import takes.
    """
    things = list(things_in(data, member))
    portfolio = _Portfolio(things, options.enclosed)
    findings = Findings(today=options.today, member=member)
    for done, thing in enumerate(things, start=1):
        if done % 1000 == 0 or done == len(things):
            options.progress(done, len(things))
        if thing.type == "plan":
            if not portfolio.is_a_task(thing):
                findings.add_goal(portfolio.goal(thing, member))
        elif thing.type == "selection" and thing.category("selection_type") in GATHERED_IN_A:
            continue  # a journal: its entries carry its name
        elif thing.type == "resource" and not _is_a_page(thing):
            _add_file(portfolio, thing, findings, options)
        elif thing.type in NOT_A_LOG:
            findings.reject(thing.number, _shown(thing), NOT_A_LOG[thing.type])
        else:
            _add(portfolio, thing, findings, options)
    return findings.reading("a portfolio in Leap2A")


class _Portfolio:
    """What hangs together with what, told from either side of a link."""

    def __init__(self, things: Sequence[Thing], enclosed: Enclosed) -> None:
        self._enclosed = enclosed
        self._files: dict[str, list[str]] = {}
        self._known = {thing.id: thing for thing in things if thing.id}
        self._wholes: dict[str, list[str]] = {}
        self._parts: dict[str, list[str]] = {}
        for thing in things:
            for part in thing.linked(*PARTS):
                self._tie(thing.id, part)
            for whole in thing.linked(*WHOLES):
                self._tie(whole, thing.id)
        for thing in things:
            for whole in thing.linked(*ATTACHED_TO):
                self._files.setdefault(whole, []).append(thing.id)
            for file in thing.linked(*ATTACHED):
                if not file.startswith(WEB):
                    self._files.setdefault(thing.id, []).append(file)
        self._attached = {
            file
            for one, files in self._files.items()
            if one in self._known and self._known[one].type not in NOT_A_LOG
            for file in files
        }

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
        brought = [self.attached_to(one) for one in (plan, *tasks)]
        return FoundGoal(
            source_key=key_of("leap2a", plan.id or digest(plan.title, plan.content)),
            member=member,
            line=plan.number,
            title=plan.title or "A plan without a title",
            why="\n\n".join(
                filter(None, (plan.content or plan.summary, *(one.names for one in brought)))
            ),
            by=by,
            achieved=plan.stage in DONE or (bool(stages) and all(stages)),
            steps=tuple(FoundStep(text=_step(task), done=task.stage in DONE) for task in tasks),
            remarks=tuple(
                filter(None, (odd, *(_day_said(t.dates.get("target", ""))[1] for t in tasks)))
            )
            + tuple(remark for one in brought for remark in one.remarks),
            files=tuple(file for one in brought for file in one.files),
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

    def is_attached(self, thing: Thing) -> bool:
        """Whether it comes with something else."""
        return thing.id in self._attached

    def attached_to(self, thing: Thing) -> "_Attached":
        """What is attached to it: files that come with it, and those that cannot, and why."""
        files: dict[str, FoundFile] = {}
        left_out: dict[str, str] = {}
        for target in self._files.get(thing.id, ()):
            known = self._known.get(target)
            path = target if known is None else (known.linked("enclosure") or [""])[0]
            called = path.rpartition("/")[2]
            if known is not None or thing.type == "resource":
                called = (known or thing).title or called
            title = one_line(storable(called)) or "A file without a name"
            try:
                self._enclosed.look(path)
            except Invalid as why:
                left_out[title] = str(why)
            else:
                files[path] = FoundFile(path=path, title=title)
        return _Attached(tuple(files.values()), left_out)


@dataclass(frozen=True, slots=True)
class _Attached:
    """Files that come with a thing, and why others do not, by their names."""

    files: tuple[FoundFile, ...]
    left_out: Mapping[str, str]

    @property
    def names(self) -> str:
        """What is left out, as lines for a note."""
        return "\n".join(f"- Attached: {name}" for name in self.left_out)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Why it is left out, in sentences."""
        return tuple(
            f"“{name}” is attached to it and is not brought in: {why}"
            for name, why in self.left_out.items()
        )


def _add_file(portfolio: _Portfolio, thing: Thing, findings: Findings, options: Options) -> None:
    """Nothing for a file that comes with what it is attached to; else it stands alone."""
    if portfolio.is_attached(thing):
        return
    if thing.made_as == PICTURE_OF_ONESELF:
        findings.reject(thing.number, _shown(thing), "It is a picture of yourself.")
        return
    attached = portfolio.attached_to(thing)
    if attached.files:
        _add(portfolio, thing, findings, options)
    else:
        why = next(iter(attached.left_out.values()), MISSING)
        findings.reject(thing.number, _shown(thing), f"It is a file, and not brought in: {why}")


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
    remarks += attached.remarks
    pages = [
        address
        for address in thing.linked("alternate", "related", "enclosure", "self")
        if address.startswith(WEB)
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
            note="\n\n".join(filter(None, ("" if is_entry else body, attached.names))),
            thoughts=body if is_entry else "",
            tags=(*portfolio.gathered_in(thing), *_tags(thing)),
            links=(*(Link(address=page) for page in pages), *links_in(body)),
            remarks=tuple(remarks),
            is_reflection=is_entry,
            files=attached.files,
        )
    )


def _tags(thing: Thing) -> list[str]:
    words = [
        term for scheme, term in thing.categories if scheme == "user_defined_tag" or not scheme
    ]
    called = {"entry": "", "resource": "" if _is_a_page(thing) else "file"}
    return [*words, called.get(thing.type, thing.type)]


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
