"""Organisations, plans and answers for the tests of the gate."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, transaction
from learnplan.directory.services import people
from learnplan.gate import periods
from learnplan.gate.plans import read_plan
from learnplan.mine.answers import services as answering
from tests.factories.people import a_unit, next_number

PERIOD, NEXT_PERIOD = "2026-Q4", "2027-Q1"
TODAY = date(2026, 11, 23)
PUBLISHED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
TIME, SAFE = "time-to-learn", "safe-to-try"


def a_team(
    path: str, size: int, *, since: date = date(2024, 1, 1), leads: bool = False
) -> list[UUID]:
    """The ids of ``size`` new people of the unit at ``path``, who may be its managers."""
    unit_id = a_unit(path)
    with transaction(Database.ORGANISATION):
        team = []
        for _ in range(size):
            number = next_number()
            person = people.add_person(email=f"p{number}@northwind.example", name=f"P {number}")
            people.join(person.id, unit_id, starts_on=since)
            if leads:
                people.appoint(person.id, Role.MANAGER, unit_id=unit_id)
            team.append(person.id)
    return team


def actor_of(person_id: UUID) -> Actor:
    """Somebody as they act: a worker and no more."""
    return Actor(id=person_id, name="Somebody", email="somebody@x.example", time_zone="UTC")


def toml(*questions: str, period: str = PERIOD, **defaults: str | float) -> bytes:
    """A plan that asks ready questions, as its file says it."""
    said = [f'period = "{period}"', *(f"{name} = {value!r}" for name, value in defaults.items())]
    said += [f'[[questions]]\nready = "{question}"' for question in questions or (TIME,)]
    return "\n".join(said).encode()


def a_declared_period(plan: bytes | None = None, *, today: date = TODAY) -> None:
    """A plan that everybody can read, with its blocks if its quarter has begun."""
    declared = read_plan(plan or toml(), today=today)
    periods.declare(declared, by="Ada", today=today)


def an_open_period(plan: bytes | None = None, *, today: date = TODAY) -> str:
    """The code of a period that takes answers."""
    declared = read_plan(plan or toml(), today=today)
    periods.declare(declared, by="Ada", today=today)
    periods.open_answers(declared.period, today=today)
    return declared.period


def answers_by(
    given: Mapping[UUID, int | None] | Iterable[UUID], *, period: str = PERIOD, to: str = TIME
) -> None:
    """Answers of some people: yes from each, unless ``given`` says what."""
    said = given if isinstance(given, Mapping) else dict.fromkeys(given, 1)
    with transaction(Database.LEARNING):
        for person_id, value in said.items():
            answering.give_answers(actor_of(person_id), period, {to: value})


def a_published_period(
    given: Mapping[UUID, int | None] | Iterable[UUID] = (), plan: bytes | None = None
) -> str:
    """The code of a period that was opened, answered, sealed and published."""
    period = an_open_period(plan)
    answers_by(given, period=period)
    periods.seal(period)
    with clock.stopped(PUBLISHED_AT):
        periods.publish(period, by="Ada")
    return period
