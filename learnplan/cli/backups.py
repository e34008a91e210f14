"""Copying everything there is, so that it can be put back."""

import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy import make_url

from learnplan.cli.common import Progress, house, must_be_installed
from learnplan.config import MineConfig, Whereabouts, from_environment, whereabouts
from learnplan.config.databases import Keeping, file_url
from learnplan.config.keys import keep_key
from learnplan.core import versions
from learnplan.core.copying import copy_at_one_moment
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, Refused
from learnplan.mine.evidence import services as evidence


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Copy everything into FOLDER, a new one, from which Learnplan can start.

    Whoever uses Learnplan meanwhile goes on.
    """
    config = from_environment()
    _must_be_files(whereabouts(config))
    with house(config, up_to_date=False):
        must_be_installed()
    with _whole_or_nothing(folder.absolute()) as unfinished:
        _copy(config, unfinished)
    click.echo(f"Copied to {folder}: both databases, everybody’s files, and the key.")
    click.echo(f"To start from it: LEARNPLAN_DATA={folder} python3 start.py")
    click.echo("Every record is in it, also what people erase from now on: keep it closed, and not")
    click.echo("for longer than you need it.")


def _must_be_files(kept: Whereabouts) -> None:
    """Go on only where both databases are files.

    Raises:
        Refused: one is on a server.
    """
    if Keeping.SERVER in {kept.organisation, kept.learning}:
        raise Refused(
            "A database on a server is copied with the server’s own tools. docs/backups.md says "
            "what else belongs to it, and in which order."
        )


@contextmanager
def _whole_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder to fill beside ``folder``, which becomes that once it is whole.

    Raises:
        Invalid: there is something already, or nothing can be written there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid(f"There is something at {folder} already. Name a folder that is not there.")
    unfinished = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        yield unfinished
        unfinished.rename(folder)
    except (OSError, sqlite3.Error) as trouble:
        said = trouble.strerror if isinstance(trouble, OSError) else str(trouble)
        raise Invalid(f"It cannot be copied to {folder}: {said}. Nothing is there.") from trouble
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _copy(config: MineConfig, into: Path) -> None:
    """Fill a data folder with what there is.

    Files go before the databases, and again after them: so there is one for every row, also if it
    came or went meanwhile. What no row knows by then is not kept.
    """
    copied = replace(
        config,
        organisation_url=file_url(into / "organisation.db"),
        learning_url=file_url(into / "learning.db"),
        evidence=into / "evidence",
        exports=into / "exports",
    )
    keep_key(into, config.secret_key)
    copied.evidence.mkdir(mode=0o700)
    databases = {
        _file_at(config.organisation_url): _file_at(copied.organisation_url),
        _file_at(config.learning_url): _file_at(copied.learning_url),
    }
    _copy_files(config.evidence, copied.evidence)
    with Progress("Databases") as progress:
        copy_at_one_moment(databases, progress)
    _copy_files(config.evidence, copied.evidence)
    with house(copied, up_to_date=False):
        if versions.is_newest(Database.LEARNING):  # else that is done when it is started from
            with transaction(Database.LEARNING):
                evidence.sweep_the_shelf()


def _copy_files(shelf: Path, into: Path) -> None:
    """Copy the files that are not copied yet; each is written once, and never again."""
    files = [file for file in shelf.glob("[!.]*") if not (into / file.name).exists()]
    with Progress("Files") as progress:
        for done, file in enumerate(files, start=1):
            with suppress(FileNotFoundError):  # taken away at this moment
                shutil.copyfile(file, into / file.name)
                (into / file.name).chmod(0o600)
            progress(done, len(files))


def _file_at(url: str) -> Path:
    return Path(make_url(url).database or "")
