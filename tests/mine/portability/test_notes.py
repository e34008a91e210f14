"""Folders of notes in the layouts that people use, each note on the day it says."""

import os
from pathlib import Path

import pytest

from learnplan.core.sources import source_from_path, source_from_upload
from learnplan.mine.portability.reading import Entry, read
from tests.mine.portability.logs import TODAY, a_zip, days, keys, only, reading_of, reasons


def read_zip(files: dict[str, str]) -> dict[str, Entry]:
    reading = read(a_zip(files), today=TODAY)
    assert not reading.rejected
    return {entry.member: entry for entry in reading.entries}


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Venv\ndate: 2021-03-05\ntags: [python, tools]\n---\n",
        '---\ntitle: "Venv"\ndate: "2021-03-05T23:30:00-06:00"\ntags: python, tools\n---\n',
        "---\ncreated: 5 March 2021\ntitle: Venv\ntags:\n  - python\n  - '#tools'\n---\n",
        '+++\ntitle = "Venv"\ndate = 2021-03-05T10:00:00Z\ntags = ["python", "tools"]\n+++\n',
        '+++\ntitle = "Venv"\ndate = 2021-03-05\n[taxonomies]\ntags = ["python", "tools"]\n+++\n',
        "---\ntitle: Venv\nbroken: a: b\ndate: 2021-03-05\ntags: python, tools\n---\n",
    ],
)
def test_front_matter_says_when_and_what(front: str) -> None:
    entry = only(reading_of(f"{front}\n# A heading\n\nUse it.\n", "note.md"))

    assert (entry.what, entry.on.isoformat(), entry.tags) == (
        "Venv",
        "2021-03-05",
        ("python", "tools"),
    )
    assert entry.note == "Use it."


@pytest.mark.parametrize(
    "name",
    [
        "2021-03-05-venv.md",
        "python/2021-03-05 venv.md",
        "20210305-venv.md",
        "202103051530 venv.md",
        "2021_03_05_venv.md",
        "2021/03/05.md",
        "2021/03-05.md",
        "_posts/2021-03-05-venv.markdown",
        "Daily/2021-03-05.md",
        "5 March 2021.md",
    ],
)
def test_the_name_of_a_file_says_when(name: str) -> None:
    files = {name: "Use a virtual environment.", "other/2020-01-01.md": "x"}

    entry = read_zip(files)[name]

    assert entry.on.isoformat() == "2021-03-05"
    assert entry.what in {"venv", "Use a virtual environment."}


def test_a_note_is_dated_by_itself_then_its_name_then_the_table_then_the_file() -> None:
    entries = read_zip(
        {
            "a/2001-01-01.md": "---\ndate: 2021-03-01\n---\n# One\n",
            "a/2021-03-02-two.md": "# Two\n",
            "a/three.md": "# Three\n",
            "a/four.md": "# Four\n",
            "a/five.md": "# Five\n\nDate: 2021-03-05\n\nText.",
            "dates.csv": "path,date\na/2001-01-01.md,2002-02-02\na/2021-03-02-two.md,2002-02-02\n"
            "a/three.md,2021-03-03\n",
        }
    )

    assert {entry.what: entry.on.isoformat() for entry in entries.values()} == {
        "One": "2021-03-01",
        "Two": "2021-03-02",
        "Three": "2021-03-03",
        "Four": "2022-03-04",
        "Five": "2021-03-05",
    }
    assert entries["a/four.md"].remarks == ("Dated by when its file was changed.",)


def test_a_folder_on_disk_falls_back_to_when_its_files_were_changed(tmp_path: Path) -> None:
    note = tmp_path / "til" / "git" / "stash.md"
    note.parent.mkdir(parents=True)
    note.write_text("# Stash\n\nPut it away.\n")
    (note.parent / "2020-01-05-rebase.md").write_text("# Rebase\n")
    os.utime(note, (1_600_000_000, 1_600_000_000))

    reading = read(source_from_path(tmp_path / "til"), today=TODAY)

    assert sorted(days(reading)) == ["2020-01-05", "2020-09-13"]
    assert reading.remarks == ("1 note has no date but that of the file.",)
    assert {entry.tags for entry in reading.entries} == {("git",)}


def test_uploaded_notes_without_dates_are_not_dated_by_today() -> None:
    files = [("til/a.md", b"# A\ntext"), ("til/b.md", b"# B\ntext")]

    reading = read(source_from_upload(files), today=TODAY)

    assert not reading.entries
    assert reading.undated == 2
    assert all("no date" in rejected.reason for rejected in reading.rejected)


def test_an_index_with_dates_is_a_log_of_its_own() -> None:
    index = """# TIL
## sqlite
* [Full-text search](https://github.com/x/til/blob/main/sqlite/fts.md) - 2020-04-30
* [Views](sqlite/views.md) (2020-05-01)
## python
* [Venv](python/venv.md) - 30 February 2020
"""
    reading = reading_of(index, "README.md")

    assert [(entry.what, entry.tags) for entry in reading.entries] == [
        ("Full-text search", ("sqlite",)),
        ("Views", ("sqlite",)),
    ]
    assert reasons(reading)[6].startswith("“February 30” is not a date")


def test_an_index_and_its_notes_are_each_note_once() -> None:
    reading = read(
        a_zip(
            {
                "README.md": "# TIL\n### Git\n- [Stash](git/stash.md)\n- [Gone](git/gone.md)\n"
                "- [Rebase](git/rebase.md)\n",
                "git/stash.md": "---\ndate: 2020-01-05\n---\n# Stash\n",
                "git/rebase.md": "---\ndate: 2020-01-06\n---\n# Rebase\n",
            }
        ),
        today=TODAY,
    )

    assert keys(reading) == ["note:git/rebase.md", "note:git/stash.md"]
    assert [rejected.text for rejected in reading.rejected] == ["- [Gone](git/gone.md)"]


def test_what_lies_beside_a_log_of_days_is_no_entry_by_its_file_date() -> None:
    reading = read(
        a_zip(
            {
                "100-days/README.md": "# 100 days\nJoin us!",
                "100-days/log.md": "## Day 1: January 1, 2020\na\n## Day 2: January 2, 2020\nb\n",
                "100-days/r2-log.md": "# Log\n## R2D1 (2021-01-01)\nc\n",
                "100-days/rules.md": "# Rules\n1. Code.",
                "100-days/package.json": '{"name": "x"}',
            }
        ),
        today=TODAY,
    )

    assert days(reading) == ["2020-01-01", "2020-01-02", "2021-01-01"]
    assert [rejected.member for rejected in reading.rejected] == ["rules.md"]
    assert "Left out as being about the folder: README.md." in reading.remarks
    assert "Left out as not part of the notes: package.json." in reading.remarks


def test_a_file_for_each_day_is_a_log_of_days() -> None:
    entries = read_zip(
        {
            "day-01.md": "# Day 1: March 5, 2019\n\n**Today's Progress:** joins\n",
            "day-02.md": "# Day 2\n**Date:** 2019-03-06\n**Time Spent:** 2.5 hours\n\nindexes\n",
        }
    )

    assert [(e.what, e.on.isoformat(), e.minutes) for e in entries.values()] == [
        ("joins", "2019-03-05", None),
        ("indexes", "2019-03-06", 150),
    ]


def test_a_file_that_cannot_be_read_does_not_stop_the_others() -> None:
    reading = read(
        a_zip({"2020-01-01-a.md": "a", "2020-01-02-b.md": "", "c.md": b"\x00\x01" * 50}),
        today=TODAY,
    )

    assert days(reading) == ["2020-01-01"]
    assert {r.member: r.reason for r in reading.rejected} == {
        "2020-01-02-b.md": "“2020-01-02-b.md” is empty.",
        "c.md": "“c.md” is not text. Save it as CSV or plain text first.",
    }
