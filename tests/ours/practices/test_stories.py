"""The list of stories and each story, as everyone sees them; and what no words can do to them."""

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, Refused
from learnplan.ours.practices.queries.months import Cursor
from learnplan.ours.practices.queries.stories import stories
from learnplan.ours.practices.services.stories import tell_story, withdraw_story
from learnplan.ours.practices.telling import Telling
from tests.factories.people import a_manager, a_worker
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.naughty import NAUGHTY
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
KEY = "the only one"
HOSTILE = (
    "[press](javascript:alert(1)) <javascript:alert(1)> [x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/pixel.png)",
    "<style>body{display:none}</style><form action=https://evil.example><input name=q></form>",
    "<iframe src=https://evil.example></iframe><svg onload=alert(1)>",
    "# </article><h1>Not ours</h1>",
    "<a href=https://ok.example onclick=alert(1)>x</a>",
)


def told(
    title: str = "A story",
    *,
    month: date = date(2026, 5, 1),
    tags: tuple[str, ...] = (),
    happened: str = "It happened.",
    advice: str = "",
) -> UUID:
    story_id = uuid4()
    telling = Telling(title=title, happened=happened, told_in=month, tags=tags, advice=advice)
    with transaction(Database.ORGANISATION):
        tell_story(story_id, telling, key=KEY)
    return story_id


def titles(**which: object) -> list[str]:
    db.session.rollback()
    return [each.telling.title for each in stories(**which).stories]  # type: ignore[arg-type]


@pytest.mark.usefixtures("app")
def test_the_newest_month_comes_first_and_within_a_month_order_says_nothing() -> None:
    told("April", month=date(2026, 4, 1))
    mays = [told(f"May {number}") for number in range(6)]

    first = stories(limit=4)
    rest = stories(after=Cursor.read(str(first.older)), limit=4)

    assert [each.id for each in first.stories] == sorted(mays, reverse=True)[:4]
    assert [each.telling.title for each in rest.stories][-1] == "April"
    assert rest.older is None
    assert Cursor.read("nonsense") is None


@pytest.mark.usefixtures("app")
def test_a_tag_finds_the_stories_that_have_just_it() -> None:
    told("One", tags=("sql", "month end"))
    told("Two", tags=("mysql",))
    told("Three", tags=("100%",))

    assert titles(tag="sql") == ["One"]
    assert titles(tag="month end") == ["One"]
    assert titles(tag="%") == []
    assert titles(tag="100%") == ["Three"]


@pytest.mark.usefixtures("app")
def test_only_its_key_changes_a_story_or_lets_it_go_and_twice_is_once() -> None:
    story_id = told("Mine")
    other = Telling(title="Other", happened="x", told_in=date(2026, 5, 1))

    with pytest.raises(Refused), transaction(Database.ORGANISATION):
        tell_story(story_id, other, key="another")
    with pytest.raises(Refused), transaction(Database.ORGANISATION):
        withdraw_story(story_id, key="another")

    assert titles() == ["Mine"]
    for _ in range(2):
        with transaction(Database.ORGANISATION):
            withdraw_story(story_id, key=KEY)
    assert titles() == []


def test_a_story_is_told_in_a_month_and_never_on_a_day() -> None:
    with pytest.raises(Invalid):
        Telling(title="x", happened="x", told_in=date(2026, 5, 2))


def test_ours_has_no_door_to_change_one(visit: Visit) -> None:
    story_id = told()
    visitor = visit(a_manager())

    assert visitor.client.post(f"/org/practices/{story_id}").status_code in {400, 405}
    assert visitor.client.delete(f"/org/practices/{story_id}").status_code in {400, 405}
    assert visitor.get(f"/org/practices/{uuid4()}").status_code == 404
    assert titles() == ["A story"]


@only_on_sqlite  # what a page makes of words
def test_hostile_words_are_harmless(visit: Visit) -> None:
    hostile = (*HOSTILE, *NAUGHTY)
    made = [
        told(" ".join(text.split())[:200] or "x", happened=text, advice=text, tags=(f"t{n}",))
        for n, text in enumerate(hostile)
        if text.strip()
    ]
    visitor = visit(a_worker())

    pages = [visitor.get("/org/practices/"), *(visitor.get(f"/org/practices/{i}") for i in made)]

    for page in pages:
        assert page.status_code == 200
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert not re.search(r"<(script|img|style|iframe|input|form|link|object)\b", main)
        assert not re.search(r"<[^>]*\son\w+=", main)
        assert not re.search(r'href="(?!/|https?://|#)', main)
        assert page.text.count("<h1") == 1


@only_on_sqlite  # the page's wording
def test_an_empty_list_says_what_it_is_for(visit: Visit) -> None:
    visitor = visit(a_worker())

    assert "No stories yet" in words(visitor.get("/org/practices/").text)
    assert "No story has this tag" in words(visitor.get("/org/practices/?tag=x").text)
