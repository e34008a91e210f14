"""Many entries are tagged at once, and exactly what changed can be undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound
from learnplan.mine.log import queries, services, tagging
from learnplan.mine.log.entries import NewActivity
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.models import Tagging
from learnplan.mine.search.asking import asked
from learnplan.mine.search.queries import find
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("app")


def tags_now(owner: Actor) -> dict[str, tuple[str, ...]]:
    db.session.rollback()
    return {one.what: one.tags for one in queries.log_for(owner).activities}


def undo(owner: Actor, tagging_id: UUID | None) -> int:
    assert tagging_id is not None
    with transaction(Database.LEARNING):
        return tagging.undo_tagging(owner, tagging.tagging_for(owner, tagging_id))


def test_tags_are_added_to_the_chosen_and_undo_takes_back_what_was_new() -> None:
    ana = a_worker()
    had = an_activity(owner=ana, what="had it", tags=["sql"])
    new = an_activity(owner=ana, what="new")
    an_activity(owner=ana, what="not chosen")

    with transaction(Database.LEARNING):
        done = tagging.tag_many(ana, ["SQL", "#books"], chosen=[had.id, new.id])

    assert done.activities == 2
    assert tags_now(ana) == {
        "had it": ("books", "sql"), "new": ("books", "sql"), "not chosen": (),
    }  # fmt: skip
    assert {hit.title for hit in find(ana, asked("#books")).hits} == {"had it", "new"}

    assert undo(ana, done.undo) == 2
    assert tags_now(ana) == {"had it": ("sql",), "new": (), "not chosen": ()}
    assert {hit.title for hit in find(ana, asked("#sql")).hits} == {"had it"}
    with pytest.raises(NotFound):
        undo(ana, done.undo)


def test_tags_are_taken_away_from_all_that_match() -> None:
    ana, ben = a_worker(), a_worker()
    for number in range(3):
        an_activity(owner=ana, what=f"Read {number}", tags=["sql", "old"])
    an_activity(owner=ana, what="other", tags=["old"])
    an_activity(owner=ben, what="Read too", tags=["sql", "old"])

    with transaction(Database.LEARNING):
        done = tagging.tag_many(
            ana, ["old"], matching=Filters(tag="sql", words="read"), take_away=True
        )

    assert done.activities == 3
    assert tags_now(ana)["other"] == ("old",)
    assert tags_now(ana)["Read 0"] == ("sql",)
    assert tags_now(ben) == {"Read too": ("old", "sql")}
    assert undo(ana, done.undo) == 3
    assert tags_now(ana)["Read 0"] == ("old", "sql")


def test_what_is_like_that_already_is_nothing_to_undo() -> None:
    ana = a_worker()
    one = an_activity(owner=ana, tags=["sql"])

    with transaction(Database.LEARNING):
        done = tagging.tag_many(ana, ["sql"], chosen=[one.id])

    assert done == tagging.Tagged(activities=0, undo=None)


def test_undo_leaves_alone_what_changed_since() -> None:
    ana = a_worker()
    gone, edited = an_activity(owner=ana, what="gone"), an_activity(owner=ana, what="edited")
    with transaction(Database.LEARNING):
        done = tagging.tag_many(ana, ["sql"], chosen=[gone.id, edited.id])
    with transaction(Database.LEARNING):
        services.delete_activity(ana, queries.activity_for(ana, gone.id))
        kept = queries.activity_for(ana, edited.id)
        entry = NewActivity(what="edited", happened_on=kept.happened_on, tags=("mine",))
        services.make_sense(ana, kept, entry, version=kept.version)

    assert undo(ana, done.undo) == 0
    assert tags_now(ana) == {"edited": ("mine",)}


def test_an_open_window_learns_that_tags_were_changed_meanwhile() -> None:
    ana = a_worker()
    one = an_activity(owner=ana)
    with transaction(Database.LEARNING):
        tagging.tag_many(ana, ["sql"], chosen=[one.id])

    entry = NewActivity(what="Rewritten", happened_on=one.happened_on)
    with pytest.raises(Conflict), transaction(Database.LEARNING):
        services.make_sense(ana, queries.activity_for(ana, one.id), entry, version=1)


def test_nobody_tags_or_undoes_what_is_somebody_elses() -> None:
    ana, ben = a_worker(), a_worker()
    theirs = an_activity(owner=ana, what="hers")
    with transaction(Database.LEARNING):
        done = tagging.tag_many(ana, ["sql"], chosen=[theirs.id])

    with pytest.raises(Invalid), transaction(Database.LEARNING):
        tagging.tag_many(ben, ["sql"], chosen=[theirs.id, uuid4()])
    with pytest.raises(NotFound):
        undo(ben, done.undo)
    assert tags_now(ana) == {"hers": ("sql",)}


def test_what_can_no_longer_be_undone_is_forgotten() -> None:
    ana = a_worker()
    one = an_activity(owner=ana)
    with transaction(Database.LEARNING):
        done = tagging.tag_many(ana, ["sql"], chosen=[one.id])
    with transaction(Database.LEARNING):
        tagging.purge_taggings(clock.now() + timedelta(minutes=1))

    with pytest.raises(NotFound):
        undo(ana, done.undo)


def test_the_page_tags_the_ticked_and_offers_undo(visit: Visit) -> None:
    ana = a_worker()
    one, _other = an_activity(owner=ana, what="ticked"), an_activity(owner=ana, what="other")
    visitor = visit(ana)

    html = visitor.post(
        "/log/tag",
        page="/log/?select=y",
        tags="sql",
        which="chosen",
        chosen=str(one.id),
        act="add",
    ).text

    assert "1 entry: #sql added." in html
    assert "Undo" in html
    assert tags_now(ana) == {"ticked": ("sql",), "other": ()}

    html = visitor.post("/log/tag", page="/log/?select=y", tags="x", which="all", act="add").text
    assert "2 entries: #x added." in html


@only_on_sqlite  # what a page says does not depend on the database
def test_a_form_without_tags_or_entries_says_so_and_keeps_the_ticks(visit: Visit) -> None:
    ana = a_worker()
    one = an_activity(owner=ana, what="ticked")
    visitor = visit(ana)

    without_tags = visitor.post(
        "/log/tag", page="/log/?select=y", which="chosen", chosen=[str(one.id), "junk"], act="add"
    )
    without_entries = visitor.post("/log/tag", page="/log/?select=y", tags="sql", which="chosen")

    assert without_tags.status_code == without_entries.status_code == 422
    assert "Write one tag or several." in without_tags.text
    assert f'value="{one.id}" checked' in without_tags.text
    assert "Choose the entries that this is about." in without_entries.text
    assert 'value="sql"' in without_entries.text


@pytest.mark.parametrize("kept", [[], {"a": 7}, {"a": ["x"]}, {"a" * 999: []}, {"a": None}])
def test_what_was_kept_for_undo_and_makes_no_sense_undoes_nothing(kept: Any) -> None:
    ana = a_worker()
    with transaction(Database.LEARNING):
        row = Tagging(owner_id=ana.id, added=kept, removed={})
        db.session.add(row)
        db.session.flush()
        tagging_id = row.id

    with pytest.raises(NotFound):
        undo(ana, tagging_id)
