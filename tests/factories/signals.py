"""Workers, and the signals they raise, for tests."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.directory.models import Person
from learnplan.directory.queries import actor_for_email
from learnplan.mine.answers import queries, services
from tests.factories.pulses import PERIOD, a_team

SINCE = date(2024, 1, 1)
OWN_WORDS = "The night shift is never asked."


def a_crew(path: str, size: int, *, since: date = SINCE, leads: bool = False) -> list[Actor]:
    """New people of the unit at ``path``, as they act and sign in."""
    team = a_team(path, size, since=since, leads=leads)
    emails = db.session.scalars(select(Person.email).where(Person.id.in_(team))).all()
    return [actor_for_email(email) for email in sorted(emails)]


def raised_by(crew: Iterable[Actor], *, theme: str = "", words: str = "") -> None:
    """The same signal, unsigned, from each of some people in their own unit."""
    with transaction(Database.LEARNING):
        for each in crew:
            unit = queries.signalling_units_for(each, PERIOD)[0]
            services.raise_signal(each, PERIOD, unit_id=unit.id, theme=theme, words=words)
