"""Text as it is found in files: whatever encoding it was saved in, one string comes out."""

import codecs
import re

from learnplan.core.errors import Invalid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Characters no text holds. Tab, newlines, form feed and escape do turn up in real files."""


def decode(data: bytes) -> str:
    """Read ``data`` as UTF-8, UTF-16 or Windows-1252, and leave out a byte order mark.

    Raises:
        Invalid: it is not text, but a picture, an archive or a spreadsheet's own format.
    """
    try:
        text = _decoded(data)
    except UnicodeDecodeError:
        raise Invalid("This file is not text. Save it as CSV or plain text first.") from None
    if _CONTROLS.search(text):
        raise Invalid("This file is not text. Save it as CSV or plain text first.")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding)
    if _every_other_byte_is_zero(data):
        return data.decode("utf-16-le" if data[0] else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _every_other_byte_is_zero(data: bytes) -> bool:
    """Whether this looks like UTF-16 without its mark: the zeros are all on one side."""
    start = data[:2000]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    return max(even, odd) > len(start) / 4 and min(even, odd) == 0
