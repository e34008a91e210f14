"""From the bytes of somebody's file to its text, whatever programme wrote it."""

import codecs
import re

from learnplan.core.errors import Invalid

MARKED = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NOT_TEXT = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"PAR1", "a Parquet file"),
)
SAMPLE = 4096
CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
ESCAPED = re.compile("[\udc80-\udcff]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text_of(data: bytes, name: str) -> str:
    r"""Read a file as text with ``\n`` between its lines, and nothing else changed.

    Raises:
        Invalid: it is not text, said in words.
    """
    for magic, what in NOT_TEXT:
        if data.startswith(magic):
            raise Invalid(f"“{name}” is {what}, not a log that can be read.")
    text = _decoded(data)
    if text is None or _is_noise(text):
        raise Invalid(f"“{name}” is not a text file, so there is nothing in it to read.")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> list[str]:
    """Split into lines at line feeds alone: U+2028 and form feeds stay inside their line."""
    return text.split("\n")


def storable(text: str) -> str:
    """Take out what no database or page can hold: NUL and halves of surrogate pairs.

    JSON and YAML can smuggle them in as escapes, however clean the file is.
    """
    return UNSTORABLE.sub("\ufffd", text) if UNSTORABLE.search(text) else text


def _decoded(data: bytes) -> str | None:
    for mark, encoding in MARKED:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if b"\x00" in data:
        return _unmarked_utf16(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _patched(data)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows as NULs in every other byte of Western text."""
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    few, many = sorted((even, odd))
    if len(data) % 2 or many < min(len(data), SAMPLE) * 0.2 or few > many * 0.1:
        return None
    try:
        return data.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None


def _patched(data: bytes) -> str:
    """Windows-1252, or UTF-8 in which a few bytes were pasted from Windows-1252."""
    text = data.decode("utf-8", errors="surrogateescape")
    strays = len(ESCAPED.findall(text))
    sound = sum(1 for char in text if ord(char) > 0x7F) - strays  # noqa: PLR2004 - end of ASCII
    if sound > strays:
        return ESCAPED.sub(lambda stray: _western(bytes([ord(stray.group()) - 0xDC00])), text)
    return _western(data)


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:  # five bytes have no meaning in Windows-1252
        return data.decode("cp1252", errors="replace")


def _is_noise(text: str) -> bool:
    return len(CONTROLS.findall(text[:SAMPLE])) > len(text[:SAMPLE]) * 0.02
