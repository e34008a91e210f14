"""Boards of a large organisation, among its figures of years, beside the same among few of them.

Two houses stand side by side and are looked at in turns, so that a busy machine is busy for both.
What their pages show is the same: 50 regions, of which one has 100 sites in both. So what is
measured is what all the other figures cost. A month of that region is brought in and taken back
as well.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import create_engine, insert, make_url, select, text
from sqlalchemy.schema import CreateSchema

from learnplan.core import bulk
from learnplan.core.db import Database, db, transaction
from learnplan.core.prepared import known_ids
from learnplan.directory import queries as units_there
from learnplan.directory.models import Person, ReportingGroup
from learnplan.directory.services import signing_in, tree
from learnplan.directory.services import units as directory
from learnplan.ours.performance import recording
from learnplan.ours.performance.importing import import_file
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import (
    FIGURES,
    Indicator,
    ObservationBatch,
    State,
    attestation,
    observation,
)
from learnplan.ours.performance.numbering import Goes, new_series
from learnplan.ours.performance.periods import PeriodKind
from learnplan.ours.performance.senders import Sender
from tools.bench import house
from tools.bench.calls import Answer, Caller
from tools.bench.figures import long_csv
from tools.bench.rounds import WAIT, WORK, Clock

INDICATORS, MONTHS, REGIONS, SITES_IN_REGION = 20, 100, 50, 100
CREW = 7
"""How many people a site has: enough for its figures to be shown by themselves."""
FIRST_YEAR, YEARS = 2016, 9
STARTS = [date(FIRST_YEAR + month // 12, month % 12 + 1, 1) for month in range(MONTHS)]
COLUMNS = ("series_id", "period_start", *FIGURES, "parts")
WHO = "somebody@bench.example"
OK = 200
BRING_IN, TAKE_BACK = "bring in a month of a region", "… and take it back"


@dataclass(frozen=True, slots=True)
class Large:
    """A house with so many figures, somebody in it, and the boards to look at, by their names.

    ``took`` is how many milliseconds each page took, and each act, round by round.
    """

    app: Flask
    figures: int
    caller: Caller
    boards: dict[str, UUID]
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


def side_by_side(
    folder: Path, *, each: Sequence[int], rounds: int, url: str | None = None
) -> list[Large]:
    """Look at houses whose regions have so many sites each, in turns; on a server perhaps."""
    folder.mkdir()
    clock = WORK if url is None else WAIT  # a server's work is not this process's
    houses = [_built(folder / str(sites), sites, url) for sites in each]
    for number in range(rounds):
        for large in houses if number % 2 == 0 else houses[::-1]:
            with large.app.app_context():
                _look(large, clock)
                if number < rounds // 3:
                    _bring_in_and_take_back(large, clock)
                db.session.remove()
    return houses


def _built(folder: Path, sites: int, url: str | None) -> Large:
    app = house.empty(folder, organisation_url=url and _room_on_server(url, f"sites_{sites}"))
    with app.app_context():
        with transaction(Database.ORGANISATION):
            boards = _fill(sites)
        if url is not None:
            db.session.execute(text("ANALYZE"))  # as the server does by itself, some time
            db.session.commit()
        caller = _signed_in(app)
        db.session.remove()
    figures = (SITES_IN_REGION + (REGIONS - 1) * sites) * INDICATORS * MONTHS
    return Large(app, figures, caller, boards)


def _room_on_server(url: str, name: str) -> str:
    """The address of a schema of its own in a database."""
    address = make_url(url)
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(CreateSchema(name))
    engine.dispose()
    said = address.update_query_dict({"options": f"-csearch_path={name}"})
    return said.render_as_string(hide_password=False)


def _fill(sites: int) -> dict[str, UUID]:
    """Figures of so many sites in each region but the first; one unit of each kind is returned."""
    recording.stir()
    batch, indicators = _begun()
    regions = [(f"Region {number + 1}",) for number in range(REGIONS)]
    paths = [
        (*path, f"Site {number + 1}")
        for path in regions
        for number in range(SITES_IN_REGION if path == regions[0] else sites)
    ]
    found = directory.found_units([*regions, *paths])
    root = units_there.organisation_unit().id
    wholes = {root: REGIONS} | {found[path]: SITES_IN_REGION for path in regions}
    for unit_id in (root, *found.values()):
        _keep(batch, indicators, unit_id, parts=wholes.get(unit_id))
    tree.stir()
    return {"the organisation": root, "a region": found[regions[0]], "a site": found[paths[0]]}


def _begun() -> tuple[int, list[UUID]]:
    """Somebody to look, indicators, and an import that everything is from."""
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
    return batch.number, [one.id for one in indicators]


def _keep(batch: int, indicators: Sequence[UUID], unit_id: UUID, *, parts: int | None) -> None:
    """Figures of a unit, made of so many parts or its own, and people enough to show them."""
    db.session.add(
        ReportingGroup(
            plan_year=FIRST_YEAR, unit_id=unit_id, group_id=unit_id, roster_size=CREW * (parts or 1)
        )
    )
    goes = Goes(STARTS[0], STARTS[-1], MONTHS, 0 if parts else MONTHS)
    numbers = new_series([((unit_id, one), goes) for one in indicators])
    by_column = zip(*_figures(batch, numbers, parts), strict=True)
    bulk.put(observation, dict(zip(COLUMNS, by_column, strict=True)))


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


def _look(large: Large, clock: Clock) -> None:
    """Each board after a start, after figures changed, worked out anew, and as it is kept."""
    ours: Flask = large.app.extensions["ours"]
    for name, unit_id in large.boards.items():
        board = f"/org/performance/units/{unit_id}"
        look = _must(large.caller.prepare("GET", board))
        look_anew = _must(large.caller.prepare("GET", f"{board}?nobody_asked={uuid4().hex}"))
        ours.extensions.pop("performance", None)
        known_ids.clear()
        large.took[f"{name}, after a start"].append(_milliseconds(look, clock))
        with transaction(Database.ORGANISATION):
            recording.stir()
        large.took[f"{name}, after a change"].append(_milliseconds(look, clock))
        large.took[f"{name}, worked out"].append(_milliseconds(look_anew, clock))
        large.took[f"{name}, kept"].append(_milliseconds(look, clock))


def _bring_in_and_take_back(large: Large, clock: Clock) -> None:
    """A month more of all sites in the first region, and the undoing of it."""
    sites = [f"Region 1 / Site {number + 1}" for number in range(SITES_IN_REGION)]
    data = long_csv(sites, indicators=INDICATORS, months=1)
    bring_in = partial(import_file, "month.csv", mapping=None, by=Sender("bench"), dry_run=False)
    with transaction(Database.ORGANISATION):
        large.took[BRING_IN].append(_milliseconds(partial(bring_in, data), clock))
    with transaction(Database.ORGANISATION):
        last = select(ObservationBatch).order_by(ObservationBatch.number.desc()).limit(1)
        undo = partial(recording.undo, db.session.scalars(last).one())
        large.took[TAKE_BACK].append(_milliseconds(undo, clock))


def _must(look: Callable[[], Answer]) -> Callable[[], None]:
    def looked() -> None:
        answer = look()
        if answer.status != OK:
            raise ValueError(f"The answer was {answer.status}.")

    return looked


def _milliseconds(act: Callable[[], object], clock: Clock) -> float:
    began = clock()
    act()
    return (clock() - began) * 1000
