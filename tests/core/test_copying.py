"""Databases that are copied together are as they both were at one moment."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from learnplan.core.copying import copy_at_one_moment
from learnplan.core.errors import Invalid

Copy = Callable[[dict[Path, Path]], None]
COPIES = 30


def one_after_the_other(files: dict[Path, Path]) -> None:
    """What is wrong with copying each as it is when its turn comes."""
    for file, into in files.items():
        copy_at_one_moment({file: into}, lambda *_: None)


def together(files: dict[Path, Path]) -> None:
    copy_at_one_moment(files, lambda *_: None)


def count(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute("SELECT count(*) FROM line").fetchone()[0])


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """Two databases with a table each."""
    files = tmp_path / "one.db", tmp_path / "two.db"
    for file in files:
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE line (said TEXT)")
    return files


@contextmanager
def somebody_who_writes(one: Path, two: Path) -> Iterator[None]:
    """A line into the first, then a line into the second, again and again."""
    enough, begun = Event(), Event()

    def write() -> None:
        with ExitStack() as stack:
            files = [stack.enter_context(closing(sqlite3.connect(each))) for each in (one, two)]
            while not enough.is_set():
                for database in files:
                    with database:
                        database.execute("INSERT INTO line VALUES ('said')")
                begun.set()

    writer = Thread(target=write)
    writer.start()
    try:
        assert begun.wait(30)
        yield
    finally:
        enough.set()
        writer.join()


@pytest.mark.parametrize(("copy", "found"), [(together, "as one"), (one_after_the_other, "apart")])
def test_they_are_copied_as_they_are_at_one_moment(
    copy: Copy, found: str, pair: tuple[Path, Path], tmp_path: Path
) -> None:
    one, two = pair
    ahead = set()
    with somebody_who_writes(one, two):
        for number in range(COPIES):
            into = tmp_path / f"{number} one.db", tmp_path / f"{number} two.db"
            copy(dict(zip(pair, into, strict=True)))
            ahead.add(count(into[0]) - count(into[1]))

    assert ("as one" if ahead <= {0, 1} else "apart") == found


def test_what_is_not_kept_yet_is_not_copied(pair: tuple[Path, Path], tmp_path: Path) -> None:
    one, _ = pair
    with closing(sqlite3.connect(one)) as database:
        database.execute("INSERT INTO line VALUES ('kept')")
        database.commit()
        reader = sqlite3.connect(one)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM line").fetchall()

        together({one: tmp_path / "copy.db"})

        reader.close()
    assert count(tmp_path / "copy.db") == 1
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_what_is_damaged_is_not_copied(pair: tuple[Path, Path], tmp_path: Path) -> None:
    one, _ = pair
    with closing(sqlite3.connect(one)) as database:
        database.executemany("INSERT INTO line VALUES (?)", [("long " * 100,)] * 100)
        database.execute("CREATE INDEX by_what_was_said ON line (said)")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(one.read_bytes())
    data[-8_000:-4_000] = b"\1" * 4_000
    one.write_bytes(data)

    with pytest.raises((Invalid, sqlite3.DatabaseError)):
        together({one: tmp_path / "copy.db"})
