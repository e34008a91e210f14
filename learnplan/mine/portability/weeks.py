"""Weeks of the calendar as people number them: 2020-W05, Week 5 of 2020, KW 5/2020."""

import re
from collections.abc import Iterator
from datetime import date

_YEAR = r"(?:19|20|21)\d\d"
_WORD = r"(?:week|wk|cw|kw|kalenderwoche|woche|semaine|semana|settimana)"
_ISO = re.compile(rf"(?<![\w-])(?P<year>{_YEAR})-?W(?P<week>\d\d)(?:-?(?P<day>[1-7]))?(?!\w)")
_WEEK_FIRST = re.compile(
    rf"(?<!\w){_WORD}\s*\#?(?P<week>\d{{1,2}})[\s,/(–—-]*(?:of\s+)?(?P<year>{_YEAR})\b(?![./-]\d)\)?",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?<![\w./-])(?P<year>{_YEAR})[\s,/(–—-]+(?:{_WORD}|w)\s*\#?(?P<week>\d{{1,2}})(?!\w)\)?",
    re.IGNORECASE,
)


def weeks_in(text: str) -> Iterator[tuple[re.Match[str], date, bool]]:
    """Where a text names a week of a year, the day that stands for it, and if that is exact.

    A week stands for its Monday, unless ``2020-W05-3`` says which of its days is meant. Weeks are
    counted as ISO 8601 does.
    """
    for pattern in (_ISO, _WEEK_FIRST, _YEAR_FIRST):
        for match in pattern.finditer(text):
            named = match.groupdict().get("day")
            try:
                day = date.fromisocalendar(int(match["year"]), int(match["week"]), int(named or 1))
            except ValueError:  # no year has a week 60
                continue
            yield match, day, named is not None
