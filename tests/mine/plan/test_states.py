"""A goal goes from state to state along the ways there are, and back the last one."""

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Refused
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import own_goal_for
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.words import NEXT_STATES, State
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal

ANY_STATE = st.sampled_from(State)


class GoalsWay(RuleBasedStateMachine):
    """Moves tried in any order, against the ways of the blueprint."""

    @initialize(start=st.sampled_from([State.IDEA, State.ACTIVE]))
    def set_a_goal(self, start: State) -> None:
        self.goal = Goal(owner_id=uuid4(), title="Read", state=start)
        self.came_from: tuple[State, str] | None = None

    @rule(to=ANY_STATE, remark=st.sampled_from(["", "until the release is out"]))
    def move(self, to: State, remark: str) -> None:
        before = (self.goal.state, self.goal.state_remark)
        if to in NEXT_STATES[before[0]]:
            self.goal.move_to(to, remark=remark)
            assert (self.goal.state, self.goal.state_remark) == (to, remark)
            self.came_from = before
        else:
            with pytest.raises(Conflict):
                self.goal.move_to(to, remark=remark)
            assert (self.goal.state, self.goal.state_remark) == before

    @rule(to=ANY_STATE)
    def undo(self, to: State) -> None:
        if self.came_from and self.came_from[0] is to:
            self.goal.move_back_to(to)
            assert (self.goal.state, self.goal.state_remark) == self.came_from
            self.came_from = None
        else:
            with pytest.raises(Conflict):
                self.goal.move_back_to(to)

    @invariant()
    def there_is_always_a_way_on(self) -> None:
        if hasattr(self, "goal"):
            assert NEXT_STATES[self.goal.state]


TestGoalsWay = GoalsWay.TestCase
TestGoalsWay.settings = settings(max_examples=40, stateful_step_count=15)


@given(ANY_STATE)
def test_every_goal_can_be_taken_up_again(state: State) -> None:
    ways, reached = {state}, {state}
    while ways := {after for each in ways for after in NEXT_STATES[each]} - reached:
        reached |= ways

    assert State.ACTIVE in reached
    assert State.ARCHIVED in reached


@pytest.mark.usefixtures("app")
def test_moving_a_goal_keeps_the_word_about_why() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.ACTIVE)

    with transaction(Database.LEARNING):
        goals.move_goal(
            ana, own_goal_for(ana, goal.id), State.PAUSED, remark="until the release is out"
        )

    moved = own_goal_for(ana, goal.id)
    assert (moved.state, moved.state_remark) == (State.PAUSED, "until the release is out")


@pytest.mark.usefixtures("app")
def test_moving_a_goal_where_it_is_changes_nothing() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.PAUSED)
    since = goal.state_since

    with transaction(Database.LEARNING):
        goals.move_goal(ana, own_goal_for(ana, goal.id), State.PAUSED, remark="again")

    assert own_goal_for(ana, goal.id).state_since == since


@pytest.mark.usefixtures("app")
def test_an_undo_from_an_old_page_does_not_undo_a_later_move() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.IDEA)
    with transaction(Database.LEARNING):
        kept = own_goal_for(ana, goal.id)
        goals.move_goal(ana, kept, State.ACTIVE)
        goals.move_goal(ana, kept, State.PAUSED)

    with pytest.raises(Conflict), transaction(Database.LEARNING):
        goals.undo_move(ana, own_goal_for(ana, goal.id), to=State.IDEA)

    assert own_goal_for(ana, goal.id).state is State.PAUSED


@pytest.mark.usefixtures("app")
def test_a_manager_moves_nobodys_goal() -> None:
    goal, boss = a_goal(), a_manager()

    with pytest.raises(Refused, match="Only its owner"):
        goals.move_goal(boss, goal, State.ACTIVE)
