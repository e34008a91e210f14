"""Who may know: somebody to ask, what to ask them, and what they said. Nobody is told."""

from datetime import date
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid
from learnplan.directory.queries import names_of
from learnplan.mine.plan.finding import hand_in
from learnplan.mine.plan.models import Goal, PersonAsked
from learnplan.mine.plan.services import beside


def add_person(
    actor: Actor,
    goal: Goal,
    *,
    colleague_id: UUID | None = None,
    name: str = "",
    question: str = "",
    answer: str = "",
    asked_on: date | None = None,
    once: str | None = None,
) -> None:
    """Write down somebody who may know: a colleague, or anybody by ``name``.

    Raises:
        Refused: the goal is not theirs.
        Invalid: nobody is named, or two are, or there is no such colleague.
    """
    beside.require_own(actor, goal)
    person = PersonAsked(
        goal_id=goal.id,
        name=_name(colleague_id, name),
        colleague_id=colleague_id,
        question=question,
        answer=answer,
        asked_on=asked_on,
        once=once,
    )
    beside.keep_once(goal, person)


def rewrite_person(
    actor: Actor,
    goal: Goal,
    person: PersonAsked,
    *,
    version: int | None,
    colleague_id: UUID | None,
    name: str,
    question: str,
    answer: str,
    asked_on: date | None,
) -> None:
    """Change what is written about somebody who may know.

    Raises:
        Refused: the goal is not theirs.
        Invalid: nobody is named, or two are, or there is no such colleague.
        Conflict: it was changed since ``version``.
    """
    beside.require_own(actor, goal)
    called = _name(colleague_id, name, known=person)
    beside.require_unchanged(person, version)
    person.name, person.colleague_id = called, colleague_id
    person.question, person.answer, person.asked_on = question, answer, asked_on
    db.session.flush()
    hand_in(goal)


def _name(colleague_id: UUID | None, name: str, *, known: PersonAsked | None = None) -> str:
    if not colleague_id and not name:
        raise Invalid("Choose a colleague, or write who it is.", field="name")
    if colleague_id and name:
        raise Invalid("Choose a colleague or write who it is, one of the two.", field="name")
    if colleague_id is None:
        return name
    found = names_of([colleague_id]).get(colleague_id)
    if found is None and known is not None and known.colleague_id == colleague_id:
        return known.name
    if found is None:
        raise Invalid("Nobody of this organisation is called that.", field="colleague_id")
    return found
