"""Unsigned means unsigned: who has both databases cannot tell the authors of a day's letters apart.

These tests play that administrator, who has every row of both databases, the bytes of the
organisation's files, the logs, and the order and moment of everything; but not the key file, which
whoever runs the machine has. Whatever pairs a thread with one of its day's authors is a way to
tell.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, engine_of, transaction
from learnplan.mine.voice import queries, sealed
from learnplan.mine.voice.filling import STEP
from learnplan.ours.voice import queries as threads
from learnplan.ours.voice import services
from tests.factories.people import a_manager, a_worker
from tests.factories.voices import a_letter, a_new_day, secret
from tests.kinds import only_on_sqlite
from tests.reflecting import tables_there
from tests.visitors import Visitor

SAID = ("Short.", "Of a middling length, with some words more.", "Long. " * 100, "Ö" * 400)
Row = Mapping[str, Any]


def rows_of(database: Database, *tables: str) -> list[Row]:
    """Every row of some tables as they lie there, or of all of them; models or not."""
    engine = engine_of(database)
    with engine.connect() as connection:
        return [
            dict(row._mapping)
            for table in tables_there(engine)
            if not tables or table.name in tables
            for row in connection.execute(sa.select(table))
        ]


def without_gaps() -> None:
    """PostgreSQL puts rows where others were removed, in any order: here none were.

    Else rows would not lie in the order in which they came, and nothing could be told from it.
    """
    with engine_of(Database.ORGANISATION).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("TRUNCATE voice_thread, voice_saying CASCADE"))


def a_batch() -> list[Actor]:
    """Four people's letters, sent one after the other, and out."""
    without_gaps()
    authors = [a_worker(name=f"Anabela{letter} Limoeiro{letter}") for letter in "JKLM"]
    for number, (author, words) in enumerate(zip(authors, SAID, strict=True)):
        a_letter(by=author, title=f"Thread {number}", words=words)
    a_new_day()
    return authors


def ways_to_tell(authors: list[Actor], logged: str = "") -> Iterator[str]:
    """Each way that leads from something unsigned in Ours to one of its day's authors."""
    out = rows_of(Database.ORGANISATION, "voice_thread", "voice_saying")
    letters = rows_of(Database.LEARNING, "letter", "crossing")
    yield from _names(authors, f"{[dict(row) for row in out]}{logged}")
    yield from _moments(out)
    yield from _addresses(out, letters)
    yield from _lengths(out, [row for row in letters if "sealed" in row])
    if [str(row["id"]) for row in out] != sorted(str(row["id"]) for row in out):
        yield "the order in which they came"
    if len({row["touched_on"] for row in letters if "sealed" in row}) > 1:
        yield "a day of its own"
    if len({_sealed_at(row["sealed"]) for row in letters if "sealed" in row}) > 1:
        yield "the moment at which a letter was sealed"


def _sealed_at(sealed: str) -> int:
    """What Fernet says, in the clear, of when it sealed something: the first bytes but one."""
    try:
        return int.from_bytes(base64.urlsafe_b64decode(sealed)[1:9])
    except ValueError:
        return 0


def _names(authors: list[Actor], said: str) -> Iterator[str]:
    for author in authors:
        own = [str(author.id), author.id.hex, author.email, *author.name.split()]
        yield from (f"{each} by name" for each in own if each.lower() in said.lower())


def _moments(out: list[Row]) -> Iterator[str]:
    for row in out:
        for column, value in row.items():
            if isinstance(value, datetime | time) or re.search(r"\d\d:\d\d", f"{value}"):
                yield f"a moment in {column}"


def _addresses(out: list[Row], letters: list[Row]) -> Iterator[str]:
    """What stands in a letter, or its hash, that stands in a thread too."""
    unique = {f"{row[name]}".replace("-", "") for row in out for name in ("id", "seal", "title")}
    for letter in letters:
        for name, value in letter.items():
            for word in re.findall(r"[\w-]{8,}|Thread \d", f"{value}"):
                known = {word.replace("-", ""), hashlib.sha256(word.encode()).hexdigest()}
                if known & unique:
                    yield f"{name} of a letter leads to a thread"


def _lengths(out: list[Row], letters: list[Row]) -> Iterator[str]:
    """Letters that are not all as long say which is whose, where the words have lengths too."""
    if len({len(row["sealed"]) for row in letters}) > 1 < len({len(row["words"]) for row in out}):
        yield "the length of a letter"


def test_nothing_pairs_a_thread_with_one_of_its_days_authors(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    assert app
    with caplog.at_level(0):
        authors = a_batch()

    assert len(rows_of(Database.ORGANISATION, "voice_thread")) == len(SAID)
    assert list(ways_to_tell(authors, caplog.text)) == []


def test_letters_that_wait_are_as_long_as_each_other(app: Flask) -> None:
    assert app
    for words in SAID:
        a_letter(words=words)

    assert len({len(row["sealed"]) for row in rows_of(Database.LEARNING, "letter")}) == 1


def test_whoever_compares_two_copies_does_not_see_whose_answer_was_read(
    app: Flask, visit: Callable[[Actor | None], Visitor]
) -> None:
    """Mine is looked into just after one of the day's threads was answered, and before."""
    assert app
    (author, *_) = a_batch()
    (first, *_), _ = queries.letters_of(author, secret=secret())
    manager = a_manager(of=threads.kept_thread(first.inside.thread_id).unit_id)
    with transaction(Database.ORGANISATION):
        thread = threads.kept_thread(first.inside.thread_id)
        services.respond(manager, thread, words="Yes.", today=thread.opened_on)
    before = {row["id"]: row["sealed"] for row in rows_of(Database.LEARNING, "letter")}

    with clock.stopped(clock.now() + timedelta(hours=1)):
        visit(author).post("/voice/read", "/voice/", heard="1")

    after = rows_of(Database.LEARNING, "letter")
    assert queries.letters_of(author, secret=secret())[0][0].unread == 0
    assert [row for row in after if before[row["id"]] == row["sealed"]] == []
    assert len({_sealed_at(row["sealed"]) for row in after}) == 1
    assert len({len(row["sealed"]) for row in after}) == 1


@only_on_sqlite  # pages
def test_pages_about_letters_are_all_as_long_and_ours_is_not_told_where_one_came_from(
    app: Flask, visit: Callable[[Actor | None], Visitor]
) -> None:
    assert app
    ana = a_worker()
    paths = [f"/voice/{a_letter(by=ana, words=words).id}" for words in SAID]
    answers = [visit(ana).get(path) for path in ("/voice/", "/voice/new", *paths)]
    sizes = {len(answer.data) for answer in answers}

    assert [size % STEP for size in sizes] == [0]
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"strict-origin"}
    assert "<form" in answers[-1].text


@pytest.mark.parametrize("leak", ["key", "thread", "length", "day", "name", "order", "sealing"])
def test_a_letter_that_told_would_be_caught(app: Flask, leak: str) -> None:
    """As a Mine would leave it that kept the key in the clear, or a word of what it is about."""
    assert app
    authors = a_batch()
    (first, *_), thread = rows_of(Database.LEARNING, "letter"), _first_thread()
    inside = sealed.opened(first["sealed"], secret=secret())
    assert inside is not None
    planted: dict[str, tuple[Database, str, dict[str, Any]]] = {
        "key": _letter(first, sealed=json.dumps({"key": inside.key})),
        "thread": _letter(first, once=str(inside.thread_id)),
        "length": _letter(first, sealed=first["sealed"] + "x"),
        "sealing": _letter(first, sealed=_stamped(first["sealed"])),
        "day": _letter(first, touched_on=str(date(2026, 5, 1))),
        "name": _thread(thread, author=authors[0].name),
        "order": _thread(thread, words="told at 09:14"),
    }
    database, stmt, values = planted[leak]

    with engine_of(database).begin() as connection:
        connection.execute(sa.text(stmt), values)

    assert list(ways_to_tell(authors))


def _stamped(sealed: str) -> str:
    """As Fernet would have it by itself."""
    token = bytearray(base64.urlsafe_b64decode(sealed))
    token[1:9] = (1_777_000_000).to_bytes(8)
    return base64.urlsafe_b64encode(token).decode()


def _first_thread() -> Row:
    return rows_of(Database.ORGANISATION, "voice_thread")[0]


def _letter(row: Row, **leak: Any) -> tuple[Database, str, dict[str, Any]]:
    ((column, value),) = leak.items()
    stmt = f"UPDATE letter SET {column} = :value WHERE id = :id"
    return Database.LEARNING, stmt, {"value": value, "id": row["id"]}


def _thread(row: Row, **leak: Any) -> tuple[Database, str, dict[str, Any]]:
    ((column, value),) = leak.items()
    stmt = f"UPDATE voice_thread SET {column} = :value WHERE id = :id"
    return Database.ORGANISATION, stmt, {"value": value, "id": row["id"]}


def test_the_organisations_database_takes_no_account_and_no_moment_with_what_is_unsigned(
    app: Flask,
) -> None:
    assert app
    (author, *_) = a_batch()
    thread = _first_thread()

    for column, value in (("author_id", author.id.hex), ("written_at", datetime(2026, 5, 5))):  # noqa: DTZ001 - as SQLite has it
        database, stmt, values = _thread(thread, **{column: value})
        with pytest.raises(IntegrityError), engine_of(database).begin() as connection:
            connection.execute(sa.text(stmt), values)


@only_on_sqlite  # files are looked into; on PostgreSQL a transaction's rows share one number
def test_the_organisations_file_keeps_no_key_and_no_order_of_coming(app: Flask) -> None:
    assert app
    a_batch()
    keys = [
        inside.key.encode()
        for row in rows_of(Database.LEARNING, "letter")
        if (inside := sealed.opened(row["sealed"], secret=secret())) is not None
    ]
    engine = engine_of(Database.ORGANISATION)
    with engine.connect() as connection:
        tables = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name LIKE 'voice_%'"
        made = " ".join(connection.scalars(sa.text(tables)))
    file = Path(str(engine.url.database))
    kept = b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))

    assert made.count("WITHOUT ROWID") == 2
    assert len(keys) == len(SAID)
    assert not [key for key in keys if key in kept]
