"""Tables drawn with pipes in a Markdown file, for logs that are kept in one."""

import re

from learnplan.mine.portability.readers.guessing import guessed
from learnplan.mine.portability.readers.markup import Document
from learnplan.mine.portability.readers.tables import Table, table_of

ROW = re.compile(r"^\s*\|(.*)\|\s*$")
RULE = re.compile(r"^[\s|:=-]+$")


def log_table(document: Document) -> Table | None:
    """The table of a document that has a column of days; None if it has no such table."""
    header = ""
    lines: list[str] = []
    for number, line in enumerate(document.lines, start=1):
        row = ROW.match(line) if number not in document.code else None
        kept = row is not None and not RULE.match(row[1]) and row[1] != header
        lines.append(row[1].replace("\\|", "/") if kept and row is not None else "")
        header = header or lines[-1]
    table = table_of("\n".join(lines)) if header else None
    if table is None or table.delimiter != "|" or not table.rows:
        return None
    return table if guessed(table.columns, [row.cells for row in table.rows[:50]]).date else None
