"""Real logs of five people come in whole."""

from datetime import date
from pathlib import Path

import pytest

from learnplan.core.sources import source_from_path
from learnplan.mine.portability.reading import Reading, read
from tests.mine.portability.logs import TODAY, keys
from tests.places import EXCERPTS, SHARED

OURS = EXCERPTS / "logs"
WHOLE = SHARED / "logs"
PLACES = [OURS, *([WHOLE] if WHOLE.exists() else [])]

places = pytest.mark.parametrize("logs", PLACES, ids=lambda place: place.parent.name)


def reading_of(path: Path, *, undated_on: date | None = None) -> Reading:
    return read(source_from_path(path), today=TODAY, undated_on=undated_on)


def span(reading: Reading) -> tuple[date, date]:
    days = [entry.on for entry in reading.entries]
    return min(days), max(days)


def tags(reading: Reading) -> set[str]:
    return {tag for entry in reading.entries for tag in entry.tags}


@places
def test_eleven_years_of_notes_have_their_dates_categories_and_texts(logs: Path) -> None:
    entries, last, categories, notes = (
        (1871, date(2026, 8, 22), 76, 398) if logs == WHOLE else (6, date(2024, 4, 21), 5, 2)
    )

    reading = reading_of(logs / "til-jbranchaud")

    assert len(reading.entries) == len(set(keys(reading))) == entries
    assert not reading.rejected
    assert span(reading) == (date(2015, 2, 6), last)
    assert len(tags(reading)) == categories
    assert sum(bool(entry.note) for entry in reading.entries) == notes


@places
def test_the_table_of_dates_alone_names_the_same_notes(logs: Path) -> None:
    folder = reading_of(logs / "til-jbranchaud")

    table = reading_of(logs / "til-jbranchaud" / "til-dates.csv")

    assert keys(table) == keys(folder)


@places
def test_an_index_without_dates_waits_for_a_day(logs: Path) -> None:
    listed = 1870 if logs == WHOLE else 5
    index = logs / "til-jbranchaud" / "README.md"

    reading = reading_of(index)
    given = reading_of(index, undated_on=date(2020, 1, 1))

    assert not reading.entries
    assert len(reading.rejected) == reading.undated == listed
    assert all("no date" in rejected.reason and rejected.line for rejected in reading.rejected)
    assert {entry.on for entry in given.entries} == {date(2020, 1, 1)}
    assert len(given.entries) == listed


@places
def test_a_log_of_days_keeps_progress_thoughts_and_links_apart(logs: Path) -> None:
    count = 101 if logs == WHOLE else 7

    reading = reading_of(logs / "100days-imjoseangel" / "index.rst")

    assert len(reading.entries) == len(set(keys(reading))) == count
    assert not reading.rejected
    assert span(reading) == (date(2019, 3, 10), date(2020, 6, 20))
    assert all(entry.thoughts and entry.links for entry in reading.entries)
    second = reading.entries[1]
    assert second.line == 15
    assert second.what.startswith("Prepare Python Script for Travis")
    assert second.thoughts.startswith("Unexpected script for Travis CI")
    assert [link.title for link in second.links] == [
        "pylint_check.py",
        "wargames Krypton Level0 -> Level1",
        "WarGames Code",
    ]


@places
def test_a_goodreads_library_comes_in_by_the_day_read_or_added(logs: Path) -> None:
    count, last = (241, date(2025, 1, 26)) if logs == WHOLE else (7, date(2025, 1, 26))

    reading = reading_of(logs / "goodreads-bbondy")

    assert reading.kind == "a Goodreads library"
    assert len(reading.entries) == count
    assert not reading.rejected
    assert span(reading)[1] == last
    assert {entry.kind for entry in reading.entries} == {"reading"}
    first = reading.entries[0]
    assert first.what.endswith("by George R.R. Martin")
    assert first.source_key == "goodreads:10664113"
    assert first.remarks == ("No “Date Read”, took “Date Added”.",)
    assert not any('="' in entry.note for entry in reading.entries)


@places
def test_a_yaml_list_of_books_keeps_its_long_reflections(logs: Path) -> None:
    count = 26 if logs == WHOLE else 6

    reading = reading_of(logs / "reading-bexelbie" / "reading.yml")

    assert len(reading.entries) == count
    assert not reading.rejected
    by_name = {entry.what: entry for entry in reading.entries}
    assert by_name["The Hamster Revolution"].tags == ("abandoned",)
    assert "{% post_url 2025-08-15-the-goal %}" in by_name["The goal"].thoughts
    unfinished = by_name["Atomic Habits"]
    assert unfinished.on == date(2025, 12, 8)
    assert unfinished.remarks == ("No “finished”, took “started”.",)


@places
def test_statements_of_a_learning_system_have_names_one_can_read(logs: Path) -> None:
    count = 606 if logs == WHOLE else 12

    reading = reading_of(logs / "xapi-adl" / "statements-2014-03.json")

    assert len(reading.entries) == len(set(keys(reading))) == count
    assert not reading.rejected
    assert date(2014, 3, 18) <= span(reading)[0]
    assert span(reading)[1] <= date(2014, 3, 28)
    assert reading.entries[0].what == "Suspended: YouTube video MPNXsR4Ne5I"
    assert all(entry.line and "http" not in entry.what for entry in reading.entries)


@places
def test_the_same_log_under_another_name_has_the_same_keys(logs: Path, tmp_path: Path) -> None:
    for name in ("100days-imjoseangel/index.rst", "reading-bexelbie/reading.yml"):
        path = logs / name
        other = tmp_path / f"other{path.suffix}"
        other.write_bytes(path.read_bytes())

        assert keys(reading_of(other)) == keys(reading_of(path))


def test_a_large_folder_and_a_large_table_are_read_whole(tmp_path: Path) -> None:
    for at in range(400):
        note = tmp_path / f"topic-{at % 20}" / f"2020-01-{at % 28 + 1:02}-note-{at}.md"
        note.parent.mkdir(exist_ok=True)
        note.write_text(f"# Note {at}\n\n" + "Some text, and some more of it.\n" * 30)
    rows = (f"{at % 12 + 1}/{at % 28 + 1}/2020,Thing {at},{at % 90}" for at in range(5_000))
    table = tmp_path / "log.csv"
    table.write_text("date,title,minutes\n" + "\n".join(rows))

    notes, entries = reading_of(tmp_path), reading_of(table)

    assert (len(notes.entries), len(entries.entries)) == (400, 5_000)
