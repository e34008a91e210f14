"""Figures as people write them: 58%, 14,000, £1.20, 1 234, (12)."""

import re
from decimal import Decimal

from learnplan.core.errors import Invalid

LARGEST = Decimal(10) ** 15
"""Beyond this a number no longer keeps its units when it is charted."""

_NO_VALUE = frozenset({"-", "--", ".", "..", "...", ":", "*", "x", "z", "c", "n/a", "na", "none"})
_ERRORS = re.compile(r"#(?:DIV/0!|N/A|REF!|VALUE!|NAME\?|NUM!|NULL!)", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:n ?)?(?:<|≤|fewer than|less than) ?\d+", re.IGNORECASE)
_SHAPE = re.compile(
    r"(?P<open>\()?(?P<sign>[-+]? ?[£$€]? ?|[£$€] ?[-+])(?P<number>[\d.,][^%()]*?) ?%?(?(open)\))"
)
_PLAIN = re.compile(r"\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?|\.\d+", re.IGNORECASE)
_IN_THOUSANDS = {
    ",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?"),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
}


def figure(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Read a figure. A percent or currency sign is taken off, brackets mean less than nothing.

    With ``decimal_comma`` 1.234,5 is read, without it 1,234.5.

    Raises:
        Invalid: it is not a number, hides one, or is too large.
    """
    written = text.strip()
    bare = re.sub("[\\s\u00a0\u2009\u202f]+", " ", written).replace("\u2212", "-")
    if not bare:
        raise Invalid("There is no value.")
    if bare.casefold() in _NO_VALUE:
        raise Invalid(f"“{written}” stands for no value.")
    if _ERRORS.fullmatch(bare):
        raise Invalid(f"“{written}” is a spreadsheet's error, not a value.")
    if _HIDDEN.fullmatch(bare):
        raise Invalid(f"“{written}” hides a small number.")

    shape = _SHAPE.fullmatch(bare)
    if shape is None:
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
    return -number if shape["open"] or "-" in shape["sign"] else number
