"""Bringing files in: people, performance, and one's own log."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from learnplan.cli.common import Progress, house, must_be_installed, trying
from learnplan.core.db import Database
from learnplan.core.errors import Invalid, Refused
from learnplan.directory.people_file import read_people
from learnplan.directory.services import people_import

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
SHOWN = 20


@click.group("import")
def bring_in() -> None:
    """Bring a file in: people, performance, or somebody's own log."""


@bring_in.command("people")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def import_people(file: Path, *, dry_run: bool, as_json: bool) -> None:
    """Bring the directory up to date from FILE.

    A CSV file with the columns email, name, unit (a path), role, starts_on and ends_on.
    """
    with house() as app, Progress("People") as progress:
        must_be_installed()
        read = read_people(file.read_bytes())
        with trying(Database.ORGANISATION, dry_run=dry_run or bool(read.wrong)):
            report = people_import.import_people(
                read, zone=app.config["TIME_ZONE"], progress=progress
            )
    answer = report.as_json()
    tell(answer, as_json=as_json, dry_run=dry_run)
    if report.rejected:
        raise Refused("Nothing was kept: put the lines above right and bring the file in again.")


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


def read_map(file: Path | None) -> str | None:
    """The text of a mapping file.

    Raises:
        Invalid: it is not text.
    """
    if file is None:
        return None
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Invalid(f"{file} is not a text file.") from trouble
