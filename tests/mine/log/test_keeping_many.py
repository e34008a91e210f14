from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.log import bulk
from learnplan.mine.log.bulk import Kept, Link, NewActivity
from learnplan.mine.log.models import Activity
from tests.factories.people import a_worker

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 5, 8)


def entry(number: int) -> NewActivity:
    return NewActivity(
        what=f"Read chapter {number}",
        happened_on=DAY,
        position=number,
        tags=("Postgres", "#postgres", "month end"),
        links=(Link(address=f"https://example.com/{number}", title="The manual"),),
        source_key=f"file:{number}",
    )


def keep(actor: Actor, *entries: NewActivity) -> Kept:
    with transaction(Database.LEARNING):
        return bulk.keep_all(actor, entries, import_id=uuid4())


def theirs(actor: Actor) -> list[Activity]:
    stmt = select(Activity).where(Activity.owner_id == actor.id).order_by(Activity.position)
    return list(db.session.scalars(stmt))


def test_everything_about_them_is_kept() -> None:
    ana = a_worker()

    assert keep(ana, entry(1), entry(2)) == Kept(added=2, already_there=0)

    first, second = theirs(ana)
    assert (first.what, second.what) == ("Read chapter 1", "Read chapter 2")
    assert [tag.tag for tag in first.tags] == ["month end", "postgres"]
    assert [(link.address, link.title) for link in first.links] == [
        ("https://example.com/1", "The manual")
    ]
    assert first.version == 1


def test_the_same_source_comes_in_once() -> None:
    ana = a_worker()
    keep(ana, entry(1))

    assert keep(ana, entry(1), entry(2), entry(2)) == Kept(added=1, already_there=2)
    assert bulk.which_exist(ana, ["file:1", "file:2", "file:3"]) == {"file:1", "file:2"}


def test_two_people_may_bring_the_same_source() -> None:
    ana, ben = a_worker(), a_worker()
    keep(ana, entry(1))

    assert keep(ben, entry(1)).added == 1
    assert bulk.which_exist(a_worker(), ["file:1"]) == set()


def test_entries_without_a_source_are_all_kept() -> None:
    loose = NewActivity(what="Asked Dana", happened_on=DAY)

    assert keep(a_worker(), loose, loose) == Kept(added=2, already_there=0)


def test_what_was_deleted_comes_in_again() -> None:
    ana = a_worker()
    keep(ana, entry(1))
    with transaction(Database.LEARNING):
        theirs(ana)[0].deleted_at = clock.now()

    assert keep(ana, entry(1)) == Kept(added=1, already_there=0)
    assert [activity.deleted_at for activity in theirs(ana)] == [None]


def test_taking_an_import_back_leaves_what_was_worked_on() -> None:
    ana, import_id = a_worker(), uuid4()
    with transaction(Database.LEARNING):
        bulk.keep_all(ana, [entry(1), entry(2), entry(3)], import_id=import_id)
    keep(ana, entry(4))
    with transaction(Database.LEARNING):
        theirs(ana)[1].version = 2

    with transaction(Database.LEARNING):
        forgotten = bulk.forget_import(ana, import_id)

    assert (forgotten.removed, forgotten.kept) == (2, 1)
    assert [activity.what for activity in theirs(ana)] == ["Read chapter 2", "Read chapter 4"]


def test_nobody_takes_back_the_import_of_another() -> None:
    ana, ben, import_id = a_worker(), a_worker(), uuid4()
    with transaction(Database.LEARNING):
        bulk.keep_all(ana, [entry(1)], import_id=import_id)

    with transaction(Database.LEARNING):
        forgotten = bulk.forget_import(ben, import_id)

    assert (forgotten.removed, forgotten.kept) == (0, 0)
    assert len(theirs(ana)) == 1


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("what", {"what": " \n"}),
        ("what", {"what": "x" * 501}),
        ("what", {"what": "a\x00b"}),
        ("note", {"note": "half a \ud83d pair"}),
        ("minutes", {"minutes": 0}),
        ("minutes", {"minutes": 100_001}),
        ("tags", {"tags": ("x" * 61,)}),
        ("tags", {"tags": ("#",)}),
        ("links", {"links": (Link(address="https://" + "x" * 2_000),)}),
        ("with_whom", {"with_whom": "x" * 301}),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(
    field: str, values: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refusal:
        NewActivity(**{"what": "Read", "happened_on": DAY, **values})  # type: ignore[arg-type]  # wrong on purpose

    assert refusal.value.field == field


def test_two_thousand_come_in_at_once() -> None:
    ana = a_worker()
    entries = [entry(number) for number in range(2_000)]

    kept = keep(ana, *entries)

    assert kept.added == 2_000
    assert db.session.scalar(select(func.count()).select_from(Activity)) == 2_000
