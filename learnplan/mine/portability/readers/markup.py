"""The lines of a Markdown, reStructuredText or Org file, and which of them are headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from learnplan.mine.portability.readers.prose import plain_of
from learnplan.mine.portability.texts import lines_of

FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")
ATX = re.compile(r"^\s{0,3}(#{1,6})\s*([^#\s].*?)\s*#*\s*$")
UNDERLINE = re.compile(r"^([=\-~^\"'`+*#:._])\1{2,}\s*$")
HTML = re.compile(
    r"^\s*(?:<details[^<>]*>\s*)?<(h[1-6]|summary)\b[^>]*>(.*?)(?:</\1>)?\s*$", re.IGNORECASE
)
ORG = re.compile(r"^(\*{1,6})\s+(?:(?:TODO|DONE)\s+)?(\S.*?)\s*$")
ORG_DAY = re.compile(
    r"^\*{1,6}\s+[<\[]?\d{4}-\d\d-\d\d(?:\s+[^\W\d]{2,9}\.?)?[>\]]?\s*$", re.MULTILINE
)
ORG_LINE = re.compile(r"^[^\S\n]*(?:#\+\w+:|:PROPERTIES:|#\+begin)", re.IGNORECASE | re.MULTILINE)
ORG_SETTING = re.compile(r"^#\+(\w+):\s*(.*?)\s*$")
UNDERLINE_LEVELS = {"=": 1, "-": 2, "~": 3, "^": 4, '"': 5}
LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
UNMARKED = 7  # the level of a line that is a heading only by what it says


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """A heading, the line it stands on (from 1), and how many lines it takes."""

    line: int
    level: int
    text: str
    height: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """The lines that a reader of the page would see, in their places, and its headings.

    ``code`` are the lines within fences, where nothing is a heading. ``hidden`` are the first and
    last lines of passages that are commented out.
    """

    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    code: frozenset[int]
    hidden: tuple[tuple[int, int], ...] = ()


def document_of(text: str) -> Document:
    """Take a text apart into lines and headings."""
    shown, hidden = _without_comments(text)
    lines = lines_of(shown)
    code = frozenset(_code(lines))
    org = bool(ORG_DAY.search(shown) or ORG_LINE.search(shown))
    return Document(
        lines=tuple(lines),
        headings=tuple(_headings(lines, code, org=org)),
        code=code,
        hidden=tuple(hidden),
    )


def _without_comments(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Blank out ``<!-- … -->``, keeping every line; one that is never closed is no comment."""
    pieces: list[str] = []
    hidden: list[tuple[int, int]] = []
    at, line = 0, 1
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        end += len("-->")
        line += text.count("\n", at, start)
        height = text.count("\n", start, end)
        pieces += [text[at:start], "\n" * height]
        if height:
            hidden.append((line, line + height))
        line += height
        at = end
    return "".join((*pieces, text[at:])), hidden


def _code(lines: Sequence[str]) -> Iterator[int]:
    """Numbers of the lines in fenced code; a fence that stays open ends at the next heading."""
    opened, mark = 0, ""
    for number, line in enumerate(lines, start=1):
        fence = FENCE.match(line)
        if not mark and fence:
            opened, mark = number, fence[1]
        elif mark and fence and fence[1].startswith(mark) and not line.strip(" `~"):
            yield from range(opened, number + 1)
            mark = ""


def _headings(lines: Sequence[str], code: frozenset[int], *, org: bool) -> Iterator[Heading]:
    """Headings as any of these ways to write marks them; stars do only in ``org``."""
    for number, line in enumerate(lines, start=1):
        if number in code or not line.strip():
            continue
        if org and (setting := ORG_SETTING.match(line)):
            if setting[1].lower() == "title":
                yield Heading(line=number, level=1, text=plain_of(setting[2]))
        elif atx := ATX.match(line):
            yield Heading(line=number, level=len(atx[1]), text=plain_of(atx[2]))
        elif org and (stars := ORG.match(line)):
            yield Heading(line=number, level=len(stars[1]), text=plain_of(stars[2]))
        elif tag := HTML.match(line):
            level = 3 if tag[1].lower() == "summary" else int(tag[1][1])
            yield Heading(line=number, level=level, text=plain_of(tag[2]))
        elif number < len(lines) and _is_underlined(lines, number - 1):
            level = UNDERLINE_LEVELS.get(lines[number].strip()[0], 6)
            yield Heading(line=number, level=level, text=plain_of(line), height=2)


def _is_underlined(lines: Sequence[str], at: int) -> bool:
    """A line of its own with a rule right below it: the end of a paragraph is no heading."""
    text, below = lines[at], lines[at + 1]
    if not UNDERLINE.match(below) or UNDERLINE.match(text) or LIST_ITEM.match(text):
        return False
    above = lines[at - 1] if at else ""
    return not above.strip() or UNDERLINE.match(above) is not None
