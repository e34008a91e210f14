"""Lines that waited on a device: kept once, for whoever wrote them, on the day they meant."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.mine.log.queries import recent_activities
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
ADDRESS = "/log/capture/waiting"


@pytest.fixture
def ana(app: Flask) -> Actor:  # noqa: ARG001 - somebody who works in it
    return a_worker(name="Ana Lima")


def send(visitor: Visitor, actor: Actor, line: str, **said: str) -> TestResponse:
    fields = {"whose": str(actor.id), "once": "word", "line": line, **said}
    return visitor.post(ADDRESS, "/", **fields)


def test_a_line_sent_twice_is_one_entry(visit: Visit, ana: Actor) -> None:
    visitor = visit(ana)

    answers = [send(visitor, ana, "Fixed the gate 20m #gate") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == {"kept": "Kept: 20 min, #gate. Only you can see it."}
    assert [kept.what for kept in recent_activities(ana, limit=5)] == ["Fixed the gate"]


@only_on_sqlite  # days are reckoned before any database is asked
@pytest.mark.parametrize(
    ("line", "ago", "means"),
    [("Read a page", 3, 3), ("Read a page yesterday", 3, 4), ("Read a page", -2, 0)],
)
def test_it_means_the_day_on_which_it_was_written(
    visit: Visit, ana: Actor, line: str, ago: int, means: int
) -> None:
    today = clock.today("UTC")

    send(visit(ana), ana, line, on=str(today - timedelta(days=ago)))

    (kept,) = recent_activities(ana, limit=5)
    assert kept.happened_on == today - timedelta(days=means)


@only_on_sqlite  # nothing gets as far as the database
def test_what_cannot_be_kept_is_said_to_the_script(visit: Visit, ana: Actor) -> None:
    answer = send(visit(ana), ana, "   ", on="no day")

    assert answer.status_code == 422
    assert answer.get_json()["error"].endswith(".")


@only_on_sqlite  # likewise
@pytest.mark.parametrize("address", [ADDRESS, "/log/capture"])
def test_another_persons_line_is_not_kept_and_not_shown(
    visit: Visit, ana: Actor, address: str
) -> None:
    ben = a_worker()

    answer = visit(ben).post(address, "/", whose=str(ana.id), line="CANARY of Ana", once="word")

    assert answer.status_code == 409
    assert "CANARY" not in answer.text
    assert recent_activities(ben, limit=5) == ()


@only_on_sqlite  # likewise
def test_whoever_is_signed_out_is_sent_to_the_door(visit: Visit, ana: Actor) -> None:
    visitor = visit(ana)
    token = visitor.get("/").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    visitor.post("/sign-out", "/")

    answer = visitor.client.post(ADDRESS, data={"csrf_token": token, "whose": str(ana.id)})

    assert answer.status_code in {303, 400}
    assert recent_activities(ana, limit=5) == ()


@only_on_sqlite  # static files
def test_the_worker_keeps_one_page_that_is_the_same_for_everybody(visit: Visit, ana: Actor) -> None:
    worker = visit().get("/service-worker.js")
    pages = [visitor.get("/offline") for visitor in (visit(), visit())]

    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]
    kept = worker.text.partition("const FILES = ")[2].partition(";")[0]
    assert [
        each for each in kept.split('"') if each.startswith("/") and "/static/" not in each
    ] == ["/offline"]
    assert pages[0].status_code == 200
    assert "csrf_token" not in pages[0].text
    assert ana.name not in pages[0].text
