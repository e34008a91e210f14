"""Unsigned means unsigned: nothing in the organisation's database or its pages says whose it is."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from flask import Flask

from learnplan.core.actor import Actor
from learnplan.core.db import Database, engine_of
from learnplan.mine.stories import publishing, queries
from tests.factories.people import a_worker
from tests.factories.reflections import a_story
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.reflecting import tables_there
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
Row = tuple[str, frozenset[tuple[str, Any]]]


def rows_in_ours() -> set[Row]:
    """Every row of every table there is in the organisation's database, models or not."""
    engine = engine_of(Database.ORGANISATION)
    with engine.connect() as connection:
        return {
            (table.name, frozenset((name, repr(value)) for name, value in row._mapping.items()))
            for table in tables_there(engine)
            for row in connection.execute(sa.select(table))
        }


def told_and_what_it_left(author: Actor, **said: Any) -> tuple[str, set[Row]]:
    """The address of a story told by ``author``, and every row that came with it."""
    draft = a_story(owner=author, **said)
    before = rows_in_ours()
    publishing.publish(author, draft.id, version=1, whom="everyone")
    kept = queries.draft_for(author, draft.id)
    assert kept.key is not None
    return f"/org/practices/{kept.story_id}", rows_in_ours() - before


def traces(author: Actor, rows: set[Row], *pages: str) -> Iterator[str]:
    """What says, or could lead to, whose it is: an id, a name, an address, a moment."""
    own = [str(author.id), author.id.hex, author.email, author.email.partition("@")[0]]
    own += author.name.split()
    for where, said in [*((name, repr(sorted(row))) for name, row in rows), *enumerate(pages)]:
        yield from (f"{each} in {where}" for each in own if each.lower() in said.lower())
    for name, row in rows:
        yield from (
            f"a moment in {name}.{column}"
            for column, value in row
            if value.startswith(("datetime.datetime(", "datetime.time("))
        )


def test_of_an_unsigned_story_ours_has_one_row_that_leads_to_nobody(
    app: Flask, visit: Visit
) -> None:
    ana = a_worker(name="Anabela Limoeiro")
    reader = visit(a_worker())
    address, left = told_and_what_it_left(ana, signed=False)

    pages = [reader.get(address).text, reader.get("/org/practices/").text]

    assert app
    assert {name for name, _ in left} == {"story"}
    assert list(traces(ana, left, *pages)) == []
    assert all("Unsigned" in words(page) for page in pages)
    (kept,) = queries.drafts_of(ana)
    assert str(kept.key) not in repr(left)  # its seal alone


def test_the_search_finds_whoever_is_there_to_be_found(app: Flask, visit: Visit) -> None:
    ana = a_worker(name="Anabela Limoeiro")
    address, left = told_and_what_it_left(ana, signed=True)

    found = list(traces(ana, left, visit(a_worker()).get(address).text))

    assert app
    assert "Anabela in story" in found
    assert "Limoeiro in 0" in found
    planted = {("story", frozenset({("at", repr(datetime(2026, 5, 1))), ("t", repr(time(9)))}))}  # noqa: DTZ001 - as SQLite gives it
    assert len(list(traces(ana, planted))) == 2


@only_on_sqlite  # the order in which PostgreSQL keeps rows is not told by any query of ours
def test_the_order_in_which_stories_came_is_not_kept(app: Flask) -> None:
    assert app
    with engine_of(Database.ORGANISATION).connect() as connection:
        made = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'story'"))

    assert "WITHOUT ROWID" in str(made)


@only_on_sqlite  # the page's wording
def test_the_preview_warns_of_what_gives_an_author_away(visit: Visit) -> None:
    ana = a_worker(name="Ana Lima")
    visitor = visit(ana)
    named = a_story(owner=ana, signed=False, happened="Then ANA restarted it. Banana, Limassol.")
    plain = a_story(owner=ana, signed=False)
    signed = a_story(owner=ana, signed=True, happened="I, Ana, restarted it.")

    warned = words(visitor.get(f"/stories/{named.id}/preview").text)

    assert "Your own name is in the text: “ANA”. Take it out" in warned
    for story in (plain, signed):
        assert "Your own name" not in words(visitor.get(f"/stories/{story.id}/preview").text)
    assert "by how you write" in warned
