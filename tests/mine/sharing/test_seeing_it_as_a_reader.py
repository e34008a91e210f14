"""The owner looks at their own as a reader sees it; and a page that is open asks whether it may."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.mine.sharing.items import Item
from learnplan.mine.sharing.services import share_item
from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.factories.reflections import a_reflection
from tests.kinds import only_on_sqlite
from tests.mine.wording import what_is_shown, words
from tests.visitors import Visitor

pytestmark = [
    pytest.mark.usefixtures("app"),
    only_on_sqlite,  # it is about pages; what they ask is tried on both elsewhere
]

Visit = Callable[[Actor | None], Visitor]
LATE = datetime(2026, 5, 12, 22, tzinfo=UTC)


def shared(owner: Actor, reader: Actor) -> list[Item]:
    """One item of every kind, all open to one reader."""
    items = [
        a_goal(owner=owner).as_item,
        an_activity(owner=owner, note="*So*").as_item,
        a_reflection(owner=owner, text="*Why?*", prompt="What surprised you?").as_item,
    ]
    with transaction(Database.LEARNING):
        for item in items:
            share_item(owner, item, reader_id=reader.id)
    return items


def address(item: Item) -> str:
    rooms = {"goal": "/plan/goals/", "activity": "/log/", "reflection": "/journal/"}
    return rooms[item.kind] + str(item.id)


def test_what_the_preview_shows_is_what_the_reader_gets_to_the_byte(visit: Visit) -> None:
    with clock.stopped(LATE):  # it is tomorrow where the reader lives
        ana, dana = a_worker(name="Ana", zone="Europe/Lisbon"), a_worker(name="Dana")
        items = shared(ana, dana)
        owner, reader = visit(ana), visit(dana)

        for item in items:
            preview = owner.get(f"/share/{item.kind}/{item.id}/as/{dana.id}")
            got = reader.get(address(item))

            assert len(what_is_shown(got.text)) > 500
            assert what_is_shown(preview.text) == what_is_shown(got.text)


def test_a_preview_is_of_ones_own_and_of_those_who_can_read_it(visit: Visit) -> None:
    ana, dana, ben = a_worker(), a_worker(), a_worker()
    [goal, *_] = shared(ana, dana)

    assert visit(ana).get(f"/share/goal/{goal.id}/as/{ben.id}").status_code == 404
    assert visit(ana).get(f"/share/activity/{goal.id}/preview").status_code == 404
    assert visit(ana).get(f"/share/nothing/{goal.id}/preview").status_code == 404
    for other in (dana, ben, a_manager()):
        assert visit(other).get(f"/share/goal/{goal.id}/preview").status_code == 404
        assert visit(other).get(f"/share/goal/{goal.id}/as/{dana.id}").status_code == 404


def test_as_dana_sees_it_holds_all_that_she_gets_and_nothing_else(visit: Visit) -> None:
    ana, dana, ben = a_worker(name="Ana"), a_worker(name="Dana Steward"), a_worker()
    items = shared(ana, dana)
    a_goal(owner=ana, title="OTHER", shared_with=ben)
    a_goal(owner=ben, title="OTHER", shared_with=dana)

    page = visit(ana).get(f"/shared/as/{dana.id}").text

    assert "As Dana Steward sees it" in words(page)
    assert [page.count(f"/share/{item.kind}/{item.id}/as/{dana.id}") for item in items] == [1] * 3
    assert "OTHER" not in page[page.index("</h1>") :]
    assert "can read none of your record" in words(visit(dana).get(f"/shared/as/{ana.id}").text)
    assert visit(ana).get(f"/shared/as/{uuid4()}").status_code == 404


def test_stopping_there_leads_back_there(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    [goal, activity, _] = shared(ana, dana)
    page = f"/shared/as/{dana.id}"

    shown = visit(ana).post(f"/share/goal/{goal.id}/stop/{dana.id}", page, back="reader")

    assert shown.request.path == page
    assert goal.title not in shown.text[shown.text.index("</h1>") :]
    assert activity.title in shown.text


def test_an_open_page_is_told_at_once_that_it_is_over_and_asking_writes_nothing(
    visit: Visit,
) -> None:
    ana, dana = a_worker(), a_worker()
    items = shared(ana, dana)
    owner, reader, stranger = visit(ana), visit(dana), visit(a_manager())

    for item in items:
        still = f"/shared/still/{item.kind}/{item.id}"
        assert f'data-ask="{still}"' in reader.get(address(item)).text
        before = reader.client.get(still)
        owner.post(f"/share/{item.kind}/{item.id}/stop/{dana.id}", address(item))
        after = reader.client.get(still)

        assert (before.status_code, before.data) == (204, b"")
        assert (after.status_code, after.data) == (404, b"")
        assert after.headers["Cache-Control"] == "no-store"
        assert stranger.client.get(still).status_code == 404
        assert reader.get(address(item)).status_code == 404
