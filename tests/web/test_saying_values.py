"""How values are said, and that people's Markdown can do no harm."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import html5lib
import pytest
from flask import Flask, g

from learnplan.core import clock
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
