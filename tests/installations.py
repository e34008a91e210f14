"""One installation on each kind of database: built once, and put back before every test."""

import os
import pickle
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import cached_property
from pathlib import Path
from typing import Self

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


class Compiled(BytecodeCache):
    """Templates that an app of this run compiled already, for the others: also of other workers."""

    folder: Path | None = None
    """Where all workers of the run find them."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket, if what it is about was compiled."""
        if self.folder and bucket.key not in self._kept:
            with suppress(FileNotFoundError):
                self._kept[bucket.key] = (self.folder / bucket.key).read_bytes()
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()
        if self.folder:
            written = self.folder / f"{bucket.key}-{os.getpid()}"
            written.write_bytes(self._kept[bucket.key])
            written.rename(self.folder / bucket.key)  # nobody reads half of it


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


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in an installation: files by their paths, and on a server the rows of every table."""

    files: dict[str, bytes]
    rows: tuple[dict[str, bytes], ...] = ()


class Installation(ABC):
    """Both wings on two databases, which tests use one after the other.

    Apps are dear: each compiles its routes, its templates and its SQL. So the app stays, and what
    its databases, its settings and its shelves hold is put back. The demonstration is dearer still:
    one worker of a run makes it, and leaves it to the others in the folder that they share.
    """

    def __init__(self, config: MineConfig, shared: Path) -> None:
        self.config = config
        self._folder = config.evidence.parent  # what archives are made of stands there, too
        assert config.evidence.name == "evidence", "others find the files by this name"
        self._shared = shared
        self.app = create_app(config)
        with self.opened():
            upgrade()
        self._wings = (self.app, self.app.extensions["ours"])
        self._built = [(dict(wing.config), dict(wing.extensions)) for wing in self._wings]
        self._blank = self.contents()

    def another(self, config: MineConfig) -> Self:
        """An installation of the same kind, on databases that hold nothing yet."""
        return type(self)(config, self._shared)

    def close(self) -> None:
        """Let go of the databases."""
        let_go(self.app)

    @contextmanager
    def opened(self) -> Iterator[Flask]:
        """Both wings, with Mine's context pushed."""
        with self.app.app_context():
            yield self.app
            db.session.remove()

    def be_blank(self) -> None:
        """Hold nothing, as after the migrations."""
        self._refurnish()
        self.hold(self._blank)

    def be_northwind(self) -> None:
        """Hold the demonstration organisation."""
        self._refurnish()
        self.hold(self.northwind)

    @cached_property
    def northwind(self) -> Contents:
        """The demonstration organisation, made by whoever comes first."""
        made = self._shared / f"northwind-{type(self).__name__}"
        with made.with_suffix(".lock").open("w") as lock:
            flock(lock, LOCK_EX)
            if not made.exists():
                made.write_bytes(pickle.dumps(self._make_northwind()))
        found: Contents = pickle.loads(made.read_bytes())
        return found

    def _make_northwind(self) -> Contents:
        self.hold(self._blank)
        with self.opened():
            demo.make(zone="UTC")
        return self.contents()

    def _refurnish(self) -> None:
        for wing, (config, extensions) in zip(self._wings, self._built, strict=True):
            wing.config.clear()
            wing.config.update(config)
            wing.extensions.clear()
            wing.extensions.update(extensions)

    @abstractmethod
    def contents(self) -> Contents:
        """What is in both databases and on the shelf now."""

    @abstractmethod
    def hold(self, contents: Contents) -> None:
        """Have this in both databases and on the shelf, and nothing else."""


class OnSQLite(Installation):
    """An installation whose databases are files in a folder."""

    def contents(self) -> Contents:
        let_go(self.app)  # the last to leave folds SQLite's log into its file
        return Contents(files_in(self._folder))

    def hold(self, contents: Contents) -> None:
        let_go(self.app)
        fill(self._folder, contents.files)


class OnPostgreSQL(Installation):
    """An installation on two databases of a server, put back by somebody who may do anything."""

    def __init__(self, config: MineConfig, shared: Path) -> None:
        self._hands = [Hand(url) for url in (config.organisation_url, config.learning_url)]
        super().__init__(config, shared)

    def close(self) -> None:
        super().close()
        for hand in self._hands:
            hand.close()

    def contents(self) -> Contents:
        return Contents(files_in(self._folder), tuple(hand.rows() for hand in self._hands))

    def hold(self, contents: Contents) -> None:
        fill(self._folder, contents.files)
        for hand, rows in zip(self._hands, contents.rows, strict=True):
            hand.hold(rows)


def files_in(folder: Path) -> dict[str, bytes]:
    """The files that a folder holds, by their paths in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Have a folder hold these files, and no others."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class Hand:
    """Whoever may do anything in one database of a server, once its tables are made.

    Emptying every table takes half a millisecond; TRUNCATE takes thirty times that, and a fresh
    copy of a database hundreds.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url).set(drivername="postgresql")
        self._talk = psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
        self._talk.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        self._talk.execute("SET lock_timeout = '20s'")  # a test that leaves a lock is heard of

    def close(self) -> None:
        """Let go of the database."""
        self._talk.close()

    def rows(self) -> dict[str, bytes]:
        """What each table holds, of those that hold something."""
        found: dict[str, bytes] = {}
        with self._talk.cursor() as cursor:
            for name, table in self._tables.items():
                with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(table)) as reading:
                    if data := b"".join(reading):
                        found[name] = data
        return found

    def hold(self, rows: Mapping[str, bytes]) -> None:
        """Have the tables hold these rows, and no others."""
        self._talk.execute(self._emptying)
        with self._talk.cursor() as cursor:
            for name, data in rows.items():
                table = self._tables[name]
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as writing:
                    writing.write(data)

    @cached_property
    def _tables(self) -> dict[str, sql.Identifier]:
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return {name: sql.Identifier(name) for (name,) in self._talk.execute(asked).fetchall()}

    @cached_property
    def _emptying(self) -> str:
        """Planned once, and asked for in few words."""
        tables = self._tables.values()
        deleting = sql.SQL(" ").join(sql.SQL("DELETE FROM {};").format(table) for table in tables)
        function = sql.SQL("CREATE FUNCTION pg_temp.emptied() RETURNS void {}")
        body = sql.SQL("LANGUAGE plpgsql AS $$ BEGIN {} END $$").format(deleting)
        self._talk.execute(function.format(body))
        return "SELECT pg_temp.emptied()"
