"""Tables: long ones of roles, competencies and levels; wide ones; and lists of courses."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from learnplan.core.delimited import column_names
from learnplan.core.errors import Invalid
from learnplan.core.tables import Table, plain
from learnplan.ours.brokerage.drawing import Drawing, OptionSaid, Path
from learnplan.ours.brokerage.readers import cleaning
from learnplan.ours.brokerage.readers.headings import Part, part_of, parts_of
from learnplan.ours.brokerage.readers.reading import Reading
from learnplan.ours.brokerage.words import NAME_LIMIT, SHORT_LIMIT, OptionKind

SAMPLE = 200
PREAMBLE = 12
EXAMPLE = 60
COLUMNS_LIMIT = 300
"""More columns than this are no role map: they are refused before any is looked at."""
SEPARATORS = re.compile(r"[;,\n|]")
TAGGED = re.compile(r"topic|tag|keyword", re.IGNORECASE)
CURRENCY = re.compile(r"[$€£]|\b(?:USD|EUR|GBP)\b")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each part stands in a row."""

    header: tuple[str, ...]
    of: Mapping[Part, tuple[int, ...]]

    @classmethod
    def by(cls, header: tuple[str, ...], parts: Mapping[str, Part]) -> "Columns":
        """The columns of a table, by the parts they play."""
        of: dict[Part, tuple[int, ...]] = {}
        for at, name in enumerate(header):
            part = parts.get(name, Part.NOTHING)
            of[part] = (*of.get(part, ()), at)
        return cls(header, of)

    def has(self, *parts: Part) -> bool:
        """Whether there is a column of one of ``parts``."""
        return any(self.of.get(part) for part in parts)

    def cell(self, cells: Sequence[str], part: Part) -> str:
        """What stands in the first column of ``part``; nothing where it only says so."""
        at = self.of.get(part)
        return cleaning.said(cells[at[0]].strip()) if at else ""

    def cells(self, cells: Sequence[str], part: Part) -> Iterator[tuple[str, str]]:
        """What stands in every column of ``part`` that is filled, with its heading."""
        for at in self.of.get(part, ()):
            if cells[at].strip() and not cleaning.says_nothing(cells[at]):
                yield self.header[at], cells[at].strip()


def parts_in(table: Table) -> dict[str, Part]:
    """The part that each column plays, as far as that is clear."""
    sample = [row.cells for row in table.rows[:SAMPLE]]
    columns = [
        [row[at] if at < len(row) else "" for row in sample] for at in range(len(table.header))
    ]
    return parts_of(table.header, columns)


def with_heading(table: Table) -> Table:
    """The table from its heading on: some have a title, or who made them, above it.

    Raises:
        Invalid: it has more columns than any role map or menu.
    """
    if len(table.header) > COLUMNS_LIMIT:
        raise Invalid(
            f"{table.name} has {len(table.header):,} columns; {COLUMNS_LIMIT} are the most."
        )
    rows = [list(table.header), *(row.cells for row in table.rows[:PREAMBLE])]
    known = [sum(bool(part_of(cell)) for cell in cells) for cells in rows]
    best = max(range(len(rows)), key=lambda at: (known[at], -at))
    if best == 0 or known[best] < 2 or known[0] >= 2:  # noqa: PLR2004 - one word may be chance
        return table
    header = column_names(rows[best], alike=plain)
    return replace(
        table,
        header=header,
        rows=table.rows[best:],
        remarks=(*table.remarks, f"Lines above the heading left out: {best}."),
    )


def is_clear(parts: Mapping[str, Part]) -> bool:
    """Whether enough is known of the columns to read the table."""
    found = set(parts.values())
    if Part.TITLE in found and Part.COMPETENCY not in found:
        return True
    levels = {Part.LEVEL, Part.LEVEL_COLUMN, Part.ROLE_COLUMN, Part.ROLE, Part.ROLE_LEVEL}
    return Part.COMPETENCY in found and bool(found & (levels | {Part.NEEDED_BY}))


def read_table_into(reading: Reading, table: Table, parts: Mapping[str, Part]) -> None:
    """Read every row of a table into a drawing, as ``parts`` say."""
    columns = Columns.by(table.header, parts)
    is_menu = columns.has(Part.TITLE)
    wide = columns.has(Part.LEVEL_COLUMN, Part.ROLE_COLUMN)
    reading.shapes[table.name] = (
        "a list of learning options"
        if is_menu
        else "a table of competencies, with a column for each level or role"
        if wide
        else "a table of roles, competencies and levels"
    )
    for sentence in table.remarks:
        reading.remark(f"{table.name}: {sentence}")
    if table.sheet:
        reading.remark(f"{table.name}: To have another sheet read, move it to the front.")
    left_out = [name for name in table.header if not parts.get(name)]
    if left_out:
        reading.remark(f"{table.name}: columns left out: {', '.join(left_out[:20])}.")
    seen: set[tuple[str, ...]] = set()
    repeated: list[int] = []
    width = len(table.header)
    for at, row in enumerate(table.rows, start=1):
        reading.come_to(at, len(table.rows))
        cells = [*row.cells, *[""] * (width - len(row.cells))]
        if any(cell.strip() for cell in cells[width:]):
            reading.reject(table.name, row.line, "The row has more cells than the heading.")
            continue
        if tuple(cells) in seen:
            repeated.append(row.line)
            continue
        seen.add(tuple(cells))
        try:
            says = (_option if is_menu else _competency)(reading.drawing, columns, cells, row.line)
        except Invalid as trouble:
            reading.reject(table.name, row.line, str(trouble))
        else:
            reading.understand(table.name, row.line, says)
    if repeated:
        reading.remark(
            f"{table.name}: rows that repeat another exactly: {len(repeated)} "
            f"(lines {_listed(repeated)})."
        )
    _say_what_says_nothing(reading, table, parts)


def _say_what_says_nothing(reading: Reading, table: Table, parts: Mapping[str, Part]) -> None:
    """Say where a cell such as NOT IN USE was read as none, and how many words there were."""
    for at, name in enumerate(table.header):
        part = parts.get(name)
        if part not in {Part.LEVEL, Part.ROLE_LEVEL, Part.LEVEL_COLUMN}:
            continue
        cells = [(row.line, row.cells[at].strip()) for row in table.rows if at < len(row.cells)]
        nothing = [(line, cell) for line, cell in cells if cell and cleaning.says_nothing(cell)]
        if nothing:
            word = Counter(cell for _, cell in nothing).most_common(1)[0][0]
            lines = _listed([line for line, _ in nothing])
            words = len({cell for _, cell in cells if cell})
            among = (
                f" It is one of {words} different words there." if part is Part.ROLE_LEVEL else ""
            )
            reading.remark(
                f"{table.name}: {len(nothing)} rows say “{word}” under “{name}”, which is read as "
                f"none.{among} (Lines {lines}.)"
            )


def _listed(lines: Sequence[int]) -> str:
    shown = ", ".join(map(str, lines[:12]))
    return f"{shown} and {len(lines) - 12} more" if len(lines) > 12 else shown  # noqa: PLR2004 - a line's worth


def _competency(drawing: Drawing, columns: Columns, cells: Sequence[str], line: int) -> str:
    """Read a row that is about a competency; returns what was understood of it.

    Raises:
        Invalid: it names none, or says something that cannot be kept.
    """
    say = cleaning.line
    name = say(columns.cell(cells, Part.COMPETENCY), NAME_LIMIT * 4)
    role_name = say(columns.cell(cells, Part.ROLE), NAME_LIMIT)
    level_name = say(columns.cell(cells, Part.ROLE_LEVEL), NAME_LIMIT)
    if not name and not role_name:
        raise Invalid("It names no competency.")
    role: Path = ()
    level_of_role: Path = ()
    if columns.has(Part.ROLE, Part.ROLE_LEVEL):
        if columns.has(Part.ROLE) and not role_name:
            raise Invalid("It names no role.")
        role_name = role_name or drawing.framework
        role = drawing.role(
            role_name,
            family=say(columns.cell(cells, Part.FAMILY), NAME_LIMIT),
            summary=cleaning.words(columns.cell(cells, Part.ROLE_SUMMARY)),
            line=line,
        )
    level = say(columns.cell(cells, Part.LEVEL), NAME_LIMIT)
    if role and (level_name or level):
        level_of_role = drawing.role_level(
            role,
            level_name or role_name,
            summary=cleaning.words(columns.cell(cells, Part.ROLE_LEVEL_SUMMARY)),
            line=line,
        )
    if not name:
        return f"The role {role_name}"
    competency = drawing.competency(
        name,
        theme=say(columns.cell(cells, Part.THEME), NAME_LIMIT),
        summary=cleaning.words(columns.cell(cells, Part.COMPETENCY_SUMMARY)),
        line=line,
    )
    looks = [cleaning.words(cell) for _, cell in columns.cells(cells, Part.LOOKS_LIKE)]
    looks_like = "\n\n".join(looks)
    if level:
        looks_like = drawing.level(competency, level, looks_like=looks_like, line=line)
    described = [
        say(heading, NAME_LIMIT) for heading in _levels(drawing, columns, cells, competency, line)
    ]
    roles = _role_columns(drawing, columns, cells, competency, line)
    named = columns.cell(cells, Part.NEEDED_BY)
    for each in filter(None, (say(one, NAME_LIMIT) for one in SEPARATORS.split(named))):
        drawing.role(each, line=line)
        drawing.needed_by(competency, each)
        roles.append(each)
    if level_of_role:
        drawing.need(level_of_role, competency, level=level, looks_like=looks_like, line=line)
        at = f" at {level}" if level else ""
        return f"{_called(role_name, level_name)} needs “{name}”{at}"
    if role:
        drawing.needed_by(competency, role_name)
        return f"{role_name} needs “{name}”, at no level that is said"
    parts = [f"“{name}”"]
    parts += [f"described at {', '.join(described)}"] if described else []
    parts += [f"needed by {', '.join(roles[:6])}{' …' if len(roles) > 6 else ''}"] if roles else []  # noqa: PLR2004 - a line's worth
    parts += [f"described at {level}"] if level else []
    return ", ".join(parts)


def _levels(
    drawing: Drawing, columns: Columns, cells: Sequence[str], competency: Path, line: int
) -> Iterator[str]:
    """Read the columns that each describe a level."""
    for heading, cell in columns.cells(cells, Part.LEVEL_COLUMN):
        drawing.level(competency, heading, looks_like=cleaning.words(cell), line=line)
        yield heading


def _role_columns(
    drawing: Drawing, columns: Columns, cells: Sequence[str], competency: Path, line: int
) -> list[str]:
    """Read the columns that each say which level a role needs."""
    named = []
    for heading, cell in columns.cells(cells, Part.ROLE_COLUMN):
        role = drawing.role(heading, line=line)
        level = cleaning.line(cell, NAME_LIMIT)
        drawing.level(competency, level, looks_like="", line=line)
        drawing.need(
            drawing.role_level(role, heading, line=line), competency, level=level, line=line
        )
        named.append(f"{heading} at {level}")
    return named


def _called(role: str, level: str) -> str:
    if not level or plain(role) in plain(level):
        return level or role
    return f"{role}, {level},"


def _option(drawing: Drawing, columns: Columns, cells: Sequence[str], line: int) -> str:
    """Read a row that is about a learning option; returns what was understood of it.

    Raises:
        Invalid: it has no title, or says something that cannot be kept.
    """
    title = cleaning.line(columns.cell(cells, Part.TITLE))
    if not title:
        raise Invalid("It has no title.")
    price = columns.cell(cells, Part.PRICE)
    cost = columns.cell(cells, Part.COST)
    length = columns.cell(cells, Part.LENGTH)
    link = cleaning.link(columns.cell(cells, Part.LINK))
    about = OptionSaid(
        title=title,
        link=link,
        kind=_kind(columns, cells, title, link),
        provider=cleaning.line(columns.cell(cells, Part.PROVIDER), NAME_LIMIT),
        summary=_summary(columns, cells),
        cost=_cost(price, cost),
        price=cleaning.price_of(price or cost),
        length=cleaning.line(length, SHORT_LIMIT),
        hours=_hours(columns, length),
        need=cleaning.need_of(columns.cell(cells, Part.OPTION_NEED)),
        topics=tuple(
            cleaning.line(topic, NAME_LIMIT)
            for heading, cell in columns.cells(cells, Part.TOPICS)
            for topic in re.split(r"[;|\n]|, " if TAGGED.search(heading) else r"[;|\n]", cell)
        ),
    )
    option = drawing.option(about, line=line)
    for name in _several(columns.cell(cells, Part.SERVES)):
        drawing.serves(option, drawing.competency(name, line=line), line=line)
    kind = f"{about.kind}: " if about.kind != "other" else ""
    return f"{kind}{title}{f', {about.provider}' if about.provider else ''}"


def _kind(columns: Columns, cells: Sequence[str], title: str, link: str) -> OptionKind:
    """What it is: as its columns say, or its title, or where it leads."""
    told = cleaning.kind_of(columns.cell(cells, Part.KIND), columns.cell(cells, Part.MODE))
    if told is OptionKind.OTHER:
        told = cleaning.kind_of_title(title)
    return cleaning.kind_of(link) if told is OptionKind.OTHER else told


def _several(cell: str) -> Iterator[str]:
    for each in re.split(r"[;|\n]", cell):
        name = cleaning.line(each, NAME_LIMIT * 4)
        if name:
            yield name


def _summary(columns: Columns, cells: Sequence[str]) -> str:
    texts = [cleaning.words(cell) for _, cell in columns.cells(cells, Part.SUMMARY)]
    modes = [f"{heading}: {cell}" for heading, cell in columns.cells(cells, Part.MODE)]
    return cleaning.words("\n\n".join([*texts, *modes]))


def _cost(price: str, cost: str) -> str:
    """What it costs, in words: the band says the currency that a bare number leaves out."""
    if price and cost and not CURRENCY.search(price):
        sign = CURRENCY.search(cost)
        price = f"{sign[0]}{price}" if sign else price
    return cleaning.line(price or cost, SHORT_LIMIT)


def _hours(columns: Columns, length: str) -> float | None:
    """How long it takes: a bare number counts what its heading says."""
    if not length:
        return None
    heading = columns.header[columns.of[Part.LENGTH][0]].casefold()
    bare = re.fullmatch(r"\s*\d+(?:[.,]\d+)?\s*", length)
    if bare and "page" in heading:
        return None
    unit = next((one for one in ("minute", "day", "week", "month") if one in heading), "")
    return cleaning.hours_of(f"{length} {unit}" if bare and unit else length)
