"""What is asked or written at nearly every request: put together once, and left to the driver."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVarTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Connection,
    Dialect,
    Insert,
    Select,
    Text,
    TypeDecorator,
    Uuid,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

from learnplan.core.bulk import Memo
from learnplan.core.db import Database, db, engine_of, in_transaction

Columns = TypeVarTuple("Columns")
Turn = Callable[[Any], Any]

IDS_KNOWN = 16_384
"""How many ids are remembered, at most: a house of 5,000 units, and some people."""


class Prepared(Generic[*Columns]):
    """A question of one database that a few values complete.

    It is written in SQLAlchemy's words, and values go in and come out as their types say. But
    where no transaction is open yet, it is asked without one and without a session: these take
    ten times as long as SQLite takes to answer. Where one is, it sees what all else in it sees.
    """

    def __init__(
        self, database: Database, question: Select[*Columns] | CompoundSelect[*Columns]
    ) -> None:
        self._database = database
        self._question = question
        self._spoken: WeakKeyDictionary[Dialect, _Spoken] = WeakKeyDictionary()

    def rows(self, **said: object) -> list[tuple[*Columns]]:
        """The answer, row by row, to the question with the values that were ``said``."""
        engine = engine_of(self._database)
        spoken = self._spoken.get(engine.dialect)
        if spoken is None:
            spoken = self._spoken[engine.dialect] = _Spoken.in_words_of(
                engine.dialect, self._question
            )
        if in_transaction():
            db.session.flush()
            there = db.session.connection(bind_arguments={"bind": engine})
            asked = there.exec_driver_sql(spoken.text, spoken.values(said))
            return spoken.read(list(asked.all()))
        connection = engine.raw_connection()
        driver: Any = connection.driver_connection
        is_on_server = engine.dialect.name == "postgresql"
        try:
            if is_on_server:  # a transaction would go there and back twice more
                driver.autocommit = True
            cursor: Any = driver.cursor()
            values = spoken.values(said)
            for hear in engine.dispatch.before_cursor_execute:  # as of any other question
                hear(None, cursor, spoken.text, values, None, False)
            cursor.execute(spoken.text, values)
            found = cursor.fetchall()
            cursor.close()
            if is_on_server:
                driver.autocommit = False
        except BaseException as trouble:
            connection.invalidate(trouble)  # it may be lost, as after a restart of the server
            raise
        connection.close()
        return spoken.read(found)


class PreparedInsert:
    """Rows that are put into a table, in the transaction of a connection.

    SQLAlchemy would find out at each row how it is put in, which takes longer than SQLite takes
    for it. What goes wrong is said in its words.

    Args:
        columns: what each row says, values by name.
        statement: how it is put in; where that is up to the kind of database, by its name.
    """

    def __init__(self, columns: Sequence[str], statement: Insert | Mapping[str, Insert]) -> None:
        self._columns = columns
        self._statement = statement
        self._spoken: WeakKeyDictionary[Dialect, _Spoken] = WeakKeyDictionary()

    def put(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> int:
        """Put ``rows`` in; of a single one, returns whether it is there now that was not before."""
        dialect = connection.dialect
        spoken = self._spoken.get(dialect)
        if spoken is None:
            statement = self._statement
            insert = statement if isinstance(statement, Insert) else statement[dialect.name]
            spoken = self._spoken[dialect] = _Spoken.in_words_of(
                dialect, insert, column_keys=self._columns
            )
        values = [spoken.values(row) for row in rows]
        said = values if len(values) > 1 else values[0]
        return connection.exec_driver_sql(spoken.text, said).rowcount


class _KnownIds(Memo[str | None, UUID | None]):
    """Ids as SQLite keeps them, and as we do: the same few thousand come in answer after answer.

    One that is known is found by being itself, without a look at what it says.
    """

    def __missing__(self, kept: str | None) -> UUID | None:
        if len(self) >= IDS_KNOWN:
            self.clear()
        return super().__missing__(kept)


known_ids = _KnownIds(lambda kept: None if kept is None else UUID(int=int(kept, 16)))


class _Ids(TypeDecorator[Collection[UUID]]):
    """Some ids as one value: an array, or JSON for SQLite, which has none."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database in use takes for them."""
        kind = ARRAY(Uuid()) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Collection[UUID] | None, dialect: Dialect) -> Any:
        """Them as it takes them."""
        if dialect.name == "postgresql" or value is None:
            return value
        return json.dumps([identity.hex for identity in value])


class _Among(FunctionElement[bool]):
    """A column, and the ids that it is among."""

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - SQLAlchemy's signature
        """Itself: "= 1" after it, as after a column that is kept as a number, hides the index."""
        return self


@compiles(_Among)
def _say_among(among: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, ids = (compiler.process(each, **how) for each in among.clauses)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY ({ids})"
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 - a place for a value


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a column of ids is one of a list that is said by ``name``, however long it is.

    ``in_`` has a place for each, so that it cannot be put together before they are known.
    """
    return _Among(column, bindparam(name, type_=_Ids()))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spoken:
    """A question in the words of one kind of database.

    ``usual`` is what each of its values is where nothing is said, ``into`` how those that a driver
    does not know are written for it, ``out_of`` how its columns are read, and ``ids`` which of
    these are read by ``as_id``.
    """

    text: str
    usual: dict[str, Any]
    into: Mapping[str, Turn]
    order: tuple[str, ...] | None
    out_of: tuple[tuple[int, Turn], ...]
    ids: tuple[int, ...]
    as_id: Turn | None

    @classmethod
    def in_words_of(cls, dialect: Dialect, question: Any, **how: Any) -> "_Spoken":
        compiled = question.compile(dialect=dialect, **how)
        if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params:
            raise TypeError("This cannot be put together once.")
        turns = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        into = {name: turn for name, turn in turns.items() if turn is not None}
        columns = [
            (place, turn, isinstance(column.type, Uuid))
            for place, column in enumerate(getattr(question, "selected_columns", ()))
            if (turn := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]
        ids = [(place, turn) for place, turn, is_id in columns if is_id]
        return cls(
            text=compiled.string,
            usual={
                name: into[name](value) if name in into and value is not None else value
                for name, value in compiled.params.items()
                if not compiled.binds[name].required
            },
            into=into,
            order=tuple(compiled.positiontup) if compiled.positiontup is not None else None,
            out_of=tuple((place, turn) for place, turn, is_id in columns if not is_id),
            ids=tuple(place for place, _ in ids),
            as_id=known_ids.__getitem__ if ids else None,
        )

    def values(self, said: Mapping[str, object]) -> Any:
        """The values as the driver takes them: in a row, or by name."""
        into = self.into
        whole = {
            **self.usual,
            **{name: into[name](value) if name in into else value for name, value in said.items()},
        }
        return whole if self.order is None else tuple(whole[name] for name in self.order)

    def read(self, rows: list[tuple[Any, ...]]) -> list[Any]:
        """What the driver found, in the values of our types."""
        if not rows or not (self.out_of or self.ids):
            return rows
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
        for place, turn in self.out_of:
            columns[place] = map(turn, columns[place])
        if self.as_id is not None:
            for place in self.ids:
                columns[place] = map(self.as_id, columns[place])
        return list(zip(*columns, strict=True))
