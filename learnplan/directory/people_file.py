"""Reading a file of people: who they are, where they belong, from when until when, and their role.

Pure: from bytes to rows and complaints. ``services.people_import`` keeps them.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from learnplan.core.actor import Role
from learnplan.core.errors import Invalid
from learnplan.core.texts import decode
from learnplan.directory.models import EMAIL_LIMIT, NAME_LIMIT
from learnplan.directory.paths import split_path

NEEDED = ("email", "name")
COLUMNS = (*NEEDED, "unit", "role", "starts_on", "ends_on", "job", "location")
DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
LARGEST_FILE = 50 * 1024 * 1024
MONTHS = 12
EARLIEST_YEAR = 1900


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the file, understood."""

    line: int
    email: str
    name: str
    unit: tuple[str, ...]
    role: Role
    starts_on: date | None
    ends_on: date | None
    job: str
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """One line that cannot be kept, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """What a file of people says. ``says_roles`` is false where it has no such column."""

    rows: tuple[Row, ...]
    wrong: tuple[Wrong, ...]
    says_roles: bool


def read_people(data: bytes) -> PeopleFile:
    """Understand a CSV file of people, line by line.

    Raises:
        Invalid: it is no such file at all.
    """
    if len(data) > LARGEST_FILE:
        raise Invalid("This file is larger than 50 MiB. Split it.")
    header, lines = _table(decode(data))
    rows: list[Row] = []
    wrong: list[Wrong] = []
    for line, cells in lines:
        try:
            rows.append(_row(line, header, cells))
        except Invalid as trouble:
            wrong.append(Wrong(line=line, reason=str(trouble)))
    wrong.extend(_contradictions(rows))
    return PeopleFile(
        rows=tuple(rows),
        wrong=tuple(sorted(wrong, key=lambda one: one.line)),
        says_roles="role" in header,
    )


def _table(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and each line's number with its cells."""
    sample = text[:10_000]
    delimiter = max(",;\t", key=re.split(r"[\r\n]", sample, maxsplit=1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [
            (reader.line_num, [" ".join(cell.split()) for cell in cells])
            for cells in reader
            if any(map(str.strip, cells))
        ]
    except csv.Error as trouble:
        raise Invalid(f"Line {reader.line_num} is not CSV: {trouble}.") from trouble
    if not lines:
        raise Invalid("This file is empty.")
    header = [re.sub(r"[ -]", "_", cell.casefold()) for cell in lines[0][1]]
    for needed in NEEDED:
        if needed not in header:
            raise Invalid(
                f"The first line has no column “{needed}”. "
                f"Learnplan reads the columns {', '.join(COLUMNS)}."
            )
    for column in COLUMNS:
        if header.count(column) > 1:
            raise Invalid(f"The first line has the column “{column}” more than once.")
    return header, lines[1:]


def _row(line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if any(cells[len(header) :]):
        raise Invalid(f"It has {len(cells)} cells, but there are {len(header)} columns.")
    values = dict(zip(header, cells, strict=False))
    email, name = values.get("email", "").casefold(), values.get("name", "")
    before, at, after = email.rpartition("@")
    if not (before and at and "." in after) or " " in email or len(email) > EMAIL_LIMIT:
        said = f"“{email[:60]}” is not an e-mail address."
        raise Invalid(said if email else "The e-mail is missing.")
    if not name:
        raise Invalid("The name is missing.")
    unit = split_path(values.get("unit", ""))
    for words in (name, *unit, values.get("job", ""), values.get("location", "")):
        if len(words) > NAME_LIMIT:
            raise Invalid(f"“{words[:30]}…” is longer than {NAME_LIMIT} characters.")
    said = values.get("role", "").casefold() or Role.WORKER.value
    if said not in set(Role):
        raise Invalid(f"“{said}” is not a role: write {', '.join(Role)}.")
    starts_on, ends_on = _day(values.get("starts_on", "")), _day(values.get("ends_on", ""))
    if ends_on and ends_on.year == date.max.year:
        ends_on = None  # how some systems write that there is no end
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid(f"It ends ({ends_on}) before it starts ({starts_on}).")
    return Row(
        line=line,
        email=email,
        name=name,
        unit=unit,
        role=Role(said),
        starts_on=starts_on,
        ends_on=ends_on,
        job=values.get("job", ""),
        location=values.get("location", ""),
    )


def _day(said: str) -> date | None:
    if not said:
        return None
    day = _read_day(said)
    if day is None:
        raise Invalid(f"“{said}” is not a date. Write it like 2026-11-03.")
    if day.year < EARLIEST_YEAR:
        raise Invalid(f"“{said}” is too long ago to be true.")
    return day


def _read_day(said: str) -> date | None:
    for form in DATE_FORMS:
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    slashed = SLASHED.fullmatch(said)
    if slashed is None:
        return None
    first, second, year = (int(number) for number in slashed.groups())
    if first > MONTHS or first == second:
        first, second = second, first
    elif second <= MONTHS:
        raise Invalid(
            f"“{said}” can be read two ways. Write it like {year}-{second:02}-{first:02}."
        )
    try:
        return date(year, first, second)
    except ValueError:
        return None


def _contradictions(rows: list[Row]) -> Iterator[Wrong]:
    """Lines that cannot all be true of one person: two names, or two units at one time."""
    by_person: dict[str, list[Row]] = {}
    for row in rows:
        by_person.setdefault(row.email, []).append(row)
    for first, *others in by_person.values():
        for other in others:
            if other.name != first.name:
                yield Wrong(
                    line=other.line,
                    reason=f"{first.email} is called {first.name} on line {first.line}, "
                    f"here {other.name}.",
                )
        if others:
            yield from _in_two_places([first, *others])


def _in_two_places(rows: Sequence[Row]) -> Iterator[Wrong]:
    """Lines that put one person in two units at one time, or do not say at which."""
    stays: dict[object, Row] = {}
    for row in rows:
        if row.unit:
            unit = tuple(part.casefold() for part in row.unit)
            stays.setdefault((unit, row.starts_on, row.ends_on), row)
    if len(stays) == 1:
        return  # the same said twice, perhaps for another role
    dated: list[tuple[date, Row]] = []
    for row in stays.values():
        if row.starts_on is None:
            yield Wrong(
                line=row.line,
                reason=f"{row.name} is on more than one line. "
                "Say on each from when they are there, with starts_on.",
            )
        else:
            dated.append((row.starts_on, row))
    dated.sort(key=lambda one: one[0])
    for (earlier, one), (later, other) in pairwise(dated):
        place = f"{' / '.join(one.unit)} on line {one.line}"
        if later == earlier:
            yield Wrong(line=other.line, reason=f"{other.name} is from the same day in {place}.")
        elif one.ends_on and one.ends_on > later:
            yield Wrong(
                line=other.line,
                reason=f"{other.name} is until {one.ends_on} in {place}, but here from {later}.",
            )
