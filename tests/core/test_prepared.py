"""A question that is put together once says what the same question says otherwise."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import bindparam, event, insert, select, sql
from sqlalchemy.exc import IntegrityError, ProgrammingError

from learnplan.core import prepared
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.prepared import Prepared, PreparedInsert, among
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import Activity
from tests.counting import statements
from tests.kinds import only_on_postgresql, only_on_sqlite

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 5, 8)
MOMENT = datetime(2026, 5, 8, 9, 10, 11, 12, tzinfo=UTC)
COLUMNS = select(
    Activity.id,
    Activity.what,
    Activity.happened_on,
    Activity.happened_at,
    Activity.kind,
    Activity.kept_at,
    Activity.fragment,
    Activity.deleted_at,
)
QUESTION = Prepared(
    Database.LEARNING,
    COLUMNS.where(Activity.owner_id == bindparam("owner"), Activity.kept_at >= bindparam("since"))
    .where(Activity.what != "Nothing")
    .order_by(Activity.what),
)


def kept(what: str) -> Activity:
    """An activity, of one owner after the other."""
    activity = Activity(
        owner_id=uuid4(), what=what, happened_on=DAY, kind=Kind.READING, kept_at=MOMENT
    )
    with transaction(Database.LEARNING):
        db.session.add(activity)
    return activity


def test_values_come_out_as_their_types_say() -> None:
    one = kept("O'Reilly, 50 % & \N{SNOWMAN}")
    kept("Somebody else's")

    rows = QUESTION.rows(owner=one.owner_id, since=MOMENT)

    assert rows == [(one.id, one.what, DAY, None, Kind.READING, MOMENT, False, None)]
    assert type(rows[0][4]) is Kind
    assert rows == [tuple(row) for row in db.session.execute(COLUMNS.where(Activity.id == one.id))]


def test_every_id_comes_out_as_an_id_and_none_as_none() -> None:
    owner_id, without, reading = uuid4(), uuid4(), Activity.__table__.c
    pairs = select(reading.owner_id, reading.owner_id, sql.null().cast(reading.id.type), reading.id)

    with transaction(Database.LEARNING):
        db.session.add_all(
            Activity(owner_id=one, what="Here", happened_on=DAY, kind=Kind.READING)
            for one in (owner_id, owner_id, without)
        )
    rows = Prepared(Database.LEARNING, pairs.order_by(reading.owner_id)).rows()

    assert sorted(row[:3] for row in rows) == sorted(
        [(owner_id, owner_id, None)] * 2 + [(without, without, None)]
    )
    assert len({row[3] for row in rows}) == len(rows)
    assert all(type(row[3]) is UUID for row in rows)


def test_in_a_transaction_it_sees_what_all_else_in_it_sees() -> None:
    one = kept("Before")
    said = {"owner": one.owner_id, "since": MOMENT}

    with transaction(Database.LEARNING):
        db.session.get_one(Activity, one.id).what = "After"
        db.session.flush()
        inside = QUESTION.rows(**said)
        db.session.rollback()

    assert [row[1] for row in inside] == ["After"]
    assert [row[1] for row in QUESTION.rows(**said)] == ["Before"]


def test_in_a_transaction_it_sees_what_was_not_sent_yet() -> None:
    one = kept("Before")

    with transaction(Database.LEARNING):
        db.session.get_one(Activity, one.id).what = "After"
        inside = QUESTION.rows(owner=one.owner_id, since=MOMENT)

    assert inside == [(one.id, "After", DAY, None, Kind.READING, MOMENT, False, None)]
    assert type(inside[0][4]) is Kind


def test_asked_first_in_a_transaction_it_is_asked_inside_of_it() -> None:
    """Else what is written after it could rest on what another writer just changed."""
    with transaction(Database.LEARNING):
        QUESTION.rows(owner=uuid4(), since=MOMENT)
        is_inside = db.session().in_transaction()

    assert is_inside


def test_a_list_of_any_length_is_one_value() -> None:
    ids = [kept(f"No. {number}").id for number in range(3)]
    listed = Prepared(
        Database.LEARNING,
        select(Activity.id).where(among(Activity.id, "listed")).order_by(Activity.what),
    )

    def found(*listed_ids: UUID) -> list[UUID]:
        return [row[0] for row in listed.rows(listed=listed_ids)]

    assert found(*ids) == ids
    assert found(ids[1]) == ids[1:2]
    assert found() == []
    assert found(*(uuid4() for _ in range(2_000)), *ids) == ids
    with transaction(Database.LEARNING):
        assert found(*ids[:2]) == ids[:2]
        assert found(ids[2]) == ids[2:]


@only_on_sqlite
def test_a_list_is_looked_up_and_not_the_table_read_through() -> None:
    listed = Prepared(Database.LEARNING, select(Activity.id).where(among(Activity.id, "listed")))
    with statements() as asked:
        listed.rows(listed=[uuid4()])

    plan = db.session.connection(bind_arguments={"bind": engine_of(Database.LEARNING)})
    steps = plan.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", ("[]",)).all()

    assert steps[0].detail.startswith("SEARCH activity ")


@only_on_sqlite
def test_an_id_is_the_same_in_every_answer() -> None:
    one = kept("One")
    ids = Prepared(Database.LEARNING, select(Activity.id, Activity.import_id))

    assert ids.rows() == [(one.id, None)]
    assert ids.rows()[0][0] is ids.rows()[0][0]


@only_on_sqlite
def test_ids_are_let_go_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "IDS_KNOWN", 2)
    three = {kept(name).id for name in ("One", "Two", "Three")}
    ids = Prepared(Database.LEARNING, select(Activity.id))
    prepared.known_ids.clear()

    assert {one for (one,) in ids.rows()} == three
    assert len(prepared.known_ids) <= prepared.IDS_KNOWN


def test_whoever_listens_to_a_database_hears_it() -> None:
    with statements() as asked:
        QUESTION.rows(owner=uuid4(), since=MOMENT)

    assert len(asked) == 1
    assert "FROM activity" in asked[0]


def test_a_question_that_takes_a_list_is_refused_before_it_is_asked() -> None:
    listed = Prepared(
        Database.LEARNING,
        select(Activity.id).where(Activity.id.in_(bindparam("ids", expanding=True))),
    )

    with pytest.raises(TypeError, match="put together once"):
        listed.rows(ids=[uuid4()])


@only_on_postgresql  # SQLite's driver opens no transaction by itself
def test_it_opens_no_transaction_and_leaves_the_connection_as_it_was() -> None:
    engine = engine_of(Database.LEARNING)
    put_back: list[tuple[TransactionStatus, bool]] = []

    def note(driver: Any, *_: object) -> None:
        put_back.append((driver.info.transaction_status, driver.autocommit))

    event.listen(engine, "reset", note)
    try:
        QUESTION.rows(owner=uuid4(), since=MOMENT)
    finally:
        event.remove(engine, "reset", note)

    assert put_back == [(TransactionStatus.IDLE, False)]


def test_a_connection_that_was_lost_is_not_used_again() -> None:
    one = kept("Still there")
    said = {"owner": one.owner_id, "since": MOMENT}
    db.session.remove()
    engine = engine_of(Database.LEARNING)
    engine.dispose()
    held = engine.raw_connection()
    driven: Any = held.driver_connection
    held.close()
    driven.close()  # as when a server was started anew

    with pytest.raises(engine.dialect.loaded_dbapi.Error, match="closed"):
        QUESTION.rows(**said)

    assert [row[1] for row in QUESTION.rows(**said)] == ["Still there"]


SAID = {
    "id": None,
    "owner_id": None,
    "what": "50 % of O'Reilly :said %s ? \N{SNOWMAN}",
    "happened_on": DAY,
    "happened_at": None,
    "kind": Kind.READING,
    "purpose": None,
    "minutes": 45,
    "note": "",
    "thoughts": "",
    "with_whom": "",
    "fragment": True,
    "kept_at": MOMENT,
    "position": 0,
    "once": "a word",
    "version": 1,
}
PUT_IN = PreparedInsert(list(SAID), insert(Activity))


def put_in(*rows: dict[str, object]) -> int:
    with transaction(Database.LEARNING):
        return PUT_IN.put(db.session.connection(bind_arguments={"mapper": Activity}), rows)


def a_row(**said: object) -> dict[str, object]:
    return {**SAID, "id": uuid4(), "owner_id": uuid4(), **said}


def test_rows_are_put_in_as_their_types_say() -> None:
    first, second = a_row(), a_row(fragment=False, happened_at=None, once=None)

    put_in(first)
    put_in(second, third := a_row())

    for row in (first, second, third):
        kept = db.session.get_one(Activity, row["id"])
        assert {name: getattr(kept, name) for name in row} == row
        assert kept.deleted_at is None


def test_what_cannot_be_put_in_is_said_as_ever_and_not_kept() -> None:
    row = a_row()
    put_in(row)

    with pytest.raises(IntegrityError):
        put_in(a_row(), a_row(owner_id=row["owner_id"]))

    assert len(db.session.scalars(select(Activity)).all()) == 1


def test_a_row_that_does_not_say_everything_is_refused() -> None:
    row = a_row()
    del row["what"]

    with pytest.raises((KeyError, ProgrammingError), match="what"):
        put_in(row)
