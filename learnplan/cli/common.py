"""What the commands share: the app they act in, progress, and trying without doing."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import click
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError

from learnplan.config import MineConfig, for_ours_alone, from_environment
from learnplan.core import versions
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, Refused
from learnplan.directory.models import Installation
from learnplan.factory import create_mine, create_ours

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


@contextmanager
def house(config: MineConfig | None = None, *, up_to_date: bool = True) -> Iterator[Flask]:
    """The app a command acts in, its databases brought up to date first unless said otherwise.

    Where it is, the environment says, unless ``config`` does.

    Raises:
        Invalid: a database cannot be reached.
    """
    with _inside(create_mine(config or from_environment(), doors=False)) as app:
        if up_to_date:
            bring_up_to_date()
        yield app


@contextmanager
def house_of_ours() -> Iterator[Flask]:
    """The app of Ours by itself, which may not bring its database up to date.

    Raises:
        Invalid: the database cannot be reached.
        Refused: it is not of this version.
    """
    with _inside(create_ours(for_ours_alone())) as app:
        if not versions.is_newest(Database.ORGANISATION):
            raise Refused(
                "The organisation’s database is not of this version of Learnplan. Mine’s service "
                "brings it up to date: start it first, and keep both of one version."
            )
        yield app


@contextmanager
def _inside(app: Flask) -> Iterator[Flask]:
    """The context of ``app``; what a database says becomes a sentence."""
    with app.app_context():
        try:
            yield app
        except DatabaseError as trouble:
            if isinstance(trouble, (DataError, IntegrityError)):
                raise  # a mistake of ours, not something about the database
            if getattr(trouble.orig, "sqlite_errorcode", 0) & 0xFF in _BUSY:
                raise Invalid(
                    "A database is busy: another command or the server is in the middle of "
                    "something. Give the same command again; nothing is done twice."
                ) from trouble
            said = str(trouble.orig).strip().splitlines()[0].rstrip(".")
            raise Invalid(f"A database cannot be used: {said}.") from trouble
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def bring_up_to_date() -> list[Database]:
    """Migrate what is behind; tells which databases were."""
    behind = [database for database in Database if not versions.is_newest(database)]
    if behind:
        from learnplan.core import migrate  # noqa: PLC0415 - a quarter second, rarely needed

        for database in behind:
            migrate.upgrade(database)
    return behind


def is_installed() -> bool:
    """Whether there is an organisation here yet."""
    has_tables = versions.reached(Database.ORGANISATION) is not None
    return has_tables and db.session.scalar(select(Installation.id).limit(1)) is not None


def must_be_installed() -> None:
    """Go on only where there is an organisation.

    Raises:
        Refused: nothing is installed yet.
    """
    if not is_installed():
        raise Refused(
            "Nothing is installed yet. Run “python3 start.py demo --empty” for an organisation "
            "of your own, or “python3 start.py demo” for the demonstration."
        )


class _NotForReal(Exception):
    """Ends a dry run."""


@contextmanager
def trying(database: Database, *, dry_run: bool) -> Iterator[None]:
    """A transaction; after a dry run nothing of it is kept."""
    try:
        with transaction(database):
            yield
            if dry_run:
                raise _NotForReal  # noqa: TRY301 - leaving is how a transaction is undone
    except _NotForReal:
        pass


class Progress:
    """A bar on a terminal; silence elsewhere. Call it with how much is done of how much."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.shown = sys.stderr.isatty()
        self.bar: click._termui_impl.ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        trouble: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar is not None:
            self.bar.__exit__(kind, trouble, trace)

    def __call__(self, done: int, total: int) -> None:
        """So far ``done`` of ``total``."""
        if not self.shown or total <= 0:
            return
        if self.bar is None or self.bar.length != total:
            if self.bar is not None:
                self.bar.__exit__(None, None, None)
            self.bar = click.progressbar(length=total, label=self.label, file=sys.stderr)
            self.bar.__enter__()
        self.bar.update(max(0, done - self.bar.pos))
