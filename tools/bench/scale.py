"""Boards of a large organisation, with its figures of years, beside those of a small one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from statistics import median
from time import process_time
from uuid import UUID

from flask import Flask
from sqlalchemy import insert

from learnplan.core import bulk
from learnplan.core.db import Database, db, transaction
from learnplan.directory import queries as units_there
from learnplan.directory.models import Person
from learnplan.directory.services import signing_in
from learnplan.directory.services import units as directory
from learnplan.ours.performance import recording
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import FIGURES, Indicator, State, attestation, observation
from learnplan.ours.performance.periods import PeriodKind
from learnplan.ours.performance.rollups import new_series
from learnplan.ours.performance.senders import Sender
from tools.bench import house
from tools.bench.calls import Answer, Caller

INDICATORS, MONTHS, SITES_IN_REGION = 20, 100, 100
FIRST_YEAR, YEARS = 2016, 9
STARTS = [date(FIRST_YEAR + month // 12, month % 12 + 1, 1) for month in range(MONTHS)]
COLUMNS = ("series_id", "period_start", *FIGURES, "parts")
AT_ONCE = 50_000
WHO = "somebody@bench.example"
OK = 200


@dataclass(frozen=True, slots=True)
class Took:
    """How many figures there are, and how many milliseconds a page takes, by its name."""

    figures: int
    pages: dict[str, float]


def looked_at(folder: Path, *, units: int, rounds: int) -> Took:
    """Fill a house with so many units of 20 indicators over 100 months, and open its boards."""
    app = house.empty(folder)
    with app.app_context():
        with transaction(Database.ORGANISATION):
            boards = _fill(units)
        pages = _open(app, boards, rounds)
        db.session.remove()
    return Took(units * INDICATORS * MONTHS, pages)


def _fill(units: int) -> dict[str, UUID]:
    """Figures of every site, and what they make of regions and of all; one of each is returned."""
    regions = [(f"Region {number + 1}",) for number in range(max(units // SITES_IN_REGION, 1))]
    each = units // len(regions)
    sites = [(*path, f"Site {number + 1}") for path in regions for number in range(each)]
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
    recording.stir()
    batch = recording.new_batch(name="bench", data=b"", sender=Sender("bench"))
    batch.state = State.ADDED
    db.session.add_all([*indicators, Person(email=WHO, name="Somebody")])
    found = directory.found_units([*regions, *sites])
    root = units_there.organisation_unit().id
    db.session.flush()
    made_of = {root: units, **{found[path]: each for path in regions}}
    places = [root, *(found[path] for path in (*regions, *sites))]
    numbers = new_series([(unit, one.id) for unit in places for one in indicators])
    words = [
        {"indicator_id": one.id, "plan_year": FIRST_YEAR + year, "batch": batch.number}
        for one in indicators
        for year in range(YEARS)
    ]
    db.session.execute(insert(attestation), words)
    parts = [made_of.get(unit) for unit, _ in numbers]
    rows = _figures(batch.number, list(numbers.values()), parts)
    while some := list(islice(rows, AT_ONCE)):
        bulk.put(observation, COLUMNS, some)
    return {"the organisation": root, "a region": found[regions[0]], "a site": found[sites[0]]}


def _figures(
    batch: int, numbers: Sequence[int], parts: Sequence[int | None]
) -> Iterator[tuple[object, ...]]:
    """A figure for each series and month; those of wholes are rolled up from as many parts."""
    days = list(map(bulk.as_kept(), STARTS))
    for number, many in zip(numbers, parts, strict=True):
        for month, day in enumerate(days):
            whole = 200 + (number * 7 + month * 3) % 50
            part = whole - (number + month * 11) % 40
            times = many or 1
            yield (
                *(number, day, 100 * part / whole, part * times, whole * times, 95.0, None, None),
                *((None, many) if many else (batch, None)),
            )


def _open(app: Flask, boards: dict[str, UUID], rounds: int) -> dict[str, float]:
    """Each board worked out anew, and all that every board needs after figures have changed."""
    with transaction(Database.ORGANISATION):
        word = signing_in.make_link(WHO)
    caller = Caller(app.wsgi_app)
    caller.get(f"/sign-in/link/{word}")
    caller.get("/")  # and read what the first page says once
    ours: Flask = app.extensions["ours"]
    took = {}
    for name, unit_id in boards.items():
        look = caller.prepare("GET", f"/org/performance/units/{unit_id}")
        kept, anew, changed = [], [], []
        for _ in range(rounds):
            ours.extensions.pop("performance", None)
            changed.append(_milliseconds(look))
            ours.extensions["performance"].kept.clear()
            anew.append(_milliseconds(look))
            kept.append(_milliseconds(look))
        took[f"{name}, kept"] = median(kept)
        took[f"{name}, worked out"] = median(anew)
        took[f"{name}, after a change"] = median(changed)
    return took


def _milliseconds(look: Callable[[], Answer]) -> float:
    began = process_time()
    answer = look()
    if answer.status != OK:
        raise ValueError(f"The answer was {answer.status}.")
    return (process_time() - began) * 1000
