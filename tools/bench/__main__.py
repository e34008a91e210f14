"""Measure, and print a table: ``python3 start.py bench [--quick]``."""

import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import click

from tools.bench import crowd, first_visit, imports, paths, publishing, scale, searching, server
from tools.bench.house import House, furnished
from tools.bench.paths import Effort
from tools.bench.report import Line, compared, grown, measured, table, tailed

THOROUGH, QUICK = Effort(rounds=50, calls=10), Effort(rounds=10, calls=5)
ROWS, FEW_ROWS = 100_000, 10_000
ENTRIES, FEW_ENTRIES = 20_000, 2_000


@click.command()
@click.option("--quick", is_flag=True, help="A first impression, in seconds.")
@click.option(
    "--postgresql",
    metavar="URL",
    help="An empty database on a server: searches there too; with --scale, boards.",
)
@click.option("--scale", "large", is_flag=True, help="Boards among ten million figures, alone.")
def main(*, quick: bool, postgresql: str | None, large: bool) -> None:
    """Say how quick Learnplan is on this machine, beside the barest program that does the same.

    Ratios compare: 1 is as quick as that program, 0.5 takes twice as long.
    """
    click.echo(
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; "
        "in turns, without a network."
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if large:
            click.echo(table(list(_grown(folder, quick=quick, on_server=postgresql))))
            return
        lines = list(
            _measure(furnished(folder / "house"), folder, quick=quick, on_server=postgresql)
        )
    click.echo(table(lines))


def _measure(house: House, folder: Path, *, quick: bool, on_server: str | None) -> Iterator[Line]:
    effort = QUICK if quick else THOROUGH
    captured = paths.capture(house, folder, effort)
    yield compared("log an activity", captured, 0.55)
    yield tailed("the slowest of 100 of these", captured, 3)
    synced = paths.sync_milliseconds(folder, effort.rounds)
    yield measured("… a page onto the disk, alone", synced, "ms", None, decimals=2)
    yield compared("the log, 50 entries", paths.log_page(house, effort), 0.5)
    yield compared("a board of 8 indicators", paths.board(house, effort), 0.45)
    yield compared("… that has not changed", paths.same_board(house, effort), 1.8)
    own, tries = (FEW_ENTRIES, 30) if quick else (ENTRIES, 100)
    for where, url in {"": None, " (PostgreSQL)": on_server}.items():
        if where and not url:
            continue
        found = searching.milliseconds(
            folder, own=own, others=own * 10, tries=tries, learning_url=url
        )
        for question, took in found.items():
            name = f"search {own:,} own entries: {question}{where}"
            yield measured(name, took, "ms", 4, decimals=2)
    rows, rounds = (FEW_ROWS, 1) if quick else (ROWS, 3)
    yield compared(
        f"import {rows:,} figures", imports.generated(folder, rows=rows, rounds=rounds), 0.75
    )
    if not quick and (survey := imports.survey(folder, rounds=1)):
        yield compared("import a survey of 151,495 rows", survey, 0.75)
    headcount, teams = (1_000, 100) if quick else (10_000, 1_000)
    took = publishing.seconds(folder, headcount=headcount, teams=teams)
    yield measured(f"publish a pulse of {headcount:,} people", took, "s", 60, decimals=1)
    circles = 100 if quick else 1_000
    pages = crowd.milliseconds(
        folder, circles=circles, headcount=10 * circles, rounds=3 if quick else 20
    )
    for name, milliseconds in pages.items():
        yield measured(f"among {circles:,} circles: {name}", milliseconds, "ms", 200)
    held = server.mebibytes_per_worker(house)
    if held is not None:
        yield measured("memory of a worker", held, "MiB", 120)
    visits = {
        "first visit: the door": first_visit.visit(house.stranger(), first_visit.DOOR),
        "first visit: Today": first_visit.visit(house.caller(), first_visit.TODAY),
    }
    for name, visit in visits.items():
        yield measured(name, visit.bytes / 1000, "KB", 60, decimals=1)
        yield measured("… requests", len(visit.sizes), "", 4)
        yield measured("… to other hosts", visit.other_hosts, "", 0)
    starts = [server.seconds_to_start(house) for _ in range(1 if quick else 3)]
    yield measured("second start, to the first page", median(starts), "s", None, decimals=1)


def _grown(folder: Path, *, quick: bool, on_server: str | None) -> Iterator[Line]:
    """Each board of a large organisation, with that of one a twentieth of its size as its floor."""
    each, rounds = ((1, 30), 3) if quick else ((3, 100), 12)
    small, large = scale.side_by_side(folder / "scale", each=each, rounds=rounds, url=on_server)
    for name, took in large.took.items():
        path = f"among {large.figures:,} figures: {name}"
        yield grown(path, median(took), median(small.took[name]), 1.5)


if __name__ == "__main__":
    main()
