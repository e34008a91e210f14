"""Shared with me: whose goals, and until when."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from learnplan.core import clock
from learnplan.core.actor import Actor
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]


def test_an_empty_page_says_what_it_is_for(visit: Visit) -> None:
    shown = visit(a_worker()).get("/shared/")

    assert shown.status_code == 200
    assert "Nobody has shared anything with you" in shown.text


def test_it_lists_what_others_opened_to_me_and_nothing_else(visit: Visit) -> None:
    with clock.stopped(datetime(2026, 5, 12, tzinfo=UTC)):
        ana, ben, dana = a_worker(name="Ana"), a_worker(name="Ben"), a_worker(name="Dana")
        goal = a_goal(owner=ana, title="Goal of Ana", shared_with=dana, until=date(2026, 6, 30))
        a_goal(owner=ben, title="Goal of Ben", shared_with=ana)
        a_goal(owner=dana, title="Goal of Dana", shared_with=ben)

        shown = visit(dana).get("/shared/").text

    assert f'href="/plan/goals/{goal.id}">Goal of Ana' in shown
    said = words(shown)
    assert "Until 30 June" in said
    assert "Goal of Ben" not in said
    assert "Goal of Dana" not in said
