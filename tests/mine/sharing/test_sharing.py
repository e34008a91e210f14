"""One item, one person, until a day or until taken back."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.mine.sharing import policy, queries, services
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.models import Share
from tests.factories.people import a_manager, a_worker, leave

pytestmark = pytest.mark.usefixtures("app")

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def an_item(owner: Actor) -> Item:
    return Item(kind=ItemKind.GOAL, id=uuid4(), owner_id=owner.id, title="Read a blueprint")


def share(owner: Actor, item: Item, reader: Actor, until: date | None = None) -> None:
    with transaction(Database.LEARNING):
        services.share_item(owner, item, reader_id=reader.id, until=until)


def readers(owner: Actor, item: Item) -> list[tuple[str, date | None]]:
    return [(each.name, each.until) for each in queries.shares_of(owner, item.kind, item.id)]


def opened_to(reader: Actor) -> list[UUID]:
    return list(db.session.scalars(queries.readable_ids(reader, ItemKind.GOAL)))


def test_sharing_twice_says_anew_until_when() -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    item = an_item(ana)
    tomorrow = clock.today("UTC") + timedelta(days=1)

    share(ana, item, dana)
    share(ana, item, dana, until=tomorrow)

    assert readers(ana, item) == [("Dana", tomorrow)]


def test_nothing_is_shared_with_somebody_who_has_left_and_what_was_can_be_stopped() -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    shared, unshared = an_item(ana), an_item(ana)
    share(ana, shared, dana)
    leave(dana, last_day=clock.today("UTC") - timedelta(days=1))

    with pytest.raises(Invalid, match="somebody who works here") as refused:
        share(ana, unshared, dana)

    assert refused.value.field == "reader_id"
    assert readers(ana, shared) == [("Dana", None)]
    with transaction(Database.LEARNING):
        services.stop_sharing(ana, shared, reader_id=dana.id)
    assert readers(ana, shared) == []


def test_an_item_can_be_shared_with_somebody_on_their_last_day() -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    item = an_item(ana)
    leave(dana, last_day=clock.today("UTC"))

    share(ana, item, dana)

    assert readers(ana, item) == [("Dana", None)]


def test_stopping_takes_effect_at_once_and_stopping_twice_changes_nothing() -> None:
    ana, dana = a_worker(), a_worker()
    item = an_item(ana)
    share(ana, item, dana)

    for _ in range(2):
        with transaction(Database.LEARNING):
            services.stop_sharing(ana, item, reader_id=dana.id)

    assert readers(ana, item) == []
    assert opened_to(dana) == []


def test_only_the_owner_shares_and_stops() -> None:
    item = an_item(a_worker())
    boss = a_manager()

    with pytest.raises(Refused):
        services.share_item(boss, item, reader_id=boss.id)
    with pytest.raises(Refused):
        services.stop_sharing(boss, item, reader_id=boss.id)


def test_nobody_shares_with_themselves_or_with_nobody() -> None:
    ana = a_worker()

    with pytest.raises(Invalid, match="already") as trouble:
        services.share_item(ana, an_item(ana), reader_id=ana.id)
    assert trouble.value.field == "reader_id"
    with pytest.raises(Invalid, match="works here"):
        services.share_item(ana, an_item(ana), reader_id=uuid4())


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (date(2026, 5, 11), "That day is over"),
        (date(2037, 1, 1), "within ten years"),
        (date.max, "within ten years"),
    ],
)
def test_the_last_day_is_today_or_later_and_not_absurd(until: date, words: str) -> None:
    ana, dana = a_worker(), a_worker()

    with clock.stopped(NOON), pytest.raises(Invalid, match=words) as trouble:
        services.share_item(ana, an_item(ana), reader_id=dana.id, until=until)

    assert trouble.value.field == "until"


def test_the_last_day_ends_when_it_is_over_where_the_owner_lives() -> None:
    with clock.stopped(NOON):
        ana = a_worker(zone="Asia/Tokyo")
        dana = a_worker(zone="America/Los_Angeles")
        share(ana, an_item(ana), dana, until=date(2026, 5, 12))

    with clock.stopped(datetime(2026, 5, 12, 14, 59, tzinfo=UTC)):
        assert opened_to(dana)
    with clock.stopped(datetime(2026, 5, 12, 15, 0, tzinfo=UTC)):
        assert opened_to(dana) == []


def test_a_share_that_has_ended_is_deleted() -> None:
    ana, dana = a_worker(), a_worker()
    with clock.stopped(NOON):
        share(ana, an_item(ana), dana, until=date(2026, 5, 12))

    share(ana, an_item(ana), a_worker())

    assert db.session.scalars(db.select(Share.reader_id)).all() != [dana.id]
    assert len(db.session.scalars(db.select(Share.id)).all()) == 1


def test_an_item_says_who_opened_it_while_it_is_open() -> None:
    ana, dana = a_worker(name="Ana"), a_worker()
    one, other = an_item(ana), an_item(ana)
    share(ana, one, dana)
    share(ana, other, dana)

    assert queries.opening_for(dana, ItemKind.GOAL, one.id).owner_name == "Ana"
    with pytest.raises(NotFound):
        queries.opening_for(dana, ItemKind.GOAL, uuid4())


def test_a_list_says_who_reads_each_item_in_the_order_they_were_let_in() -> None:
    ana, dana, ben = a_worker(), a_worker(name="Dana"), a_worker(name="Ben")
    one, other = an_item(ana), an_item(ana)
    for moment, item, reader in ((0, one, dana), (1, one, ben), (2, other, ben)):
        with clock.stopped(NOON + timedelta(minutes=moment)):
            share(ana, item, reader)

    found = queries.readers_by_item(ana, ItemKind.GOAL)

    assert {key: [each.name for each in value] for key, value in found.items()} == {
        one.id: ["Dana", "Ben"],
        other.id: ["Ben"],
    }
    assert queries.readers_by_item(dana, ItemKind.GOAL) == {}


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.lists(st.none() | st.integers(0, 9), max_size=6), later=st.integers(0, 10))
def test_policy_and_query_agree(days: list[int | None], later: int) -> None:
    ana, dana = a_worker(), a_worker()
    with clock.stopped(NOON):
        for ahead in days:
            until = None if ahead is None else NOON.date() + timedelta(days=ahead)
            share(ana, an_item(ana), dana, until=until)

    with clock.stopped(NOON + timedelta(days=later)):
        kept = db.session.scalars(db.select(Share)).all()
        for actor in (ana, dana):
            said = {each.item_id for each in kept if policy.opens_to(actor, each)}
            assert set(db.session.scalars(queries.readable_ids(actor, ItemKind.GOAL))) == said
        db.session.rollback()
