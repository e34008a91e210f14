"""The capture line, from every page of Mine."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import event

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of
from learnplan.mine.log import queries
from learnplan.mine.log.listed import ActivityView
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.naughty import NAUGHTY, UNKEEPABLE
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]


def log_of(actor: Actor) -> tuple[ActivityView, ...]:
    db.session.rollback()
    return queries.recent_activities(actor, limit=500)


def flash_in(html: str) -> str:
    found = re.search(r'<div class="flash.*?<p>(.*?)</p>', html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split()) if found else ""


def undo_in(html: str) -> str:
    return unescape(re.findall(r'action="([^"]*/undo[^"]*)"', html)[0])


def test_a_line_is_kept_and_the_flash_says_what_was_understood(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Find out why reports are slow")

    page = visit(ana).post(
        "/log/capture", page="/log/", line="Read EXPLAIN 45m #postgres @reports https://e.org/"
    )

    assert page.request.path == "/log/"
    assert flash_in(page.text) == (
        "Kept: 45 min, #postgres, 1 link, for “Find out why reports are slow”. Only you can see it."
    )
    (activity,) = log_of(ana)
    assert (activity.what, activity.minutes, activity.fragment) == ("Read EXPLAIN", 45, False)
    assert queries.activities_for_goal(ana, goal.id) == (activity,)


def test_words_alone_are_a_fragment_to_make_sense_of(visit: Visit) -> None:
    ana = a_worker()

    page = visit(ana).post("/log/capture", page="/log/", line="Ask Dana about ANALYZE")

    (activity,) = log_of(ana)
    assert activity.fragment
    assert flash_in(page.text) == "Kept. Only you can see it. Make sense of it"
    assert f"/log/{activity.id}/edit" in page.text
    assert "Fragments to make sense of: 1" in page.text


def test_a_day_and_what_was_not_clear_are_said(visit: Visit) -> None:
    ana = a_worker()

    page = visit(ana).post("/log/capture", page="/log/", line="Read yesterday 99999h @nobody")

    assert log_of(ana)[0].happened_on == clock.today("UTC") - timedelta(days=1)
    said = flash_in(page.text)
    assert said.startswith("Kept for yesterday. Only you can see it.")
    assert "“99999h” stays as text" in said
    assert "“@nobody” is not clear" in said


def test_today_is_the_day_where_they_live(visit: Visit) -> None:
    ana = a_worker()
    far = Actor(id=ana.id, name=ana.name, email=ana.email, time_zone="Pacific/Kiritimati")

    visit(ana).post("/log/capture", page="/log/", line="Read 5m")

    assert log_of(ana)[0].happened_on == clock.today("UTC")
    assert queries.understood(far, "Read").on == clock.today("Pacific/Kiritimati")


def test_undo_takes_it_back_and_can_be_undone(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    kept = visitor.post("/log/capture", page="/plan/", line="Read 45m")
    undo = undo_in(kept.text)

    taken = visitor.post(undo, page="/plan/")

    assert log_of(ana) == ()
    assert taken.request.path == "/plan/"
    assert "Taken back." in taken.text

    visitor.post(undo_in(taken.text), page="/plan/")

    assert [activity.what for activity in log_of(ana)] == ["Read"]


def test_the_same_form_sent_twice_makes_one_entry(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)

    for _ in range(3):
        page = visitor.post("/log/capture", page="/log/", line="Read 45m", once="the same form")

    assert len(log_of(ana)) == 1
    assert "Kept: 45 min" in page.text


def test_taken_back_and_sent_again_it_is_kept_again(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    kept = visitor.post("/log/capture", page="/log/", line="Read 45m", once="the same form")
    visitor.post(undo_in(kept.text), page="/log/")

    visitor.post("/log/capture", page="/log/", line="Read 45m", once="the same form")

    assert len(log_of(ana)) == 1


def _send(app: Flask, cookie: str, token: str, line: str, once: str) -> int:
    client = app.test_client()
    client.set_cookie("learnplan", cookie)
    data = {"csrf_token": token, "line": line, "once": once}
    return client.post("/log/capture", data=data).status_code


def _door(visitor: Visitor) -> tuple[str, str]:
    page = visitor.get("/log/")
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]
    cookie = visitor.client.get_cookie("learnplan")
    assert cookie is not None
    return cookie.value, token


def test_captures_at_the_same_moment_lose_nothing(app: Flask, visit: Visit) -> None:
    ana = a_worker()
    cookie, token = _door(visit(ana))
    db.session.rollback()

    with ThreadPoolExecutor(8) as pool:
        codes = list(
            pool.map(
                lambda number: _send(app, cookie, token, f"Note {number} #t", f"once {number}"),
                range(40),
            )
        )

    assert set(codes) == {303}
    kept = log_of(ana)
    assert {activity.what for activity in kept} == {f"Note {number}" for number in range(40)}
    assert all(activity.tags == ("t",) for activity in kept)


def test_one_form_sent_by_eight_threads_makes_one_entry(app: Flask, visit: Visit) -> None:
    ana = a_worker()
    cookie, token = _door(visit(ana))
    db.session.rollback()

    with ThreadPoolExecutor(8) as pool:
        codes = list(
            pool.map(lambda _: _send(app, cookie, token, "Read 5m", "the same"), range(16))
        )

    assert set(codes) == {303}
    assert len(log_of(ana)) == 1


@pytest.mark.parametrize("line", ["", "   ", " \t "])
def test_an_empty_line_is_refused_beside_the_field(visit: Visit, line: str) -> None:
    ana = a_worker()

    page = visit(ana).post("/log/capture", page="/log/", line=line)

    assert page.status_code == 422
    assert "Write what you did or noticed." in page.text
    assert page.text.count("<h1") == 1
    assert log_of(ana) == ()


@pytest.mark.parametrize("line", UNKEEPABLE)
def test_what_no_database_holds_is_refused_in_words(visit: Visit, line: str) -> None:
    ana = a_worker()

    page = visit(ana).post("/log/capture", page="/log/", line=f"Read {line} this 45m")

    assert page.status_code in {400, 422}
    assert page.text.count("<h1") == 1
    assert log_of(ana) == ()


def test_a_line_too_long_for_any_note_is_refused_and_still_there(visit: Visit) -> None:
    ana = a_worker()

    page = visit(ana).post("/log/capture", page="/log/", line="word " * 41_000)

    assert page.status_code == 422
    assert "at most 200,000 fit" in page.text
    assert "word word word" in page.text
    assert log_of(ana) == ()


def test_a_long_line_is_kept_whole(visit: Visit) -> None:
    ana = a_worker()

    visit(ana).post("/log/capture", page="/log/", line="word " * 300)

    (shown,) = log_of(ana)
    activity = queries.activity_for(ana, shown.id)
    assert f"{activity.what} {activity.note}" == ("word " * 300).strip()


@pytest.mark.parametrize(
    ("back", "lands"),
    [
        ("/log/?kind=reading", "/log/?kind=reading"),
        ("/plan/", "/plan/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/log/\r\nX: y", "/"),
        ("//[", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_it_leads_back_to_a_page_of_this_site_only(visit: Visit, back: str, lands: str) -> None:
    visitor = visit(a_worker())
    token = _door(visitor)[1]

    answer = visitor.client.post(
        "/log/capture", data={"csrf_token": token, "line": "Read", "back": back}
    )

    assert answer.status_code == 303
    assert answer.location == lands


def test_opened_like_a_page_it_leads_home(visit: Visit) -> None:
    answer = visit(a_worker()).client.get("/log/capture")

    assert (answer.status_code, answer.location) == (303, "/")


def test_without_its_token_nothing_is_kept(visit: Visit) -> None:
    ana = a_worker()

    answer = visit(ana).client.post("/log/capture", data={"line": "Read"})

    assert answer.status_code == 400
    assert log_of(ana) == ()


def test_the_words_under_the_line_say_what_is_understood(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, title="Slow <reports>")

    said = visit(ana).get(
        "/log/understood", query_string={"line": "Read 45m #sql @slow mon <b> @zzz"}
    )

    assert "<html" not in said.text
    for words in ("45 min", "sql", "Slow &lt;reports&gt;", "“@zzz” is not clear"):
        assert words in said.text


def test_goals_to_complete_are_on_every_page_of_mine(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, title="Read a 'blueprint' & more")

    for address in ("/", "/log/", "/plan/"):
        page = visit(ana).get(address)
        offered = re.findall(r"data-goals='([^']*)'", page.text)
        assert offered
        assert "blueprint" in offered[0]


def test_keeping_a_line_asks_little_of_the_databases(app: Flask, visit: Visit) -> None:
    visitor = visit(a_worker())
    token = _door(visitor)[1]
    engines = [engine_of(database) for database in Database]
    asked: list[str] = []

    def note(*call: object) -> None:
        if "pg_advisory" not in str(call[2]):  # the lock that SQLite takes with BEGIN
            asked.append(str(call[2]).split()[0])

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        visitor.client.post("/log/capture", data={"csrf_token": token, "line": "Read 45m #sql"})
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)

    assert asked.count("SELECT") == 1
    assert asked.count("INSERT") == 3
    assert app


@pytest.mark.parametrize("line", NAUGHTY)
def test_naughty_lines_are_kept_and_shown_escaped(visit: Visit, line: str) -> None:
    ana = a_worker()

    page = visit(ana).post("/log/capture", page="/log/", line=line)

    assert page.status_code == 200
    (activity,) = log_of(ana)
    assert "".join(activity.what.split()) in "".join(line.split())
    assert escape(activity.what) in page.text
    assert "<script>alert" not in page.text
    assert "<img src=x" not in page.text
