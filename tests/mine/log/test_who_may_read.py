"""An activity is its owner's; sharing opens part of it to one person; no role opens anything."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.log import policy, queries, services
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import Activity
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readable_ids, shared_with
from learnplan.mine.sharing.services import share_item
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def share(activity: Activity, owner: Actor, reader: Actor, until: date | None = None) -> None:
    with transaction(Database.LEARNING):
        share_item(owner, activity.as_item, reader_id=reader.id, until=until)


@pytest.mark.parametrize("role", list(Role))
@only_on_sqlite  # one query is asked, whose twin is tried on both below
def test_no_role_opens_an_activity(role: Role) -> None:
    activity, somebody = an_activity(), a_worker(roles=(role,))

    with pytest.raises(NotFound):
        queries.readable_activity_for(somebody, activity.id)


@only_on_sqlite  # it is about words
def test_a_reader_sees_what_was_done_and_noted_and_nothing_of_what_was_thought(
    visit: Visit,
) -> None:
    ana, dana = a_worker(name="Ana Backend"), a_worker()
    activity = an_activity(
        owner=ana,
        what="Read the EXPLAIN chapter",
        on=date(2026, 5, 8),
        kind=Kind.READING,
        minutes=45,
        note="Rows are a *guess*.",
        thoughts="PRIVATE-THOUGHT",
        tags=["private-tag"],
        links=["https://example.org/explain"],
        goal_ids=[a_goal(owner=ana, title="PRIVATE-GOAL").id],
        with_whom="PRIVATE-COMPANY",
    )
    share(activity, ana, dana)

    shown = visit(dana).get(f"/log/{activity.id}").text

    for expected in (
        "Ana Backend shared this entry with you",
        "Ana Backend can see that you looked",
        "Read the EXPLAIN chapter",
        "Reading",
        "45 min",
        "Rows are a guess .",
        "https://example.org/explain",
    ):
        assert expected in words(shown)
    assert "PRIVATE" not in shown
    assert "private-tag" not in shown


def test_a_reader_can_change_nothing(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker()
    activity = an_activity(owner=ana)
    share(activity, ana, dana)
    reader = visit(dana)

    assert reader.get(f"/log/{activity.id}").status_code == 200
    assert reader.get(f"/log/{activity.id}/edit").status_code == 404
    for act in ("edit", "delete", "undo", "undo-delete"):
        assert reader.post(f"/log/{activity.id}/{act}", "/log/new").status_code == 404


def test_a_deleted_activity_is_gone_for_its_readers_at_once_and_back_when_undone() -> None:
    ana, dana = a_worker(), a_worker()
    activity = an_activity(owner=ana)
    share(activity, ana, dana)

    with transaction(Database.LEARNING):
        services.delete_activity(ana, queries.activity_for(ana, activity.id))
    while_deleted = shared_with(dana)
    with transaction(Database.LEARNING):
        services.undo_delete(ana, queries.deleted_activity_for(ana, activity.id))

    assert while_deleted == []
    assert [each.item.id for each in shared_with(dana)] == [activity.id]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_policy_and_query_agree_on_who_may_read(data: st.DataObject) -> None:
    with clock.stopped(NOON):
        crew = [a_worker(), a_worker(), a_worker(roles=tuple(Role))]
        made = [an_activity(owner=data.draw(st.sampled_from(crew))) for _ in range(4)]
        owners = {actor.id: actor for actor in crew}
        for activity in made:
            owner = owners[activity.owner_id]
            reader = data.draw(st.sampled_from([None, *(each for each in crew if each != owner)]))
            until = data.draw(st.sampled_from([None, date(2026, 5, 12), date(2026, 5, 20)]))
            if reader is not None:
                share(activity, owner, reader, until)
            if data.draw(st.booleans()):
                with transaction(Database.LEARNING):
                    services.delete_activity(owner, queries.activity_for(owner, activity.id))

    with clock.stopped(datetime(2026, 5, data.draw(st.integers(12, 21)), 12, tzinfo=UTC)):
        ids = [activity.id for activity in made]
        kept = list(db.session.scalars(db.select(Activity).where(Activity.id.in_(ids))))
        for actor in crew:
            opened = set(db.session.scalars(readable_ids(actor, ItemKind.ACTIVITY)))
            said = {each.id for each in kept if policy.can_read(actor, each, opened=opened)}
            assert {each.item.id for each in queries.activities_listed(actor, ids)} == said
        db.session.rollback()
