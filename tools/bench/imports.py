"""Bringing figures in, against reading the file and putting its rows into a table unread."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from learnplan.core.db import Database, db, transaction
from learnplan.ours.performance.importing import import_file
from learnplan.ours.performance.senders import Sender
from tests.places import SHARED
from tools.bench import floors, house
from tools.bench.figures import HEADER, long_csv
from tools.bench.rounds import Race, race

SURVEY = SHARED / "kpi" / "civil-service-people-survey" / "csps_org_long_2009-2024.csv.gz"
SITES = [f"Region {number // 10 + 1} / Site {number + 1}" for number in range(100)]


def generated(folder: Path, *, rows: int, rounds: int) -> Race:
    """A generated file of about so many rows, of 100 units in 10 regions."""
    data = long_csv(SITES, indicators=10, months=rows // (len(SITES) * 10))
    return _raced(folder, "long.csv", data, HEADER, rounds)


def survey(folder: Path, *, rounds: int) -> Race | None:
    """The Civil Service People Survey, 151,495 rows, where it is at hand."""
    if not SURVEY.exists():
        return None
    data = gzip.decompress(SURVEY.read_bytes())
    header = next(csv.reader(data[: data.index(b"\n")].decode().splitlines()))
    return _raced(folder, "survey.csv", data, header, rounds)


def _raced(
    folder: Path, name: str, data: bytes, columns: tuple[str, ...] | list[str], rounds: int
) -> Race:
    """Each import goes into a house of its own, which is made before the clock starts."""
    return race(
        _into_houses(folder, name, data, rounds),
        lambda: floors.insert_all(folder / f"{uuid4().hex}.db", data, columns),
        rounds=rounds,
        calls=1,
    )


def _into_houses(folder: Path, name: str, data: bytes, rounds: int) -> Callable[[], None]:
    apps = iter([house.empty(folder / uuid4().hex) for _ in range(rounds)])

    def bring_in() -> None:
        with next(apps).app_context():
            with transaction(Database.ORGANISATION):
                report = import_file(name, data, mapping=None, by=Sender("bench"), dry_run=False)
            db.session.remove()
        if not report.added:
            raise ValueError("Nothing came in.")

    return bring_in
