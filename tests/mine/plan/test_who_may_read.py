"""A goal is its owner's; sharing opens it to one person; no role opens anything."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound, Refused
from learnplan.mine.plan import policy, queries
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.services import goals, steps
from learnplan.mine.plan.words import State
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readable_ids, shared_with
from learnplan.mine.sharing.services import share_item, stop_sharing
from tests.factories.people import a_worker
from tests.factories.plans import a_goal

pytestmark = pytest.mark.usefixtures("app")

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def readable(actor: Actor) -> set[Goal]:
    """What the policy says in SQL."""
    return set(db.session.scalars(db.select(Goal).where(policy.readable_by(actor))))


def test_a_goal_is_its_owners_alone() -> None:
    goal = a_goal()

    with pytest.raises(NotFound):
        queries.goal_for(a_worker(), goal.id)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_opens_a_goal(role: Role) -> None:
    goal = a_goal()
    somebody = a_worker(roles=(role,))

    with pytest.raises(NotFound):
        queries.goal_for(somebody, goal.id)
    assert not policy.can_edit(somebody, goal)
    assert not policy.can_read(somebody, goal, opened=())
    assert queries.goals_for(somebody, states=tuple(State)) == []
    assert queries.goal_choices(somebody) == []
    assert shared_with(somebody) == []


def test_sharing_opens_a_goal_to_that_person_and_to_nobody_else() -> None:
    ana, dana = a_worker(name="Ana"), a_worker(name="Dana")
    goal = a_goal(owner=ana, shared_with=dana)

    assert queries.goal_for(dana, goal.id).title == goal.title
    assert [(each.item.title, each.owner_name) for each in shared_with(dana)] == [
        (goal.title, "Ana")
    ]
    with pytest.raises(NotFound):
        queries.goal_for(a_worker(), goal.id)


def test_a_reader_can_change_nothing() -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, steps_to_take=("Read",), shared_with=dana)
    step = queries.step_for(ana, goal.id, queries.steps_of(goal)[0].id)

    with pytest.raises(NotFound):
        queries.own_goal_for(dana, goal.id)
    with pytest.raises(NotFound):
        queries.step_for(dana, goal.id, step.id)
    for act in (
        lambda: goals.move_goal(dana, goal, State.ACTIVE),
        lambda: goals.delete_goal(dana, goal),
        lambda: goals.restore_goal(dana, goal),
        lambda: goals.undo_move(dana, goal, to=State.IDEA),
        lambda: steps.add_step(dana, goal, text="Look"),
        lambda: steps.tick_step(dana, goal, step),
        lambda: steps.untick_step(dana, goal, step),
        lambda: steps.rewrite_step(dana, goal, step, text="Look"),
        lambda: steps.move_step(dana, goal, step, places=1),
        lambda: steps.remove_step(dana, goal, step),
        lambda: steps.restore_step(dana, goal, step),
        lambda: share_item(dana, goal.as_item, reader_id=dana.id),
        lambda: stop_sharing(dana, goal.as_item, reader_id=dana.id),
    ):
        with pytest.raises(Refused):
            act()


def test_a_step_cannot_be_reached_through_another_goal() -> None:
    ana = a_worker()
    mine, other = a_goal(owner=ana), a_goal(owner=a_worker(), steps_to_take=("Read",))
    step = queries.steps_of(other)[0]

    with pytest.raises(NotFound):
        queries.step_for(ana, mine.id, step.id)


def test_a_share_that_has_ended_is_as_if_it_were_not_there() -> None:
    with clock.stopped(NOON):
        ana, dana = a_worker(), a_worker()
        goal = a_goal(owner=ana, shared_with=dana, until=date(2026, 5, 13))

    with clock.stopped(datetime(2026, 5, 13, 23, 59, tzinfo=UTC)):
        assert queries.goal_for(dana, goal.id)
    with clock.stopped(datetime(2026, 5, 14, 0, 0, tzinfo=UTC)):
        assert shared_with(dana) == []
        with pytest.raises(NotFound):
            queries.goal_for(dana, goal.id)


def test_a_deleted_goal_is_gone_for_its_readers_at_once_and_back_when_undone() -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, shared_with=dana)

    with transaction(Database.LEARNING):
        goals.delete_goal(ana, queries.own_goal_for(ana, goal.id))

    for whoever in (ana, dana):
        with pytest.raises(NotFound):
            queries.goal_for(whoever, goal.id)
    assert shared_with(dana) == []
    with pytest.raises(NotFound):
        queries.deleted_goal_for(dana, goal.id)

    with transaction(Database.LEARNING):
        goals.restore_goal(ana, queries.deleted_goal_for(ana, goal.id))

    assert queries.goal_for(dana, goal.id)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_policy_and_query_agree(data: st.DataObject) -> None:
    with clock.stopped(NOON):
        crew = [a_worker(), a_worker(), a_worker(roles=tuple(Role))]
        made = [
            a_goal(
                owner=(owner := data.draw(st.sampled_from(crew))),
                shared_with=data.draw(
                    st.sampled_from([None, *(each for each in crew if each is not owner)])
                ),
                until=data.draw(st.sampled_from([None, date(2026, 5, 12), date(2026, 5, 20)])),
            )
            for _ in range(4)
        ]
        with transaction(Database.LEARNING):
            kept = [db.session.get_one(Goal, goal.id) for goal in made]
            for goal in kept:
                if data.draw(st.booleans()):
                    goals.delete_goal(next(a for a in crew if a.id == goal.owner_id), goal)

    with clock.stopped(datetime(2026, 5, data.draw(st.integers(12, 21)), 12, tzinfo=UTC)):
        for actor in crew:
            opened = set(db.session.scalars(readable_ids(actor, ItemKind.GOAL)))
            kept = [db.session.get_one(Goal, goal.id) for goal in made]
            said = {goal for goal in kept if policy.can_read(actor, goal, opened=opened)}
            assert readable(actor) & set(kept) == said
            editable = set(db.session.scalars(db.select(Goal).where(policy.editable_by(actor))))
            assert editable & set(kept) == {g for g in kept if policy.can_edit(actor, g)}
        db.session.rollback()
