"""Ways to look at the log get a name, and are their owner's alone."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, NotFound
from learnplan.mine.log import filtering, queries
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.models import SavedFilter
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("app")
SQL = Filters(tag="sql")


def saved_as(owner: Actor, name: str, filters: Filters = SQL) -> SavedFilter:
    with transaction(Database.LEARNING):
        return filtering.save_filter(owner, filters, name=name)


def names(owner: Actor) -> list[str]:
    db.session.rollback()
    db.session.expire_all()
    return [one.name for one in filtering.filters_of(owner)]


def test_every_choice_is_kept_as_the_address_says_it() -> None:
    filters = Filters(
        words='"month end" & more', tag="führt", goal_id=uuid4(), kind=Kind.ON_THE_JOB,
        since=date(2026, 5, 8), until=date(2026, 6, 1), fragments=True,
    )  # fmt: skip

    saved = saved_as(a_worker(), "All of it", filters)

    assert filtering.choices_of(saved) == filters.said()


def test_a_filter_can_be_renamed_deleted_and_brought_back() -> None:
    ana = a_worker()
    saved = saved_as(ana, "Databases")
    with transaction(Database.LEARNING):
        filtering.rename_filter(ana, filtering.filter_for(ana, saved.id), name="SQL")
    assert names(ana) == ["SQL"]

    with transaction(Database.LEARNING):
        filtering.delete_filter(ana, filtering.filter_for(ana, saved.id))
    assert names(ana) == []

    with transaction(Database.LEARNING):
        gone = filtering.filter_for(ana, saved.id, deleted=True)
        filtering.restore_filter(ana, gone)
    assert names(ana) == ["SQL"]


def test_a_name_is_used_once_and_saving_twice_changes_nothing() -> None:
    ana = a_worker()
    first, again = saved_as(ana, "SQL"), saved_as(ana, "SQL")
    assert first.id == again.id

    for name, filters in (("SQL", Filters(tag="x")), (" ", SQL), ("x" * 61, SQL), ("A", Filters())):
        with pytest.raises(Invalid):
            saved_as(ana, name, filters)
    assert names(ana) == ["SQL"]


def test_there_are_only_so_many() -> None:
    ana = a_worker()
    for number in range(filtering.MOST_SAVED):
        saved_as(ana, f"Filter {number}")

    with pytest.raises(Invalid, match="Delete one first"):
        saved_as(ana, "One more")


def test_a_filter_is_its_owners_alone(visit: Visit) -> None:
    saved = saved_as(a_worker(), "Secret")
    ben = a_worker()

    for deleted in (False, True):
        with pytest.raises(NotFound):
            filtering.filter_for(ben, saved.id, deleted=deleted)
    visitor = visit(ben)
    assert visitor.get(f"/log/filters/{saved.id}").status_code == 404
    for act in ("delete", "restore"):
        address = f"/log/filters/{saved.id}/{act}"
        assert visitor.post(address, page="/log/").status_code == 404
    assert "Secret" not in visitor.get("/log/filters").text + visitor.get("/log/").text


def test_words_find_in_the_log_what_the_search_finds() -> None:
    ana = a_worker()
    an_activity(owner=ana, what="Read", note="The planner guesses")
    an_activity(owner=ana, what="Wrote")

    for words, whats in (("plan", ["Read"]), ("-planner", ["Wrote"]), ("***", ["Wrote", "Read"])):
        found = queries.log_for(ana, Filters(words=words))
        assert [one.what for one in found.activities] == whats
        assert queries.count_for(ana, Filters(words=words)) == len(whats)


def test_the_page_saves_what_is_looked_at_and_shows_it_as_a_chip(visit: Visit) -> None:
    ana = a_worker()
    an_activity(owner=ana, what="Read", tags=["sql"])
    visitor = visit(ana)

    html = visitor.post("/log/filters", page="/log/?tag=sql", name="Databases").text
    assert "Saved as “Databases”" in html
    assert 'href="/log/?tag=sql" aria-current="page"' in html

    again = visitor.post("/log/filters", page="/log/?words=read", name="Databases")
    assert again.status_code == 422
    assert "You have a filter called “Databases” already." in again.text
    assert 'value="read"' in again.text


@only_on_sqlite  # what a page says does not depend on the database
def test_renaming_to_a_taken_name_keeps_what_was_typed(visit: Visit) -> None:
    ana = a_worker()
    saved_as(ana, "One")
    two = saved_as(ana, "Two")

    page = visit(ana).post(f"/log/filters/{two.id}", name="One")

    assert page.status_code == 422
    assert 'value="One"' in page.text
    assert visit(ana).post(f"/log/filters/{two.id}", name="Three").status_code == 200
    assert names(ana) == ["One", "Three"]
