"""What somebody took away is gone for good once its day is over, whatever else happens."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask import Flask

from learnplan.cli import house
from learnplan.core import clock
from learnplan.core.db import Database, LearningModel, OrganisationModel, engine_of
from learnplan.core.undo import KEPT_FOR_UNDO
from tests.canaries import fill_with_canaries
from tests.factories.people import a_worker

TAKEN_AWAY = {"deleted_at", "removed_at", "taken_back_at", "taken_off_at", "thrown_away_at"}
"""Columns that say since when something can be brought back."""


def what_can_come_back() -> Iterator[tuple[Database, sa.Column[object]]]:
    for database, model in (
        (Database.LEARNING, LearningModel),
        (Database.ORGANISATION, OrganisationModel),
    ):
        for table in model.metadata.sorted_tables:
            for column in table.columns:
                if column.name in TAKEN_AWAY or str(column) == "notice.taken_down_at":
                    yield database, column


def may_go(table: sa.Table) -> sa.ColumnElement[bool]:
    """Rows that nothing stays for: of what came of a probe, say, the program refuses to let go."""
    stay = [
        sa.select(column).where(column.is_not(None))
        for other in table.metadata.sorted_tables
        for column in other.columns
        for key in column.foreign_keys
        if key.column.table is table and key.ondelete is None
    ]
    return sa.and_(sa.true(), *(table.c.id.not_in(kept) for kept in stay))


def test_a_house_that_tidies_up_keeps_nothing_whose_day_is_over(northwind: Flask) -> None:
    fill_with_canaries(a_worker().id)
    columns = list(what_can_come_back())
    with_rows = set()
    for database, column in columns:
        with engine_of(database).begin() as connection:
            table, long_ago = column.table, clock.now() - 2 * KEPT_FOR_UNDO
            assert isinstance(table, sa.Table)
            gone = sa.update(table).where(may_go(table)).values({column.name: long_ago})
            if connection.execute(gone).rowcount:
                with_rows.add(str(column))

    house._tidy(northwind.config["TIME_ZONE"])

    assert len(with_rows) > 20, sorted({str(column) for _, column in columns} - with_rows)
    for database, column in columns:
        with engine_of(database).connect() as connection:
            left = sa.select(sa.func.count()).where(column.is_not(None))
            assert connection.scalar(left) == 0, column
