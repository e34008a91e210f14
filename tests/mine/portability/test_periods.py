"""Days may be told by the months, years and weeks above them, by folders, and by numbers."""

import pytest

from learnplan.mine.portability.readers.notes import date_of_path
from tests.mine.portability.logs import days, only, reading_of, reasons


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ("# January 2020\n\n## 5th\na\n\n## 6\nb\n", "2020-01-05 2020-01-06"),
        ("# 2021\n## March\n### Friday 5\na\n### 6th: Keys\nb\n", "2021-03-05 2021-03-06"),
        ("# 2021\n## March\n### 5\na\n## April\n### 1 - Keys\nb\n", "2021-03-05 2021-04-01"),
        ("# 2021\n# March\n## 5\na\n# April\n## 6\nb\n", "2021-03-05 2021-04-06"),
        ("# December 2019\n## 31\na\n# January\n## 1\nb\n", "2019-12-31 2020-01-01"),
        ("# 2020-03\n## 5\na\n## 6\nb\n", "2020-03-05 2020-03-06"),
        ("# Mars 2020\n## 5\na\n## 6\nb\n", "2020-03-05 2020-03-06"),
        ("# January 2020\n- 5: a\n- 6th: b\n- Tue 7: c\n", "2020-01-05 2020-01-06 2020-01-07"),
        ("# 2021\n- 3/4: a\n- 13/4 - b\n", "2021-04-03 2021-04-13"),
        ("# March 2021\n\n- 3/4: a\n- 3/5: b\n", "2021-03-04 2021-03-05"),
        ("# March 2021\n## 3/4\na\n## 5/3\nb\n", "2021-03-04 2021-03-05"),
        ("# 2021\n\n**5 Mar** did z\n\n**6 Mar** did q\n", "2021-03-05 2021-03-06"),
        ("# 2021\n\n5 Mar: did z\n\n6 Mar: did q\n", "2021-03-05 2021-03-06"),
        (
            "# 2021\n## 12/31\na\n# 2020\n## 12/31\nb\n## 1/1\nc\n",
            "2021-12-31 2020-12-31 2020-01-01",
        ),
        ("# Week 5, 2020\n\n- a\n\n# Week 6, 2020\n\n- b\n", "2020-01-27 2020-02-03"),
        ("## 2020-W05\na\n## 2020-W06\nb\n", "2020-01-27 2020-02-03"),
        (
            "# Week 1 (Mar 2 - Mar 8, 2020)\n## Mon, March 2\na\n## March 3\nb\n",
            "2020-03-02 2020-03-03",
        ),
        ("# Log 2021\n## Monday 1/3\na\n## Tuesday 2/3\nb\n", "2021-03-01 2021-03-02"),
        ("## March 5\na\n## March 6, Friday 2020\nb\n", "2020-03-05 2020-03-06"),
    ],
)
def test_headings_above_say_the_rest_of_a_date(log: str, expected: str) -> None:
    reading = reading_of(log)

    assert days(reading) == expected.split()
    assert not reading.rejected


def test_what_was_taken_from_above_is_remarked() -> None:
    month = reading_of("# March 2021\n## 5\na\n## 3/6\nb\n")
    week = reading_of("## 2020-W05\na\n## 2020-W06\nb\n")

    assert month.entries[0].remarks == ("Read “5” as a day of March 2021, from line 1.",)
    assert month.entries[1].remarks == (
        "Read “3/6” as month/day, as line 1 says the month. No year, took 2021 from line 1.",
    )
    assert week.entries[0].remarks == ("“2020-W05” is a week; took its Monday, 27 January 2020.",)


def test_a_day_that_its_month_does_not_have_is_refused() -> None:
    reading = reading_of("# February 2021\n## 28\na\n## 29\nb\n")

    assert days(reading) == ["2021-02-28"]
    assert reasons(reading) == {
        4: "“February 29” is not a date: February ended on the 28th in 2021."
    }


@pytest.mark.parametrize(
    "log",
    [
        "# January 2020\n## 5 things I learned\na\n## 6 more of them\nb\n",
        "# January\n## 5\na\n## 6\nb\n",
        "# Chapters\n## 5\na\n## 6\nb\n",
        "# 2020\n- 3/4 of the book\n- 1/2 of the other\n",
        "# 2020 in review\n\nRead much.\n",
        "# Week 60, 2020\na\n",
        "### Day 5: Jule 1st 2016\na\n",
    ],
)
def test_what_could_be_a_day_only_by_a_guess_is_none(log: str) -> None:
    assert not reading_of(log).entries


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Jully 1st 2016", "2016-07-01"),
        ("Aprl 5, 2020", "2020-04-05"),
        ("Septmber 5 2020", "2020-09-05"),
        ("Sept. 5, 2020", "2020-09-05"),
        ("Octo 5, 2020", "2020-10-05"),
        ("13th of Aug '19", "2019-08-13"),
        ("2020.01.05", "2020-01-05"),
        ("Jan. 5, 2020", "2020-01-05"),
        ("5. Januar 2020", "2020-01-05"),
        ("5 de enero de 2020", "2020-01-05"),
        ("5 janvier 2020", "2020-01-05"),
        ("<2020-01-05 Sun>", "2020-01-05"),
        ("2020-W05-3", "2020-01-29"),
    ],
)
def test_a_heading_may_write_its_date_in_any_of_these_ways(written: str, day: str) -> None:
    entry = only(reading_of(f"### Day 12 - {written}\n\n**Progress:** Joins.\n"))

    assert (entry.on.isoformat(), entry.what) == (day, "Joins.")


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2020/02 February/08.md", (2020, 2, 8)),
        ("2020-02/08.md", (2020, 2, 8)),
        ("2020/February/8.md", (2020, 2, 8)),
        ("2020/02-Feb/08 Sat.md", (2020, 2, 8)),
        ("2020/2020-02 February/08.md", (2020, 2, 8)),
        ("weekly/2020-W05.md", (2020, 1, 27)),
        ("2020/08/notes.md", None),
        ("2020/05 tricks/08.md", None),
        ("python/3/12.md", None),
    ],
)
def test_folders_say_the_day_of_a_file(path: str, day: tuple[int, int, int] | None) -> None:
    found = date_of_path(path)

    assert (found and (found.year, found.month, found.day)) == day


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("**Today's Progress** (~90 min): Joins.", 90),
        ("**Today's Progress (2h):** Joins.", 120),
        ("Joins.\nTime spent: 2 hrs", 120),
        ("⏱ 1h\n\nJoins.", 60),
        ("⏱️ Time: 1h 30m\n\nJoins.", 90),
        ("**Hours:** 2\n**Progress:** Joins.", 120),
        ("**Time:** 21:30\n**Progress:** Joins.", None),
        ("**Progress (3):** Joins.", None),
        ("Joins.\n\nI needed 2 hours (of 3 h).", None),
    ],
)
def test_time_counts_where_it_is_stated_as_such(line: str, minutes: int | None) -> None:
    entry = only(reading_of(f"## Day 1: April 7, 2021\n\n{line}\n"))

    assert entry.minutes == minutes
    assert "Joins." in entry.what


def test_brackets_in_a_heading_are_a_duration_or_kept() -> None:
    reading = reading_of(
        "## Day 1: April 7, 2021 (2 hours) - Joins\na\n## Day 2: April 8, 2021 (at home)\nb\n"
        "## Day 3: April 9, 2021 - Keys (part 2)\nc\n"
    )

    assert [(entry.what, entry.minutes) for entry in reading.entries] == [
        ("Joins", 120),
        ("b", None),
        ("Keys (part 2)", None),
    ]
    assert reading.entries[1].remarks == ("Its heading also says “at home”.",)


@pytest.mark.parametrize(
    ("log", "whats"),
    [
        ("* 2020-01-05 Sun\n- joins\n* 2020-01-06 Mon\nkeys\n", ["joins", "keys"]),
        ("* 2020-01-05 Sun\n* joins\n* 2020-01-06 Mon\n* keys\n", ["joins", "keys"]),
        (
            "* 2020\n** 2020-01 January\n*** 2020-01-05 Sun\njoins\n*** <2020-01-06 Mon>\nkeys\n",
            ["joins", "keys"],
        ),
        ("* 2020-01-05: joins\n* 2020-01-06 Mon: keys\n", ["joins", "keys"]),
    ],
)
def test_org_keeps_days_behind_stars(log: str, whats: list[str]) -> None:
    reading = reading_of(log, "journal.org")

    assert days(reading) == ["2020-01-05", "2020-01-06"]
    assert [entry.what for entry in reading.entries] == whats


def test_a_whole_column_of_serial_numbers_is_one_of_days() -> None:
    reading = reading_of("Date,Title\n43831,Joins\n43832.5,Keys\n,None\n", "log.csv")

    assert days(reading) == ["2020-01-01", "2020-01-02"]
    assert reading.entries[1].at is not None
    assert reading.remarks == ("“Date” counts days as spreadsheets do: 43831 is 1 January 2020.",)
    assert reasons(reading) == {4: "It has no date."}


def test_a_number_among_dates_is_no_day() -> None:
    reading = reading_of("Date,Title\n43831,Joins\n2020-01-02,Keys\n", "log.csv")

    assert days(reading) == ["2020-01-02"]
    assert reasons(reading) == {2: "“43831” names no day."}
