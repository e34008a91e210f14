"""An index of notes: categories as headings, and under each a list of links to the notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote

from learnplan.mine.portability.dates import Found, dates_in, whole_date
from learnplan.mine.portability.readers.markup import LIST_ITEM, Document
from learnplan.mine.portability.readers.prose import MARKDOWN_LINK, plain_of

FEWEST = 3
SHARE = 0.4  # of what is neither blank nor a heading
NOTE_SUFFIXES = frozenset((".md", ".markdown", ".rst", ".org", ".txt", ".mdx", ".mdown", ".mkd"))
BLOB = re.compile(r"^https?://[^/]+/[^/]+/[^/]+/(?:blob|tree|raw)/[^/]+/(.+)$")
SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|#|//)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexItem:
    """A note as an index lists it. ``path`` is empty where the link leads elsewhere."""

    line: int
    title: str
    path: str
    address: str
    category: str
    found: Found | None
    whole: str


def index_items(document: Document) -> list[IndexItem]:
    """The notes that an index lists: links to notes, and any link with a day beside it."""
    return list(_items(document))


def is_index(document: Document, items: list[IndexItem]) -> bool:
    """Whether listing notes is what the document is for, and not an aside at the end of one."""
    if len(items) < FEWEST:
        return False
    headings = {heading.line for heading in document.headings}
    lines = [n for n, line in enumerate(document.lines, 1) if line.strip() and n not in headings]
    if len(items) >= SHARE * len(lines):
        return True
    links = sum(
        1 for line in document.lines if LIST_ITEM.match(line) and MARKDOWN_LINK.search(line)
    )
    categories = {item.category for item in items}
    return len(categories) > 1 and len(items) >= SHARE * links


def _items(document: Document) -> Iterator[IndexItem]:
    headings = {heading.line: heading for heading in document.headings}
    category, above = "", None
    for number, line in enumerate(document.lines, start=1):
        if heading := headings.get(number):
            day = whole_date(heading.text)
            above = day if day is not None and day.year is not None else None
            category = heading.text if above is None else ""
        item = LIST_ITEM.match(line)
        link = MARKDOWN_LINK.search(line) if item else None
        if item is None or link is None or number in document.code:
            continue
        around = f"{line[item.end() : link.start()]} {line[link.end() :]}"
        dates = [found for found in dates_in(around) if found.year is not None]
        path = note_path(link["url"])
        before = line[item.end() : link.start()]
        if not path and (not dates or re.search(r"[^\W\d_]{2,}", before)):
            continue
        yield IndexItem(
            line=number,
            title=plain_of(link["title"]),
            path=path,
            address=link["url"] if SCHEME.match(link["url"]) else "",
            category=category,
            found=dates[0] if dates else above,
            whole=line.strip(),
        )


def note_path(address: str) -> str:
    """The path of a note that a link leads to, or nothing if it leads elsewhere."""
    blob = BLOB.match(address)
    if blob is None and SCHEME.match(address):
        return ""
    path = PurePosixPath(
        unquote((blob[1] if blob else address).partition("#")[0].partition("?")[0])
    )
    if path.suffix.lower() not in NOTE_SUFFIXES:
        return ""
    return "/".join(part for part in path.parts if part not in {".", "..", "/"})
