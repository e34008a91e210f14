"""How values are said, and that people's Markdown can do no harm."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from time import process_time

import html5lib
import pytest
from flask import Flask, g

from learnplan.core import clock, languages
from learnplan.mine.log.kinds import TEXT_LIMIT
from learnplan.mine.log.words import day_said
from learnplan.web import filters

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x" onerror="alert(1)](y)',
    '[x](https://a.example "onmouseover=alert(1)")',
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "`<script>`",
    "```<script>alert(1)</script>\n<script>alert(1)</script>\n```",
    "|a|\n|-|\n|<script>alert(1)</script>|",
    "<style>*{display:none}</style>",
    "<iframe src=//evil.example></iframe>",
    "<form action=//evil.example><input name=password></form>",
    "<!--><script>alert(1)</script>-->",
    '<math><mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=a(1)&gt;">',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
TAGS = {"html", "head", "body", *filters._ALLOWED_TAGS}


@pytest.fixture
def in_lisbon(app: Flask) -> Iterator[None]:
    with app.test_request_context(), clock.stopped(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        g.time_zone = "Europe/Lisbon"
        yield


@pytest.mark.parametrize("attack", [*ATTACKS, "> " * 3000 + "x", "[" * 3000, "*" * 5000])
def test_markdown_can_do_no_harm(attack: str) -> None:
    said = str(filters.markdown(attack))

    for element in html5lib.parse(said, namespaceHTMLElements=False).iter():
        assert element.tag in TAGS
        assert set(element.attrib) <= {"href", "rel", "title"}
        address = element.attrib.get("href", "https://")
        assert address.startswith(("http://", "https://", "mailto:"))


def test_markdown_is_shown_as_it_was_meant() -> None:
    said = filters.markdown(
        "# Title\n\n*a* ~~b~~ [c](https://x.example/?a=1&b=2) ![d](e.png)\n\n- f"
    )

    assert "<h3>Title</h3>" in said
    assert "<em>a</em> <s>b</s>" in said
    assert 'href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow"' in said
    assert "d (e.png)" in said
    assert "<li>f</li>" in said
    assert filters.markdown("") == ""


@pytest.mark.usefixtures("in_lisbon")
def test_days_and_moments_are_said_where_somebody_is() -> None:
    assert filters.near_day(date(2026, 7, 2)) == "Today"  # half past midnight in Lisbon
    assert filters.near_day(date(2026, 7, 1)) == "Yesterday"
    assert filters.near_day(date(2026, 7, 3)) == "Tomorrow"
    assert filters.near_day(date(2026, 5, 8)) == "Friday 8 May"
    assert filters.day(date(2025, 5, 8)) == "Thursday 8 May 2025"
    assert filters.short_day(date(2026, 5, 8)) == "8 May 2026"
    assert filters.month(date(2026, 5, 8)) == "May 2026"
    assert filters.moment(datetime(2026, 5, 8, 8, 10, tzinfo=UTC)) == "8 May 2026, 9:10"


@pytest.mark.usefixtures("in_lisbon")
def test_some_days_are_said_with_the_months_and_years_they_need() -> None:
    may, june, july = date(2026, 5, 11), date(2026, 6, 29), date(2026, 7, 5)

    assert filters.days(may, date(2026, 5, 17)) == "11 to 17 May"
    assert filters.days(june, july) == "29 June to 5 July"
    assert filters.days(date(2025, 5, 11), date(2025, 5, 17)) == "11 to 17 May 2025"
    assert (
        filters.days(date(2026, 12, 28), date(2027, 1, 3)) == "28 December 2026 to 3 January 2027"
    )
    assert filters.plain_day(july) == "5 July"
    assert filters.short_day(date(2026, 9, 30)) == "30 Sep 2026"
    assert filters.plain_day(date(2027, 7, 5)) == "5 July 2027"


@pytest.mark.usefixtures("in_lisbon")
def test_days_clocks_and_numbers_are_written_as_somebody_writes_them() -> None:
    g.language = "en-US"

    assert filters.day(date(2025, 5, 8)) == "Thursday, May 8, 2025"
    assert filters.near_day(date(2026, 5, 8)) == "Friday, May 8"
    assert filters.short_day(date(2026, 9, 8)) == "Sep 8, 2026"
    assert filters.days(date(2025, 5, 11), date(2025, 5, 17)) == "May 11 to 17, 2025"
    assert filters.days(date(2026, 6, 29), date(2026, 7, 5)) == "June 29 to July 5"
    assert filters.o_clock(time(15, 5)) == "3:05\u00a0PM"

    g.language = "en-IN"

    assert filters.number(1234567.125, 2) == "12,34,567.12"
    assert filters.count(-1234567, "goal") == "−12,34,567 goals"
    assert [languages.first_weekday(each) for each in ("en-US", "en-IE")] == [6, 0]
    assert len({languages.named(each) for each in languages.LANGUAGES}) == len(languages.LANGUAGES)


@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_a_day_in_a_field_is_understood_when_it_is_sent_back(language: str) -> None:
    days = [date(2026, month, 13) for month in range(1, 13)]

    shown = [languages.short_day(day, language) for day in days]

    assert [day_said(each, today=date(2026, 12, 30)) for each in shown] == days


def test_minutes_numbers_and_counts_are_said_as_people_read_them() -> None:
    assert [filters.minutes(value) for value in (0, 45, 60, 75, 600)] == [
        "0 min",
        "45 min",
        "1 h",
        "1 h 15 min",
        "10 h",
    ]
    said = [filters.number(value) for value in (None, 0, 5, 0.126, 12.34, 1234.5, Decimal("95.0"))]
    assert said == ["", "0", "5", "0.13", "12.3", "1,234", "95"]
    assert filters.number(2 / 3, 1) == "0.7"
    assert [filters.number(value, 1) for value in (-11.6, -1234, -0.04)] == [
        "−11.6",
        "−1,234.0",
        "0.0",
    ]
    assert filters.count(1, "person", "people") == "1 person"
    assert filters.count(1200, "goal") == "1,200 goals"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("It is *slow*, and **so** am I.", "It is slow, and so am I."),
        ("*In that order.* Then", "In that order. Then"),
        ("2 * 3 * 4 and a*b*c stay", "2 * 3 * 4 and a*b*c stay"),
        ("# Title\n\n- one\n- [two](https://e.org)", "Title one two"),
    ],
)
def test_the_gist_of_a_text_is_plain_words(text: str, says: str) -> None:
    assert filters.gist(text) == says


@pytest.mark.parametrize("unit", ["[", "![", "[a](", "\n", "- ", "*a "])
def test_a_gist_is_found_as_soon_in_a_text_as_long_as_may_be_kept(unit: str) -> None:
    text = "Read on. " + unit * TEXT_LIMIT
    began = process_time()

    said = filters.gist(text[:TEXT_LIMIT])

    assert process_time() - began < 1  # it was minutes, in which nobody else was served
    assert said.startswith("Read on.")
    assert said.endswith(" …")


def test_a_line_that_was_ended_early_stays_a_line() -> None:
    agenda = "Look at **one** plan (Mia, 25 min)\nWhat did we learn?\n\n- a list\n- of two"

    said = str(filters.markdown(agenda))

    assert "25 min)<br>\nWhat did we learn?</p>" in said
    assert said.count("<br>") == 1


def test_lines_that_something_wrapped_flow_together() -> None:
    note = (
        "A query plan is what the database means to do, and in which order it\n"
        "means to do it; reading one takes an afternoon to learn, and then no\n"
        "time at all."
    )

    assert "<br>" not in str(filters.markdown(note))
