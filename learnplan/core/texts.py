"""Text as it is found in files: whatever programme saved it, one string comes out."""

import codecs
import re
from collections.abc import Iterable

from learnplan.core.errors import Invalid

_MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOT_TEXT = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"PK\x03\x04", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"PAR1", "a Parquet file"),
)
_SAMPLE = 4096
_NOISE = 0.02
"""The share of a text that may be stray characters: a page break, the end mark of DOS."""
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
"""Characters no text needs. Tab, newlines, form feed and escape do turn up in real files."""
_ESCAPED = re.compile("[\udc80-\udcff]")
_LOST = "\ufffd"
_ASCII = 0x7F
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(words: str) -> str:
    """``words`` without the characters that no XML may hold."""
    return _NO_XML.sub("", words)


SHORTEST_NAME = 3


def listed(names: Iterable[str]) -> str:
    """Blue; Blue and Green; Blue, Green and Red."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def own_names_in(text: str, *, name: str, email: str) -> list[str]:
    """Words of ``text`` that are somebody's own name or address, as they stand in it."""
    own = [word for word in name.split() if len(word) >= SHORTEST_NAME]
    own += [email, email.partition("@")[0]]
    found = (re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) for word in own)
    return list(dict.fromkeys(match[0] for match in found if match))


def decode(data: bytes, name: str = "") -> str:
    """Read ``data`` as UTF-8, 16 or 32, or Windows-1252, without its byte order mark.

    A few bytes pasted into UTF-8 from Windows-1252 are read as what they were meant to be, and a
    few that mean nothing at all become "\N{REPLACEMENT CHARACTER}".

    Args:
        data: the bytes of a file.
        name: what the file is called, for the sentence that refuses it.

    Raises:
        Invalid: it is not text, but a picture, an archive or a spreadsheet's own format.
    """
    called = f"“{name}”" if name else "This file"
    for magic, what in _NOT_TEXT:
        if data.startswith(magic):
            raise Invalid(f"{called} is {what} and not text. Save it as CSV or plain text first.")
    text = _decoded(data)
    if text is None or "\0" in text or _is_noise(text):
        raise Invalid(f"{called} is not text. Save it as CSV or plain text first.")
    return text.removeprefix("\ufeff")


def _decoded(data: bytes) -> str | None:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _nearly(data[len(mark) :], encoding)
    if b"\0" in data:
        return _unmarked_utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _patched(data)


def _nearly(data: bytes, encoding: str) -> str | None:
    """The text if nearly all of its bytes mean something."""
    text = data.decode(encoding, errors="replace")
    return text if text.count(_LOST) <= len(text) * _NOISE else _strictly(data, encoding)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows as zeros in every other byte of Western text."""
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    few, many = sorted((even, odd))
    if many < min(len(data), _SAMPLE) * 0.2 or few > many * 0.1:
        return None
    return _strictly(data, "utf-16-le" if odd > even else "utf-16-be")


def _patched(data: bytes) -> str | None:
    """Windows-1252, or UTF-8 in which a few bytes were pasted from Windows-1252."""
    text = data.decode("utf-8", errors="surrogateescape")
    strays = len(_ESCAPED.findall(text))
    sound = sum(ord(char) > _ASCII for char in text) - strays
    if sound <= strays:
        return _nearly(data, "cp1252")
    return _ESCAPED.sub(lambda stray: _western(ord(stray[0]) - 0xDC00), text)


def _western(byte: int) -> str:
    return bytes([byte]).decode("cp1252", errors="replace")


def _is_noise(text: str) -> bool:
    sample = text[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) > len(sample) * _NOISE
