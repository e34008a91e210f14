"""The quarter a pulse is about, as its code says it: 2026-Q4."""

import re

from learnplan.core.errors import Invalid
from learnplan.ours.performance.period_words import parse
from learnplan.ours.performance.periods import Period, PeriodKind

_CODE = re.compile(r"(19|20|21)\d\d-Q[1-4]", re.IGNORECASE | re.ASCII)
_ORDINALS = ("First", "Second", "Third", "Fourth")
IN_A_YEAR = 4


def quarter(code: str) -> Period:
    """The quarter with this code.

    Raises:
        Invalid: it is no such code.
    """
    said = code.strip()
    if not _CODE.fullmatch(said):
        raise Invalid(
            f"“{said}” is not a quarter. Write the year and the quarter, like 2027-Q1.",
            field="period",
        )
    return parse(said.upper(), kind=PeriodKind.QUARTER)


def quarter_said(code: str) -> str:
    """Fourth quarter of 2026."""
    start = quarter(code).start
    return f"{_ORDINALS[start.month // 3]} quarter of {start.year}"


def quarters_apart(one: str, other: str) -> int:
    """How many quarters lie from one code to the other; 0 for the same."""
    starts = [quarter(code).start for code in (one, other)]
    first, second = (start.year * IN_A_YEAR + start.month // 3 for start in starts)
    return abs(second - first)
