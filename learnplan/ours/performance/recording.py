"""Writing an import down, and taking it back. Each is one act: all of it or none of it."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, insert, select, update

from learnplan.core import bulk, clock
from learnplan.core.db import db
from learnplan.core.errors import Conflict
from learnplan.directory.queries import unit_key
from learnplan.directory.services import units as directory
from learnplan.ours.performance import writings
from learnplan.ours.performance.models import (
    FIGURES,
    FILE_NAME_LIMIT,
    Indicator,
    ObservationBatch,
    State,
    WholeBoard,
    attestation,
    figures_version,
    observation,
    observation_was,
    series,
)
from learnplan.ours.performance.numbering import Pair, chunks, new_series, stretch
from learnplan.ours.performance.observations import ObservationRow
from learnplan.ours.performance.planning import IndicatorKey, NewIndicator, Plan, Series
from learnplan.ours.performance.rollups import Touched, settle
from learnplan.ours.performance.senders import Sender

ROWS_AT_ONCE = 10_000
PLACE = ("series_id", "period_start")
_START = attrgetter("period.start")
Progress = Callable[[int, int], None]


def stir() -> None:
    """Say that figures change: pages kept from before are of an older version.

    On PostgreSQL this also makes imports wait for each other, as SQLite's write lock does.
    """
    grown = update(figures_version).values(version=figures_version.c.version + 1)
    if not db.session.execute(grown).rowcount:  # type: ignore[attr-defined]  # a CursorResult
        db.session.execute(insert(figures_version).values(id=1, version=1))


def take_back_files() -> None:
    """Have no file left in which something may be that is not shown any more."""
    db.session.execute(delete(WholeBoard))


def new_batch(*, name: str, data: bytes, sender: Sender) -> ObservationBatch:
    """Begin to keep the trace of an import: what was sent, by what name, and who sent it."""
    last = db.session.scalar(select(func.max(ObservationBatch.number))) or 0
    batch = ObservationBatch(
        number=last + 1,
        file_name=name[-FILE_NAME_LIMIT:] or "figures",
        sha256=hashlib.sha256(data).hexdigest(),
        sent_by=sender.name,
        origin=sender.origin,
        feed_id=sender.feed_id,
        person_id=sender.person_id,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def record(batch: ObservationBatch, plan: Plan, *, attest: bool, progress: Progress) -> None:
    """Keep what ``plan`` says, and everything that follows from it.

    With ``attest`` whoever sends it gives their word for the years the figures are of.
    """
    stir()
    if not attest:
        take_back_files()  # what nobody gives their word for hides what was shown beside it
    units = directory.found_units(
        [*plan.new_units, *(each.unit for each in plan.series if isinstance(each.unit, tuple))]
    )
    indicators = {
        key: _add(each) if isinstance(each, NewIndicator) else each
        for key, each in plan.indicators.items()
    }
    batch.made = json.dumps(
        {
            "units": [str(units[path]) for path in plan.new_units],
            "indicators": [
                str(indicators[key])
                for key, each in plan.indicators.items()
                if isinstance(each, NewIndicator)
            ],
        }
    )
    db.session.flush()

    touched = Touched()
    promised = unattested(plan) if attest else {}
    fresh: list[tuple[Pair, Series]] = []
    starts: set[date] = set()
    for each in plan.series:
        if each.fresh or each.indicator in promised:
            unit_id = units[each.unit] if isinstance(each.unit, tuple) else each.unit
            indicator_id = indicators[each.indicator]
            touched.units[indicator_id].add(unit_id)
            starts.update([row.period.start for row in each.said])
            if each.fresh:
                fresh.append(((unit_id, indicator_id), each))
    if starts:
        touched.between(min(starts), max(starts))
    _write(batch.number, _numbered(fresh), progress)
    if promised:
        words = [
            {"indicator_id": indicators[key], "plan_year": year, "batch": batch.number}
            for key, years in promised.items()
            for year in sorted(years)
        ]
        db.session.execute(insert(attestation), words)
    settle(touched)
    batch.state, batch.moved_at = State.ADDED, clock.now()
    batch.data = None
    db.session.flush()


def _numbered(fresh: Sequence[tuple[Pair, Series]]) -> list[tuple[int, Series]]:
    """Series with figures to write by their numbers, once it is kept how far they will go."""
    stretch((each.known.number, each.goes) for _, each in fresh if each.known)
    new = [(pair, each) for pair, each in fresh if not each.known]
    numbers = new_series([(pair, each.goes) for pair, each in new])
    numbered = [(number, each) for number, (_, each) in zip(numbers, new, strict=True)]
    numbered += [(each.known.number, each) for _, each in fresh if each.known]
    return sorted(numbered, key=itemgetter(0))


def unattested(plan: Plan) -> dict[IndicatorKey, set[int]]:
    """The indicators in a file, and the years it has them for, that nobody gave their word for."""
    starts: dict[IndicatorKey, set[date]] = {}
    for each in plan.series:
        starts.setdefault(each.indicator, set()).update([row.period.start for row in each.said])
    years = {key: {start.year for start in its} for key, its in starts.items()}
    keys = {each: key for key, each in plan.indicators.items() if isinstance(each, UUID)}
    for ids in chunks(keys):
        stmt = select(attestation.c.indicator_id, attestation.c.plan_year)
        for row in db.session.execute(stmt.where(attestation.c.indicator_id.in_(ids))):
            years[keys[row.indicator_id]].discard(row.plan_year)
    return {key: its_years for key, its_years in years.items() if its_years}


def _add(new: NewIndicator) -> UUID:
    indicator = Indicator(
        name=new.name,
        key=unit_key(new.name),
        period_kind=new.kind,
        direction=new.direction,
        adds_up=new.adds_up,
        measure=new.measure,
        scale=new.scale,
        decimals=new.decimals,
        chart_kind=new.chart_kind,
        seasonal=new.seasonal,
        goes_beyond=new.goes_beyond,
    )
    db.session.add(indicator)
    return indicator.id


def _write(batch: int, fresh: list[tuple[int, Series]], progress: Progress) -> None:
    """Put figures in their places; what an import replaces is kept for its undoing."""
    day = bulk.day_kept()
    rows = [(number, row) for number, each in fresh for row in sorted(each.fresh, key=_START)]
    _make_room(batch, fresh)
    for start_at in range(0, len(rows), ROWS_AT_ONCE):
        numbers, figures = zip(*rows[start_at : start_at + ROWS_AT_ONCE], strict=True)
        said = dict(zip(ObservationRow._fields, zip(*figures, strict=True), strict=True))
        columns: dict[str, Sequence[Any]] = {
            **dict(zip(PLACE, (numbers, list(map(day, map(_START, figures)))), strict=True)),
            **{name: said[name] for name in FIGURES if name in said},
            "as_of": list(map(day, said["as_of"])),
            "batch": [batch] * len(figures),
        }
        bulk.put(observation, columns)
        progress(min(start_at + ROWS_AT_ONCE, len(rows)), len(rows))


def _make_room(batch: int, fresh: list[tuple[int, Series]]) -> None:
    """Take the figures away that others replace; those that were imported are kept."""
    day = bulk.day_kept()
    replaced = [
        (number, day(start), each.stands[start], each.batches[start])
        for number, each in fresh
        if each.stands
        for start in {row.period.start for row in each.fresh} & each.stands.keys()
    ]
    was = [
        (batch, number, start, *figure[:-1], day(figure.as_of), of_batch)
        for number, start, figure, of_batch in replaced
        if of_batch is not None
    ]
    if was:
        names = ("by_batch", *PLACE, *FIGURES)
        bulk.put(observation_was, dict(zip(names, zip(*was, strict=True), strict=True)))
    bulk.take_away(observation, PLACE, [(number, start) for number, start, *_ in replaced])


def undo(batch: ObservationBatch) -> None:
    """Take an import back: every figure is again what it was before it.

    Raises:
        Conflict: it is undone already, or a later import changed some of the same figures.
    """
    if batch.state is State.UNDONE:
        raise Conflict("This import was undone already, by somebody else or in another window.")
    if batch.state is not State.ADDED:
        raise Conflict("This import is not there to be undone.")
    if (later := stands_on(batch)) is not None:
        raise Conflict(
            f"Undo batch {later.number}, {later.file_name}, first: it changed some of the same "
            "figures."
        )
    stir()
    take_back_files()
    touched = _touched_by(batch.number)
    was = observation_was.c
    db.session.execute(delete(observation).where(observation.c.batch == batch.number))
    db.session.execute(
        insert(observation).from_select(
            ["series_id", "period_start", *FIGURES],
            select(was.series_id, was.period_start, *(was[name] for name in FIGURES)).where(
                was.by_batch == batch.number
            ),
        )
    )
    db.session.execute(delete(observation_was).where(was.by_batch == batch.number))
    db.session.execute(delete(attestation).where(attestation.c.batch == batch.number))
    settle(touched)
    _unmake(batch)
    batch.state, batch.moved_at = State.UNDONE, clock.now()
    db.session.flush()


def stands_on(batch: ObservationBatch) -> ObservationBatch | None:
    """The latest import that changed figures of ``batch``, and is to be undone before it."""
    return db.session.scalar(
        select(ObservationBatch)
        .join(observation_was, observation_was.c.by_batch == ObservationBatch.number)
        .where(observation_was.c.batch == batch.number)
        .order_by(ObservationBatch.number.desc())
        .limit(1)
    )


def _touched_by(batch: int) -> Touched:
    """What an import changed, or gave its word for."""
    touched = Touched()
    stmt = (
        select(
            series.c.id,
            series.c.indicator_id,
            series.c.unit_id,
            func.min(observation.c.period_start),
            func.max(observation.c.period_start),
            func.count(),
        )
        .join(observation, observation.c.series_id == series.c.id)
        .where(observation.c.batch == batch)
        .group_by(series.c.id)
    )
    back = select(observation_was.c.series_id, func.count()).group_by(observation_was.c.series_id)
    back = back.where(observation_was.c.by_batch == batch)
    restored = {row[0]: row[1] for row in db.session.execute(back)}
    for number, indicator_id, unit_id, first, last, many in db.session.execute(stmt):
        touched.lost[number] = many - restored.get(number, 0)
        touched.units[indicator_id].add(unit_id)
        touched.between(first, last)
    words = select(attestation.c.indicator_id, attestation.c.plan_year)
    for indicator_id, year in db.session.execute(words.where(attestation.c.batch == batch)):
        touched.units.setdefault(indicator_id, set())
        touched.between(date(year, 1, 1), date(year, 12, 31))
    return touched


def _unmake(batch: ObservationBatch) -> None:
    """Take away the units and indicators that only this import needed, and nobody wrote about."""
    made = json.loads(batch.made or "{}")
    indicators = [UUID(one) for one in made.get("indicators", [])]
    for ids in chunks(indicators):
        unused = ~exists().where(series.c.indicator_id == Indicator.id)
        found = db.session.scalars(select(Indicator.id).where(Indicator.id.in_(ids), unused))
        gone = list(set(found) - writings.written_about((), ids))
        db.session.execute(delete(attestation).where(attestation.c.indicator_id.in_(gone)))
        db.session.execute(delete(Indicator).where(Indicator.id.in_(gone)))
    units = [UUID(one) for one in made.get("units", [])]
    measured: set[UUID] = set()
    for ids in chunks(units):
        measured.update(
            db.session.scalars(select(series.c.unit_id).where(series.c.unit_id.in_(ids)))
        )
        measured |= writings.written_about(ids, ())
    directory.dissolve_units([unit_id for unit_id in units if unit_id not in measured])
