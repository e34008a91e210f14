"""Bringing files in: people, performance, role maps, one's own log, and whole records."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask

from learnplan.cli.common import Progress, house, must_be_installed, trying
from learnplan.config import Figures
from learnplan.core import clock
from learnplan.core.db import Database
from learnplan.core.errors import Invalid, Refused
from learnplan.directory import queries
from learnplan.directory.people_file import read_people
from learnplan.directory.services import people_import
from learnplan.mine.evidence.portable import room_for
from learnplan.mine.portability import importing as log
from learnplan.mine.portability.drafts import Choices
from learnplan.mine.portability.readers.mapping import Mapping as LogMapping
from learnplan.ours.brokerage import importing as brokerage
from learnplan.ours.brokerage.words import NAME_LIMIT
from learnplan.ours.feeds.addresses import fetch_due
from learnplan.ours.feeds.folder import take_up
from learnplan.ours.performance import importing as performance
from learnplan.ours.performance.mapping import Mapping
from learnplan.web.forms import one_line

PATH = click.Path(path_type=Path)
SHOWN = 20


@click.group("import")
def bring_in() -> None:
    """Bring files in: people, performance, role maps, one's own log, an archive of a record."""


@bring_in.command("people")
@click.argument("file", type=PATH)
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_people(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Bring the directory up to date from FILE.

    A CSV file with the columns email, name, unit (a path), role, starts_on, ends_on, job, location.
    """
    with house() as app, Progress("People") as progress:
        must_be_installed()
        read = read_people(bytes_of(file))
        with trying(Database.ORGANISATION, dry_run=dry_run or bool(read.wrong)):
            report = people_import.import_people(
                read, zone=app.config["TIME_ZONE"], progress=progress
            )
    answer = report.as_json()
    tell(answer, as_json=as_json, dry_run=dry_run)
    if report.added and not (dry_run or as_json or report.rejected):
        click.echo("Somebody who is new comes in by a link of their own, once:")
        click.echo("  python3 start.py sign-in-link EMAIL")
    if report.rejected:
        raise Refused("Nothing was kept: put the lines above right and bring the file in again.")


@bring_in.command("performance")
@click.argument("file", type=PATH)
@click.option("--map", "map_file", type=PATH, help="How to read it: docs/importing-performance.md.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
@click.option(
    "--not-attested",
    is_flag=True,
    help="You cannot attest that at least 3 people contribute to each figure, none more than "
    "half: the figures are then shown for the organisation only.",
)
def import_performance(
    file: Path, map_file: Path | None, *, dry_run: bool, as_json: bool, not_attested: bool
) -> None:
    """Bring figures in from FILE (CSV: unit, indicator, period, value and more)."""
    with house(), Progress("Figures") as progress:
        must_be_installed()
        data, text = bytes_of(file), read_map(map_file)
        with trying(Database.ORGANISATION, dry_run=dry_run):
            report = performance.import_file(
                file.name,
                data,
                mapping=Mapping.from_toml(text) if text is not None else None,
                by=performance.COMMAND,
                dry_run=dry_run,
                attest=not not_attested,
                progress=progress,
            )
    tell(report.as_json(), as_json=as_json, dry_run=dry_run)


@bring_in.command("maps")
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--role-map", default="", help="Which role map they are of, by its name.")
@click.option("--menu", default="", help="Which menu they are of, by its name.")
@click.option("--source", default="", help="Where they come from, for everyone to read.")
@click.option("--over-hands", is_flag=True, help="Change what was changed by hand, too.")
@click.option("--take-away", is_flag=True, help="Take away what is in these files no more.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_maps(
    files: Sequence[Path],
    role_map: str,
    menu: str,
    source: str,
    *,
    over_hands: bool,
    take_away: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring role maps and menus in from FILES: docs/brokerage.md says which kinds are understood.

    Everyone sees them. Stewards can undo it on the web.
    """
    with house(), Progress("Role maps") as progress:
        must_be_installed()
        given = [(file.name, bytes_of(file)) for file in files]
        with trying(Database.ORGANISATION, dry_run=dry_run):
            report = brokerage.import_files(
                given,
                framework=one_line(role_map)[:NAME_LIMIT],
                menu=one_line(menu)[:NAME_LIMIT],
                source=source,
                over_hands=over_hands,
                take_away=take_away,
                progress=progress,
            )
    tell(report.as_json(), as_json=as_json, dry_run=dry_run)


@bring_in.command("due")
def import_due() -> None:
    """Take up the watched folder and fetch what is due now; a server does so every minute."""
    with house() as app:
        must_be_installed()
        for said in (*take_up_the_folder(app), *fetch_what_is_due(app)):
            click.echo(said)


def take_up_the_folder(app: Flask) -> Iterator[str]:
    """Take up what lies in the watched folder, if there is one; where each file went."""
    figures: Figures = app.config["FIGURES"]
    if figures.folder is not None:
        for file in take_up(figures.folder, attest=figures.attested):
            yield f"{file.parent.name.capitalize()}: {file.name}"


def fetch_what_is_due(app: Flask) -> Iterator[str]:
    """Fetch what is due from other servers; what came of each, in words."""
    figures: Figures = app.config["FIGURES"]
    if figures.servers:
        for name, said in fetch_due(figures.servers, alone=app.app_context).items():
            yield f"{name}: {said}"


@bring_in.command("log")
@click.argument("path", type=PATH)
@click.option("--for", "email", required=True, help="Whose log it is.")
@click.option("--map", "map_file", type=PATH, help="Which column is what: docs/importing-logs.md.")
@click.option("--day-first", "day_order", flag_value="day-first", help="3/4 is 3 April.")
@click.option("--month-first", "day_order", flag_value="month-first", help="3/4 is 4 March.")
@click.option("--undated-on", type=click.DateTime(["%Y-%m-%d"]), help="The day of what has none.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_log(
    path: Path,
    email: str,
    map_file: Path | None,
    day_order: str | None,
    undated_on: datetime | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring a log in from PATH: a file, a folder or a zip. Only its owner will see it."""
    with house() as app, Progress("Log") as progress:
        must_be_installed()
        actor = queries.actor_for_email(email, zone=app.config["TIME_ZONE"])
        text = read_map(map_file)
        choices = Choices(
            mapping=LogMapping.from_toml(text) if text is not None else None,
            day_first=None if day_order is None else day_order == "day-first",
            undated_on=undated_on.date() if undated_on else None,
        )
        today = clock.today(actor.time_zone)
        reading = log.read_log(
            path, today=today, room=room_for(actor.id), choices=choices, progress=progress
        )
        with log.files_of(reading, path) as files, trying(Database.LEARNING, dry_run=dry_run):
            report = log.keep_log(actor, path.name, reading, files=files, dry_run=dry_run)
    tell(report.as_json(), as_json=as_json, dry_run=dry_run)


@bring_in.command("archive")
@click.argument("file", type=PATH)
@click.option("--for", "email", required=True, help="Whose record it becomes.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_archive(file: Path, email: str, *, dry_run: bool, as_json: bool) -> None:
    """Take a whole record back from FILE, an archive made here or elsewhere: all of it or nothing.

    Only its owner will see it, and can undo it on the web for 30 days.
    """
    with house() as app, Progress("Archive") as progress:
        must_be_installed()
        actor = queries.actor_for_email(email, zone=app.config["TIME_ZONE"])
        log.check_archive(file, progress=progress)
        with trying(Database.LEARNING, dry_run=dry_run):
            answer = log.keep_archive(actor, file, dry_run=dry_run)
    tell(answer, as_json=as_json, dry_run=dry_run)


def tell(answer: dict[str, Any], *, as_json: bool, dry_run: bool) -> None:
    """Print a report, for people or for programs."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, default=str))
        return
    if dry_run:
        click.echo("This was a dry run; nothing was kept.")
    for words, value in answer.items():
        if not isinstance(value, list):
            click.echo(
                f"{words.replace('_', ' ').capitalize()}: {'none' if value is None else value}"
            )
    _tell_rejected(answer.get("rejected") or [])


def _tell_rejected(rejected: Sequence[dict[str, Any]]) -> None:
    if rejected:
        click.echo(f"Not understood: {len(rejected)}")
    for one in rejected[:SHOWN]:
        place = f"{one['member']}, " if one.get("member") else ""
        click.echo(f"  {place}line {one.get('line')}: {one['reason']}")
    if len(rejected) > SHOWN:
        click.echo(f"  … and {len(rejected) - SHOWN} more; --json lists them all.")


def bytes_of(file: Path) -> bytes:
    """What a file holds.

    Raises:
        Invalid: there is no such file, or it cannot be read.
    """
    try:
        return file.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as trouble:
        raise Invalid(f"There is no file {file}.") from trouble
    except IsADirectoryError as trouble:
        raise Invalid(f"{file} is a folder. Name a file.") from trouble
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        raise Invalid(f"{file} cannot be read: {why}.") from trouble


def read_map(file: Path | None) -> str | None:
    """The text of a mapping file.

    Raises:
        Invalid: it cannot be read, or is not text.
    """
    if file is None:
        return None
    try:
        return bytes_of(file).decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Invalid(f"{file} is not a text file.") from trouble
