"""Logs that other people kept come into a worker's log, once, and leave it again."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.log.kinds import Kind
from learnplan.mine.portability import queries, services
from learnplan.mine.portability.drafts import Choices
from learnplan.mine.portability.readers.mapping import Mapping
from tests.factories.imports import DIARY, activities_of, brought_in, number_of_activities
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.places import EXCERPTS, SHARED
from tests.visitors import Visitor

OURS = EXCERPTS / "logs"
WHOLE = SHARED / "logs"
TABLES = ("activity", "activity_tag", "activity_goal", "activity_link")
REAL = [
    (OURS / "til-jbranchaud", 6, 5, "2015-02-06", "2024-04-21"),
    (OURS / "100days-imjoseangel", 7, 0, "2019-03-10", "2020-06-20"),
    (OURS / "goodreads-bbondy", 7, 0, "2023-02-28", "2025-01-26"),
    (OURS / "reading-bexelbie", 6, 2, "2024-09-27", "2025-12-12"),
    (OURS / "xapi-adl", 12, 0, "2014-03-27", "2014-03-28"),
]
IN_FULL = (
    [
        (WHOLE / "til-jbranchaud", 1_871, 76, "2015-02-06", "2026-08-22"),
        (WHOLE / "100days-imjoseangel", 101, 0, "2019-03-10", "2020-06-20"),
        (WHOLE / "goodreads-bbondy", 241, 0, "2022-11-27", "2025-01-26"),
        (WHOLE / "reading-bexelbie", 26, 2, "2024-09-27", "2025-12-12"),
        (WHOLE / "xapi-adl", 606, 0, "2014-03-18", "2014-03-28"),
    ]
    if WHOLE.exists()
    else REAL
)

pytestmark = pytest.mark.usefixtures("app")


def everything() -> dict[str, list[Any]]:
    """Every row of the log's tables, as it is in the database."""
    db.session.rollback()
    engine = db.engines[Database.LEARNING.value]
    with engine.connect() as connection:
        return {
            table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {table}"))), key=repr)
            for table in TABLES
        }


@pytest.mark.parametrize(("log", "entries", "tags", "first", "last"), REAL)
def test_a_real_log_comes_in_whole_once_and_leaves_no_trace(
    log: Path, entries: int, tags: int, first: str, last: str
) -> None:
    comes_in_once_and_leaves_no_trace(log, entries, tags, first, last)


@only_on_sqlite  # thousands take their time; the excerpts come in on both
@pytest.mark.parametrize(("log", "entries", "tags", "first", "last"), IN_FULL)
def test_a_real_log_of_years_comes_in_whole_once_and_leaves_no_trace(
    log: Path, entries: int, tags: int, first: str, last: str
) -> None:
    comes_in_once_and_leaves_no_trace(log, entries, tags, first, last)


def comes_in_once_and_leaves_no_trace(
    log: Path, entries: int, tags: int, first: str, last: str
) -> None:
    ana = a_worker()
    before = everything()

    report = brought_in(ana, log).as_json()
    kept = activities_of(ana)
    again = brought_in(ana, log).as_json()

    assert report == {
        "entries_found": entries,
        "added": entries,
        "already_there": 0,
        "rejected": [],
        "first_date": first,
        "last_date": last,
        "minutes_total": 0,
    }
    assert len(kept) == entries
    assert len({tag.tag for one in kept for tag in one.tags}) == tags
    assert (str(kept[0].happened_on), str(kept[-1].happened_on)) == (first, last)
    assert (again["added"], again["already_there"]) == (0, entries)
    assert len(activities_of(ana)) == entries

    (imported,) = queries.earlier_imports_for(ana)
    with transaction(Database.LEARNING):
        services.undo(ana, imported.id)
    assert everything() == before


def test_a_log_comes_in_again_after_it_was_taken_out() -> None:
    ana = a_worker()
    brought_in(ana, OURS / "til-jbranchaud")
    (imported,) = queries.earlier_imports_for(ana)
    with transaction(Database.LEARNING):
        services.undo(ana, imported.id)

    assert brought_in(ana, OURS / "til-jbranchaud").added == 6


def test_undoing_leaves_what_was_there_before_untouched(tmp_path: Path) -> None:
    ana, ben = a_worker(), a_worker()
    diary = tmp_path / "diary.md"
    diary.write_text(DIARY)
    brought_in(ben, diary)
    brought_in(ana, diary)
    before = everything()

    brought_in(ana, OURS / "xapi-adl")
    imported = queries.earlier_imports_for(ana)[0]
    with transaction(Database.LEARNING):
        forgotten = services.undo(ana, imported.id)

    assert (forgotten.removed, forgotten.kept) == (12, 0)
    assert everything() == before


def test_what_one_person_brings_in_is_not_there_for_another() -> None:
    ana, ben = a_worker(), a_worker()
    brought_in(ana, OURS / "goodreads-bbondy")

    assert brought_in(ben, OURS / "goodreads-bbondy").added == 7
    assert len(activities_of(ana)) == len(activities_of(ben)) == 7


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(tmp_path: Path) -> None:
    ana = a_worker()
    diary = tmp_path / "diary.md"
    diary.write_text(DIARY)

    report = brought_in(ana, diary, dry_run=True).as_json()

    assert (report["entries_found"], report["added"]) == (2, 2)
    assert report["rejected"] == [
        {"line": 15, "reason": "“February 30” is not a date: February ended on the 29th in 2020."}
    ]
    assert number_of_activities() == 0
    assert queries.earlier_imports_for(ana) == []
    brought_in(ana, diary)
    assert brought_in(ana, diary, dry_run=True).already_there == 2


def test_rejections_from_several_files_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(DIARY)
    (tmp_path / "b.md").write_text(DIARY.replace("2020", "2021").replace("Wrote", "Read"))

    report = brought_in(a_worker(), tmp_path).as_json()

    assert [one["member"] for one in report["rejected"]] == ["a.md", "b.md"]
    assert json.loads(json.dumps(report)) == report


@pytest.mark.parametrize("words", ["", "\n\n", "Nothing happened.\n", "a,b\n1,2\n"])
def test_a_file_in_which_nothing_is_understood_is_refused(tmp_path: Path, words: str) -> None:
    ana = a_worker()
    file = tmp_path / "log.csv"
    file.write_text(words)

    with pytest.raises(Invalid):
        brought_in(ana, file)

    assert number_of_activities() == 0
    assert queries.earlier_imports_for(ana) == []


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no file"):
        brought_in(a_worker(), tmp_path / "missing.md")


def test_a_table_comes_in_as_it_is_mapped(tmp_path: Path) -> None:
    ana = a_worker()
    file = tmp_path / "log.csv"
    file.write_text("05.03.2026;practice;Scales;30;piano, hands\n")
    mapping = Mapping(date=(1,), kind=2, what=3, minutes=4, tags=(5,), has_header=False)

    report = brought_in(ana, file, choices=Choices(mapping=mapping)).as_json()

    assert report["minutes_total"] == 30
    (kept,) = activities_of(ana)
    assert (kept.what, kept.kind, kept.minutes) == ("Scales", Kind.PRACTICE, 30)
    assert [tag.tag for tag in kept.tags] == ["hands", "piano"]


def test_an_index_without_dates_comes_in_on_the_day_it_is_given() -> None:
    ana = a_worker()
    index = OURS / "til-jbranchaud" / "README.md"
    with pytest.raises(Invalid, match="no date"):
        brought_in(ana, index)

    report = brought_in(ana, index, choices=Choices(undated_on=date(2026, 3, 5)))

    assert report.added == 5
    assert {one.happened_on for one in activities_of(ana)} == {date(2026, 3, 5)}


def test_what_no_text_can_hold_is_replaced_and_said(tmp_path: Path) -> None:
    ana = a_worker()
    file = tmp_path / "log.json"
    file.write_text(
        '[{"date": "2026-03-05", "title": "Read \\u0000 and \\ud800", "tags": "a\\u0000"}]'
    )

    report = brought_in(ana, file)

    (kept,) = activities_of(ana)
    assert kept.what == "Read \ufffd and \ufffd"
    assert any("shown as \ufffd" in remark for remark in report.reading.entries[0].remarks)


def test_an_import_by_command_can_be_undone_on_the_web(app: Flask) -> None:
    ana = a_worker()
    brought_in(ana, OURS / "reading-bexelbie")
    browser = Visitor(app, ana)

    listed = browser.get("/import/")
    (imported,) = queries.earlier_imports_for(ana)
    import_id: UUID = imported.id
    undone = browser.post(f"/import/{import_id}/undo", page="/import/")

    assert "reading-bexelbie" in listed.text
    assert "6 activities taken out of your log again." in undone.text
    assert activities_of(ana) == []


def test_two_thousand_entries_come_in(tmp_path: Path) -> None:
    ana = a_worker()
    rows = [f"2026-03-05,Exercise {n},drill,{n % 90},https://example.org/{n}" for n in range(2_000)]
    file = tmp_path / "log.csv"
    file.write_text("\n".join(["Date,What,Tags,Minutes,Link", *rows]))

    report = brought_in(ana, file)

    assert report.added == 2_000
