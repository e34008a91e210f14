"""Goodreads: the export of a library, known by its header however many columns it has."""

from collections.abc import Sequence
from dataclasses import replace

from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.readers.records import Record, Style, Value, entries_of
from learnplan.mine.portability.readers.tables import SHOWN, Table
from learnplan.mine.portability.readers.values import Findings, Options, Reading

KNOWN_BY = frozenset({"title", "author", "exclusive shelf", "bookshelves", "date added"})
TO_READ = "to-read"
READ = "read"
KEPT = ("My Rating", "Number of Pages", "Publisher", "Year Published", "Read Count")
NOTHING = frozenset({"", "0", "0.0"})
STYLE = Style(source="goodreads", kind="reading")


def is_goodreads(columns: Sequence[str]) -> bool:
    """Whether a table is a Goodreads library."""
    names = {column.casefold() for column in columns}
    return "book id" in names and len(names & KNOWN_BY) > len(KNOWN_BY) // 2


def read_goodreads(table: Table, member: str, options: Options) -> Reading:
    """Every book that was begun or read, on the day it was read, else the day it was added.

    A book on the shelf "to-read" is a wish and not something that was done: it is listed among
    the rejected, with that reason.
    """
    findings = Findings(today=options.today, member=member)
    names = {column.casefold(): column for column in table.columns}
    books: list[Record] = []
    for row in table.records():
        book = Record(row.line, {column: row.text(names[column]).strip() for column in names})
        if book.text("exclusive shelf").casefold() == TO_READ:
            findings.reject(row.line, _name(book), "It is on the shelf “to-read”: not read yet.")
        elif not book.text("title"):
            findings.reject(row.line, row.whole(), "This book has no title.")
        else:
            books.append(_kept(book))
    mapping = Mapping(
        date=("Date Read", "Date Added"),
        what="title",
        author="author",
        note=("private notes",),
        thoughts=("my review",),
        tags=("bookshelves", "exclusive shelf"),
        identity="book id",
    )
    entries_of(books, mapping, STYLE, findings, options)
    rows = tuple(row.cells for row in table.rows[:SHOWN])
    return replace(findings.reading("a Goodreads library"), columns=table.columns, rows=rows)


def _name(book: Record) -> str:
    return f"{book.text('title')} by {book.text('author')}"


def _kept(book: Record) -> Record:
    """What is about the person's reading; a shelf of books that were read says nothing more."""
    kept: dict[str, Value] = {
        name: book.text(name) for name in ("book id", "title", "author", "bookshelves")
    }
    kept |= {name: book.text(name.casefold()) for name in ("Date Read", "Date Added")}
    kept |= {name: book.text(name) for name in ("my review", "private notes")}
    shelf = book.text("exclusive shelf")
    kept["exclusive shelf"] = "" if shelf == READ else shelf
    kept |= {name: value for name in KEPT if (value := book.text(name.casefold())) not in NOTHING}
    kept["author"] = ", ".join(
        filter(None, (_one(book.text("author")), _one(book.text("additional authors"))))
    )
    return Record(book.line, kept)


def _one(name: str) -> str:
    return " ".join(name.split())
