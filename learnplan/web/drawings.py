"""Icons and signs, drawn into the page they are on: they come with its words, without a request."""

import re
from base64 import b64encode
from functools import cache

from markupsafe import Markup

from learnplan.config import ROOT
from learnplan.web.assets import STATIC

SPRITE = ROOT / "templates" / "parts" / "icons.svg"
MARK = STATIC / "mark.svg"
_SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="([^"]+)">(.*?)</symbol>')


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    """What every drawing is looked at through, and its lines, by its name."""
    found = _SYMBOL.findall(SPRITE.read_text(encoding="utf-8"))
    return {name: (frame, lines) for name, frame, lines in found}


@cache
def icon(name: str, look: str = "icon") -> Markup:
    """One drawing of the sprite, always beside words, so hidden from screen readers.

    Raises:
        KeyError: there is no such drawing.
    """
    frame, lines = _symbols()[name]
    return Markup('<svg class="{}" viewBox="{}" aria-hidden="true">{}</svg>').format(
        look,
        frame,
        Markup(lines),  # noqa: S704 - our own file
    )


@cache
def mark() -> str:
    """The mark of a tab, as an address that holds the picture itself."""
    return "data:image/svg+xml;base64," + b64encode(MARK.read_bytes()).decode()
