"""Reads of menus: options by what they are about, what they cost and how long they take."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.ours.brokerage.models import (
    Competency,
    JobRole,
    LearningOption,
    Menu,
    OptionWord,
    RoleLevel,
    Serving,
)
from learnplan.ours.brokerage.words import BETWEEN, OptionKind, OptionNeed, lines_of, plain

PAGE = 30
MOST_WORDS = 200


class Cost(enum.StrEnum):
    """How much an option may cost, whatever the currency."""

    FREE = "free"
    LITTLE = "up to 100"
    SOME = "up to 1,000"
    MORE = "more than 1,000"
    UNKNOWN = "not said"


class Length(enum.StrEnum):
    """How long an option may take."""

    HOUR = "up to an hour"
    DAY = "up to a day"
    WEEK = "up to a week"
    LONGER = "longer"
    UNKNOWN = "not said"


_PRICES = {Cost.LITTLE: (0, 100), Cost.SOME: (0, 1_000), Cost.MORE: (1_000, None)}
_HOURS = {Length.HOUR: (0, 1), Length.DAY: (0, 8), Length.WEEK: (0, 40), Length.LONGER: (40, None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for on the menus."""

    words: str = ""
    kind: OptionKind | None = None
    topic: str = ""
    cost: Cost | None = None
    length: Length | None = None
    menu_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSeen:
    """An option as it is listed."""

    id: UUID
    key: str
    title: str
    kind: OptionKind
    provider: str
    link: str
    summary: str
    cost: str
    length: str
    need: OptionNeed | None
    topics: tuple[str, ...]
    menu: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A competency that an option helps with, perhaps for one level of a role."""

    id: UUID
    key: str
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSeen:
    """What somebody said of an option; ``signed`` is a name, or nothing."""

    words: str
    signed: str
    told_in: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An option's page: what it helps with, and what people said of it."""

    option: OptionSeen
    serves: Sequence[Served]
    words: Sequence[WordSeen]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionPage:
    """Some options by title, and whether there are more."""

    options: Sequence[OptionSeen]
    has_more: bool


def menus() -> list[Menu]:
    """Every menu, by name."""
    return list(db.session.scalars(select(Menu).order_by(Menu.name, Menu.id)))


def options(wanted: Wanted, *, page: int = 1) -> OptionPage:
    """A page of the options that are wanted, by title."""
    stmt = (
        select(LearningOption, Menu.name)
        .join(Menu, Menu.id == LearningOption.menu_id)
        .where(*_conditions(wanted))
        .order_by(func.lower(LearningOption.title), LearningOption.id)
        .limit(PAGE + 1)
        .offset((max(page, 1) - 1) * PAGE)
    )
    found = db.session.execute(stmt).all()
    return OptionPage(
        options=[_seen(option, menu) for option, menu in found[:PAGE]], has_more=len(found) > PAGE
    )


def topics(menu_id: UUID | None = None) -> list[str]:
    """The topics that options are about, by name."""
    stmt = select(LearningOption.topics).where(LearningOption.topics != "").distinct()
    if menu_id is not None:
        stmt = stmt.where(LearningOption.menu_id == menu_id)
    said = {topic for kept in db.session.scalars(stmt) for topic in lines_of(kept)}
    return sorted(said, key=str.casefold)


def option_for(option_id: UUID) -> Offer:
    """One option, with what it helps with and what people said of it.

    Raises:
        NotFound: there is none.
    """
    stmt = (
        select(LearningOption, Menu.name)
        .join(Menu, Menu.id == LearningOption.menu_id)
        .where(LearningOption.id == option_id)
    )
    found = db.session.execute(stmt).first()
    if found is None:
        raise NotFound("There is no such learning option.")
    option, menu = found
    return Offer(
        option=_seen(option, menu),
        serves=_served_by(option),
        words=words_about(option.key),
        version=option.version,
    )


def words_about(option_key: str) -> list[WordSeen]:
    """What people said of an option, the newest month first; within a month in no order."""
    stmt = (
        select(OptionWord)
        .where(OptionWord.option_key == option_key)
        .order_by(OptionWord.told_in.desc(), OptionWord.id)
        .limit(MOST_WORDS)
    )
    return [
        WordSeen(words=each.words, signed=each.signed, told_in=each.told_in)
        for each in db.session.scalars(stmt)
    ]


def options_with(keys: Iterable[str]) -> dict[str, UUID]:
    """The ids of the options that are known by these keys and are still there."""
    stmt = select(LearningOption.key, LearningOption.id).where(LearningOption.key.in_(list(keys)))
    return dict(db.session.execute(stmt).all())


def options_for(
    competency_id: UUID, *, level_id: UUID | None = None, limit: int = 12
) -> list[OptionSeen]:
    """Options that help with a competency: for this level of a role first, then by topic too."""
    competency = db.session.get(Competency, competency_id)
    if competency is None:
        return []
    serves = (
        select(Serving.option_id)
        .where(Serving.competency_id == competency_id)
        .where(or_(Serving.role_level_id.is_(None), Serving.role_level_id == level_id))
    )
    if level_id is None:
        serves = select(Serving.option_id).where(Serving.competency_id == competency_id)
    stmt = (
        select(LearningOption, Menu.name)
        .join(Menu, Menu.id == LearningOption.menu_id)
        .where(or_(LearningOption.id.in_(serves), _about(competency.name)))
        .order_by(func.lower(LearningOption.title), LearningOption.id)
        .limit(limit)
    )
    return [_seen(option, menu) for option, menu in db.session.execute(stmt)]


def _served_by(option: LearningOption) -> list[Served]:
    stmt = (
        select(Competency, RoleLevel.name, JobRole.name)
        .join(Serving, Serving.competency_id == Competency.id)
        .outerjoin(RoleLevel, RoleLevel.id == Serving.role_level_id)
        .outerjoin(JobRole, JobRole.id == RoleLevel.role_id)
        .where(Serving.option_id == option.id)
        .order_by(Competency.name, JobRole.name, RoleLevel.position)
    )
    found: list[tuple[Competency, Any, Any]] = list(db.session.execute(stmt))
    by_topic = select(Competency).order_by(Competency.name)
    named = set(lines_of(option.topics_plain))
    said = [
        Served(
            id=each.id, key=each.key, name=each.name, role=", ".join(filter(None, (role, level)))
        )
        for each, level, role in found
    ]
    known = {each.id for each in said}
    if named:
        matching = db.session.scalars(by_topic.where(func.lower(Competency.name).in_(named)))
        said += [
            Served(id=each.id, key=each.key, name=each.name, role="")
            for each in matching
            if each.id not in known
        ]
    return said


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in wanted.words.split()[:8]:
        said = [LearningOption.title, LearningOption.provider, LearningOption.topics]
        found.append(or_(*(each.icontains(word, autoescape=True) for each in said)))
    if wanted.kind is not None:
        found.append(LearningOption.kind == wanted.kind)
    if wanted.topic:
        found.append(_about(wanted.topic))
    if wanted.menu_id is not None:
        found.append(LearningOption.menu_id == wanted.menu_id)
    if wanted.cost is not None:
        found.append(_within(LearningOption.price, wanted.cost, _PRICES))
    if wanted.length is not None:
        found.append(_within(LearningOption.hours, wanted.length, _HOURS))
    return found


def _within(column: Any, choice: Any, bounds: Any) -> ColumnElement[bool]:
    """Whether a price or a length is within what was chosen."""
    if choice in {Cost.UNKNOWN, Length.UNKNOWN}:
        return and_(column.is_(None))
    if choice is Cost.FREE:
        return and_(column == 0)
    least, most = bounds[choice]
    return and_(column > least) if most is None else and_(column >= least, column <= most)


def _about(topic: str) -> ColumnElement[bool]:
    """Whether an option is about a topic."""
    around = f"{BETWEEN}{plain(topic)}{BETWEEN}"
    kept = literal(BETWEEN) + LearningOption.topics_plain + BETWEEN
    return kept.contains(around, autoescape=True)


def _seen(option: LearningOption, menu: str) -> OptionSeen:
    return OptionSeen(
        id=option.id,
        key=option.key,
        title=option.title,
        kind=option.kind,
        provider=option.provider,
        link=option.link,
        summary=option.summary,
        cost=option.cost or ("free" if option.price == 0 else ""),
        length=option.length,
        need=option.need,
        topics=lines_of(option.topics),
        menu=menu,
    )
