"""The floors: the barest programs that do the same, which no real one can be quicker than."""

import csv
import io
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader
from werkzeug.wrappers import Response


def hello() -> Flask:
    """Flask that says hello."""
    app = Flask(__name__)

    @app.get("/")
    def say_hello() -> str:
        return "Hello"

    return app


def form_and_insert(path: Path) -> Flask:
    """A form, one INSERT that is on the disk before it is answered, and a redirect."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE activity (id TEXT PRIMARY KEY, what TEXT NOT NULL)")
    app = Flask(__name__)

    @app.post("/")
    def keep() -> Response:
        connection.execute(
            "INSERT INTO activity VALUES (?, ?)", (uuid4().hex, request.form["line"])
        )
        connection.commit()
        return redirect("/", 303)

    return app


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the page below."""

    address: str
    what: str
    day: str
    kind: str
    minutes: int
    tags: tuple[str, ...]


ROWS = [
    Entry(f"/{number}", f"Read chapter {number} & wrote", "8 May", "Reading", 45, ("sql", "books"))
    for number in range(50)
]


def jinja_page(size: int) -> Flask:
    """A page of 50 rows that are in memory already, ``size`` bytes long."""
    app = Flask(__name__)
    filler = max(size - len(_rendered(app, 0)), 0) // len(ROWS)
    _rendered(app, filler)

    @app.get("/")
    def show() -> str:
        return render_template("page.html", rows=ROWS)

    return app


def _rendered(app: Flask, filler: int) -> str:
    row = (
        '<li><a href="{{ row.address }}">{{ row.what }}</a> <time>{{ row.day }}</time> '
        "<span>{{ row.kind }}</span> <span>{{ row.minutes }} min</span> "
        '{% for tag in row.tags %}<a href="/log?tag={{ tag }}">{{ tag }}</a>{% endfor %}'
        + "." * filler
        + "</li>"
    )
    page = "<!DOCTYPE html><title>Log</title><ul>{% for row in rows %}" + row + "{% endfor %}</ul>"
    app.jinja_env.loader = DictLoader({"page.html": page})
    with app.app_context():
        return render_template("page.html", rows=ROWS)


def insert_all(path: Path, data: bytes, columns: Sequence[str]) -> int:
    """A CSV file into one table of text, unread; returns how many rows there are."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"CREATE TABLE observation ({', '.join(columns)})")
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    next(rows)
    holes = ", ".join("?" * len(columns))
    with connection:
        insert = f"INSERT INTO observation VALUES ({holes})"  # noqa: S608 - only holes are put in
        count = connection.executemany(insert, rows).rowcount
    connection.close()
    return count
