"""What Ours answers is the same to the byte, whatever is in the learning database, or is not."""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

import pytest
from flask import Flask, Response
from psycopg import sql
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from learnplan.factory import create_app, create_ours
from tests.canaries import CANARY, fill_with_canaries
from tests.installations import let_go
from tests.visitors import Visitor
from tests.walls.alone import NOWHERE, browser_of, every_page
from tests.walls.conftest import Pair, People, config_on, furnish
from tests.walls.postgresql import LEARNING, MINE, Walled
from tests.walls.services import Answer, running

Ask = Callable[..., Answer]
States = Mapping[str, Callable[[], AbstractContextManager[object]]]
OURS_OWN = re.compile(rb"(?<=nonce[-=])\"?[\w-]+|[\w-]{20,}\.[\w-]{6}\.[\w-]{27}|\b[0-9a-f]{32}\b")
"""Words that Ours makes anew for every answer: nonces, what it signs, and forms' own."""
WRONG = (
    "/org/nothing",
    f"/org/performance/units/{NOWHERE}",
    f"/org/performance/units/{NOWHERE}.json",
    f"/org/performance/units/{NOWHERE}.csv",
    "/org/performance/?page=%00",
    "/org/log/",
    "/",
)


def masked(answer: Answer) -> tuple[object, ...]:
    """All there is to an answer, with our own words of the moment as so many crosses."""

    def crosses(word: re.Match[bytes]) -> bytes:
        return b"x" * len(word[0])

    headers = [
        (name.lower(), OURS_OWN.sub(crosses, value.encode()))
        for name, value in answer.headers
        if name.lower() != "date"
    ]
    return answer.status, headers, OURS_OWN.sub(crosses, answer.body)


def looked_at(ask: Ask, addresses: list[str], cookies: list[str]) -> dict[object, object]:
    """Everything that Ours says: pages, refusals, errors and what has not changed."""
    seen: dict[object, object] = {}
    for cookie in cookies:
        for address in (*addresses, *WRONG):
            answer = ask(address, cookie=cookie)
            seen[cookie, address] = masked(answer)
            if tag := answer.header("ETag"):
                seen[cookie, address, tag] = masked(ask(address, cookie=cookie, if_none_match=tag))
        for method in ("POST", "DELETE", "HEAD", "OPTIONS"):
            seen[cookie, method] = masked(ask("/org/performance/imports/", method, cookie=cookie))
    return seen


def different(
    ask: Ask, states: States, addresses: list[str], cookies: list[str], log: Path | None = None
) -> list[str]:
    """The states of the learning database in which Ours looks other than in the first."""
    seen = {}
    for name, state in states.items():
        with state():
            seen[name] = looked_at(ask, addresses, cookies), log and log.read_bytes()
    first = next(iter(seen.values()))
    return [name for name, looks in seen.items() if looks != first]


def cookies_of(mine: Flask, people: People) -> list[str]:
    """Of nobody, and of an administrator, who may open everything."""
    visitor = Visitor(mine, people.ada)
    visitor.get("/nothing-here")  # its forms put their word into the cookie, which is then whole
    cookie = visitor.client.get_cookie("learnplan")
    assert cookie is not None
    return ["", f"learnplan={cookie.value}"]


def one_of_each(mine: Flask, ours: Flask, people: People) -> list[str]:
    """An address of every kind of page of Ours."""
    opened = every_page(ours, browser_of(ours, mine, people.ada), each=1)
    there = [address for address in opened if NOWHERE not in address]
    kinds = {re.sub(r"[0-9a-f-]{36}|\?.*", "", address): address for address in there}
    return sorted(kinds.values())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Flask, People]]:
    """A Northwind of this test's own, with nothing in its learning file yet."""
    app = create_app(config_on(tmp_path))
    with app.app_context():
        people = furnish()
    yield app, people
    let_go(app)


def states_on_sqlite(mine: Flask, people: People, file: Path) -> States:
    """What can become of the learning file, one after the other."""

    @contextmanager
    def full() -> Iterator[None]:
        with mine.app_context():
            fill_with_canaries(people.ana.id)
        let_go(mine)
        yield

    @contextmanager
    def locked() -> Iterator[None]:
        with closing(sqlite3.connect(file, isolation_level=None)) as writer:
            writer.execute("BEGIN EXCLUSIVE")
            writer.execute("UPDATE goal SET title = 'written'")
            yield

    @contextmanager
    def gone() -> Iterator[None]:
        file.rename(file.with_suffix(".gone"))
        yield
        file.with_suffix(".gone").rename(file)

    return {"empty": nullcontext, "full": full, "locked": locked, "gone": gone}


@pytest.mark.attack(27)
def test_ours_looks_the_same_whatever_becomes_of_the_learning_file(
    house: tuple[Flask, People], tmp_path: Path, key_file: Path
) -> None:
    mine, people = house
    addresses = one_of_each(mine, mine.extensions["ours"], people)
    url = f"sqlite:///{tmp_path / 'organisation.db'}"
    states = states_on_sqlite(mine, people, tmp_path / "learning.db")

    told = {"organisation_database_url": url, "secret_key_file": str(key_file)}
    with running("ours", told) as service:
        service.be_up()
        cookies = cookies_of(mine, people)
        pages = [service.ask(address, cookie=cookies[1]).status for address in addresses]
        odd = different(service.ask, states, addresses, cookies, service.log)

    assert pages.count(200) > 5
    assert odd == []


@pytest.mark.attack(27)
@pytest.mark.parametrize("leak", ["header", "tag", "error"])
def test_an_ours_that_knew_would_be_caught(
    house: tuple[Flask, People], tmp_path: Path, leak: str
) -> None:
    mine, people = house
    file = tmp_path / "learning.db"
    ours = create_ours(config_on(tmp_path).for_ours())
    states = states_on_sqlite(mine, people, file)

    @ours.after_request
    def tell(response: Response) -> Response:
        if leak == "header":
            response.headers["Server-Timing"] = f"goals;dur={goals_in(file)}"
        elif leak == "tag" and file.exists():
            response.set_etag(f"{goals_in(file)}")
        elif leak == "error" and not file.exists():
            response.status_code = 500
        return response

    odd = different(asker_of(ours), states, ["/org/performance/units.json"], [""])
    let_go(ours)

    assert odd == (["gone"] if leak == "error" else ["full", "locked", "gone"])


def goals_in(file: Path) -> int:
    """How many goals are in the learning file, for somebody who should not know; else -1."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as spy:
            spy.execute("PRAGMA busy_timeout = 0")
            (goals,) = spy.execute("SELECT count(*) + (SELECT changes()) FROM goal").fetchone()
            return int(goals)
    except sqlite3.OperationalError:
        return -1


def asker_of(ours: Flask) -> Ask:
    """Ours inside of this process, asked as the service is."""
    client = Client(DispatcherMiddleware(NotFound(), {"/org": ours}), use_cookies=False)

    def ask(path: str, method: str = "GET", *, cookie: str = "", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = client.open(path, method=method, headers={"Cookie": cookie, **sent})
        return Answer(answer.status_code, tuple(answer.headers.items()), answer.data)

    return ask


@pytest.mark.attack(27)
@pytest.mark.postgres
def test_ours_looks_the_same_whatever_becomes_of_the_learning_database(
    walled: Walled, mine: Flask, ours: Flask, people: People, services: Pair
) -> None:
    tables = sql.SQL(", ").join(sql.Identifier(name) for name in mine_tables(walled))

    @contextmanager
    def locked() -> Iterator[None]:
        with walled.connect(MINE, LEARNING) as writer, writer.transaction():
            writer.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(tables))
            yield

    @contextmanager
    def emptied() -> Iterator[None]:
        with walled.connect("learnplan", LEARNING) as superuser:
            superuser.execute("SET session_replication_role = replica")  # no trigger objects
            superuser.execute(sql.SQL("TRUNCATE {}").format(tables))
        yield

    @contextmanager
    def full() -> Iterator[None]:
        fill_with_canaries(people.ana.id)
        yield

    @contextmanager
    def closed() -> Iterator[None]:
        setting = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        with walled.connect("learnplan", "postgres") as superuser:
            superuser.execute(setting.format(sql.Identifier(LEARNING), sql.SQL("false")))
            yield
            superuser.execute(setting.format(sql.Identifier(LEARNING), sql.SQL("true")))

    states = {"empty": emptied, "full": full, "locked": locked, "closed": closed}
    addresses = one_of_each(mine, ours, people)

    odd = different(
        services.ours.ask, states, addresses, cookies_of(mine, people), services.ours.log
    )

    assert CANARY in repr(mine_goals(walled))
    assert odd == []


def mine_tables(walled: Walled) -> list[str]:
    named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> %s"
    with walled.connect(MINE, LEARNING) as owner:
        return [str(name) for (name,) in owner.execute(named, ["alembic_version"])]


def mine_goals(walled: Walled) -> object:
    with walled.connect(MINE, LEARNING) as owner:
        return owner.execute("SELECT title FROM goal").fetchall()
