"""Asking the index of words that each kind of database keeps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    FromClause,
    Select,
    String,
    Table,
    bindparam,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import TSQUERY

from learnplan.core.db import Database, engine_of
from learnplan.mine.search.asking import Asked, Term
from learnplan.mine.search.models import Searchable
from learnplan.mine.search.words import key_of

NEAR = 400
"""So many of the newest are looked through one by one, before an index is asked for all."""
_TOP = 2**62  # above every place
_ROW, _NO = "row", "no_"
_OWNER: BindParameter[UUID] = bindparam("owner", type_=Searchable.owner_id.type)
_PLACE: BindParameter[int] = bindparam("place", type_=Searchable.id.type)
_MOST: BindParameter[int] = bindparam("most")
_ASKED: BindParameter[str] = bindparam("asked", type_=String())
_fts = table("searchable_words", column("rowid"), column("words"))
_table = cast("Table", Searchable.__table__)
_words: ColumnElement[Any] = literal_column("searchable.searchable_words")
Columns = Callable[[Any], Sequence[Any]]
Question = tuple[Select[Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Where to look: what is older (comes ``after`` a place), or newer (``before`` it)."""

    after: int | None = None
    before: int | None = None

    @property
    def up(self) -> bool:
        """Whether the oldest comes first."""
        return self.before is not None

    @property
    def place(self) -> int:
        """Where it begins."""
        if self.before is not None:
            return self.before
        return _TOP if self.after is None else self.after


def having(columns: Columns, asked: Asked, owner_id: UUID) -> Select[Any]:
    """``columns`` of what its owner finds with ``asked``, in no order."""
    if _is_sqlite():
        said: Mapping[str, Any] = {"owner": owner_id, "asked": on_sqlite(asked, key_of(owner_id))}
        return _on_sqlite(columns).params(said)
    said = on_postgresql(asked, key_of(owner_id))
    stmt = _on_postgresql(columns, _table, rows=_rows_in(said))
    return stmt.params(owner=owner_id, **said)


def in_order(
    columns: Columns, asked: Asked, owner_id: UUID, stretch: Stretch, *, most: int
) -> Iterator[Question]:
    """The ``most`` of it in order: questions to ask one after the other until one finds enough.

    SQLite reads its index in that order, and no further than it must. PostgreSQL gathers all that
    its index has first, which takes long for a word that somebody uses all the time: but then it
    is among their newest. So those are looked through before the index is asked.
    """
    said = {"owner": owner_id, "place": stretch.place, "most": most}
    if _is_sqlite():
        said["asked"] = on_sqlite(asked, key_of(owner_id))
        yield _all_on_sqlite(columns, up=stretch.up), said
        return
    said |= on_postgresql(asked, key_of(owner_id))
    for near in (True, False):
        yield _some_on_postgresql(columns, up=stretch.up, near=near, rows=_rows_in(said)), said


def _is_sqlite() -> bool:
    return engine_of(Database.LEARNING).dialect.name == "sqlite"


@cache  # to put a statement together takes longer than to ask it
def _all_on_sqlite(columns: Columns, *, up: bool) -> Select[Any]:
    return _from_a_place(_on_sqlite(columns), _fts.c.rowid, up=up).limit(_MOST)


@lru_cache
def _some_on_postgresql(
    columns: Columns, *, up: bool, near: bool, rows: tuple[str, ...]
) -> Select[Any]:
    where: FromClause = _table
    place = _by_no_index(_table.c.id)
    if near:
        own = select(_table, _words.label("searchable_words")).where(_table.c.owner_id == _OWNER)
        where = _from_a_place(own, _table.c.id, up=up).limit(NEAR).subquery("searchable")
        place = where.c.id
    stmt = _on_postgresql(columns, where, rows=rows)
    return _from_a_place(stmt, place, up=up).limit(_MOST)


def _by_no_index(named: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column to be looked at in each row that was found, and never to find rows by."""
    return func.coalesce(named)


def _from_a_place(stmt: Select[Any], place: ColumnElement[int], *, up: bool) -> Select[Any]:
    if up:
        return stmt.where(place > _PLACE).order_by(place)
    return stmt.where(place < _PLACE).order_by(place.desc())


def _on_sqlite(columns: Columns) -> Select[Any]:
    return (
        select(*columns(_table.c))
        .join(_fts, _fts.c.rowid == _table.c.id)
        .where(_fts.c.words.op("MATCH")(_ASKED))
        .where(_table.c.owner_id == _OWNER, _table.c.hidden.is_(False))
    )


def _on_postgresql(columns: Columns, where: FromClause, *, rows: tuple[str, ...]) -> Select[Any]:
    """``rows`` are the names of words in a row: those beginning with ``no`` must not be there."""
    spaced = literal(" ").concat(where.c.words).concat(" ")
    at = {name: func.strpos(spaced, bindparam(name, type_=String())) for name in rows}
    return select(*columns(where.c)).where(
        _by_no_index(where.c.owner_id) == _OWNER,
        where.c.hidden.is_(False),
        _words.op("@@")(sql_cast(_ASKED, TSQUERY)),
        *(place == 0 if name.startswith(_NO) else place > 0 for name, place in at.items()),
    )


def on_sqlite(asked: Asked, key: str) -> str:
    """The question in the words of FTS5. Every word is quoted, and none holds a quotation mark."""
    wanted = " AND ".join(_quoted(term, key) for term in asked.wanted) or f'"{key}"'
    if not asked.unwanted:
        return wanted
    unwanted = " OR ".join(_quoted(term, key) for term in asked.unwanted)
    return f"({wanted}) NOT ({unwanted})"


def on_postgresql(asked: Asked, key: str) -> dict[str, str]:
    """The same for PostgreSQL. Its index knows words and not their order, so phrases look again."""
    lexemes = [one for term in asked.wanted for one in _lexemes(term, key)] or [f"'{key}'"]
    lexemes += [f"!'{key}{term.words[0]}'" for term in asked.unwanted if len(term.words) == 1]
    rows = {f"{_ROW}{n}": term for n, term in enumerate(asked.wanted) if len(term.words) > 1}
    rows |= {
        f"{_NO}{_ROW}{n}": term for n, term in enumerate(asked.unwanted) if len(term.words) > 1
    }
    return {"asked": " & ".join(lexemes)} | {name: _row(term, key) for name, term in rows.items()}


def _rows_in(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in said if name.startswith((_ROW, _NO)))


def _row(term: Term, key: str) -> str:
    return f" {' '.join(key + word for word in term.words)}{'' if term.unfinished else ' '}"


def _quoted(term: Term, key: str) -> str:
    row = " ".join(key + word for word in term.words)
    return f'"{row}"{" *" if term.unfinished else ""}'


def _lexemes(term: Term, key: str) -> list[str]:
    *most, last = (f"'{key}{word}'" for word in term.words)
    return [*most, f"{last}:*" if term.unfinished else last]
