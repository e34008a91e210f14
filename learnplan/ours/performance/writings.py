"""Reads of what people wrote on boards and charts. Everyone reads the same."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.ours.performance.models import (
    Annotation,
    LimitsStep,
    Pin,
    Programme,
    Review,
    Standing,
    Target,
)

PATIENCE = timedelta(days=31)
"""For how long after its day a programme can be renewed before it retires by itself."""
LATELY = 30
Thing = TypeVar("Thing", bound=LimitsStep | Target | Annotation | Programme)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """Where the limits of a chart are worked out anew, why, and who said so when."""

    id: UUID
    starts_on: date
    reason: str
    baseline: int | None
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """What was decided, by whom and when, and when it is looked at next."""

    decided: str
    decided_on: date
    written_at: datetime
    author: str
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetView:
    """What was promised from a day on, and what was decided of it since."""

    id: UUID
    unit_id: UUID
    indicator_id: UUID
    value: float
    starts_on: date
    owner: str
    review_on: date | None
    why: str
    author: str
    written_at: datetime
    reviews: tuple[ReviewView, ...] = ()

    @property
    def due_on(self) -> date | None:
        """When it is to be looked at next, as was said last; None when nobody said."""
        last = self.reviews[-1] if self.reviews else None
        if last is None or last.written_at < self.written_at:
            return self.review_on
        return last.next_on

    def asks(self, today: date) -> bool:
        """Whether its day has come and nobody has said what was decided."""
        return self.due_on is not None and self.due_on <= today


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """Something that happened, in words, and who says so."""

    id: UUID
    unit_id: UUID
    indicator_id: UUID | None
    happened_on: date
    words: str
    author: str
    author_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """Something a unit tries, and what it is to move: by how much and by when."""

    id: UUID
    unit_id: UUID
    indicator_id: UUID
    title: str
    what: str
    starts_on: date
    due_on: date
    amount: float
    standing: Standing
    author: str
    author_id: UUID
    reviews: tuple[ReviewView, ...] = ()

    @property
    def until(self) -> date:
        """The day on which everyone sees whether it moved anything; renewing moves it on."""
        renewed = [each.next_on for each in self.reviews if each.next_on is not None]
        return renewed[-1] if renewed else self.due_on

    def has_retired(self, today: date) -> bool:
        """Whether it was ended, or nobody renewed it for a while after its day."""
        return self.standing is Standing.RETIRED or today - PATIENCE > self.until


@dataclass(frozen=True, slots=True)
class Writings:
    """What is written at a place: of each indicator, and of all of them."""

    steps: dict[UUID, list[StepView]] = field(default_factory=dict)
    targets: dict[UUID, list[TargetView]] = field(default_factory=dict)
    notes: tuple[NoteView, ...] = ()

    def notes_on(self, indicator_id: UUID) -> list[NoteView]:
        """The notes on an indicator's chart, the oldest first."""
        return [each for each in self.notes if each.indicator_id in {None, indicator_id}]


def writings_at(
    units: Collection[UUID], above: Iterable[UUID], indicator_ids: Collection[UUID]
) -> Writings:
    """What is written at some units that are shown as one, and the notes of those above them."""
    steps: dict[UUID, list[StepView]] = defaultdict(list)
    stmt = (
        select(LimitsStep)
        .where(
            LimitsStep.unit_id.in_(units),
            LimitsStep.indicator_id.in_(indicator_ids),
            LimitsStep.removed_at.is_(None),
        )
        .order_by(LimitsStep.starts_on, LimitsStep.written_at, LimitsStep.id)
    )
    for step in db.session.scalars(stmt):
        steps[step.indicator_id].append(
            StepView(
                id=step.id,
                starts_on=step.starts_on,
                reason=step.reason,
                baseline=step.baseline,
                author=step.author,
                written_at=step.written_at,
            )
        )
    targets: dict[UUID, list[TargetView]] = defaultdict(list)
    for target in _targets(Target.unit_id.in_(units), Target.indicator_id.in_(indicator_ids)):
        targets[target.indicator_id].append(target)
    return Writings(
        dict(steps), dict(targets), tuple(_notes(Annotation.unit_id.in_([*units, *above])))
    )


def targets_everywhere(today: date) -> list[TargetView]:
    """The target that holds for each indicator of each unit, the one that waits longest first."""
    held: dict[tuple[UUID, UUID], TargetView] = {}
    for each in _targets(Target.starts_on <= today):
        held[each.unit_id, each.indicator_id] = each
    return sorted(held.values(), key=lambda each: (each.due_on or date.max, each.starts_on))


def notes_lately() -> list[NoteView]:
    """What happened lately, wherever, the latest first."""
    return _notes(latest=LATELY)


def _targets(*conditions: ColumnElement[bool]) -> list[TargetView]:
    stmt = (
        select(Target)
        .where(Target.removed_at.is_(None), *conditions)
        .order_by(Target.starts_on, Target.written_at, Target.id)
    )
    found = list(db.session.scalars(stmt))
    reviews = _reviews(Review.target_id.in_([each.id for each in found]), found)
    return [
        TargetView(
            id=each.id,
            unit_id=each.unit_id,
            indicator_id=each.indicator_id,
            value=each.value,
            starts_on=each.starts_on,
            owner=each.owner,
            review_on=each.review_on,
            why=each.why,
            author=each.author,
            written_at=each.written_at,
            reviews=reviews.get(each.id, ()),
        )
        for each in found
    ]


def _reviews(
    of_these: ColumnElement[bool], found: Collection[object]
) -> dict[UUID, tuple[ReviewView, ...]]:
    """What was decided of some targets or programmes, the earliest first."""
    if not found:
        return {}
    decided: dict[UUID, tuple[ReviewView, ...]] = {}
    stmt = (
        select(Review)
        .where(of_these, Review.removed_at.is_(None))
        .order_by(Review.decided_on, Review.written_at, Review.id)
    )
    for each in db.session.scalars(stmt):
        of = each.target_id or each.programme_id
        if of is not None:
            view = ReviewView(
                decided=each.decided,
                decided_on=each.decided_on,
                written_at=each.written_at,
                author=each.author,
                next_on=each.next_on,
            )
            decided[of] = (*decided.get(of, ()), view)
    return decided


def _notes(*conditions: ColumnElement[bool], latest: int | None = None) -> list[NoteView]:
    """Notes, the oldest first; or so many of the latest, those first."""
    order = (Annotation.happened_on, Annotation.written_at, Annotation.id)
    stmt = (
        select(
            Annotation.id,
            Annotation.unit_id,
            Annotation.indicator_id,
            Annotation.happened_on,
            Annotation.words,
            Annotation.author,
            Annotation.author_id,
        )
        .where(Annotation.removed_at.is_(None), *conditions)
        .order_by(*(order if latest is None else (each.desc() for each in order)))
        .limit(latest)
    )
    return [NoteView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name


def programmes_at(
    units: Collection[UUID] | None = None,
    indicator_id: UUID | None = None,
    programme_id: UUID | None = None,
) -> list[ProgrammeView]:
    """Programmes, the latest first: of some units or all, of one indicator or all, or one alone."""
    stmt = (
        select(Programme)
        .where(Programme.removed_at.is_(None))
        .order_by(Programme.starts_on.desc(), Programme.written_at.desc(), Programme.id)
    )
    if units is not None:
        stmt = stmt.where(Programme.unit_id.in_(units))
    if indicator_id is not None:
        stmt = stmt.where(Programme.indicator_id == indicator_id)
    if programme_id is not None:
        stmt = stmt.where(Programme.id == programme_id)
    found = list(db.session.scalars(stmt))
    reviews = _reviews(Review.programme_id.in_([each.id for each in found]), found)
    return [
        ProgrammeView(
            id=each.id,
            unit_id=each.unit_id,
            indicator_id=each.indicator_id,
            title=each.title,
            what=each.what,
            starts_on=each.starts_on,
            due_on=each.due_on,
            amount=each.amount,
            standing=each.standing,
            author=each.author,
            author_id=each.author_id,
            reviews=reviews.get(each.id, ()),
        )
        for each in found
    ]


def target_for(target_id: UUID) -> TargetView:
    """One target. They are everybody's to know.

    Raises:
        NotFound: there is none.
    """
    target = row_for(Target, target_id)
    return next(each for each in _targets(Target.id == target.id))


def kept_target(target_id: UUID) -> Target:
    """A target as it is kept, to be written on.

    Raises:
        NotFound: there is none.
    """
    return row_for(Target, target_id)


def row_for(table: type[Thing], thing_id: UUID, *, removed: bool = False) -> Thing:
    """Something that was written; what was taken away only where it is asked for.

    Raises:
        NotFound: there is no such thing.
    """
    thing = db.session.get(table, thing_id)
    if thing is None or (thing.removed_at is not None) != removed:
        raise NotFound("There is nothing here.")
    return thing


def pins_of(units: Collection[UUID]) -> dict[UUID, int]:
    """Which indicators stand first on the board of some units, and in what order."""
    stmt = select(Pin.indicator_id, Pin.place).where(Pin.unit_id.in_(units)).order_by(Pin.place)
    found: dict[UUID, int] = {}
    for row in db.session.execute(stmt):
        found.setdefault(row.indicator_id, row.place)
    return found


def written_about(units: Collection[UUID], indicators: Collection[UUID]) -> frozenset[UUID]:
    """Which of some units and indicators somebody wrote about, so that they stay."""
    found: set[UUID] = set()
    for table in (LimitsStep, Target, Annotation, Programme, Pin):
        stmt = select(table.unit_id, table.indicator_id).where(
            or_(table.unit_id.in_(units), table.indicator_id.in_(indicators))
        )
        for row in db.session.execute(stmt):
            found.update(each for each in row if each is not None)
    return frozenset(found & {*units, *indicators})
