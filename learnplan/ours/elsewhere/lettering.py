"""How wide words are, and where they break, in the letters that pictures are drawn with.

The letters are Noto Sans, as it is served to nobody: pictures must look alike wherever they are
made. It has Latin, Cyrillic and Greek. What it has not stands in an SVG as the reader's own letters
have it, and in a PNG as an empty box.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from learnplan.config import ROOT

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

FONTS = ROOT / "static" / "vendor" / "noto-sans"
LATIN = "latin"
SCRIPTS = (
    ("latin-ext", 0x100, 0x2BA),
    ("greek", 0x370, 0x3FF),
    ("cyrillic", 0x400, 0x52F),
    ("latin-ext", 0x1E00, 0x1EFF),
)
"""Which file has which letters; all others are in the one of Latin."""
SLACK = 1.06
"""By how much other letters than ours may be wider, where a picture is shown in those."""
ELLIPSIS = "…"


@cache
def font(script: str, size: float, *, bold: bool) -> "FreeTypeFont":
    """The letters of a script, in a size."""
    from PIL import ImageFont  # noqa: PLC0415 - Pillow is much to load

    weight = 600 if bold else 400
    file = FONTS / f"noto-sans-{script}-{weight}-normal.woff2"
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def runs(words: str) -> Iterator[tuple[str, str]]:
    """Stretches of ``words`` by the script they are written in."""
    for script, letters in groupby(words, key=_script):
        yield script, "".join(letters)


def width(words: str, size: float, *, bold: bool = False) -> float:
    """How wide ``words`` are on one line."""
    return SLACK * sum(font(script, size, bold=bold).getlength(run) for script, run in runs(words))


def wrapped(
    words: str, size: float, most: float, *, bold: bool = False, lines: int | None = None
) -> list[str]:
    """``words`` in lines no wider than ``most``; with ``lines``, cut short after so many.

    A word that is wider than a line by itself is broken.
    """
    found = [""]
    for word in _words(words, size, most, bold=bold):
        longer = f"{found[-1]} {word}".strip()
        if width(longer, size, bold=bold) <= most:
            found[-1] = longer
        else:
            found.append(word)
    if lines is not None and len(found) > lines:
        found = found[:lines]
        last = found[-1]
        while last and width(f"{last}{ELLIPSIS}", size, bold=bold) > most:
            last = last[:-1]
        found[-1] = f"{last.rstrip(' ,.;:')}{ELLIPSIS}"
    return [line for line in found if line]


def _words(words: str, size: float, most: float, *, bold: bool) -> Iterator[str]:
    for word in words.split():
        left = word
        while width(left, size, bold=bold) > most:
            fits = next(
                at
                for at in range(len(left), 0, -1)
                if at == 1 or width(left[:at], size, bold=bold) <= most
            )
            yield left[:fits]
            left = left[fits:]
        if left:
            yield left


def _script(letter: str) -> str:
    code = ord(letter)
    return next((name for name, first, last in SCRIPTS if first <= code <= last), LATIN)
