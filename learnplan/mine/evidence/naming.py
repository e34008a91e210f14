"""What a file is called: as its owner called it, made harmless for every disk and header."""

import re
import unicodedata

from learnplan.mine.evidence.words import NAME_LIMIT, Medium

UNNAMED = "file"
_ENDING = re.compile(r"\.([A-Za-z0-9]{1,10})$")
_SPECIAL = re.compile(r'[<>:"|?*]')
# Names that stand for a device on Windows, whatever comes behind the dot.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def shown(name: str) -> str:
    """``name`` as it can be said in a sentence."""
    return _visible(name)[:NAME_LIMIT] or UNNAMED


def harmless(name: str, medium: Medium) -> str:
    """``name`` without folders, invisible letters and tricks, ending as a file of its kind does.

    What turns the writing direction round is left out, so that ``gpj.exe`` cannot be read
    backwards; a name of another kind keeps its words and gets the right ending behind them.
    """
    plain = _SPECIAL.sub("-", _visible(name)).strip(". ")
    found = _ENDING.search(plain)
    if found and found[1].lower() in medium.endings:
        stem, ending = plain[: found.start()], found[0]
    else:
        stem, ending = plain, f".{medium.endings[0]}"
    stem = stem[: NAME_LIMIT - len(ending) - 1].strip(". ") or UNNAMED
    return f"{'_' if _DEVICES.match(stem) else ''}{stem}{ending}"


def _visible(name: str) -> str:
    """The last part of a path, without letters that nobody sees."""
    letters = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    seen = (" " if each.isspace() else each for each in letters if _is_seen(each))
    return " ".join("".join(seen).split())


def _is_seen(letter: str) -> bool:
    return letter.isspace() or not unicodedata.category(letter).startswith("C")
