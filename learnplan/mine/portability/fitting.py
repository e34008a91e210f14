"""Fitting: what somebody's log says, within what ours can keep, and a remark where they differ.

Whatever does not fit its place goes into the note, so that nothing is lost in silence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from urllib.parse import urlsplit

from learnplan.mine.log import bulk
from learnplan.mine.log.kinds import (
    ADDRESS_LIMIT,
    LONGEST_MINUTES,
    TAG_LIMIT,
    TEXT_LIMIT,
    WHAT_LIMIT,
    WITH_LIMIT,
    Kind,
)
from learnplan.mine.plan.portable import STEP_LIMIT, TITLE_LIMIT, WHY_LIMIT
from learnplan.mine.portability.readers.values import Entry, FoundGoal, Link, Reading, shortened

OPENABLE = {"http", "https"}
UNREADABLE = "\ufffd"


def fit(reading: Reading) -> Reading:
    """The same reading, with every entry such that the log can keep it."""
    return replace(
        reading,
        entries=tuple(_fit(entry) for entry in reading.entries),
        goals=tuple(_fit_goal(goal) for goal in reading.goals),
    )


def source_key(entry: Entry) -> str:
    """The entry's name among everything its owner ever imports, in 64 characters."""
    return sha256(entry.source_key.encode()).hexdigest()


def activities(entries: Sequence[Entry]) -> Iterator[bulk.NewActivity]:
    """What the log is asked to keep. Within a day, the source's own order is time's order.

    A source that begins with the newest day is taken to be that way round within its days, too.
    """
    sign = -1 if _newest_first(entries) else 1
    for place, entry in enumerate(entries):
        yield bulk.NewActivity(
            what=entry.what,
            happened_on=entry.on,
            happened_at=entry.at,
            kind=Kind(entry.kind),
            minutes=entry.minutes,
            note=entry.note,
            thoughts=entry.thoughts,
            with_whom=entry.with_whom,
            position=sign * place,
            tags=entry.tags,
            links=tuple(bulk.Link(address=one.address, title=one.title) for one in entry.links),
            source_key=source_key(entry),
        )


def words_of(entry: Entry) -> str:
    """All that a reflection is to say: it has no place of its own for tags, links and notes."""
    links = [f"- {link.title or link.address}: {link.address}" for link in entry.links
             if link.address not in entry.thoughts]  # fmt: skip
    tags = f"Tags: {', '.join(entry.tags)}." if entry.tags else ""
    said = "\n\n".join(filter(None, (entry.thoughts, entry.note, "\n".join(links), tags)))
    return said[:TEXT_LIMIT] or entry.what


def _fit_goal(goal: FoundGoal) -> FoundGoal:
    remarks = list(goal.remarks)
    why = _cut(goal.why, WHY_LIMIT, "why", remarks)
    if any(len(step.text) > STEP_LIMIT for step in goal.steps):
        remarks.append(f"A step is longer than {STEP_LIMIT} characters and was cut there.")
    return replace(
        goal,
        title=shortened(goal.title, TITLE_LIMIT),
        why=why,
        steps=tuple(replace(step, text=shortened(step.text, STEP_LIMIT)) for step in goal.steps),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _newest_first(entries: Sequence[Entry]) -> bool:
    steps = [(after.on > before.on) - (after.on < before.on) for before, after in pairwise(entries)]
    return sum(steps) < 0


def _fit(entry: Entry) -> Entry:
    remarks = list(entry.remarks)
    links, moved = _links(entry.links)
    if moved:
        remarks.append("A link that cannot be opened from here is in the note.")
    note = _text("\n\n".join(filter(None, (entry.note, *moved))), "note", remarks)
    thoughts = _text(entry.thoughts, "thoughts", remarks)
    if UNREADABLE in entry.what + note + thoughts:
        remarks.append(f"What could not be read as text is shown as {UNREADABLE}.")
    return replace(
        entry,
        what=shortened(entry.what, WHAT_LIMIT),
        note=note,
        thoughts=thoughts,
        minutes=_minutes(entry.minutes, remarks),
        tags=_tags(entry.tags, remarks),
        links=links,
        with_whom=_cut(entry.with_whom, WITH_LIMIT, "list of people", remarks),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _links(links: Sequence[Link]) -> tuple[tuple[Link, ...], list[str]]:
    """Links to keep as such, and lines for the note about those that no browser should open."""
    kept: list[Link] = []
    moved: list[str] = []
    for link in links:
        if len(link.address) <= ADDRESS_LIMIT and _can_be_opened(link.address):
            fits = len(link.title) <= WHAT_LIMIT
            kept.append(link if fits else replace(link, title=shortened(link.title, WHAT_LIMIT)))
        else:
            moved.append(": ".join(filter(None, (link.title, link.address))))
    return tuple(kept), moved


def _can_be_opened(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # "http://[" and the like
        return False
    return parts.scheme in OPENABLE and bool(parts.netloc)


def _text(text: str, name: str, remarks: list[str]) -> str:
    return _cut(text, TEXT_LIMIT, name, remarks)


def _cut(text: str, limit: int, name: str, remarks: list[str]) -> str:
    if len(text) <= limit:
        return text
    remarks.append(f"The {name} is longer than {limit:,} characters and was cut there.")
    return shortened(text, limit)


def _minutes(minutes: int | None, remarks: list[str]) -> int | None:
    if minutes is None or 0 < minutes <= LONGEST_MINUTES:
        return minutes
    remarks.append(f"{minutes:,} minutes cannot be right and were left out.")
    return None


def _tags(tags: Sequence[str], remarks: list[str]) -> tuple[str, ...]:
    said = dict.fromkeys(bulk.normal_tag(tag) for tag in tags)
    if any(len(tag) > TAG_LIMIT for tag in said):
        remarks.append(f"A tag is longer than {TAG_LIMIT} characters and was cut there.")
    return tuple(dict.fromkeys(shortened(tag, TAG_LIMIT) for tag in said if tag))
