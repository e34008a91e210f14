"""Reading a file of people: who they are, where they belong, from when until when, and their role.

Pure: from bytes to rows and complaints. ``services.people_import`` keeps them.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from learnplan.core.actor import Role
from learnplan.core.errors import Invalid
from learnplan.core.texts import decode

NEEDED = ("email", "name")
COLUMNS = (*NEEDED, "unit", "role", "starts_on", "ends_on", "job")
DATE_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
LARGEST_FILE = 50 * 1024 * 1024
MONTHS = 12


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
    text = decode(data)
    sample = text[:10_000]
    delimiter = max(",;\t", key=sample.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as trouble:
        raise Invalid(f"Line {reader.line_num} is not CSV: {trouble}.") from trouble
    if not lines:
        raise Invalid("This file is empty.")
    header = [re.sub(r"[\s-]+", "_", cell.strip().casefold()) for cell in lines[0][1]]
    for needed in NEEDED:
        if needed not in header:
            raise Invalid(
                f"The first line has no column “{needed}”. "
                f"Learnplan reads the columns {', '.join(COLUMNS)}."
            )
    rows: list[Row] = []
    wrong: list[Wrong] = []
    for line, cells in lines[1:]:
        values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        try:
            rows.append(_row(line, values))
        except Invalid as trouble:
            wrong.append(Wrong(line=line, reason=str(trouble)))
    wrong.extend(_contradictions(rows))
    return PeopleFile(
        rows=tuple(rows),
        wrong=tuple(sorted(wrong, key=lambda one: one.line)),
        says_roles="role" in header,
    )


def _row(line: int, values: dict[str, str]) -> Row:
    email, name = values.get("email", ""), values.get("name", "")
    before, at, after = email.rpartition("@")
    if not (before and at and "." in after) or re.search(r"\s", email):
        raise Invalid(f"“{email}” is not an e-mail address." if email else "The e-mail is missing.")
    if not name:
        raise Invalid("The name is missing.")
    said = values.get("role", "").casefold() or Role.WORKER.value
    if said not in set(Role):
        raise Invalid(f"“{said}” is not a role: write {', '.join(Role)}.")
    starts_on, ends_on = _day(values.get("starts_on", "")), _day(values.get("ends_on", ""))
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid(f"It ends ({ends_on}) before it starts ({starts_on}).")
    return Row(
        line=line,
        email=email.casefold(),
        name=name,
        unit=tuple(part.strip() for part in values.get("unit", "").split("/") if part.strip()),
        role=Role(said),
        starts_on=starts_on,
        ends_on=ends_on,
        job=values.get("job", ""),
    )


def _day(said: str) -> date | None:
    if not said:
        return None
    for form in DATE_FORMS:
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    if slashed := SLASHED.fullmatch(said):
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
            pass
    raise Invalid(f"“{said}” is not a date. Write it like 2026-11-03.")


def _contradictions(rows: list[Row]) -> Iterator[Wrong]:
    """Lines that cannot both be true: one person beginning in two units on one day."""
    seen: dict[tuple[str, date | None], Row] = {}
    names: dict[str, Row] = {}
    for row in rows:
        known = names.setdefault(row.email, row)
        if known.name != row.name:
            yield Wrong(
                line=row.line,
                reason=f"{row.email} is called {known.name} on line {known.line}, here {row.name}.",
            )
        if not row.unit:
            continue
        other = seen.setdefault((row.email, row.starts_on), row)
        if [part.casefold() for part in other.unit] != [part.casefold() for part in row.unit]:
            yield Wrong(
                line=row.line,
                reason=f"{row.name} is in {' / '.join(other.unit)} from the same day on line "
                f"{other.line}. Say from when they are here, with starts_on.",
            )
