"""The index finds what its owner wrote, all of it and nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, make_url, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of, scrub, transaction
from learnplan.mine.evidence import services as evidence
from learnplan.mine.evidence.queries import evidence_for, removed_evidence_for
from learnplan.mine.journal import services as journal
from learnplan.mine.journal.queries import deleted_reflection_for, reflection_for
from learnplan.mine.log import bulk, queries
from learnplan.mine.log import services as log
from learnplan.mine.log.entries import NewActivity
from learnplan.mine.log.models import Activity
from learnplan.mine.plan.approaches import all_beside, person_asked_for
from learnplan.mine.plan.queries import deleted_goal_for, own_goal_for, step_for
from learnplan.mine.plan.services import beside, goals, steps
from learnplan.mine.search import services
from learnplan.mine.search.asking import asked
from learnplan.mine.search.models import Searchable
from learnplan.mine.search.queries import Found, find, ids_found, place_said
from learnplan.mine.search.services import Findable
from learnplan.mine.search.words import key_of
from learnplan.mine.sharing.items import ItemKind
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, a_person_asked, a_practice, a_round, steps_now
from tests.kinds import only_on_postgresql, only_on_sqlite
from tests.naughty import NAUGHTY

pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 5, 8)
LATER = timedelta(days=2)


def titles(owner: Actor, line: str, **places: Any) -> list[str]:
    db.session.rollback()
    return [hit.title for hit in find(owner, asked(line), **places).hits]


def somebody() -> Actor:
    """Somebody of whom only the learning database hears."""
    return Actor(id=uuid4(), name="Ana", email="ana@northwind.example", time_zone="UTC")


def test_everything_that_was_said_of_an_activity_is_found() -> None:
    ana = somebody()
    entry = NewActivity(
        what="Read about **Planner** statistics",
        happened_on=DAY,
        note="Estimates are off by 400",
        thoughts="Ask Dana about Friday",
        with_whom="Mateo",
        tags=("month end",),
    )
    with transaction(Database.LEARNING):
        log.keep_activity(ana, entry)

    for line in (
        "planner", "PLANNER statistics", "plan", "estimates friday", "400", "mateo", "month",
        '"off by 400"', "#month-end", '#"Month End"', "dana -ben", "-ben",
    ):  # fmt: skip
        assert titles(ana, line) == [entry.what], line
    for line in (
        "plane", "statistics about", '"about statistics"', "planner -dana", "#month", "#planner",
        '"by 400 ask"', "es", "-mateo",
    ):  # fmt: skip
        found = titles(ana, line)
        assert found == ([entry.what] if line == "statistics about" else []), line


def test_the_newest_day_comes_first_and_pages_cover_everything_once() -> None:
    ana = somebody()
    with transaction(Database.LEARNING):
        for number in (3, 1, 4, 0, 2):
            day = DAY + timedelta(days=number)
            log.keep_activity(ana, NewActivity(what=f"Read {number}", happened_on=day))
    ordered = [f"Read {number}" for number in (4, 3, 2, 1, 0)]

    first = find(ana, asked("read"), limit=2)
    second = find(ana, asked("read"), after=first.older, limit=2)
    third = find(ana, asked("read"), after=second.older, limit=2)
    back = find(ana, asked("read"), before=third.newer, limit=2)
    top = find(ana, asked("read"), before=second.newer, limit=2)

    assert [hit.title for page in (first, second, third) for hit in page.hits] == ordered
    assert (first.newer, third.older) == (None, None)
    assert back == second
    assert top == first


@pytest.mark.parametrize("line", ["-1", "9" * 30, "٣", "1.5", "", "x", str(2**63)])
def test_a_place_that_is_none_is_none(line: str) -> None:
    assert place_said(line) is None


def test_a_goal_is_found_with_its_steps_as_they_are_now() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Slow Mondays", why="Invoices", steps_to_take=("Ask Mateo",))
    step = steps_now(ana, goal)[0]

    with transaction(Database.LEARNING):
        own = own_goal_for(ana, goal.id)
        steps.rewrite_step(ana, own, step_for(ana, goal.id, step.id), text="Ask Dana")
    assert titles(ana, "mateo") == []
    assert titles(ana, "dana invoices mondays") == ["Slow Mondays"]

    with transaction(Database.LEARNING):
        own = own_goal_for(ana, goal.id)
        steps.remove_step(ana, own, step_for(ana, goal.id, step.id))
    assert titles(ana, "dana") == []

    with transaction(Database.LEARNING):
        goals.delete_goal(ana, own_goal_for(ana, goal.id))
    assert titles(ana, "mondays") == []

    with transaction(Database.LEARNING):
        goals.restore_goal(ana, deleted_goal_for(ana, goal.id))
    assert titles(ana, "mondays") == ["Slow Mondays"]


def test_a_goal_is_found_by_all_that_stands_beside_it() -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Slow Mondays")
    a_practice(ana, goal, text="Measure twice.", kept_where="the wiki")
    a_person_asked(ana, goal, name="Edna", question="Where to start?", answer="Autovacuum")
    a_round(ana, goal, probe="An index", signals=["Twice as quick"], response="Keep it")
    for line in ("measure wiki", "edna start autovacuum", '"twice as quick"', "index keep"):
        assert titles(ana, line) == ["Slow Mondays"], line

    with transaction(Database.LEARNING):
        own = own_goal_for(ana, goal.id)
        person = all_beside(own).people[0]
        beside.remove(ana, own, person_asked_for(ana, goal.id, person.id))
    assert titles(ana, "autovacuum") == []


def test_a_reflection_is_found_until_it_is_deleted_and_when_it_is_back() -> None:
    ana = somebody()
    with transaction(Database.LEARNING):
        reflection = journal.write_reflection(ana, text="What **surprised** me", prompt="Why?")
    assert titles(ana, "surprised why") == ["Why?"]

    with transaction(Database.LEARNING):
        journal.delete_reflection(ana, reflection_for(ana, reflection.id))
    assert titles(ana, "surprised") == []

    with transaction(Database.LEARNING):
        journal.restore_reflection(ana, deleted_reflection_for(ana, reflection.id))
    assert titles(ana, "surprised") == ["Why?"]


def test_evidence_is_found_on_the_page_of_its_item_while_it_is_there() -> None:
    ana = somebody()
    item = an_activity(owner=ana, what="Asked Mateo").as_item
    with transaction(Database.LEARNING):
        piece = evidence.attach_quotation(ana, item, quotation="It is a guess", said_by="Mateo")
    assert [hit.item_id for hit in find(ana, asked("guess")).hits] == [item.id]

    with transaction(Database.LEARNING):
        piece = evidence_for(ana, piece.id)
        evidence.rewrite_evidence(ana, piece, version=1, quotation="It is a rumour")
    assert titles(ana, "guess") == []
    assert titles(ana, "rumour") == ["It is a rumour"]

    with transaction(Database.LEARNING):
        evidence.remove_evidence(ana, evidence_for(ana, piece.id))
    assert titles(ana, "rumour") == []

    with transaction(Database.LEARNING):
        evidence.restore_evidence(ana, removed_evidence_for(ana, piece.id))
    assert titles(ana, "rumour") == ["It is a rumour"]


def test_what_hangs_on_an_item_is_found_by_its_own_words_and_goes_with_it() -> None:
    ana = somebody()
    item, piece = uuid4(), uuid4()
    of_item: dict[str, Any] = {"kind": ItemKind.REFLECTION, "item_id": item, "day": DAY}
    with transaction(Database.LEARNING):
        services.hand_in(
            ana.id,
            [
                Findable(title="What surprised me", **of_item),
                Findable(title="A quotation", piece_id=piece, texts=("needle",), **of_item),
            ],
        )
    hit = find(ana, asked("needle")).hits[0]
    assert (hit.kind, hit.item_id, hit.title) == (ItemKind.REFLECTION, item, "A quotation")
    assert (hit.is_piece, find(ana, asked("surprised")).hits[0].is_piece) == (True, False)

    with transaction(Database.LEARNING):
        services.hide(ItemKind.REFLECTION, [item])
    assert titles(ana, "needle") == titles(ana, "surprised") == []

    with transaction(Database.LEARNING):
        services.show_again(ItemKind.REFLECTION, [item])
        services.forget_pieces([piece])
    assert titles(ana, "needle") == []
    assert titles(ana, "surprised") == ["What surprised me"]

    with transaction(Database.LEARNING):
        services.forget(ItemKind.REFLECTION, [item])
    assert titles(ana, "surprised") == []


def test_an_import_is_found_and_taken_back() -> None:
    ana = somebody()
    import_id = uuid4()
    entries = [
        NewActivity(what=f"Kept elsewhere {n}", happened_on=DAY, source_key=str(n))
        for n in range(5)
    ]
    with transaction(Database.LEARNING):
        bulk.keep_all(ana, entries, import_id=import_id)
    assert len(titles(ana, "elsewhere")) == 5

    with transaction(Database.LEARNING):
        bulk.forget_import(ana, import_id)
    assert titles(ana, "elsewhere") == []


def test_what_was_deleted_is_forgotten_a_day_later() -> None:
    ana = somebody()
    activity = an_activity(owner=ana, what="Gone soon")
    with transaction(Database.LEARNING):
        log.delete_activity(ana, queries.activity_for(ana, activity.id))
        log.purge_deleted(clock.now() + LATER)

    assert titles(ana, "-nothing") == []


def test_another_workers_words_are_never_found() -> None:
    ana, ben = somebody(), somebody()
    theirs = key_of(ben.id)
    an_activity(owner=ana, what=f"secret {theirs}", note=f"{theirs}secret §§ {theirs} {ben.id}")
    an_activity(owner=ben, what="mine")
    lookalike = Actor(
        id=UUID(hex=ana.id.hex[:12] + uuid4().hex[12:]), name="", email="", time_zone="UTC"
    )

    for reader in (ben, lookalike):
        for line in (
            "secret", "sec", "-nothing", theirs, f'"{theirs}"', f"{theirs}secret", "#secret",
            f'" OR words:"{key_of(ana.id)}secret', f"{key_of(ana.id)}secret", str(ana.id),
            'mine" OR "secret', "mine OR secret", "secret')) OR 1=1 --", "%", "_", "*",
        ):  # fmt: skip
            assert "secret" not in " ".join(titles(reader, line)), line


@pytest.mark.parametrize(
    "line",
    [
        '" OR NEAR(*', "a AND", "NOT", "^", "words:x", "a NEAR b", "(", ")", '""""', "a*b*", "'",
        "\\", "':* & !", "a & | b", "<->", "\ud800", "x" * 10_000, "-" * 300, '"a b' * 90, "٣ ½ ﷺ",
    ],
)  # fmt: skip
def test_hostile_lines_are_never_an_error(line: str) -> None:
    ana = somebody()
    an_activity(owner=ana, what="Read", note=line.replace("\ud800", ""))

    assert isinstance(find(ana, asked(line)), Found)


def test_naughty_strings_are_kept_and_asked_for_without_an_error() -> None:
    ana = somebody()
    keepable = [one for one in NAUGHTY if one.strip() and len(one) < 500 and "\0" not in one]
    entries = [NewActivity(what=one, happened_on=DAY) for one in keepable]
    with transaction(Database.LEARNING):
        bulk.write(ana, entries)

    for one in keepable:
        question = asked(f'"{one}"' if '"' not in one else one)
        if question and len(one) < 200 and not question.unwanted:
            assert one in [hit.title for hit in find(ana, question, limit=1_000).hits]


WORDS = ("sql", "SQL-Kurs", "führt", "post", "postgres", "no", "日本")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
ACTS = st.tuples(
    st.sampled_from(["keep", "edit", "delete", "restore", "purge"]), st.integers(0, 5), TEXTS, TEXTS
)
LINES = ("sql", "post", "no", "sql -postgres", '"sql kurs"', "fuhrt post", "#post", "-sql", "本")


@dataclass
class PlainLog:
    """What an owner has, and what a plain scan of it finds."""

    entries: dict[UUID, NewActivity] = field(default_factory=dict)
    deleted: dict[UUID, NewActivity] = field(default_factory=dict)

    def find(self, line: str) -> set[UUID]:
        return {one for one, entry in self.entries.items() if self._has(entry, line)}

    def _has(self, entry: NewActivity, line: str) -> bool:
        texts = [self._plain(text) for text in (entry.what, entry.note, *entry.tags)]
        terms = re.findall(r'-?#?(?:"[^"]*"|\S+)', line)
        return all(self._is(entry, texts, term, last=term is terms[-1]) for term in terms)

    def _is(self, entry: NewActivity, texts: Sequence[str], term: str, *, last: bool) -> bool:
        if term.startswith("-"):
            return not self._is(entry, texts, term[1:], last=False)
        if term.startswith("#"):
            return term[1:] in entry.tags
        word = self._plain(term.strip('"')).strip()
        end = "" if last and not term.endswith('"') and len(word) > 2 else " "
        return any(f" {word}{end}" in text for text in texts)

    @staticmethod
    def _plain(text: str) -> str:
        spaced = text.lower().replace("ü", "u").replace("-", " ").replace("日本", "日 本")
        return f" {spaced} "


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(ACTS, max_size=12))
def test_the_index_finds_exactly_what_a_plain_scan_finds(
    acts: Sequence[tuple[str, int, str, str]],
) -> None:
    ana, plain = somebody(), PlainLog()
    for act, which, what, more in acts:
        entry = NewActivity(
            what=f"x {what}",
            note=more,
            happened_on=DAY + timedelta(days=which % 2),
            tags=("post",) if which % 3 == 0 else (),
        )
        there = [*plain.deleted] if act == "restore" else [*plain.entries]
        with transaction(Database.LEARNING):
            if act == "purge":
                log.purge_deleted(clock.now() + LATER, owner=ana)
                plain.deleted.clear()
            elif act == "keep":
                plain.entries[log.keep_activity(ana, entry)] = entry
            elif there:
                one = there[which % len(there)]
                if act == "restore":
                    log.undo_delete(ana, queries.deleted_activity_for(ana, one))
                    plain.entries[one] = plain.deleted.pop(one)
                elif act == "delete":
                    log.delete_activity(ana, queries.activity_for(ana, one))
                    plain.deleted[one] = plain.entries.pop(one)
                else:
                    kept = queries.activity_for(ana, one)
                    log.make_sense(ana, kept, entry, version=kept.version)
                    plain.entries[one] = entry

    for line in LINES:
        found = find(ana, asked(line), limit=100)
        assert {hit.item_id for hit in found.hits} == plain.find(line), line
        subquery = ids_found(ana, ItemKind.ACTIVITY, asked(line))
        assert set(db.session.scalars(subquery)) == plain.find(line), line


@only_on_sqlite  # its file is read; on PostgreSQL the table is written anew by scrub
def test_a_forgotten_word_is_not_in_the_file_any_more(app: Flask) -> None:
    ana, ben = somebody(), somebody()
    with transaction(Database.LEARNING):
        for owner, word in ((ana, "quokkasecretword"), (ben, "wombatword")):
            entries = [
                NewActivity(what=f"{word} {n}", note=f"{word}{n}x", happened_on=DAY)
                for n in range(300)
            ]
            bulk.write(owner, entries)
    for one in queries.log_for(ana, limit=20).activities:
        with transaction(Database.LEARNING):
            log.delete_activity(ana, queries.activity_for(ana, one.id))

    with transaction(Database.LEARNING):
        log.purge_deleted(clock.now() + LATER)
        bulk.let_go(Activity.owner_id == ana.id)
        left = select(func.count()).where(Searchable.owner_id == ana.id)
        assert db.session.scalar(left) == 0
        services.sweep()
    assert scrub(Database.LEARNING, ())

    url = make_url(app.config["SQLALCHEMY_BINDS"]["learning"]["url"])
    with open(str(url.database), "rb") as file:  # noqa: PTH123 - SQLAlchemy says it as text
        data = file.read()
    assert b"wombatword" in data
    assert b"quokka" not in data
    assert key_of(ana.id).encode() not in data
    assert len(titles(ben, "wombatword", limit=1_000)) == 300


@only_on_sqlite  # it is SQLite that is asked how it would look
def test_the_index_of_words_is_read_in_order_and_the_table_by_its_key() -> None:
    ana = somebody()
    asked_for: list[tuple[str, Any]] = []
    engine = engine_of(Database.LEARNING)

    def note(*call: Any) -> None:
        asked_for.append((call[2], call[3]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        find(ana, asked("read"), after=5)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    sql, values = asked_for[-1]
    with engine.connect() as connection:
        steps_taken = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = " ".join(str(row.detail) for row in steps_taken)

    assert "VIRTUAL TABLE INDEX" in plan
    assert "SEARCH searchable USING INTEGER PRIMARY KEY" in plan
    assert "TEMP B-TREE" not in plan


@only_on_postgresql  # it keeps statistics, and they would outlive what was erased
def test_no_statistics_are_kept_of_what_people_wrote() -> None:
    an_activity(owner=somebody(), what="quokkasecretword")
    with engine_of(Database.LEARNING).connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.exec_driver_sql("ANALYZE searchable")
        kept = alone.exec_driver_sql(
            "SELECT attname FROM pg_stats WHERE tablename = 'searchable'"
        ).scalars()

    assert not {"title", "text", "words", "searchable_words"} & set(kept)
