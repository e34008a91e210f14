"""Rows that sing: one in every learning table, so that a leak would be heard."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from learnplan.core.db import Database, LearningModel, db, engine_of, transaction
from learnplan.mine.circles.words import Matter
from learnplan.mine.voice.sealed import Inside, closed

CANARY = "CANARY-7f3a"
PLAIN: dict[type, Any] = {
    UUID: UUID("ca9a4100-0000-4000-8000-000000000000"),
    bool: False,
    bytes: CANARY.encode(),
    date: date(2026, 1, 1),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
    float: 1.0,
    int: 1,
    str: CANARY,
    time: time(12),
}
PEOPLE = {
    "added_by_id",
    "about_id",
    "asked_by_id",
    "author_id",
    "colleague_id",
    "made_by_id",
    "owner_id",
    "person_id",
    "reader_id",
}
NOT_OUT = {"circle_card", "circle_community_page"}


def fill_with_canaries(owner_id: UUID) -> list[str]:
    """Put a row that sings into every learning table; returns the names of the tables."""
    kept: dict[str, dict[str, Any]] = {}
    with transaction(Database.LEARNING):
        connection = db.session.connection(bind_arguments={"bind": engine_of(Database.LEARNING)})
        for table in LearningModel.metadata.sorted_tables:
            row = {column.name: _value(column, owner_id, kept) for column in table.columns}
            if table.name == "erasure":
                row["owner_id"] = PLAIN[UUID]  # nobody's: a server that starts finishes it
            if table.name == "letter":
                row["sealed"] = _a_letter()  # or its owner could not open it
            if table.name == "circle_proposal":
                row["matter"] = Matter.TAKE_DOWN  # the one that names a person and a line
            connection.execute(sa.insert(table).values(row))
            kept[table.name] = row
    return list(kept)


def _a_letter() -> str:
    inside = Inside(
        arrival_id=PLAIN[UUID], thread_id=PLAIN[UUID], key=CANARY, title=CANARY, words=CANARY
    )
    return closed(inside, secret=current_app.config["SECRET_KEY"])


def _value(column: sa.Column[Any], owner_id: UUID, kept: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        return kept[key.column.table.name][key.column.name]
    if column.name in PEOPLE:
        return owner_id
    if column.name.endswith(("deleted_at", "declined_at", "taken_back_at", "thrown_away_at")):
        return None
    if column.name == "stage" and column.table.name in NOT_OUT:
        return None  # or whoever carries out what circles decided would show it to everyone
    if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
        return next(iter(column.type.enum_class))
    kind = column.type
    while isinstance(kind, sa.TypeDecorator):
        kind = kind.impl_instance
    value = PLAIN.get(kind.python_type, CANARY)  # JSON holds anything
    if column.name in {"added", "removed"} and isinstance(kind, sa.JSON):
        value = {CANARY: []}  # so that there is a tagging to undo
    return value[: column.type.length] if isinstance(column.type, sa.String) else value
