"""How long something took, as people write it: 45 min, 1h30, 2 hours, 1:15, PT1H30M."""

import re

DAY = 24 * 60
ISO = re.compile(
    r"P(?:(?P<days>[\d.]+)D)?(?:T(?:(?P<hours>[\d.]+)H)?(?:(?P<minutes>[\d.]+)M)?"
    r"(?:(?P<seconds>[\d.]+)S)?)?",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?(?:\s*h(?:ou)?rs?\.?|\s*h)?", re.IGNORECASE)
COMPACT = re.compile(r"(\d+)\s*h\s*(\d{1,2})\s*(?:m(?:in)?s?\.?)?", re.IGNORECASE)
HOURS = re.compile(
    r"(\d+(?:[.,]\d+)?|an?|one|half an)\s*"
    r"(?:h|hrs?|hours?|horas?|heures?|stunden?|std|ore|ora|uur|uren)(?![^\W\d_])\.?",
    re.IGNORECASE,
)
MINUTES = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:m|mins?|minutes?|minutos?|minuten|minuti)(?![^\W\d_])\.?",
    re.IGNORECASE,
)
SECONDS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:s|secs?|seconds?)\.?", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
FILLER = re.compile(r"[\s,~≈+.]|\b(?:and|et|y|und|en|about|around|approx|ca)\b", re.IGNORECASE)
WORDS = {"a": 1.0, "an": 1.0, "one": 1.0, "half an": 0.5}


def minutes_of(text: str, *, unit: int = 1) -> int | None:
    """Whole minutes, or None when the text is not plainly a duration.

    Args:
        text: what stands where a duration should.
        unit: minutes in one of a bare number: 60 in a column of hours.
    """
    text = text.strip().strip("()[]*_ ")
    if NUMBER.fullmatch(text):
        return _whole(_number(text) * unit)
    if match := CLOCK.fullmatch(text):
        return _whole(int(match[1]) * 60 + int(match[2]))
    if text[:1] in "Pp" and (match := ISO.fullmatch(text)):
        return _iso(match)
    return _spoken(text)


def _iso(match: re.Match[str]) -> int | None:
    parts = {name: float(value) for name, value in match.groupdict().items() if value}
    if not parts:
        return None
    total = parts.get("days", 0) * DAY + parts.get("hours", 0) * 60 + parts.get("minutes", 0)
    return _whole(total + parts.get("seconds", 0) / 60)


def _spoken(text: str) -> int | None:
    total, rest = 0.0, text
    if match := COMPACT.search(rest):
        total += int(match[1]) * 60 + int(match[2])
        rest = rest.replace(match[0], " ", 1)
    for pattern, worth in ((HOURS, 60.0), (MINUTES, 1.0), (SECONDS, 1 / 60)):
        if match := pattern.search(rest):
            total += _number(match[1]) * worth
            rest = rest.replace(match[0], " ", 1)
    if rest == text or FILLER.sub("", rest):
        return None
    return _whole(total)


def _number(text: str) -> float:
    return WORDS.get(text.casefold()) or float(text.replace(",", "."))


def _whole(minutes: float) -> int | None:
    """Nothing that was done took no time, and nothing in a day's log took a year."""
    if not 0 < minutes < DAY * 366:
        return None
    return max(1, round(minutes))
