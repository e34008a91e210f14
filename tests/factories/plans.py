"""Goals, steps and shares for tests."""

from datetime import date
from typing import Any

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import StepView, own_goal_for, steps_of
from learnplan.mine.plan.services import goals, steps
from learnplan.mine.plan.words import State
from learnplan.mine.sharing.services import share_item
from tests.factories.people import a_worker


def a_goal(
    *,
    owner: Actor | None = None,
    title: str = "Read a blueprint",
    state: State = State.IDEA,
    steps_to_take: tuple[str, ...] = (),
    shared_with: Actor | None = None,
    until: date | None = None,
    **said: Any,
) -> Goal:
    """A goal that somebody wrote down, private unless said."""
    owner = owner or a_worker()
    with transaction(Database.LEARNING):
        goal = goals.set_goal(owner, title=title, state=state, **said)
        for text in steps_to_take:
            steps.add_step(owner, goal, text=text)
        if shared_with:
            share_item(owner, goal.as_item, reader_id=shared_with.id, until=until)
    db.session.expunge(goal)  # so that what it said outlives the requests of a test
    return goal


def steps_now(owner: Actor, goal: Goal) -> list[StepView]:
    """The goal's steps as its owner sees them now, whatever this test read before."""
    db.session.rollback()
    return steps_of(own_goal_for(owner, goal.id))
