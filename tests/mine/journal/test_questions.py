"""The question on the front page: calm, put off with a press, and gone for good if one likes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.journal import asking
from learnplan.mine.journal.prompts import NOW_AND_THEN, prompts_for
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
MONDAY = datetime(2026, 5, 11, 9, tzinfo=UTC)


@contextmanager
def after(days: int) -> Iterator[None]:
    db.session.rollback()
    with clock.stopped(MONDAY + timedelta(days=days)):
        yield


def asked(actor: Actor, days: int = 0) -> str | None:
    with after(days):
        question = asking.question_for(actor)
    return question.key if question else None


@pytest.mark.usefixtures("app")
def test_it_changes_by_itself_from_week_to_week_and_comes_round() -> None:
    ana = a_worker()
    there = [prompt.key for prompt in prompts_for(NOW_AND_THEN)]

    met = [asked(ana, days=7 * week) for week in range(len(there) + 1)]

    assert asked(ana, days=6) == met[0]
    assert sorted(met[:-1], key=str) == sorted(there)
    assert met[-1] == met[0]


@pytest.mark.usefixtures("app")
def test_put_off_it_is_quiet_for_some_days_and_then_asks_something_else() -> None:
    ana = a_worker()
    first = asked(ana)

    with after(0), transaction(Database.LEARNING):
        asking.not_now(ana)

    assert [asked(ana, days=day) for day in range(3)] == [None, None, None]
    assert asked(ana, days=3) not in {None, first}


@pytest.mark.usefixtures("app")
def test_another_can_be_asked_for() -> None:
    ana = a_worker()
    first = asked(ana)

    with after(0), transaction(Database.LEARNING):
        asking.ask_another(ana)

    assert asked(ana) not in {None, first}


@pytest.mark.usefixtures("app")
def test_switched_off_it_never_asks_until_it_is_switched_on() -> None:
    ana, ben = a_worker(), a_worker()

    with after(0), transaction(Database.LEARNING):
        asking.switch_questions(ana, on=False)

    assert asked(ana, days=400) is None
    assert asked(ben) is not None
    with after(1), transaction(Database.LEARNING):
        asking.switch_questions(ana, on=True)
    assert asked(ana, days=1) is not None


@only_on_sqlite  # the ways a page offers
def test_today_asks_and_each_button_of_it_leads_back_there(visit: Visit) -> None:
    ana = a_worker()
    an_activity(owner=ana)
    visitor = visit(ana)
    first = asking.question_for(ana)
    assert first is not None
    assert first.ask in words(visitor.get("/").text)

    another = visitor.post("/journal/another", page="/", back="/")
    quiet = visitor.post("/journal/not-now", page="/", back="/")

    assert another.request.path == quiet.request.path == "/"
    assert first.ask not in words(another.text)
    assert "Not now" not in words(quiet.text)


@only_on_sqlite  # likewise
def test_answering_it_is_enough_for_some_days(visit: Visit) -> None:
    ana = a_worker()
    an_activity(owner=ana)
    visitor = visit(ana)
    question = asking.question_for(ana)
    assert question is not None

    visitor.post(f"/journal/new?question={question.key}", text="Nothing.", written_on="today")

    assert "Not now" not in words(visitor.get("/").text)


@only_on_sqlite  # likewise
def test_switching_off_can_be_undone_from_the_message(visit: Visit) -> None:
    visitor = visit(a_worker())

    off = visitor.post("/journal/do-not-ask-me", page="/journal/")

    assert "You are not asked anything." in words(off.text)
    assert 'action="/journal/ask-me"' in off.text
    on = visitor.post("/journal/ask-me", page="/journal/")
    assert "Do not ask me" in words(on.text)
