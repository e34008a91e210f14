"""What somebody shared stands in their journal: to whom, since and until when, and how it ended."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.mine.sharing.services import share_item
from tests.factories.people import a_worker, leave
from tests.factories.plans import a_goal
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
JOURNAL = "/disclosures/"


def shares(browser: Visitor) -> str:
    return words(browser.get(f"{JOURNAL}?show=shares").text)


def test_an_open_share_is_on_top_and_can_be_stopped_there(visit: Visit) -> None:
    with clock.stopped(NOON):
        ana, dana = a_worker(), a_worker(name="Dana Steward")
        goal = a_goal(owner=ana, title="Read", shared_with=dana, until=date(2026, 6, 30))
        browser = visit(ana)
        before = words(browser.get(JOURNAL).text)

        after = browser.post(f"/share/goal/{goal.id}/stop/{dana.id}", JOURNAL, back="disclosures")

        assert "Read Dana Steward Since 12 May, until 30 June No looks so far" in before
        assert after.request.path == JOURNAL
        assert "Dana Steward can no longer see this goal." in words(after.text)
        assert "Nobody but you can read any of your record" in words(after.text)
        assert "Ended: taken back, 12 May" in words(after.text)
        assert visit(dana).get(f"/plan/goals/{goal.id}").status_code == 404


def test_a_reader_who_left_the_organisation_is_said_to_have_left(visit: Visit) -> None:
    with clock.stopped(NOON):
        ana, dana, ben = a_worker(), a_worker(name="Dana Steward"), a_worker(name="Ben")
        goal = a_goal(owner=ana, title="Read", shared_with=dana)
        with transaction(Database.LEARNING):
            share_item(ana, goal.as_item, reader_id=ben.id)
        told = "Has left Northwind, and reads this until it ends or you stop it."
        browser = visit(ana)
        before = browser.get(f"/plan/goals/{goal.id}").text, browser.get(JOURNAL).text

        leave(dana, last_day=date(2026, 5, 11))

        goal_page, journal = (
            words(browser.get(address).text) for address in (f"/plan/goals/{goal.id}", JOURNAL)
        )
        assert told not in words(before[0])
        assert "has left the organisation" not in words(before[1])
        assert goal_page.count(told) == 1
        assert "Dana Steward, who has left the organisation Since" in journal
        assert "Ben Since" in journal


def test_a_share_ends_by_itself_when_its_day_is_over(visit: Visit) -> None:
    with clock.stopped(NOON):
        ana, dana = a_worker(), a_worker(name="Dana")
        a_goal(owner=ana, title="Read", shared_with=dana, until=date(2026, 5, 20))
        browser = visit(ana)
        assert "Open now" in shares(browser)

    with clock.stopped(NOON + timedelta(days=9)):
        said = shares(browser)

    assert "You shared “Read” with Dana, until 20 May." in said
    assert "Ended with its last day, 20 May" in said


def test_saying_anew_until_when_changes_the_line(visit: Visit) -> None:
    with clock.stopped(NOON):
        ana, dana = a_worker(), a_worker(name="Dana")
        goal = a_goal(owner=ana, title="Read", shared_with=dana, until=date(2026, 5, 20))
        browser = visit(ana)
    with clock.stopped(NOON + timedelta(days=1)):
        page = f"/plan/goals/{goal.id}"
        browser.post(f"/share/goal/{goal.id}", page, reader_id=str(dana.id), until="2026-07-31")

        said = shares(browser)

    assert said.count("You shared") == 1
    assert "with Dana, until 31 July. You last said until when on 13 May." in said


def test_sharing_again_after_the_end_is_another_line(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, title="Read", shared_with=dana)
    browser, page = visit(ana), f"/plan/goals/{goal.id}"
    browser.post(f"/share/goal/{goal.id}/stop/{dana.id}", page)

    browser.post(f"/share/goal/{goal.id}", page, reader_id=str(dana.id), until="")

    said = shares(browser)
    assert said.count("You shared “Read” with Dana") == 2
    assert said.count("Open now") == 1
    assert said.count("Ended: taken back") == 1


def test_deleting_a_goal_ends_its_shares_and_the_journal_keeps_the_words(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, title="Read", shared_with=dana)
    visit(dana).get(f"/plan/goals/{goal.id}")
    browser, page = visit(ana), f"/plan/goals/{goal.id}"

    browser.post(f"{page}/delete", page)

    said = words(browser.get(JOURNAL).text)
    assert "Nobody but you can read any of your record" in said
    assert "Ended: you deleted it" in said
    assert "Dana looked at “Read”." in said


def test_a_goal_that_comes_back_is_open_again(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, title="Read", shared_with=dana)
    browser, page = visit(ana), f"/plan/goals/{goal.id}"
    browser.post(f"{page}/delete", page)

    browser.post(f"{page}/restore", "/plan/")

    assert "Open now" in shares(browser)
    assert visit(dana).get(page).status_code == 200


def test_a_title_that_is_quoted_already_is_not_quoted_twice(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    a_goal(owner=ana, title="“Using EXPLAIN”, chapter 14", shared_with=dana)

    told = words(visit(ana).get(JOURNAL).text)

    assert "You shared “Using EXPLAIN”, chapter 14 with Dana." in told
    assert "““" not in told
