"""Writing an entry in full, making sense of it, and letting it go."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, Refused
from learnplan.mine.log import queries, services
from learnplan.mine.log.entries import Link, NewActivity
from learnplan.mine.log.kinds import Kind, Purpose
from learnplan.mine.log.models import Activity, ActivityTag
from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker, an_administrator
from tests.factories.plans import a_goal
from tests.naughty import NAUGHTY
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
FIELDS = {
    "what": "Watched Ben close the month",
    "kind": "shadowing",
    "happened_on": "8 May 2026",
    "happened_at": "09:10",
    "minutes": "1h 15m",
    "note": "He runs it *six* times.",
    "thoughts": "Always in the first hour.",
    "purpose": "seek",
    "tags": "Postgres, month end",
    "with_whom": "Ben",
    "links": "https://e.org/manual The manual\nhttp://e.org/two",
}


def only_activity_of(actor: Actor) -> Activity:
    db.session.rollback()
    (view,) = queries.recent_activities(actor, limit=5)
    return queries.activity_for(actor, view.id)


def test_an_entry_is_written_in_full(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)

    page = visit(ana).post("/log/new", goal_ids=str(goal.id), **FIELDS)

    kept = only_activity_of(ana)
    assert page.request.path == f"/log/{kept.id}"
    assert (kept.what, kept.kind, kept.purpose) == (
        "Watched Ben close the month",
        Kind.SHADOWING,
        Purpose.SEEK,
    )
    assert (kept.happened_on, str(kept.happened_at), kept.minutes) == (
        date(2026, 5, 8),
        "09:10:00",
        75,
    )
    assert [tag.tag for tag in kept.tags] == ["month end", "postgres"]
    assert [(link.address, link.title) for link in kept.links] == [
        ("https://e.org/manual", "The manual"),
        ("http://e.org/two", ""),
    ]
    for shown in ("<em>six</em>", "Always in the first hour", "1 h 15 min", goal.title):
        assert shown in page.text


def test_the_form_shows_again_what_it_was_told(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)
    page = visitor.post("/log/new", **FIELDS)

    form = visitor.get(f"{page.request.path}/edit").text

    for value in ("8 May 2026", "09:10", "1 h 15 min", "month end, postgres", "/manual The manual"):
        assert value in form
    visitor.post(f"{page.request.path}/edit", **FIELDS)
    assert only_activity_of(ana).version == 2


def test_making_sense_of_a_fragment_makes_it_whole(visit: Visit) -> None:
    ana = a_worker()
    activity = an_activity(owner=ana, what="Ask Dana", fragment=True, tags=["old", "kept"])

    visit(ana).post(f"/log/{activity.id}/edit", **{**FIELDS, "tags": "kept, new"})

    kept = only_activity_of(ana)
    assert (kept.what, kept.fragment) == ("Watched Ben close the month", False)
    assert [tag.tag for tag in kept.tags] == ["kept", "new"]


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("happened_on", "31 February", "“31 February” is not a date: February ended on the 28th."),
        ("happened_on", "", "Write the day."),
        ("happened_on", "  ", "Write the day."),
        ("minutes", "an hour or so", "Write a number of minutes, like 45, or like 1h 15m."),
        ("happened_at", "25:70", "Write a time like 9:10 or 14:30."),
        ("links", "javascript:alert(1)", "“javascript:alert(1)” is not an address"),
        ("what", "", "Write what you did or noticed."),
        ("what", " ", "Write what you did or noticed."),
        ("what", "x" * 501, "Use at most 500 characters here."),
        ("tags", "x" * 61, "This is 61 characters; at most 60 fit."),
        ("kind", "sleeping", "Choose one of these."),
        ("purpose", "sleeping", "Choose one of these."),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field(
    visit: Visit, field: str, typed: str, says: str
) -> None:
    ana = a_worker()
    with clock.stopped(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        page = visit(ana).post("/log/new", **{**FIELDS, field: typed})

    assert page.status_code == 422
    assert f'id="{field}-error">{escape(says)}'[:60] in page.text
    if field != "what":
        assert "Watched Ben close the month" in page.text
    assert queries.recent_activities(ana, limit=5) == ()


def test_the_full_form_sent_twice_makes_one_entry(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)

    for _ in range(2):
        visitor.post("/log/new", once="the same form", **FIELDS)

    assert len(queries.recent_activities(ana, limit=5)) == 1


def test_of_two_windows_the_later_sees_both_texts_and_loses_neither(visit: Visit) -> None:
    ana = a_worker()
    activity = an_activity(owner=ana, what="At first", on=date(2026, 5, 8))
    edit = f"/log/{activity.id}/edit"
    visitor = visit(ana)
    visitor.post(edit, **{**FIELDS, "what": "From one window", "tags": "mine"})

    page = visitor.post(edit, **{**FIELDS, "what": "From the other", "version": "1"})

    assert page.status_code == 409
    assert "From one window" in page.text
    assert "From the other" in page.text
    assert "month end" in page.text
    assert only_activity_of(ana).what == "From one window"

    visitor.post(edit, **{**FIELDS, "what": "Both together", "version": "2"})

    assert only_activity_of(ana).what == "Both together"


def test_deleting_can_be_undone(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    activity = an_activity(
        owner=ana, tags=["sql"], links=["https://e.org/"], goal_ids=[goal.id], minutes=5
    )
    visitor = visit(ana)

    gone = visitor.post(f"/log/{activity.id}/delete", page=f"/log/{activity.id}")

    db.session.rollback()
    assert "Deleted." in gone.text
    assert visitor.get(f"/log/{activity.id}").status_code == 404
    assert queries.recent_activities(ana, limit=5) == ()

    back = visitor.post(f"/log/{activity.id}/undo-delete", page="/log/")

    assert back.request.path == f"/log/{activity.id}"
    kept = only_activity_of(ana)
    assert [tag.tag for tag in kept.tags] == ["sql"]
    assert [link.address for link in kept.links] == ["https://e.org/"]
    assert len(queries.activities_for_goal(ana, goal.id)) == 1


@pytest.mark.usefixtures("app")
def test_what_was_deleted_a_day_ago_goes_for_good_with_the_next() -> None:
    ana, ben = a_worker(), a_worker()
    old = [an_activity(owner=one, tags=["old"]) for one in (ana, ben)]
    for moment, owner, activity in (
        (clock.now() - timedelta(days=2), ana, old[0]),
        (clock.now() - timedelta(days=2), ben, old[1]),
        (clock.now(), ana, an_activity(owner=ana)),
    ):
        with clock.stopped(moment), transaction(Database.LEARNING):
            services.delete_activity(owner, queries.activity_for(owner, activity.id))

    left = select(func.count()).select_from(Activity)
    assert db.session.scalar(left) == 2
    assert db.session.scalars(select(ActivityTag.activity_id)).all() == [old[1].id]
    with transaction(Database.LEARNING):
        assert services.purge_deleted(clock.now() - timedelta(days=1)) == 1
    assert db.session.scalar(left) == 1


def test_an_entry_does_not_exist_for_anybody_else(visit: Visit) -> None:
    activity = an_activity(what="CANARY")
    nowhere = uuid4()

    for other in (a_worker(), a_manager(), an_administrator()):
        visitor = visit(other)
        token = (
            visitor.get("/log/").text.partition('name="csrf_token" value="')[2].partition('"')[0]
        )
        for path in ("", "/edit"):
            theirs = visitor.get(f"/log/{activity.id}{path}")
            none = visitor.get(f"/log/{nowhere}{path}")
            assert (theirs.status_code, none.status_code) == (404, 404)
            assert shape_of(theirs.text) == shape_of(none.text)
            assert "CANARY" not in theirs.text
        for act in ("edit", "delete", "undo-delete", "undo"):
            answer = visitor.client.post(f"/log/{activity.id}/{act}", data={"csrf_token": token})
            assert answer.status_code == 404


def shape_of(html: str) -> str:
    """The page without what differs at each answer: the style's nonce and forms' words."""
    return html.partition("<main")[2].partition("</main>")[0]


@pytest.mark.usefixtures("app")
def test_a_goal_of_somebody_else_cannot_be_served() -> None:
    ana, goal = a_worker(), a_goal()
    entry = NewActivity(what="Read", happened_on=date(2026, 5, 8), goal_ids=(goal.id,))
    activity = an_activity(owner=ana)

    with pytest.raises(Invalid), transaction(Database.LEARNING):
        services.keep_activity(ana, entry)
    with pytest.raises(Invalid), transaction(Database.LEARNING):
        services.make_sense(ana, queries.activity_for(ana, activity.id), entry, version=1)


@pytest.mark.usefixtures("app")
def test_services_refuse_what_is_somebody_elses() -> None:
    ana, ben = a_worker(), a_worker()
    activity = an_activity(owner=ana)
    entry = NewActivity(what="Read", happened_on=date(2026, 5, 8), links=(Link(address="x"),))

    with pytest.raises(Refused), transaction(Database.LEARNING):
        services.make_sense(ben, queries.activity_for(ana, activity.id), entry, version=1)
    with pytest.raises(Refused), transaction(Database.LEARNING):
        services.delete_activity(ben, queries.activity_for(ana, activity.id))
    with pytest.raises(Refused), transaction(Database.LEARNING):
        services.undo_delete(ana, queries.activity_for(ana, activity.id))


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_words_come_back_as_they_were_from_every_field(visit: Visit, text: str) -> None:
    ana = a_worker()
    fields = dict.fromkeys(("what", "note", "thoughts", "with_whom"), text)
    if len(text) > 300:
        fields["with_whom"] = "Ben"
    fields["tags"] = text.replace(",", " ")[:30] + " x"

    page = visit(ana).post("/log/new", **{**FIELDS, **fields})

    kept = only_activity_of(ana)
    assert page.status_code == 200
    assert kept.note == kept.thoughts == text.strip()
    assert kept.what.split() == text.split()
    for answer in (page, visit(ana).get("/log/"), visit(ana).get(f"/log/{kept.id}/edit")):
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert escape(kept.what) in answer.text


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert('kept')</script>",
        "<img src=x onerror=alert(1)>",
        "[click](javascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](JaVaScRiPt&colon;alert(1))",
        "![x](https://e.org/track.png)",
        '[x](https://e.org/ "onmouseover=alert(1)")',
        "<a href='https://e.org' onclick=alert(1)>x</a>",
        "<svg/onload=alert(1)>",
        "`<script>alert(1)</script>`",
        "<https://e.org/><style>*{display:none}</style>",
        "# <iframe src=//e.org></iframe>",
    ],
)
def test_markdown_is_shown_without_danger(visit: Visit, markdown: str) -> None:
    ana = a_worker()
    activity = an_activity(owner=ana, note=markdown, thoughts=markdown)

    page = visit(ana).get(f"/log/{activity.id}").text

    prose = page.partition('<div class="prose">')[2]
    for danger in (
        "<script",
        "<img",
        "<svg/",
        "<iframe",
        "<style",
        'href="javascript',
        'href="data',
    ):
        assert danger not in prose.lower().partition("</main>")[0]
    assert " onclick=" not in unescape(prose) or "&lt;a" in prose


def test_filters_are_offered_and_keep_their_choice(visit: Visit, app: Flask) -> None:
    ana = a_worker()
    an_activity(owner=ana, what="Wanted", tags=["sql"], kind=Kind.READING, on=date(2026, 5, 8))
    an_activity(owner=ana, what="Unwanted", on=date(2026, 5, 9))

    page = visit(ana).get("/log/?tag=%23SQL&kind=reading&from=1+May+2026&until=2026-05-08")

    assert "Wanted" in page.text
    assert "Unwanted" not in page.text
    assert 'value="1 May 2026"' in page.text
    assert '<option selected value="reading">' in page.text
    assert "Show everything" in page.text
    assert app


@pytest.mark.parametrize(
    "query",
    ["?from=31+February", "?kind=sleeping", "?goal=none-such"],
)
def test_a_filter_that_makes_no_sense_is_said_and_left_out(visit: Visit, query: str) -> None:
    ana = a_worker()
    an_activity(owner=ana, what="Still here")

    page = visit(ana).get(f"/log/{query}")

    assert page.status_code == 422
    assert "field__error" in page.text
    assert "Still here" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "?after=junk",
        "?before=1.2.3.4",
        "?after=",
        "?page=9&x=y",
        "?after=2026-05-08.1778230200000000.99999999999999999999999.7f0c1d1e-0000-4000-8000-000000000001",
        f"?before=2026-05-08.1778230200000000.-{2**31}.7f0c1d1e-0000-4000-8000-000000000001",
    ],
)
def test_a_place_that_is_none_is_the_first_page(visit: Visit, query: str) -> None:
    ana = a_worker()
    an_activity(owner=ana, what="Still here")

    page = visit(ana).get(f"/log/{query}")

    assert page.status_code == 200
    assert "Still here" in page.text


def test_older_and_newer_lead_through_the_log_with_its_filters(visit: Visit) -> None:
    ana = a_worker()
    for number in range(60):
        an_activity(owner=ana, what=f"Entry {number:02}", tags=["sql"])
    visitor = visit(ana)
    first = visitor.get("/log/?tag=sql").text
    older = unescape(first.partition("pages__older")[2].partition('href="')[2].partition('"')[0])

    second = visitor.get(older).text

    assert "Entry 59" in first
    assert "Entry 09" not in first
    assert "tag=sql" in older
    assert "Entry 09" in second
    assert "Entry 59" not in second
    assert 'rel="prev"' in second


def test_an_empty_log_says_what_it_is_for(visit: Visit) -> None:
    page = visit(a_worker()).get("/log/")

    assert "Nothing here yet, and that is fine" in page.text
    assert "/import/" in page.text
