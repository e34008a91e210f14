from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.log import bulk, policy, queries, services
from learnplan.mine.log.entries import Link, NewActivity
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.listed import ActivityView
from learnplan.mine.log.models import Activity
from learnplan.mine.log.queries import Cursor, LogPage
from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker, an_administrator
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 5, 8)


def whats(page: LogPage) -> list[str]:
    return [activity.what for activity in page.activities]


def keep(actor: Actor, *days: date) -> None:
    entries = [
        NewActivity(what=f"Entry {number}", happened_on=day, position=number)
        for number, day in enumerate(days)
    ]
    with transaction(Database.LEARNING):
        bulk.keep_all(actor, entries, import_id=uuid4())


def test_the_newest_day_comes_first_and_in_a_day_the_last_kept() -> None:
    ana = a_worker()
    for what, day in (("first", DAY), ("second", DAY), ("earlier", DAY - timedelta(days=1))):
        an_activity(owner=ana, what=what, on=day)

    assert whats(queries.log_for(ana)) == ["second", "first", "earlier"]


def test_tags_and_links_come_along() -> None:
    ana = a_worker()
    an_activity(owner=ana, tags=["sql", "Postgres"], links=["https://e.org/b", "https://e.org/a"])

    (activity,) = queries.recent_activities(ana, limit=5)

    assert activity.tags == ("postgres", "sql")
    assert activity.links == (Link(address="https://e.org/b"), Link(address="https://e.org/a"))


def test_a_log_is_its_owners_alone() -> None:
    ana = a_worker()
    activity = an_activity(owner=ana, tags=["secret"], fragment=True)

    for other in (a_worker(), a_manager(), an_administrator()):
        assert queries.log_for(other) == LogPage(activities=())
        assert queries.my_tags(other) == []
        assert queries.fragments_waiting(other) == 0
        with pytest.raises(NotFound):
            queries.activity_for(other, activity.id)


def test_filters_combine() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    wanted = {"tags": ["sql"], "kind": Kind.READING, "goal_ids": [goal.id], "fragment": True}
    an_activity(owner=ana, what="wanted", on=DAY, **wanted)  # type: ignore[arg-type]  # mixed values
    for name, other in (
        ("tags", ["other"]),
        ("kind", Kind.COURSE),
        ("goal_ids", []),
        ("fragment", False),
    ):
        an_activity(owner=ana, what=name, on=DAY, **{**wanted, name: other})  # type: ignore[arg-type]  # mixed values
    an_activity(owner=ana, what="later", on=DAY + timedelta(days=1), **wanted)  # type: ignore[arg-type]  # mixed values
    an_activity(owner=ana, what="before", on=DAY - timedelta(days=1), **wanted)  # type: ignore[arg-type]  # mixed values

    everything = Filters(
        tag="sql", kind=Kind.READING, goal_id=goal.id, fragments=True, since=DAY, until=DAY
    )

    assert whats(queries.log_for(ana, everything)) == ["wanted"]
    assert "tags" not in whats(queries.log_for(ana, Filters(tag="sql")))
    assert "kind" not in whats(queries.log_for(ana, Filters(kind=Kind.READING)))
    assert "goal_ids" not in whats(queries.log_for(ana, Filters(goal_id=goal.id)))
    assert "fragment" not in whats(queries.log_for(ana, Filters(fragments=True)))
    assert "before" not in whats(queries.log_for(ana, Filters(since=DAY)))
    assert "later" not in whats(queries.log_for(ana, Filters(until=DAY)))
    assert len(queries.activities_for_goal(ana, goal.id)) == 6


def test_what_was_deleted_is_nowhere() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    gone = an_activity(owner=ana, tags=["gone"], fragment=True, goal_ids=[goal.id])
    with transaction(Database.LEARNING):
        services.delete_activity(ana, queries.activity_for(ana, gone.id))

    assert queries.recent_activities(ana, limit=5) == ()
    assert queries.activities_for_goal(ana, goal.id) == ()
    assert queries.my_tags(ana) == []
    assert queries.fragments_waiting(ana) == 0
    with pytest.raises(NotFound):
        queries.activity_for(ana, gone.id)


def test_tags_are_listed_by_use() -> None:
    ana = a_worker()
    for tags in (["b", "a"], ["b", "c"], ["b", "c"]):
        an_activity(owner=ana, tags=tags)

    listed = [(tag.tag, tag.activities) for tag in queries.my_tags(ana)]

    assert listed == [("b", 3), ("c", 2), ("a", 1)]
    assert [tag.tag for tag in queries.my_tags(ana, limit=1)] == ["b"]


def test_pages_lead_down_and_up_again() -> None:
    ana = a_worker()
    keep(ana, *[DAY] * 5)

    top = queries.log_for(ana, limit=2)
    middle = queries.log_for(ana, after=top.older, limit=2)
    bottom = queries.log_for(ana, after=middle.older, limit=2)

    assert [*whats(top), *whats(middle), *whats(bottom)] == [f"Entry {n}" for n in (4, 3, 2, 1, 0)]
    assert (top.newer, bottom.older) == (None, None)
    assert whats(queries.log_for(ana, before=bottom.newer, limit=2)) == whats(middle)
    assert queries.log_for(ana, before=middle.newer, limit=2) == top


def test_the_way_up_ends_on_a_whole_first_page() -> None:
    ana = a_worker()
    keep(ana, *[DAY] * 4)
    second = queries.log_for(ana, limit=4).activities[1]

    page = queries.log_for(ana, before=Cursor.at(second), limit=3)

    assert whats(page) == ["Entry 3", "Entry 2", "Entry 1"]
    assert page.newer is None


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.lists(st.integers(0, 2), max_size=25),
    limit=st.integers(1, 7),
    moments=st.integers(1, 3),
)
def test_pages_cover_every_entry_exactly_once(
    days: Sequence[int], limit: int, moments: int
) -> None:
    ana = Actor(id=uuid4(), name="Ana", email="ana@northwind.example", time_zone="UTC")
    for moment in range(moments):
        with clock.stopped(datetime(2026, 5, 8, 9, moment, tzinfo=UTC)):
            keep(ana, *(DAY + timedelta(days=day) for day in days[moment::moments]))

    down: list[ActivityView] = []
    after = None
    while True:
        page = queries.log_for(ana, after=after, limit=limit)
        down += page.activities
        if page.older is None:
            break
        after = Cursor.read(str(page.older))
    up = [page.activities]
    while page.newer is not None:
        page = queries.log_for(ana, before=Cursor.read(str(page.newer)), limit=limit)
        up.append(page.activities)

    assert len(down) == len({activity.id for activity in down}) == len(days)
    assert down == sorted(
        down, key=lambda one: (one.happened_on, one.kept_at, one.position, one.id), reverse=True
    )
    assert {activity.id for some in up for activity in some} == {one.id for one in down}


@given(st.text() | st.from_regex(r"[0-9-]{8,10}\.[0-9]{1,25}\.-?[0-9]{1,25}\.[0-9a-f-]{30,40}"))
def test_any_junk_is_a_place_or_none(junk: str) -> None:
    place = Cursor.read(junk)

    assert place is None or Cursor.read(str(place)) == place


def test_a_place_can_be_written_in_an_address() -> None:
    place = Cursor(
        happened_on=DAY,
        kept_at=datetime(2026, 5, 8, 9, 10, 11, 123456, tzinfo=UTC),
        position=-3,
        id=uuid4(),
    )

    assert str(place).startswith("2026-05-08.")
    assert Cursor.read(str(place)) == place


def test_policy_and_query_agree() -> None:
    ana, ben = a_worker(), a_worker()
    activities = [an_activity(owner=ana), an_activity(owner=ana), an_activity(owner=ben)]
    with transaction(Database.LEARNING):
        services.delete_activity(ana, queries.activity_for(ana, activities[1].id))
    db.session.expire_all()
    activities = [db.session.get_one(Activity, activity.id) for activity in activities]

    for actor in (ana, ben, a_manager(), a_worker(roles=(Role.STEWARD,))):
        editable = {activity.id for activity in activities if policy.can_edit(actor, activity)}
        restorable = {one.id for one in activities if policy.can_restore(actor, one)}
        assert {one.id for one in queries.log_for(actor).activities} == editable
        assert restorable == ({activities[1].id} if actor == ana else set())


@only_on_sqlite  # it is SQLite that is asked how it would look
def test_the_plain_log_reads_its_index_in_order_and_asks_once() -> None:
    ana = a_worker()
    keep(ana, *[DAY] * 60)
    asked: list[tuple[str, object]] = []
    engine = engine_of(Database.LEARNING)

    def note(*call: object) -> None:
        if str(call[2]).startswith("SELECT"):
            asked.append((str(call[2]), call[3]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        page = queries.log_for(ana)
        queries.log_for(ana, after=page.older)
        queries.fragments_waiting(ana)
        queries.my_tags(ana)
    finally:
        event.remove(engine, "before_cursor_execute", note)

    first, second, fragments, tags = asked
    with engine.connect() as connection:
        plans = [
            " ".join(
                str(row.detail)
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)  # type: ignore[arg-type]  # as they were asked
            )
            for sql, values in (first, second, fragments, tags)
        ]
    assert "ix_activity_log" in plans[0]
    assert "ix_activity_log" in plans[1]
    assert "TEMP B-TREE" not in plans[0] + plans[1]
    assert "ix_activity_fragments" in plans[2]
    assert "ix_activity_deleted" in plans[3]
