from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.mine.log.capture import Understood, understand
from learnplan.mine.plan.handles import GoalChoice, find_goal
from tests.naughty import NAUGHTY

MONDAY = date(2026, 11, 23)
SLOW = GoalChoice(id=uuid4(), title="Find out why reports are slow", handle="slow-reports")
INDEX = GoalChoice(id=uuid4(), title="Explain an index choice", handle="explain-an-index")


def read(line: str) -> Understood:
    return understand(line, today=MONDAY, goals=[SLOW, INDEX], find_goal=find_goal)


def test_a_line_says_everything_at_once() -> None:
    line = (
        "Read the EXPLAIN chapter with Dana 45m #postgres @slow-reports yesterday https://e.org/x"
    )

    assert read(line) == Understood(
        what="Read the EXPLAIN chapter with Dana",
        on=date(2026, 11, 22),
        minutes=45,
        tags=("postgres",),
        goal=SLOW,
        links=("https://e.org/x",),
    )


def test_a_line_of_words_is_a_fragment_of_today() -> None:
    understood = read("Ask Dana:  why does ANALYZE help?")

    assert understood == Understood(what="Ask Dana: why does ANALYZE help?", on=MONDAY)
    assert understood.is_fragment
    assert not read("Asked Dana 5m").is_fragment


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("45m", 45),
        ("45min", 45),
        ("1h30", 90),
        ("1h30m", 90),
        ("1h", 60),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("90 minutes", 90),
        ("(90 minutes)", 90),
        ("for 1 hour 5 minutes", 65),
        ("45M,", 45),
    ],
)
def test_times_are_understood(said: str, minutes: int) -> None:
    understood = read(f"Paired {said} with Ben")

    assert understood.minutes == minutes
    assert understood.what.replace(",", "") == "Paired with Ben"


@pytest.mark.parametrize(
    "line",
    [
        "Read Git in 15 minutes",
        "The job runs every 5 minutes",
        "Version 1h3x4",
        "Ran 45 m",
        "About 45",
        "Wrote to ana@example.org about C#",
        "Find out why Monday reports are slow",
        "Sat in on the planning call",
        "Sun and wind",
        "Held the 24/7 rota",
        "Passed 11/30 cases",
        "Compared Monday's plan",
    ],
)
def test_words_that_only_look_like_more_stay_words(line: str) -> None:
    assert read(line) == Understood(what=line, on=MONDAY)


@pytest.mark.parametrize(
    ("line", "what", "day"),
    [
        ("Read today", "Read", MONDAY),
        ("Read mon", "Read", MONDAY),
        ("Read last Monday", "Read", date(2026, 11, 16)),
        ("Tuesday: read", "read", date(2026, 11, 17)),
        ("Met Dana on Friday about X", "Met Dana about X", date(2026, 11, 20)),
        ("Read sunday #tag", "Read", date(2026, 11, 22)),
        ("Read it sat", "Read it", date(2026, 11, 21)),
        ("I saw yesterday that it works", "I saw that it works", date(2026, 11, 22)),
        ("2026-11-03 read", "read", date(2026, 11, 3)),
        ("3.11. read", "read", date(2026, 11, 3)),
        ("Read 3.11.2026, slowly", "Read, slowly", date(2026, 11, 3)),
        ("Read 23/10", "Read", date(2026, 10, 23)),
        ("Read 23.10.", "Read", date(2026, 10, 23)),
    ],
)
def test_days_are_understood(line: str, what: str, day: date) -> None:
    understood = read(line)

    assert (understood.what, understood.on, understood.unknown) == (what, day, ())


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("#postgres", ("postgres",)),
        ("#Postgres #postgres", ("postgres",)),
        ("(#a, #b-c, #d_e).", ("a", "b-c", "d_e")),
        ("#one#two", ("one", "two")),
        ("#größe #हिन्दी #日本", ("größe", "हिन्दी", "日本")),
        ("#cafe\u0301 #café", ("café",)),
    ],
)
def test_tags_are_understood(line: str, tags: tuple[str, ...]) -> None:
    assert read(f"Read {line}").tags == tags


@pytest.mark.parametrize(
    ("text", "links", "what"),
    [
        ("see https://e.org/a_(b)#part, then", ("https://e.org/a_(b)#part",), "see, then"),
        ("see (https://e.org/).", ("https://e.org/",), "see."),
        ("see <HTTP://e.org>", ("HTTP://e.org",), "see"),
        ("[docs](https://e.org/#x) read", ("https://e.org/#x",), "[docs](https://e.org/#x) read"),
        ("https://e.org/ https://e.org/", ("https://e.org/",), "https://e.org/"),
    ],
)
def test_links_are_understood(text: str, links: tuple[str, ...], what: str) -> None:
    understood = read(text)

    assert (understood.links, understood.what, understood.tags) == (links, what, ())


@pytest.mark.parametrize(
    ("looks", "says"),
    [
        ("@nothing", "“@nothing” is not clear"),
        ("@", "“@” is not clear"),
        ("#", "“#” is not a tag"),
        ("#42", "a tag is letters, digits, - and _, with a letter among them"),
        ("#a/b", "“#a/b” stays as text"),
        ("#" + "x" * 61, "too long for a tag"),
        ("31.2.", "“31.2.” is not a date: February ended on the 28th."),
        ("2026-02-30", "“2026-02-30” is not a date: February ended on the 28th."),
        ("3/11", "“3/11” may be a day or a number"),
        ("3.11.", "“3.11.” may be a day or a number"),
        ("99999h", "“99999h” stays as text"),
        ("0m", "“0m” stays as text"),
        ("http://", "“http://” is not a whole address."),
        ("http://[", "“http://[” is not a whole address."),
        ("https://e.org/" + "x" * 2_000, "too long for a link"),
    ],
)
def test_what_looked_like_something_stays_and_is_said(looks: str, says: str) -> None:
    understood = read(f"Read {looks}")

    assert f"{understood.what} {understood.note}".split() == ["Read", looks] or looks in (
        understood.what + understood.note
    )
    assert len(understood.unknown) == 1
    assert says in understood.unknown[0]


@pytest.mark.parametrize("second", ["30m", "@explain-an-index", "2026-01-01"])
def test_the_second_of_what_there_is_one_of_stays(second: str) -> None:
    understood = read(f"Read 45m @slow-reports 2026-11-03 {second}")

    assert (understood.minutes, understood.goal, understood.on) == (45, SLOW, date(2026, 11, 3))
    assert understood.what == f"Read {second}"
    assert "stays as text" in understood.unknown[0]


def test_a_day_to_come_is_taken_and_remarked_on() -> None:
    understood = read("Course 2026-12-24")

    assert understood.on == date(2026, 12, 24)
    assert understood.unknown == ("24 December 2026 is still to come.",)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("@slow-reports 45m", SLOW.title),
        ("#a #b 45m", "#a #b"),
        ("https://e.org/ #a", "https://e.org/"),
        ("45m yesterday", "45m yesterday"),
    ],
)
def test_a_line_without_words_is_called_by_what_it_says(line: str, what: str) -> None:
    assert read(line).what == what


def test_a_long_line_goes_on_in_the_note() -> None:
    line = "word " * 300

    understood = read(line)

    assert len(understood.what) <= 500
    assert f"{understood.what} {understood.note}" == line.strip()


@given(
    st.lists(st.sampled_from(["Read", "ünder", "the", "🎉", "don’t", "x=1", "well,"]), min_size=1)
)
def test_plain_words_come_back_as_they_were(words: list[str]) -> None:
    understood = read(" ".join(words))

    assert f"{understood.what} {understood.note}".strip() == " ".join(words)
    assert understood.is_fragment


PIECES = st.sampled_from(
    ["45m", "#tag", "@slow-reports", "yesterday", "(", ")", "https://e.org", "Read", "2026-11-03"]
)


@given(st.lists(PIECES | st.text(max_size=8), min_size=1).map(" ".join))
def test_any_line_is_understood_somehow_and_keeps_its_words(line: str) -> None:
    understood = read(line)

    words = understood.what.split() + understood.note.split()
    assert len(understood.what) <= 500
    assert bool(words) == bool(line.split())
    if "Read" in line.split():
        assert any("Read" in word for word in words)


@pytest.mark.parametrize("line", NAUGHTY)
def test_naughty_lines_are_only_lines(line: str) -> None:
    assert read(line).what or not line.split()


@pytest.mark.parametrize(
    "hostile", [".", ")", "(", "http://x)", "#a", "1h ", "a.", "http://e.org ", "9"]
)
def test_a_line_made_to_be_slow_is_only_long(hostile: str) -> None:
    said = read(hostile * (40_000 // len(hostile)) + "a")

    assert said.what


@pytest.mark.parametrize(
    ("line", "what", "on"),
    [
        ("3 Nov looked at fonts", "looked at fonts", date(2026, 11, 3)),
        ("looked at fonts 3 November.", "looked at fonts.", date(2026, 11, 3)),
        ("Nov 3 looked at fonts", "looked at fonts", date(2026, 11, 3)),
        ("looked at fonts on 3rd of November 45m", "looked at fonts", date(2026, 11, 3)),
        ("read on 8 May about fonts", "read about fonts", date(2026, 5, 8)),
        ("8 May 2025 looked at fonts", "looked at fonts", date(2025, 5, 8)),
        ("looked at fonts (Nov. 3, 2025)", "looked at fonts", date(2025, 11, 3)),
        ("30 december looked at fonts", "looked at fonts", date(2025, 12, 30)),
        ("on 2026-11-03 looked at fonts", "looked at fonts", date(2026, 11, 3)),
    ],
)
def test_a_day_with_the_name_of_its_month_is_understood(line: str, what: str, on: date) -> None:
    understood = read(line)

    assert (understood.what, understood.on, understood.unknown) == (what, on, ())


@pytest.mark.parametrize(
    "line", ["3 may be enough", "the 3 Nov 2026 report was late again", "2 march past my window"]
)
def test_a_number_before_a_word_is_no_day(line: str) -> None:
    understood = read(line)

    assert (understood.what, understood.on) == (line, MONDAY)


def test_a_day_that_there_is_not_is_said_to_be_none() -> None:
    understood = read("30 february noticed nothing")

    assert (understood.what, understood.on) == ("30 february noticed nothing", MONDAY)
    assert understood.unknown == ("“30 february” is not a date: February ended on the 28th.",)
