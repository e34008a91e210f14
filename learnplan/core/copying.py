"""SQLite databases copied while others read and write them, all as they are at one moment."""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from learnplan.core.db import BUSY_MILLISECONDS
from learnplan.core.errors import Invalid

PAGES_AT_ONCE = 4_096
Progress = Callable[[int, int], object]


def copy_at_one_moment(files: Mapping[Path, Path], progress: Progress) -> None:
    """Copy each database to where it is to be, readable by its owner alone, and look through it.

    Nobody writes for the instant in which the moment is settled; after that, whoever reads and
    writes goes on. Only what was kept by then is in the copies.

    Raises:
        Invalid: a database is damaged, and its copy would be.
        sqlite3.Error: a file is no database, stays busy, or there is no room for its copy.
    """
    with ExitStack() as open_still:
        with ExitStack() as nobody_writes:
            for file in files:
                writing = nobody_writes.enter_context(_opened(file))
                writing.execute("BEGIN IMMEDIATE")
            seen = {file: open_still.enter_context(_as_it_is(file)) for file in files}
        for file, into in files.items():
            os.close(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with _opened(into) as copy:
                seen[file].backup(
                    copy,
                    pages=PAGES_AT_ONCE,
                    progress=lambda _, left, pages: progress(pages - left, pages),
                )
                if not _is_sound(copy):
                    raise Invalid(f"{file} is damaged, so it was not copied.")


def _is_sound(copy: sqlite3.Connection) -> bool:
    """Whether a database hangs together.

    SQLite 3.40 looks for values that are missing in the wrong columns of tables whose key is not
    their first column and that have no row number; so what it says of those is not believed.
    """
    said = copy.execute("PRAGMA quick_check(1000000)")
    return all(line == "ok" or line.startswith("NULL value in ") for (line,) in said)


@contextmanager
def _as_it_is(file: Path) -> Iterator[sqlite3.Connection]:
    """A database as it is now, whatever is written to it meanwhile."""
    with _opened(file) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield reading


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that begins transactions when it is told to, and waits for others."""
    patience = BUSY_MILLISECONDS / 1000
    with closing(sqlite3.connect(file, timeout=patience, isolation_level=None)) as connection:
        yield connection
