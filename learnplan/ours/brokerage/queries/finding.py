"""Finding roles, competencies and options by their words, for whoever searches all of Ours."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from learnplan.core.db import db
from learnplan.ours.brokerage.models import Competency, JobRole, LearningOption

MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that was found: what it is called, what it is, and the view that shows it."""

    title: str
    kind: str
    endpoint: str
    argument: str
    id: UUID
    about: str = ""


def matching(words: str, *, limit: int = 20) -> list[Found]:
    """What has all of these words in its name or in what it is about: some of each sort."""
    sought = words.split()[:MOST_WORDS]
    if not sought:
        return []
    places: tuple[tuple[Any, str, str, str, Any, tuple[Any, ...]], ...] = (
        (JobRole, "role", "brokerage.show_role", "role_id", JobRole.name, (JobRole.family,)),
        (
            *(Competency, "competency", "brokerage.show_competency", "competency_id"),
            *(Competency.name, (Competency.theme,)),
        ),
        (
            *(LearningOption, "learning option", "brokerage.show_option", "option_id"),
            *(LearningOption.title, (LearningOption.provider, LearningOption.topics)),
        ),
    )
    found = []
    for model, kind, endpoint, argument, title, more in places:
        about = (title, *more)
        conditions = [
            or_(*(each.icontains(word, autoescape=True) for each in about)) for word in sought
        ]
        stmt = select(model.id, title, more[0]).where(*conditions)
        stmt = stmt.order_by(func.length(title), title, model.id).limit(limit)
        found += [
            Found(title=name, kind=kind, endpoint=endpoint, argument=argument, id=id_, about=extra)
            for id_, name, extra in db.session.execute(stmt)
        ]
    return found
