"""Batches looked at afterwards: what each put in place of what, and its figures as a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.delimited import csv_lines
from learnplan.core.errors import require
from learnplan.directory import queries as directory
from learnplan.ours.performance import policy
from learnplan.ours.performance.boards import ChartPage
from learnplan.ours.performance.mapping import LONG_COLUMNS
from learnplan.ours.performance.models import (
    Indicator,
    ObservationBatch,
    State,
    observation,
    observation_was,
    series,
)
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.seen import Seen
from learnplan.ours.performance.senders import Origin
from learnplan.web.filters import count

LISTED = 200
SERIES_LOOKED_AT = 2_000
TOO_MANY = (
    "Somebody else brought this in, and it is too much to leave out, figure by figure, what is not "
    "shown. Take the whole board along as a file: it has all that is."
)
COLUMNS = ("unit", "indicator", "period", *LONG_COLUMNS)
_SENT = {
    Origin.PERSON: "{}",
    Origin.COMMAND: "By command",
    Origin.TOKEN: "Pushed by {}",
    Origin.FOLDER: "Taken from the folder",
    Origin.ADDRESS: "Fetched from {}",
}


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure that a batch put in the place of another."""

    unit: str
    indicator: str
    period: Period
    was: float
    became: float
    at: datetime


class LeftOut(NamedTuple):
    """A figure of a period to come, and the import that it came in by, where it is no roll-up."""

    period: Period
    batch_id: UUID | None
    file_name: str | None


def sender(batch: ObservationBatch) -> str:
    """Who or what sent a batch, in words."""
    return _SENT[batch.origin].format(batch.sent_by)


def brought(batch: ObservationBatch) -> str:
    """What an import that stands did: ``2 figures added, 1 figure changed``."""
    if batch.state is not State.ADDED or not batch.report:
        return ""
    report = json.loads(batch.report)
    parts = [
        f"{count(report['added'], 'figure')} added" if report["added"] else "",
        f"{count(report['updated'], 'figure')} changed" if report["updated"] else "",
    ]
    return ", ".join(filter(None, parts)) or "Nothing new in it"


def indicators_made_by(batch: ObservationBatch) -> list[tuple[UUID, str]]:
    """The first indicators that an import made and that are here still, by name."""
    made = [UUID(one) for one in json.loads(batch.made or "{}").get("indicators", [])]
    stmt = (
        select(Indicator.id, Indicator.name)
        .where(Indicator.id.in_(made[:LISTED]))
        .order_by(Indicator.name, Indicator.id)
    )
    return [(indicator_id, name) for indicator_id, name in db.session.execute(stmt)]


def restated_by(batch: ObservationBatch) -> tuple[list[Restated], int]:
    """The first figures that a batch restated, by unit and indicator, and how many it did.

    They are those that everybody may see, as on their charts.
    """
    stmt = _restatements(observation_was.c.by_batch == batch.number)
    count = db.session.scalar(select(func.count()).select_from(stmt.order_by(None).subquery()))
    return _read(stmt, Seen()), count or 0


def restated_at(page: ChartPage) -> list[Restated]:
    """What the figures of a chart said before they were restated, the latest periods first.

    Of figures that are shown now, alone: what several units say together was never written down.
    """
    if len(page.place.units) > 1 or not page.shown:
        return []
    starts = {each.period.start for each in page.shown}
    here = and_(series.c.unit_id == page.place.unit.id, series.c.indicator_id == page.indicator.id)
    return [each for each in _read(_restatements(here)) if each.period.start in starts]


def left_out_of(page: ChartPage) -> list[LeftOut]:
    """The figures of a chart whose periods have not begun, and the imports they came in by."""
    starts = [each.period.start for each in page.hidden if each.is_to_come]
    stmt = (
        select(observation.c.period_start, ObservationBatch.id, ObservationBatch.file_name)
        .join(series, series.c.id == observation.c.series_id)
        .outerjoin(ObservationBatch, ObservationBatch.number == observation.c.batch)
        .where(
            series.c.unit_id.in_(page.place.row),
            series.c.indicator_id == page.indicator.id,
            observation.c.period_start.in_(starts),
        )
        .order_by(observation.c.period_start, ObservationBatch.number)
    )
    kind = page.indicator.period_kind
    found = db.session.execute(stmt) if starts else ()
    return [LeftOut(Period(kind, start), *by) for start, *by in found]


def figures_csv(actor: Actor, batch: ObservationBatch) -> Iterator[bytes]:
    """The figures of a batch that stand, as a file that can be put right and imported again.

    Whoever sent it has all of them; all others those that everybody may see.

    Raises:
        Refused: somebody else sent it, and it has too many to ask of each whether it may be seen.
    """
    paths = paths_in_files()
    seen = None if policy.sent(actor, batch) else _few_enough_to_see(batch)
    columns = [observation.c[name] for name in LONG_COLUMNS if name in observation.c]
    stmt = (
        select(
            series.c.unit_id,
            series.c.indicator_id,
            Indicator.name,
            Indicator.period_kind,
            Indicator.direction,
            observation.c.period_start,
            *columns,
        )
        .join(series, series.c.id == observation.c.series_id)
        .join(Indicator, Indicator.id == series.c.indicator_id)
        .where(observation.c.batch == batch.number)
        .order_by(Indicator.name, series.c.id, observation.c.period_start)
    )
    names = [column.name for column in columns]

    def rows() -> Iterator[list[object]]:
        for unit_id, about, name, kind, direction, start, *said in db.session.execute(stmt):
            if seen is not None and not seen.shows(unit_id, about, start):
                continue
            known = {**dict(zip(names, said, strict=True)), "direction": direction.value}
            period = Period(kind, start).code
            yield [paths[unit_id], name, period, *(known.get(each) for each in LONG_COLUMNS)]

    return csv_lines(COLUMNS, rows())


def _few_enough_to_see(batch: ObservationBatch) -> Seen:
    here = select(observation.c.series_id).where(observation.c.batch == batch.number).distinct()
    count = db.session.scalar(select(func.count()).select_from(here.subquery())) or 0
    require(count <= SERIES_LOOKED_AT, TOO_MANY)
    return Seen()


def _restatements(condition: ColumnElement[bool]) -> Select[Any]:
    """Figures that were replaced, with what replaced them: it stands, or was replaced in turn."""
    was, later, by = observation_was, observation_was.alias("later"), ObservationBatch
    same = and_(
        observation.c.series_id == was.c.series_id,
        observation.c.period_start == was.c.period_start,
        observation.c.batch == was.c.by_batch,
    )
    replaced = and_(
        later.c.series_id == was.c.series_id,
        later.c.period_start == was.c.period_start,
        later.c.batch == was.c.by_batch,
    )
    became = func.coalesce(observation.c.value, later.c.value)
    return (
        select(
            series.c.unit_id,
            series.c.indicator_id,
            Indicator.name,
            Indicator.period_kind,
            was.c.period_start,
            was.c.value,
            became.label("became"),
            by.moved_at,
        )
        .select_from(was)
        .join(series, series.c.id == was.c.series_id)
        .join(Indicator, Indicator.id == series.c.indicator_id)
        .join(by, by.number == was.c.by_batch)
        .outerjoin(observation, same)
        .outerjoin(later, replaced)
        .where(condition, became != was.c.value)
        .order_by(was.c.period_start.desc(), was.c.by_batch.desc(), Indicator.name, was.c.series_id)
    )


def _read(stmt: Select[Any], seen: Seen | None = None) -> list[Restated]:
    found = db.session.execute(stmt.limit(LISTED)).all()
    paths = paths_in_files() if found else {}
    return [
        Restated(paths[unit_id], name, Period(kind, start), before, after, at)
        for unit_id, indicator_id, name, kind, start, before, after, at in found
        if seen is None or seen.shows(unit_id, indicator_id, start)
    ]


def paths_in_files() -> dict[UUID, str]:
    """How files write each unit: from below the organisation."""
    paths: dict[UUID, str] = {}
    for unit in directory.units():
        above = paths.get(unit.parent_id) if unit.parent_id else None
        paths[unit.id] = unit.name if not above or unit.depth == 1 else f"{above} / {unit.name}"
    return paths
