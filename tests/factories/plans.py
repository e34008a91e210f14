"""Goals, steps and shares for tests."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.plan.approaches import Beside, all_beside
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import StepView, own_goal_for, steps_of
from learnplan.mine.plan.services import goals, people_asked, practices, rounds, steps
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


def a_round(
    owner: Actor,
    goal: Goal,
    *,
    probe: str = "Try it for a week",
    signals: Sequence[str] = (),
    response: str = "",
) -> UUID:
    """The id of a round beside the owner's goal, with what was noticed in it."""
    with transaction(Database.LEARNING):
        own = own_goal_for(owner, goal.id)
        this = rounds.begin_round(owner, own, probe=probe)
        for text in signals:
            rounds.add_signal(owner, own, this, text=text, noticed_on=date(2026, 5, 4))
        if response:
            rounds.rewrite_round(
                owner,
                own,
                this,
                version=1,
                probe=probe,
                starts_on=None,
                ends_on=None,
                response=response,
            )
        return this.id


def a_person_asked(owner: Actor, goal: Goal, *, name: str = "Edna", **said: Any) -> None:
    """Somebody who may know, beside the owner's goal."""
    with transaction(Database.LEARNING):
        people_asked.add_person(owner, own_goal_for(owner, goal.id), name=name, **said)


def a_practice(
    owner: Actor, goal: Goal, *, text: str = "Measure twice.", kept_where: str = ""
) -> None:
    """The practice that is followed, beside the owner's goal."""
    with transaction(Database.LEARNING):
        own = own_goal_for(owner, goal.id)
        practices.write_practice(owner, own, version=0, text=text, kept_where=kept_where)


def beside_now(owner: Actor, goal: Goal) -> Beside:
    """What is beside the goal as its owner sees it now, whatever this test read before."""
    db.session.rollback()
    return all_beside(own_goal_for(owner, goal.id))
