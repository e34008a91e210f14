"""How values are said on screen: days, moments, minutes, numbers and Markdown."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import nh3
from flask import g, has_app_context
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from learnplan.core import clock, languages
from learnplan.web.forms import complaint

GIST_LENGTH = 180
GIST_READS = 2_000
"""Characters that a gist is looked for in: there are lists of texts that are as long as books."""
_NEAR = {0: "Today", 1: "Yesterday", -1: "Tomorrow"}
MINUTES_IN_AN_HOUR = 60
KIBIBYTE, MEBIBYTE = 2**10, 2**20
_LINKS = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"^\s*(?:```\w*|#+|>+|[-*+](?=\s))|\*\*|__|`", re.MULTILINE)
_ANY_MARK = re.compile(r"[\[*_`#>]")
_LISTED = re.compile(r"^\s*[-+]\s", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\w*])\*([^*\s](?:[^*\n]*[^*\s])?)\*(?![\w*])")
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(
    ["table", "strikethrough"]
)
_ENDS_EARLY = 60  # characters: whatever wraps lines by itself wraps them further right
_ALLOWED_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def markdown(text: str) -> Markup:
    """People's Markdown as safe HTML. Headings start below the page's own; pictures are links.

    A line that was ended early was ended on purpose, and stays a line of its own.
    """
    tokens = _markdown.parse(text or "")
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
        for child in token.children or []:
            if child.type == "image":
                child.type, child.tag = "text", ""
                child.content = f"{child.content} ({child.attrs.get('src', '')})".strip()
        _keep_short_lines(token.children or [])
    rendered = _markdown.renderer.render(tokens, _markdown.options, {})
    return Markup(  # noqa: S704 - nh3 has just cleaned it
        nh3.clean(
            rendered,
            tags=_ALLOWED_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener noreferrer nofollow",
        )
    )


def _keep_short_lines(inside: Sequence[Token]) -> None:
    """Let the ends of short lines among the parts of one paragraph stand."""
    length = 0
    for part in inside:
        length += len(part.content)
        if part.type in {"softbreak", "hardbreak"}:
            if length < _ENDS_EARLY:
                part.type, part.tag = "hardbreak", "br"
            length = 0


def gist(text: str) -> str:
    """How a Markdown text begins, as plain words on one line."""
    goes_on = len(text) > GIST_READS
    text = text[:GIST_READS]
    if _ANY_MARK.search(text) or (("-" in text or "+" in text) and _LISTED.search(text)):
        text = _EMPHASIS.sub(r"\1", _MARKS.sub("", _LINKS.sub(r"\1", text)))
    words = " ".join(text.split())
    if len(words) <= GIST_LENGTH:
        return f"{words} …" if goes_on else words
    return words[:GIST_LENGTH].rpartition(" ")[0] + " …"


def quoted(words: str) -> str:
    """``words`` in quotation marks, where they do not begin with one of their own."""
    return words if words.startswith(("“", "„", "«", '"')) else f"“{words}”"


def host(address: str) -> str:
    """Whose site an address is on: ``postgresql.org``."""
    return urlsplit(address).netloc.removeprefix("www.") or address


def language_here() -> str:
    """The language of whoever is asking; the usual one where nobody is, as in an export."""
    usual = languages.USUAL
    return str(g.get("language", usual)) if has_app_context() else usual


def day(value: date, *, year: bool | None = None) -> str:
    """``Friday 8 May``; the year is said when it is not this one."""
    if year is None:
        year = value.year != clock.today(g.time_zone).year
    return languages.day(value, language_here(), year=year)


def near_day(value: date) -> str:
    """``Today``, ``Yesterday``, else the day itself."""
    return near(value, clock.today(g.time_zone), language_here())


def near(value: date, today: date, language: str) -> str:
    """The same where it is known what day it is, and how it is written: of many days, say."""
    said = _NEAR.get((today - value).days)
    return said or languages.day(value, language, year=value.year != today.year)


def short_day(value: date) -> str:
    """``8 May 2026``."""
    return languages.short_day(value, language_here())


def plain_day(value: date) -> str:
    """``30 June``; the year is said when it is not this one."""
    if value.year != clock.today(g.time_zone).year:
        return languages.long_day(value, language_here())
    return languages.day_of_month(value, language_here())


def days(first: date, last: date) -> str:
    """``4 to 11 May``; months and years are said where they are needed."""
    year = last.year != clock.today(g.time_zone).year
    return languages.days(first, last, language_here(), year=year)


def month(value: date) -> str:
    """``May 2026``."""
    return languages.month(value, language_here())


def moment(value: datetime) -> str:
    """``8 May 2026, 9:10``, in the time zone of whoever is asking."""
    local = value.astimezone(ZoneInfo(g.time_zone))
    return f"{short_day(local.date())}, {o_clock(local.time())}"


def o_clock(value: time) -> str:
    """``9:10``."""
    return languages.clock(value, language_here())


def minutes(value: int) -> str:
    """``45 min``, ``2 h``, ``1 h 15 min``."""
    hours, rest = divmod(value, MINUTES_IN_AN_HOUR)
    parts = [f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours)
    return " ".join(parts)


def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """A figure as people read it: thousands apart, no needless decimals."""
    if value is None:
        return ""
    if decimals is not None:
        return languages.number(value, language_here(), places=decimals)
    size = abs(float(value))
    places = 0 if size >= 1000 or value == int(value) else 1 if size >= 10 else 2  # noqa: PLR2004 - how figures are read
    said = languages.number(value, language_here(), places=places)
    return said.rstrip("0").rstrip(".") if "." in said else said


def octets(size: int) -> str:
    """``740 KiB``, ``2.3 MiB``: how large a file is."""
    if size < MEBIBYTE:
        return f"{-(-size // KIBIBYTE):,} KiB"
    return f"{size / MEBIBYTE:,.1f} MiB"


def count(value: int, one: str, many: str | None = None) -> str:
    """``1 person``, ``3 people``: a number with its noun."""
    said = languages.number(value, language_here(), places=0)
    return f"{said} {one if value == 1 else many or one + 's'}"


ALL: dict[str, Callable[..., Any]] = {
    "complaint": complaint,
    "count": count,
    "day": day,
    "gist": gist,
    "host": host,
    "markdown": markdown,
    "minutes": minutes,
    "moment": moment,
    "month": month,
    "near_day": near_day,
    "number": number,
    "o_clock": o_clock,
    "octets": octets,
    "plain_day": plain_day,
    "quoted": quoted,
    "short_day": short_day,
}
