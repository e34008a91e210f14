"""Asking the index of words that each kind of database keeps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy import not_ as none_of
from sqlalchemy.dialects.postgresql import TSQUERY

from learnplan.core.db import Database, engine_of
from learnplan.mine.search.asking import Asked, Term
from learnplan.mine.search.models import Searchable
from learnplan.mine.search.words import key_of

_fts = table("searchable_words", column("rowid"), column("words"))


def having(columns: Sequence[Any], asked: Asked, owner_id: UUID) -> Select[Any]:
    """``columns`` of what its owner finds with ``asked``; not yet in any order."""
    stmt = select(*columns).where(Searchable.owner_id == owner_id, Searchable.hidden.is_(False))
    key = key_of(owner_id)
    if engine_of(Database.LEARNING).dialect.name == "sqlite":
        return stmt.join(_fts, _fts.c.rowid == Searchable.id).where(
            _fts.c.words.op("MATCH")(on_sqlite(asked, key))
        )
    return stmt.where(on_postgresql(asked, key))


def place() -> ColumnElement[int]:
    """What to sort by, so that the index is read in order and no further than a page needs."""
    if engine_of(Database.LEARNING).dialect.name == "sqlite":
        return _fts.c.rowid
    return Searchable.id  # type: ignore[return-value]  # a mapped column is a column


def on_sqlite(asked: Asked, key: str) -> str:
    """The question in the words of FTS5. Every word is quoted, and none holds a quotation mark."""
    wanted = " AND ".join(_quoted(term, key) for term in asked.wanted) or f'"{key}"'
    if not asked.unwanted:
        return wanted
    unwanted = " OR ".join(_quoted(term, key) for term in asked.unwanted)
    return f"({wanted}) NOT ({unwanted})"


def on_postgresql(asked: Asked, key: str) -> ColumnElement[bool]:
    """The same for PostgreSQL. Its index knows words and not their order, so phrases look again."""
    lexemes = [one for term in asked.wanted for one in _lexemes(term, key)] or [f"'{key}'"]
    lexemes += [f"!'{key}{term.words[0]}'" for term in asked.unwanted if len(term.words) == 1]
    words: ColumnElement[Any] = literal_column("searchable.searchable_words")
    spaced = literal(" ").concat(Searchable.words).concat(" ")

    def there(term: Term) -> ColumnElement[bool]:
        end = "" if term.unfinished else " "
        row = " ".join(key + word for word in term.words)
        return func.strpos(spaced, f" {row}{end}") > 0

    return and_(
        words.op("@@")(cast(" & ".join(lexemes), TSQUERY)),
        *(there(term) for term in asked.wanted if len(term.words) > 1),
        *(none_of(there(term)) for term in asked.unwanted if len(term.words) > 1),
    )


def _quoted(term: Term, key: str) -> str:
    row = " ".join(key + word for word in term.words)
    return f'"{row}"{" *" if term.unfinished else ""}'


def _lexemes(term: Term, key: str) -> list[str]:
    *most, last = (f"'{key}{word}'" for word in term.words)
    return [*most, f"{last}:*" if term.unfinished else last]
