"""The page: its owner's alone, newest first, by kind, in pages; lines can go and come back."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.directions import isolated
from learnplan.core.errors import Refused
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import policy, queries, services
from learnplan.mine.disclosures.models import Crossing
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.web.filters import quoted
from tests.factories.disclosures import look
from tests.factories.people import a_manager, a_worker, an_administrator
from tests.factories.plans import a_goal
from tests.mine.wording import words
from tests.naughty import NAUGHTY
from tests.visitors import Visitor

UNKNOWN = UUID(int=4)

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
JOURNAL = "/disclosures/"


def line(owner: Actor, what: str, kind: Kind = Kind.IMPORT) -> Crossing:
    with transaction(Database.LEARNING):
        crossing = services.note(owner.id, kind, what)
    db.session.expunge(crossing)
    return crossing


def test_another_persons_journal_does_not_exist(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, title="SECRET", shared_with=a_worker())
    theirs = line(ana, "SECRET.md")

    for stranger in (a_worker(), a_manager(), an_administrator()):
        browser = visit(stranger)
        assert "SECRET" not in browser.get(JOURNAL).text
        for act in ("remove", "restore"):
            assert browser.post(f"{JOURNAL}{theirs.id}/{act}", JOURNAL).status_code == 404
    assert "SECRET.md" in visit(ana).get(JOURNAL).text


def test_it_says_that_only_its_owner_sees_it(visit: Visit) -> None:
    said = words(visit(a_worker()).get(JOURNAL).text)

    assert "Only you can see this page" in said
    assert "whoever administers the learning database can read it" in said


def test_it_begins_with_what_happened_last_and_goes_on_to_the_first(visit: Visit) -> None:
    ana = a_worker()
    for number in range(queries.PAGE * 2 + 3):
        with clock.stopped(NOON + timedelta(minutes=number // 2)):  # some at the same moment
            line(ana, f"file {number}.md")
    browser, address = visit(ana), f"{JOURNAL}?show=imports"
    seen: list[int] = []

    for _ in range(3):
        shown = browser.get(address).text
        seen += [int(number) for number in re.findall(r"You brought in “file (\d+)\.md”", shown)]
        older = re.search(r'href="([^"]*)" rel="next"', shown)
        address = unescape(older[1]) if older else ""

    assert address == ""
    assert sorted(seen) == list(range(queries.PAGE * 2 + 3))
    assert [number // 2 for number in seen] == sorted((n // 2 for n in seen), reverse=True)


@pytest.mark.parametrize("place", ["nowhere", "1.2", f"{10**30}.{UNKNOWN}", "0.", f"0.{UNKNOWN}"])
def test_a_place_that_is_none_shows_the_page_all_the_same(visit: Visit, place: str) -> None:
    assert visit(a_worker()).get(f"{JOURNAL}?after={place}&show=whatever").status_code == 200


def test_each_kind_can_be_looked_at_alone(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, title="Read", shared_with=dana)
    look(dana, goal)
    line(ana, "log.md")
    browser = visit(ana)
    sentences = {
        "shares": "You shared “Read” with Dana",
        "looks": "Dana looked at “Read”",
        "imports": "You brought in “log.md”",
        "sign-ins": "You signed in",
    }

    for kind in sentences:
        said = words(browser.get(f"{JOURNAL}?show={kind}").text)
        assert [one for one, sentence in sentences.items() if sentence in said] == [kind]
    whole = words(browser.get(JOURNAL).text)
    assert all(sentence in whole for sentence in sentences.values())


@pytest.mark.parametrize("kind", ["shares", "looks", "imports"])
def test_an_empty_journal_says_what_it_is_for(visit: Visit, kind: str) -> None:
    shown = visit(a_worker()).get(f"{JOURNAL}?show={kind}").text

    assert '<section class="empty">' in shown


def test_a_line_can_be_removed_and_brought_back(visit: Visit) -> None:
    ana = a_worker()
    log = line(ana, "log.md")
    browser = visit(ana)

    removed = words(browser.post(f"{JOURNAL}{log.id}/remove", JOURNAL).text)
    back = words(browser.post(f"{JOURNAL}{log.id}/restore", JOURNAL).text)

    assert "The line is removed." in removed
    assert "You brought in “log.md”" not in removed
    assert "The line is back." in back
    assert "You brought in “log.md”" in back


def test_a_removed_line_is_gone_for_good_after_a_day(visit: Visit) -> None:
    ana = a_worker()
    first, second = line(ana, "first.md"), line(ana, "second.md")
    browser = visit(ana)
    browser.post(f"{JOURNAL}{first.id}/remove", JOURNAL)

    with clock.stopped(clock.now() + timedelta(days=1, minutes=1)):
        browser.post(f"{JOURNAL}{second.id}/remove", JOURNAL)

        assert browser.post(f"{JOURNAL}{first.id}/restore", JOURNAL).status_code == 404
        assert browser.post(f"{JOURNAL}{second.id}/restore", JOURNAL).status_code == 200


def test_removed_lines_of_everybody_go_for_good_when_the_house_tidies_up() -> None:
    for owner in (a_worker(), a_worker()):
        with transaction(Database.LEARNING):
            for what in ("old.md", "new.md"):
                services.remove_line(owner, services.note(owner.id, Kind.IMPORT, what))
    with transaction(Database.LEARNING):
        db.session.execute(
            db.update(Crossing)
            .where(Crossing.what == "old.md")
            .values(removed_at=NOON - KEPT_FOR_UNDO)
        )

        services.purge_removed(NOON)

    assert set(db.session.scalars(db.select(Crossing.what))) == {"new.md"}


def test_what_is_still_open_cannot_be_removed(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, shared_with=a_worker())
    share = queries.open_now(ana)[0].crossing

    refused = visit(ana).post(f"{JOURNAL}{share.id}/remove", JOURNAL)

    assert refused.status_code == 403
    assert "once what it tells is over" in refused.text
    assert [each.crossing.id for each in queries.open_now(ana)] == [share.id]


def test_an_import_says_what_came_in_and_that_it_was_taken_out_again(
    app: Flask, visit: Visit
) -> None:
    app.config["BACKGROUND"] = False
    ana = visit(a_worker())
    preview = ana.post("/import/", files=(BytesIO(b"## 2024-05-03\nRead\nWrote"), "log.md"))
    address = preview.request.path
    assert "You have brought nothing in" in ana.get(f"{JOURNAL}?show=imports").text

    ana.post(f"{address}/add", address)
    added = words(ana.get(f"{JOURNAL}?show=imports").text)
    ana.post(f"{address}/undo", address)

    assert re.search(r"You brought in “log\.md”\. \d added to your log", added)
    assert "Taken out again" not in added
    assert "Taken out again" in words(ana.get(f"{JOURNAL}?show=imports").text)


@pytest.mark.parametrize("title", NAUGHTY)
def test_hostile_words_come_back_as_words(visit: Visit, title: str) -> None:
    title = " ".join(title.split())[:200]
    ana, dana = a_worker(), a_worker(name="Dana")
    look(dana, a_goal(owner=ana, title=title, shared_with=dana))

    shown, said = visit(ana).get(JOURNAL).text, isolated(quoted(title))

    assert f"You shared {said} with Dana" in unescape(shown)
    assert f"Dana looked at {said}." in unescape(shown)
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_home_says_how_much_left_this_week(visit: Visit) -> None:
    with clock.stopped(NOON):  # a Tuesday
        ana, dana = a_worker(), a_worker()
        browser = visit(ana)
        line(ana, "log.md")
        before = words(browser.get("/").text)
        goal = a_goal(owner=ana, shared_with=dana)
        look(dana, goal)
        after = words(browser.get("/").text)
    with clock.stopped(NOON + timedelta(days=6)):  # the Monday after
        next_week = words(browser.get("/").text)

    assert "What left your record this week: nothing ." in before
    assert "What left your record this week: 2 things ." in after
    assert "What left your record this week: nothing ." in next_week


def test_a_week_begins_on_monday_where_the_owner_lives() -> None:
    ana = a_worker(zone="Asia/Tokyo")
    with clock.stopped(datetime(2026, 5, 10, 15, tzinfo=UTC)):  # Monday 0:00 in Tokyo
        line(ana, "goal", Kind.SHARE)
        assert queries.left_this_week(ana) == 1
    with clock.stopped(datetime(2026, 5, 17, 14, 59, tzinfo=UTC)):
        assert queries.left_this_week(ana) == 1
    with clock.stopped(datetime(2026, 5, 17, 15, tzinfo=UTC)):
        assert queries.left_this_week(ana) == 0


def test_only_its_owner_removes_a_line_or_brings_it_back() -> None:
    log = line(a_worker(), "log.md")

    with pytest.raises(Refused):
        services.remove_line(a_manager(), log)
    with pytest.raises(Refused):
        services.restore_line(a_manager(), log)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(Kind),
            st.none() | st.integers(-2, 2),
            st.sampled_from([None, *Ending]),
            st.booleans(),
        ),
        max_size=6,
    )
)
def test_policy_and_query_agree(lines: list[tuple[Kind, int | None, Ending | None, bool]]) -> None:
    ana, ben = a_worker(), a_worker()
    with clock.stopped(NOON), transaction(Database.LEARNING):
        for kind, ahead, ending, removed in lines:
            ends_at = None if ahead is None else NOON + timedelta(days=ahead)
            crossing = services.note(
                ana.id, kind, "Read", until=ends_at and ends_at.date(), ends_at=ends_at
            )
            crossing.ending, crossing.ended_at = ending, NOON if ending else None
            crossing.removed_at = NOON if removed else None

    with clock.stopped(NOON):
        kept = db.session.scalars(db.select(Crossing)).all()
        for actor in (ana, ben):
            seen = {each.id for each in kept if policy.can_see(actor, each)}
            opened = {each.id for each in kept if policy.is_open(each) and each.id in seen}
            assert {each.id for each in queries.journal_for(actor).lines} == seen
            assert {each.crossing.id for each in queries.open_now(actor)} == opened
        db.session.rollback()
