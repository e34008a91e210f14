"""Figures as people write them, 58%, 14,000, £1.20, (12), and what they come to."""

import re
from decimal import Decimal
from typing import NamedTuple

from learnplan.core.errors import Invalid

LARGEST = Decimal(10) ** 15
"""Beyond this a number no longer keeps its units when it is charted."""
_LARGEST_IN_PER_CENT = LARGEST * 100
SMALLEST = Decimal(10) ** -15
"""Closer to 0 than this is what computing leaves over, and read as 0."""

_LONGEST = 60
"""No figure takes more characters to write."""
_NO_VALUE = frozenset({"-", "--", ".", "..", "...", ":", "*", "x", "z", "c", "n/a", "na", "none"})
_ERRORS = re.compile(r"#(?:DIV/0!|N/A|REF!|VALUE!|NAME\?|NUM!|NULL!)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:n ?)?(?:<|≤|fewer than|less than) ?\d+", re.IGNORECASE)
_SHAPE = re.compile(
    r"(?P<open>\()?(?P<sign>[-+]? ?[£$€]? ?|[£$€] ?[-+])(?P<number>[\d.,][^%()]*?) ?%?(?(open)\))"
)
_USUAL = re.compile(r"\d{1,12}(?:\.\d{1,15})?")
_PLAIN = re.compile(r"\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?|\.\d+", re.IGNORECASE)
_IN_THOUSANDS = {
    ",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?"),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}


class NoFigure(Invalid):
    """A cell that says there is no figure, as opposed to one that says something else."""


def figure(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Read a figure. A percent or currency sign is taken off, brackets mean less than nothing.

    With ``decimal_comma`` 1.234,5 is read, without it 1,234.5.

    Raises:
        NoFigure: it is empty, or stands for a missing or hidden value.
        Invalid: it is not a number, is too large, or too close to 0 to be anything.
    """
    if not decimal_comma and _USUAL.fullmatch(text):
        return Decimal(text)
    written = text.strip()
    if len(written) > _LONGEST:
        raise Invalid(f"“{written[:_LONGEST]}…” is not a number.")
    bare = re.sub("[\\s\u00a0\u2009\u202f]+", " ", written).replace("\u2212", "-")
    _must_say_something(written, bare)
    shape = _SHAPE.fullmatch(bare)
    if shape is None or (shape["open"] and shape["sign"].strip(" £$€")):
        raise Invalid(f"“{written}” is not a number.")
    bare = shape["number"]
    if re.fullmatch(r"\d{1,3}(?: \d{3})+(?:[.,]\d*)?", bare):
        bare = bare.replace(" ", "")
    point, group = (",", ".") if decimal_comma else (".", ",")
    if _IN_THOUSANDS[group].fullmatch(bare):
        bare = bare.replace(group, "")
    bare = bare.replace(point, ".") if point == "," and "." not in bare else bare
    if not _PLAIN.fullmatch(bare):
        raise Invalid(f"“{written}” is not a number.")
    number = Decimal(bare)
    if number >= LARGEST:
        raise Invalid(f"“{written}” is too large.")
    if number and not float(number):
        raise Invalid(f"“{written}” is closer to 0 than a number here can be, and not 0.")
    if number < SMALLEST:
        return Decimal(0)
    return -number if shape["open"] or "-" in shape["sign"] else number


def _must_say_something(written: str, bare: str) -> None:
    if not bare:
        raise NoFigure("There is no value.")
    if bare.casefold() in _NO_VALUE:
        raise NoFigure(f"“{written}” stands for no value.")
    if _ERRORS.fullmatch(bare):
        raise NoFigure(f"“{written}” is a spreadsheet's error, not a value.")
    if _HIDDEN.fullmatch(bare):
        raise NoFigure(f"“{written}” hides a small number.")


class Amount(NamedTuple):
    """A figure as the file has it: a value, or a numerator and a denominator, or all three."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None

    def plus(self, other: "Amount") -> "Amount":
        """Both together. A value that is a quotient is worked out again from its parts."""
        parts = [
            None if mine is None or theirs is None else mine + theirs
            for mine, theirs in zip(self, other, strict=True)
        ]
        return Amount(None if parts[1] is not None else parts[0], parts[1], parts[2])

    @property
    def is_share(self) -> bool:
        """Whether it is a quotient of at most 1."""
        return (
            self.numerator is not None
            and self.denominator is not None
            and abs(self.numerator) <= abs(self.denominator)
        )

    def worth(self, factor: Decimal) -> float:
        """What it comes to.

        Raises:
            Invalid: there is nothing to divide by, or nothing common to all that was added up, or
                it comes to too much.
        """
        if self.value is not None:
            return _kept(self.value * factor)
        if self.numerator is None or self.denominator is None:
            raise Invalid("Its rows do not all give the same: a value, or the parts of a quotient.")
        if not self.denominator:
            raise Invalid("The denominator is 0.")
        if self.denominator < 0:
            raise Invalid("The denominator is less than 0.")
        return _kept(factor * self.numerator / self.denominator)


def _kept(number: Decimal) -> float:
    """A figure as it is kept.

    Raises:
        Invalid: it is too large.
    """
    if abs(number) >= _LARGEST_IN_PER_CENT:
        raise Invalid("What this comes to is too large.")
    return float(number)
