"""Boards of a large organisation, among its figures of years, beside the same among few of them.

It is one house, looked at before and after thousands of units were added. What its pages show
stays the same: 50 regions, of which one has 100 sites from the beginning. So what is measured is
what all the other figures cost.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from uuid import UUID

from flask import Flask
from sqlalchemy import insert, text

from learnplan.core import bulk
from learnplan.core.db import Database, db, transaction
from learnplan.directory import queries as units_there
from learnplan.directory.models import Person, ReportingGroup
from learnplan.directory.services import signing_in
from learnplan.directory.services import units as directory
from learnplan.ours.performance import recording
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import FIGURES, Indicator, State, attestation, observation
from learnplan.ours.performance.numbering import Goes, new_series
from learnplan.ours.performance.periods import PeriodKind
from learnplan.ours.performance.senders import Sender
from tools.bench import house
from tools.bench.calls import Answer, Caller
from tools.bench.rounds import WAIT, WORK, Clock

INDICATORS, MONTHS, REGIONS, SITES_IN_REGION = 20, 100, 50, 100
CREW = 7
"""How many people a site has: enough for its figures to be shown by themselves."""
FIRST_YEAR, YEARS = 2016, 9
STARTS = [date(FIRST_YEAR + month // 12, month % 12 + 1, 1) for month in range(MONTHS)]
COLUMNS = ("series_id", "period_start", *FIGURES, "parts")
WHO = "somebody@bench.example"
OK = 200


@dataclass(frozen=True, slots=True)
class Took:
    """How many figures there are, and how many milliseconds a page takes, by its name."""

    figures: int
    pages: dict[str, float]


def looked_at(
    folder: Path, *, each: Sequence[int], rounds: int, url: str | None = None
) -> Iterator[Took]:
    """Open the boards of a house, on a server perhaps, when its regions have so many sites each."""
    app = house.empty(folder, organisation_url=url)
    with app.app_context():
        with transaction(Database.ORGANISATION):
            filling = _begun()
        caller = _signed_in(app)
        for sites in each:
            with transaction(Database.ORGANISATION):
                boards = _fill(filling, sites)
            if url is not None:
                db.session.execute(text("ANALYZE"))  # as the server does by itself, some time
                db.session.commit()
            figures = (SITES_IN_REGION + (REGIONS - 1) * sites) * INDICATORS * MONTHS
            clock = WORK if url is None else WAIT  # a server's work is not this process's
            yield Took(figures, _open(app, caller, boards, rounds, clock))
        db.session.remove()


@dataclass(frozen=True, slots=True)
class _Filling:
    batch: int
    indicators: list[UUID]
    regions: Sequence[tuple[str, ...]]


def _begun() -> _Filling:
    """Indicators, what regions and all of them have, and an import that everything is from."""
    regions = [(f"Region {number + 1}",) for number in range(REGIONS)]
    indicators = [
        Indicator(
            name=f"Indicator {number + 1}",
            key=f"indicator {number + 1}",
            period_kind=PeriodKind.MONTH,
            adds_up=AddsUp.WEIGHTED,
            scale=100.0,
        )
        for number in range(INDICATORS)
    ]
    batch = recording.new_batch(name="bench", data=b"", sender=Sender("bench"))
    batch.state = State.ADDED
    db.session.add_all([*indicators, Person(email=WHO, name="Somebody")])
    db.session.flush()
    words = [
        {"indicator_id": one.id, "plan_year": FIRST_YEAR + year, "batch": batch.number}
        for one in indicators
        for year in range(YEARS)
    ]
    db.session.execute(insert(attestation), words)
    filling = _Filling(batch.number, [one.id for one in indicators], regions)
    found = directory.found_units(regions)
    _keep(filling, units_there.organisation_unit().id, parts=REGIONS)
    for path in regions:
        _keep(filling, found[path], parts=SITES_IN_REGION)
    return filling


def _fill(filling: _Filling, each: int) -> dict[str, UUID]:
    """Have so many sites in each region but the first; one unit of each kind is returned."""
    recording.stir()
    there = {unit.id for unit in units_there.units()}
    paths = [
        (*path, f"Site {number + 1}")
        for path in filling.regions
        for number in range(SITES_IN_REGION if path == filling.regions[0] else each)
    ]
    found = directory.found_units([*filling.regions, *paths])
    for path in paths:
        if found[path] not in there:
            _keep(filling, found[path], parts=None)
    root, region = units_there.organisation_unit().id, filling.regions[0]
    return {"the organisation": root, "a region": found[region], "a site": found[paths[0]]}


def _keep(filling: _Filling, unit_id: UUID, *, parts: int | None) -> None:
    """Figures of a unit, made of so many parts or its own, and people enough to show them."""
    db.session.add(
        ReportingGroup(
            plan_year=FIRST_YEAR, unit_id=unit_id, group_id=unit_id, roster_size=CREW * (parts or 1)
        )
    )
    goes = Goes(STARTS[0], STARTS[-1], MONTHS, 0 if parts else MONTHS)
    numbers = new_series([((unit_id, one), goes) for one in filling.indicators])
    bulk.put(observation, COLUMNS, list(_figures(filling.batch, list(numbers.values()), parts)))


def _figures(batch: int, numbers: Sequence[int], parts: int | None) -> Iterator[tuple[object, ...]]:
    """A figure for each series and month; those of wholes are rolled up from as many parts."""
    days = list(map(bulk.day_kept(), STARTS))
    times = parts or 1
    for number in numbers:
        for month, day in enumerate(days):
            whole = 200 + (number * 7 + month * 3) % 50
            part = whole - (number + month * 11) % 40
            yield (
                *(number, day, 100 * part / whole, part * times, whole * times, 95.0, None, None),
                *((None, parts) if parts else (batch, None)),
            )


def _signed_in(app: Flask) -> Caller:
    with transaction(Database.ORGANISATION):
        word = signing_in.make_link(WHO)
    caller = Caller(app.wsgi_app)
    caller.get(f"/sign-in/link/{word}")
    caller.get("/")  # and read what the first page says once
    return caller


def _open(
    app: Flask, caller: Caller, boards: dict[str, UUID], rounds: int, clock: Clock
) -> dict[str, float]:
    """Each board as it is kept, worked out anew, after figures changed, and after a start."""
    ours: Flask = app.extensions["ours"]
    took = {}
    for name, unit_id in boards.items():
        look = caller.prepare("GET", f"/org/performance/units/{unit_id}")
        kept, anew, changed, started = [], [], [], []
        for _ in range(rounds):
            ours.extensions.pop("performance", None)
            started.append(_milliseconds(look, clock))
            with transaction(Database.ORGANISATION):
                recording.stir()
            changed.append(_milliseconds(look, clock))
            ours.extensions["performance"].kept.clear()
            anew.append(_milliseconds(look, clock))
            kept.append(_milliseconds(look, clock))
        took[f"{name}, kept"] = median(kept)
        took[f"{name}, worked out"] = median(anew)
        took[f"{name}, after a change"] = median(changed)
        took[f"{name}, after a start"] = median(started)
    return took


def _milliseconds(look: Callable[[], Answer], clock: Clock) -> float:
    began = clock()
    answer = look()
    if answer.status != OK:
        raise ValueError(f"The answer was {answer.status}.")
    return (clock() - began) * 1000
