"""One installation on each kind of database: built once, and put back before every test."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from psycopg import sql
from sqlalchemy import make_url

from learnplan import demo
from learnplan.config import MineConfig
from learnplan.core import migrate
from learnplan.core.db import Database, db
from learnplan.factory import create_app
from learnplan.web.wing import Wing

PutBack = Callable[[], None]


class Compiled(BytecodeCache):
    """Templates that an app of this run compiled already, for the others."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if what it is about was compiled."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
Wing.jinja_options = {"bytecode_cache": COMPILED}  # of an app of a test's own as well


def settings(
    organisation_url: str, learning_url: str, evidence: Path = Path(os.devnull)
) -> MineConfig:
    """The settings of an installation whose databases are there, with a shelf or without."""
    return MineConfig(
        organisation_url=organisation_url,
        learning_url=learning_url,
        evidence=evidence,
        secret_key="a key for tests",
    )


def config_on(folder: Path) -> MineConfig:
    """The settings of an installation whose two databases are files in ``folder``."""
    return settings(
        f"sqlite:///{folder / 'organisation.db'}",
        f"sqlite:///{folder / 'learning.db'}",
        folder / "evidence",
    )


@contextmanager
def opened(app: Flask) -> Iterator[Flask]:
    """An app of a test's own, with its context pushed; afterwards no connection is left open."""
    try:
        with app.app_context():
            yield app
            db.session.remove()
    finally:
        let_go(app)


def let_go(*apps: Flask) -> None:
    """Close every connection of these apps, and of Ours inside of them."""
    for app in apps:
        for wing in (app, app.extensions.get("ours", app)):
            with wing.app_context():
                for engine in db.engines.values():
                    engine.dispose()


def upgrade() -> None:
    """Bring both databases of the current app up to date."""
    for database in Database:
        migrate.upgrade(database)


class Installation(ABC):
    """Both wings on two databases, which tests use one after the other.

    Apps are dear: each compiles its routes, its templates and its SQL. So the app stays, and what
    its databases, its settings and its shelves hold is put back.
    """

    def __init__(self, config: MineConfig) -> None:
        self.config = config
        self.app = create_app(config)
        with self.opened():
            upgrade()
        self._wings = (self.app, self.app.extensions["ours"])
        self._built = [(dict(wing.config), dict(wing.extensions)) for wing in self._wings]
        self._blank = self._remember()

    @contextmanager
    def opened(self) -> Iterator[Flask]:
        """Both wings, with Mine's context pushed."""
        with self.app.app_context():
            yield self.app
            db.session.remove()

    def be_blank(self) -> None:
        """Hold nothing, as after the migrations."""
        self._refurnish()
        self._blank()

    def be_northwind(self) -> None:
        """Hold the demonstration organisation."""
        self._refurnish()
        self._northwind()

    @cached_property
    def _northwind(self) -> PutBack:
        self._blank()
        with self.opened():
            demo.make(zone="UTC")
        return self._remember()

    def _refurnish(self) -> None:
        for wing, (config, extensions) in zip(self._wings, self._built, strict=True):
            wing.config.clear()
            wing.config.update(config)
            wing.extensions.clear()
            wing.extensions.update(extensions)

    @abstractmethod
    def _remember(self) -> PutBack:
        """What is in both databases and on the shelf now, as the way back to it."""


class OnSQLite(Installation):
    """An installation whose databases are files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__(config_on(folder))

    def _remember(self) -> PutBack:
        let_go(self.app)  # the last to leave folds SQLite's log into its file
        fill = files_in(self._folder)

        def put_back() -> None:
            let_go(self.app)
            fill()

        return put_back


class OnPostgreSQL(Installation):
    """An installation on two databases of a server, put back by somebody who may do anything.

    Emptying every table takes half a millisecond; TRUNCATE takes thirty times that, and a fresh
    copy of a database hundreds.
    """

    def __init__(self, config: MineConfig) -> None:
        addresses = [
            make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
            for url in (config.organisation_url, config.learning_url)
        ]
        self._hands = [psycopg.connect(address, autocommit=True) for address in addresses]
        for hand in self._hands:
            hand.execute("SET session_replication_role = replica")  # no trigger, no foreign key
            hand.execute("SET lock_timeout = '20s'")  # a test that leaves a lock is heard of
        super().__init__(config)

    def close(self) -> None:
        """Let go of the databases."""
        for hand in self._hands:
            hand.close()

    def _remember(self) -> PutBack:
        beside = self.config.evidence.parent  # archives stand there, too
        ways = [files_in(beside), *(_way_back(hand) for hand in self._hands)]

        def put_back() -> None:
            for way in ways:
                way()

        return put_back


def files_in(folder: Path) -> PutBack:
    """How a folder comes to hold again the files that it holds now."""

    def files() -> list[Path]:
        return [path for path in folder.rglob("*") if path.is_file()]

    kept = {file: file.read_bytes() for file in files()}

    def put_back() -> None:
        for file in files():
            file.unlink()
        for file, data in kept.items():
            file.write_bytes(data)

    return put_back


def _way_back(hand: psycopg.Connection) -> PutBack:
    """How one database comes to hold again what it holds now."""
    found = hand.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    tables = [sql.Identifier(name) for (name,) in found]
    emptying = sql.SQL(" ").join(sql.SQL("DELETE FROM {};").format(table) for table in tables)
    function = sql.SQL("CREATE OR REPLACE FUNCTION pg_temp.emptied() RETURNS void {}")
    body = sql.SQL("LANGUAGE plpgsql AS $$ BEGIN {} END $$").format(emptying)
    hand.execute(function.format(body))  # planned once, and asked for in few words
    filling: list[tuple[sql.Composed, bytes]] = []
    with hand.cursor() as cursor:
        for table in tables:
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(table)) as reading:
                if data := b"".join(reading):
                    filling.append((sql.SQL("COPY {} FROM STDIN").format(table), data))

    def put_back() -> None:
        hand.execute("SELECT pg_temp.emptied()")
        with hand.cursor() as cursor:
            for statement, data in filling:
                with cursor.copy(statement) as writing:
                    writing.write(data)

    return put_back
