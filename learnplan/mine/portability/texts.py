"""The text of somebody's log: its lines, and what of it can be kept."""

import re

from learnplan.core.texts import decode

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def text_of(data: bytes, name: str) -> str:
    r"""Read a file as text with ``\n`` between its lines, and nothing else changed.

    Raises:
        Invalid: it is not text, said in words.
    """
    return decode(data, name).replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> list[str]:
    """Split into lines at line feeds alone: U+2028 and form feeds stay inside their line."""
    return text.split("\n")


def storable(text: str) -> str:
    """Take out what no database or page can hold: NUL and halves of surrogate pairs.

    JSON and YAML can smuggle them in as escapes, however clean the file is.
    """
    if text.isascii() and "\0" not in text:  # nearly every text, and quick to know
        return text
    return UNSTORABLE.sub("\ufffd", text)
