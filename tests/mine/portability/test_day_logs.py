"""Logs of days as people really keep them: "100 days of code" and its many children."""

from datetime import date
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.mine.portability.reading import read
from tests.mine.portability.logs import TODAY, a_file, days, keys, only, reading_of, reasons

TEMPLATE = """# 100 Days Of Code - Log

### Day 0: February 30, 2016 (Example 1)
##### (delete me or comment me out)

**Today's Progress**: Fixed CSS, worked on canvas functionality for the app.

**Thoughts:** I really struggled with CSS.

**Link to work:** [Calculator App](http://www.example.com)

### Day 1: June 27, Monday

**Today's Progress**: I've gone through many exercises on FreeCodeCamp.

**Thoughts** I've recently started coding.
"""


def test_the_examples_of_the_template_are_listed_and_not_imported() -> None:
    reading = reading_of(TEMPLATE)

    assert not reading.entries
    assert reasons(reading) == {
        3: "“February 30” is not a date: February ended on the 29th in 2016.",
        12: "This is the example that the “100 days of code” template comes with.",
    }
    assert "Fixed CSS" in reading.rejected[0].text


def test_examples_that_are_commented_out_are_no_days() -> None:
    reading = reading_of(f"<!--\n{TEMPLATE}\n-->\n### Day 1: January 3, 2017\n\nDid it.\n")

    assert only(reading).line == 20
    assert reading.remarks[0] == "Lines 1 to 19 are commented out."


@pytest.mark.parametrize(
    "heading",
    [
        "### Day 5: April 7, 2021",
        "###Day 5 - April 7th 2021",
        "## R1D5 (2021-04-07)",
        "## R1D5 20210407",
        "### R1D5 [Apr 7th 2021]",
        "## Round 1, Day 5: Apr 7, 2021",
        "## 2021-04-07",
        "# Wednesday, 7 April 2021",
        "## 📅 Day 5 – 2021-04-07",
        "### Day 5/100: 07 April 2021",
        "## Day 005 - 2021/04/07",
        "## Day 5 - 07.04.2021 -",
        "### 2021-04-07 (Day 5)",
        "### 4/7/21 | R1D5",
        "# #100DaysOfCode, Day 5: April 7, 2021",
        "<details><summary>Day 5: April 7, 2021</summary>",
        "**Day 5: April 7, 2021**",
        "**Day 5** - April 7, 2021",
        "Day 5: April 7, 2021\n--------------------",
        "Day 5: April 7, 2021\n~~~~~~~~~~~~~~~~~~~~",
        "====================\nDay 5: April 7, 2021\n====================",
        "Day 5: April 7, 2021",
        "### [Day 5: April 7, 2021](day5.md)",
        "<h3>Day 5: April 7, 2021</h3>",
        "### Día 5: 7 de abril de 2021",
        "### Jour 5 : 7 avril 2021",
        "### Tag 5: 7. April 2021",
        "### Day 5\n**Date:** April 7, 2021",
        "### Day 5\n*April 7, 2021*",
    ],
)
def test_a_day_begins_in_many_ways(heading: str) -> None:
    reading = reading_of(f"# My log\n\n{heading}\n\n**Today's Progress**: Read about joins.\n")

    if heading == "**Day 5** - April 7, 2021":
        assert days(reading) == ["2021-04-07"]
        return
    entry = only(reading)
    assert entry.on.isoformat() == "2021-04-07"
    assert entry.what == "Read about joins."


@pytest.mark.parametrize(
    ("progress", "thoughts", "links"),
    [
        ("**Today's Progress**:", "**Thoughts:**", "**Link to work:**"),
        ("**Today’s Progress:**", "**Thoughts**", "**Link(s) to work**"),
        ("Today's Progress:", "Thoughts:", "Links:"),
        ("#### Todays Progess", "#### My thoughts", "#### Links to Work"),
        ("### **Today's Progress**:", "### **Thoughts & Feelings**", "### **Link to Work**"),
        ("**Progreso de hoy:**", "**Pensamientos:**", "**Enlaces al trabajo:**"),
        ("__Progress__:", "__Reflections__:", "__Repo__:"),
        ("* **Progress:**", "* **Thoughts:**", "* **Links:**"),
        ("Progress\n~~~~~~~~", "Thoughts\n~~~~~~~~", "Links\n~~~~~"),
        (":Progress:", ":Thoughts:", ":Links:"),
    ],
)
def test_the_parts_of_a_day_are_told_apart_however_they_are_labelled(
    progress: str, thoughts: str, links: str
) -> None:
    log = (
        f"## Day 1: April 7, 2021\n\n{progress}\nRead about joins.\n\n"
        f"{thoughts}\nHard, but fun.\n\n"
        f"{links}\n1. [Notes](https://x.example/a)\n2. https://x.example/b\n"
    )

    entry = only(reading_of(log))

    assert (entry.what, entry.thoughts, entry.note) == ("Read about joins.", "Hard, but fun.", "")
    assert [link.address for link in entry.links] == ["https://x.example/a", "https://x.example/b"]


def test_everything_else_of_a_day_stays_in_its_note() -> None:
    log = """## Day 1: April 7, 2021
**Project:** Hide and seek
**Tech:** React
**Today's Progress:**
1. Styled the page
2. Wrote `tests`

```
## Day 9: May 1, 2021
```
**Time spent:** 1h30
**Link to work:** Nothing pushed yet, see [the branch](https://x.example).
"""
    entry = only(reading_of(log))

    assert entry.what == "Styled the page"
    assert entry.minutes == 90
    for kept in ("Hide and seek", "React", "2. Wrote `tests`", "## Day 9", "Nothing pushed yet"):
        assert kept in entry.note


def test_hours_in_prose_are_not_counted() -> None:
    assert only(reading_of("## Day 1: April 7, 2021\nI coded for 2 hours.\n")).minutes is None


def test_a_title_in_the_heading_names_what_was_done() -> None:
    entry = only(
        reading_of("## Day 14: January 13, 2018 - Arrow functions\n\nRead two articles.\n")
    )

    assert (entry.what, entry.note) == ("Arrow functions", "Read two articles.")


def test_a_long_paragraph_gives_its_first_sentence_and_is_kept_whole() -> None:
    text = "Learnt how joins work in depth today. " + "And then much more of it, really. " * 40

    entry = only(reading_of(f"## Day 1: April 7, 2021\n{text}\n"))

    assert entry.what == "Learnt how joins work in depth today."
    assert entry.note == text.strip()


def test_several_days_in_one_heading_are_one_entry_that_says_so() -> None:
    log = (
        "## Day 11: May 3, 2019\na\n## Day 12 and 13: May 4 & 5, 2019\nb\n"
        "## Days 20-22: May 30 - June 2\nc\n"
    )

    reading = reading_of(log)

    assert days(reading) == ["2019-05-03", "2019-05-04", "2019-05-30"]
    assert reading.entries[1].remarks == ("Its heading also names the 5th.",)
    assert "Its heading also names June 2." in reading.entries[2].remarks


def test_days_without_a_date_wait_for_one() -> None:
    log = "### R1D1\nOne.\n\n### R1D2\nTwo.\n"

    reading = reading_of(log)
    given = read(a_file(log), today=TODAY, undated_on=TODAY)

    assert reasons(reading) == {1: "“R1D1” has no date.", 4: "“R1D2” has no date."}
    assert reading.undated == 2
    assert [entry.what for entry in given.entries] == ["One.", "Two."]
    assert len(set(keys(given))) == 2


def test_a_placeholder_among_days_is_listed() -> None:
    reading = reading_of("## Day 1: April 7, 2021\na\n## Day X: Month X, 2021\n\n")

    assert days(reading) == ["2021-04-07"]
    assert "placeholder" in reasons(reading)[3]


def test_headings_above_the_days_end_a_day_and_are_remarked() -> None:
    log = (
        "# Week 1\n## Day 1: April 7, 2021\nOne.\n# Resources\n- a book\n"
        "## Day 2: April 8, 2021\nTwo.\n"
    )

    reading = reading_of(log)

    assert [entry.note for entry in reading.entries] == ["", ""]
    assert reading.remarks == ("3 lines outside the days left out, from line 1 on.",)


def test_a_list_with_a_day_in_each_line_is_a_log() -> None:
    reading = reading_of("# Log\n- 2021-04-07: joins\n- **2021-04-08** indexes\n- something\n")

    assert [entry.what for entry in reading.entries] == ["joins", "indexes"]
    assert reasons(reading) == {4: "This line of the list has no date."}


def test_a_table_with_a_day_in_each_row_is_a_log() -> None:
    table = (
        "# Log\n\n| Day | Date | Topic | Time |\n|--|--|--|--|\n| 1 | 2021-04-07 | Joins | 1h |\n"
    )

    entry = only(reading_of(table))

    assert (entry.line, entry.what, entry.minutes) == (5, "Joins", 60)


def test_new_days_on_top_leave_the_old_keys_alone() -> None:
    old = "## Day 1: April 7, 2021\none\n\n## Day 2: April 8, 2021\ntwo\n"
    new = "## Day 3: April 9, 2021\nthree\n\n" + old

    assert keys(reading_of(new))[1:] == keys(reading_of(old))


words = st.text(ascii_letters, min_size=3, max_size=12).map(str.lower)


@given(
    when=st.lists(st.dates(TODAY.replace(year=2015), TODAY), min_size=2, max_size=30, unique=True),
    form=st.sampled_from(
        ["## Day {n}: {d:%B} {d.day}, {d.year}", "### R1D{n} - {d}", "# {d}", "**{d}**"]
    ),
    newest_first=st.booleans(),
    said=st.lists(words, min_size=1, max_size=5),
)
def test_every_day_comes_in_once_with_its_date(
    when: list[date], form: str, *, newest_first: bool, said: list[str]
) -> None:
    when = sorted(when, reverse=newest_first)
    log = "\n".join(f"{form.format(n=n, d=d)}\n\n{' '.join(said)}\n" for n, d in enumerate(when))

    reading = reading_of(log)

    assert days(reading) == [str(day) for day in when]
    assert len(set(keys(reading))) == len(when)
    assert not reading.rejected
