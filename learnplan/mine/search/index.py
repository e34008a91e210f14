"""Asking the index of words that each kind of database keeps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy import not_ as none_of
from sqlalchemy.dialects.postgresql import TSQUERY

from learnplan.core.db import Database, engine_of
from learnplan.mine.search.asking import Asked, Term
from learnplan.mine.search.models import Searchable
from learnplan.mine.search.words import key_of

NEAR = 400
"""So many of the newest are looked through one by one, before an index is asked for all."""
_fts = table("searchable_words", column("rowid"), column("words"))
_table = cast("Table", Searchable.__table__)
_words: ColumnElement[Any] = literal_column("searchable.searchable_words")
Columns = Callable[[Any], Sequence[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Where to look: what is older (comes ``after`` a place), or newer (``before`` it)."""

    after: int | None = None
    before: int | None = None

    def of(self, stmt: Select[Any], place: ColumnElement[int]) -> Select[Any]:
        """``stmt`` in its order, from where the stretch begins."""
        if self.before is not None:
            return stmt.where(place > self.before).order_by(place)
        if self.after is not None:
            stmt = stmt.where(place < self.after)
        return stmt.order_by(place.desc())


def having(columns: Columns, asked: Asked, owner_id: UUID) -> Select[Any]:
    """``columns`` of what its owner finds with ``asked``, in no order."""
    return _everywhere(columns, asked, owner_id)[0]


def in_order(
    columns: Columns, asked: Asked, owner_id: UUID, stretch: Stretch
) -> Iterator[Select[Any]]:
    """The same in order, as statements to try one after the other until one finds enough.

    SQLite reads its index in that order, and no further than it must. PostgreSQL gathers all that
    its index has first, which takes long for a word that somebody uses all the time: but then it
    is among their newest. So those are looked through before the index is asked.
    """
    if _is_sqlite():
        stmt, place = _everywhere(columns, asked, owner_id)
        yield stretch.of(stmt, place)
        return
    near = select(_table, _words.label("searchable_words")).where(_table.c.owner_id == owner_id)
    source = stretch.of(near, _table.c.id).limit(NEAR).subquery("searchable")
    for rows in (source, _table):
        yield stretch.of(_on_postgresql(columns, asked, owner_id, rows), rows.c.id)


def _is_sqlite() -> bool:
    return engine_of(Database.LEARNING).dialect.name == "sqlite"


def _everywhere(
    columns: Columns, asked: Asked, owner_id: UUID
) -> tuple[Select[Any], ColumnElement[int]]:
    """What is found, and what to sort it by."""
    if not _is_sqlite():
        return _on_postgresql(columns, asked, owner_id, _table), _table.c.id
    stmt = (
        select(*columns(_table.c))
        .join(_fts, _fts.c.rowid == _table.c.id)
        .where(_fts.c.words.op("MATCH")(on_sqlite(asked, key_of(owner_id))))
        .where(_table.c.owner_id == owner_id, _table.c.hidden.is_(False))
    )
    return stmt, _fts.c.rowid


def _on_postgresql(columns: Columns, asked: Asked, owner_id: UUID, rows: FromClause) -> Select[Any]:
    return select(*columns(rows.c)).where(
        func.coalesce(rows.c.owner_id) == owner_id,  # for each row found, by no index: it is sure
        rows.c.hidden.is_(False),
        on_postgresql(asked, key_of(owner_id), rows),
    )


def on_sqlite(asked: Asked, key: str) -> str:
    """The question in the words of FTS5. Every word is quoted, and none holds a quotation mark."""
    wanted = " AND ".join(_quoted(term, key) for term in asked.wanted) or f'"{key}"'
    if not asked.unwanted:
        return wanted
    unwanted = " OR ".join(_quoted(term, key) for term in asked.unwanted)
    return f"({wanted}) NOT ({unwanted})"


def on_postgresql(asked: Asked, key: str, rows: FromClause) -> ColumnElement[bool]:
    """The same for PostgreSQL. Its index knows words and not their order, so phrases look again."""
    lexemes = [one for term in asked.wanted for one in _lexemes(term, key)] or [f"'{key}'"]
    lexemes += [f"!'{key}{term.words[0]}'" for term in asked.unwanted if len(term.words) == 1]
    spaced = literal(" ").concat(rows.c.words).concat(" ")

    def there(term: Term) -> ColumnElement[bool]:
        end = "" if term.unfinished else " "
        row = " ".join(key + word for word in term.words)
        return func.strpos(spaced, f" {row}{end}") > 0

    return and_(
        _words.op("@@")(sql_cast(" & ".join(lexemes), TSQUERY)),
        *(there(term) for term in asked.wanted if len(term.words) > 1),
        *(none_of(there(term)) for term in asked.unwanted if len(term.words) > 1),
    )


def _quoted(term: Term, key: str) -> str:
    row = " ".join(key + word for word in term.words)
    return f'"{row}"{" *" if term.unfinished else ""}'


def _lexemes(term: Term, key: str) -> list[str]:
    *most, last = (f"'{key}{word}'" for word in term.words)
    return [*most, f"{last}:*" if term.unfinished else last]
