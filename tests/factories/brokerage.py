"""Role maps and menus for tests, brought in as stewards bring them in."""

from uuid import UUID

from sqlalchemy import select

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.ours.brokerage import importing
from learnplan.ours.brokerage.models import Competency, JobRole, LearningOption
from learnplan.ours.brokerage.queries import roles
from learnplan.ours.brokerage.queries.offers import Wanted, options
from tests.factories.people import a_worker

MAP = (
    "Role family,Role,Role level,Skill,Skill description,Skill level,Skill level description\n"
    "Money,Accountant,Junior accountant,Ledgers,Keeping books.,Working,keeps them\n"
    "Money,Accountant,Senior accountant,Ledgers,Keeping books.,Expert,designs them\n"
    "Money,Accountant,Senior accountant,Advice,,Practitioner,advises\n"
    "Money,Buyer,Buyer,Advice,,Working,asks\n"
)
MENU = (
    "Title,Link,Provider,Type,Duration,Price,Topics,Competencies\n"
    "Double entry,https://example.org/d,Guild,course,2 days,£120,Ledgers,Ledgers\n"
    "Asking well,https://example.org/a,,book,,free,Advice; Talking,\n"
)


def a_steward() -> Actor:
    """Somebody who keeps role maps and menus."""
    return a_worker(name="Sofia Steward", roles=(Role.STEWARD,))


def bring_in(
    steward: Actor,
    name: str,
    data: str | bytes,
    *,
    called: str = "Money",
    over_hands: bool = False,
    take_away: bool = False,
) -> UUID:
    """Bring a file in, as it is understood; returns the import's id."""
    content = data if isinstance(data, bytes) else data.encode()
    with transaction(Database.ORGANISATION):
        batch = importing.send_files(steward, [(name, content)])
        importing.settle(batch, framework=called, menu=called)
        reading = importing.read(batch)
        importing.add(batch, reading, over_hands=over_hands, take_away=take_away)
    return batch.id


def a_map(steward: Actor | None = None) -> roles.RolePage:
    """A role map with an accountant and a buyer; returns the accountant."""
    bring_in(steward or a_steward(), "map.csv", MAP)
    found = db.session.scalars(select(JobRole).where(JobRole.name == "Accountant")).one()
    return roles.role_for(found.id)


def a_menu(steward: Actor | None = None) -> UUID:
    """A menu with a course and a book, and a map they serve; returns the course."""
    bring_in(steward or a_steward(), "menu.csv", MENU)
    return options(Wanted(words="Double")).options[0].id


def standing() -> tuple[int, int, int]:
    """How many roles, competencies and options there are."""
    return (
        len(db.session.scalars(select(JobRole.id)).all()),
        len(db.session.scalars(select(Competency.id)).all()),
        len(db.session.scalars(select(LearningOption.id)).all()),
    )
