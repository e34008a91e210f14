"""What stands in one day of a log: progress, thoughts, links, time, and whatever else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from learnplan.mine.portability.readers.durations import minutes_of
from learnplan.mine.portability.readers.markup import LIST_ITEM
from learnplan.mine.portability.readers.prose import links_in, plain_of, without_links

LABEL_LIMIT = 45
LINE_LIMIT = 120
APART = re.compile(r"[^\w\s]+")
HASHES = re.compile(r"^\s{0,3}#{1,6}\s*")
BOLD_LABEL = re.compile(r"^\s*(?:[-*+]\s+)?(\*{1,3}|_{1,3})(?=\S)(.+?)\1(.*)$")
PLAIN_LABEL = re.compile(r"^\s{0,3}(?:[-*+]\s+)?:?([^\W\d][^:*`\[\]]{1,44}?)\s*:+\s*(.*)$")
RULE = re.compile(r"^\s*([-=*_~^\"])(?:\s*\1){2,}\s*$")
POINTERS = re.compile(r"\b(?:see|here|link|links|to|the|work|and|or|url|repo|at)\b", re.IGNORECASE)
SENTENCE = re.compile(r"(.{20,}?[.!?])\s+(?=\S)")
CLOCK_FACE = re.compile(
    r"^\s*(?:[-*+]\s+)?(?:\*\*)?[⌚⌛⏰-⏳🕐-🕧🕰]\ufe0f?(?:\*\*)?\s*"
    r"(?:time(?: spent)?)?\s*:?\s*(\S.*)$",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"\s*\(([^()]{1,40})\)\s*:?\s*")
NOT_A_TITLE = re.compile(r"^\s*(?:```|~~~|\||!\[|\.\. |>>>|---)")
QUOTED = re.compile(r"^(?:\s{0,3}>)+\s?")
NEW_BLOCKS = (LIST_ITEM, NOT_A_TITLE, HASHES)


class Part(StrEnum):
    """What a section of a day is about."""

    BODY = "body"
    PROGRESS = "progress"
    THOUGHTS = "thoughts"
    LINKS = "links"
    TIME = "time"
    DATE = "date"
    OTHER = "other"


ONE_LINERS = frozenset({Part.DATE, Part.TIME})
_DATE = r"date|fecha|datum|data"
_TIME = r"""
    (?:total\ |coding\ |study\ |studying\ )?(?:time|hours|minutes)
        (?:\ (?:spent|worked|coded|studied|today|coding|studying|logged))*
    |duration|dauer|tiempo(?:\ dedicado)?|tempo(?:\ gasto)?|temps(?:\ passé)?
"""
_LINKS = r"""
    (?:my\ )?(?:links?|linsk|urls?)(?:\ s)?(?:\ (?:to|for|of|a|al|do|da|para|zur?|vers)\b.*)?
    |(?:source\ )?(?:code|repo|repository|commits?|gist|github|demo|live\ demo)(?:\ links?)?
    |enlaces?(?:\ .*)?|liens?(?:\ .*)?
"""
_THOUGHTS = r"""
    (?:my\ |some\ |final\ |random\ )?thoughts?(?:\ .*)?|thougths?|toughts?
    |reflections?(?:\ .*)?|feelings?(?:\ .*)?|(?:key\ )?takeaways?|lessons?\ learned
    |impressions?|opinions?|pensamientos?|reflexion(?:es)?|pensamentos?|reflex(?:ão|ões)
    |pensées?|réflexions?|gedanken|considerações|aprendizados?
"""
_PROGRESS = r"""
    (?:to\ ?day\ ?s?|todays|day\ ?s?|daily)?\ ?
        (?:progress|progess|progres|proggress|work\ done|accomplishments?|achievements?
        |activit(?:y|ies)|tasks?|updates?)(?:\ .*)?
    |today|learned|learnt
    |what\ (?:i|we)\ (?:did|have\ done|worked\ on|achieved|accomplished|learned)(?:\ .*)?
    |done|worked\ on|accomplished|completed|progreso(?:\ .*)?|progresso(?:\ .*)?
    |progrès(?:\ .*)?|fortschritt(?:\ .*)?|avances?(?:\ .*)?
"""
PATTERNS = tuple(
    (part, re.compile(words, re.IGNORECASE | re.VERBOSE))
    for part, words in (
        (Part.DATE, _DATE),
        (Part.TIME, _TIME),
        (Part.LINKS, _LINKS),
        (Part.THOUGHTS, _THOUGHTS),
        (Part.PROGRESS, _PROGRESS),
    )
)


@dataclass(slots=True)
class Section:
    """A part of a day under its label, with the lines that belong to it.

    ``minutes`` is how long it took, where its label says so: "Today's progress (2h)".
    """

    part: Part
    label: str = ""
    lines: list[str] = field(default_factory=list)
    minutes: int | None = None

    @property
    def text(self) -> str:
        """The lines without blank ones around them."""
        return "\n".join(self.lines).strip("\n").rstrip()


def sections_of(lines: Sequence[str]) -> list[Section]:
    """Take the lines of a day apart."""
    sections = [Section(Part.BODY)]
    fenced = False
    for line in _with_hashes(lines):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        begun = None if fenced else _begun(line)
        if begun is not None:
            sections.append(begun)
        elif sections[-1].lines or line.strip():
            if sections[-1].part in ONE_LINERS and sections[-1].lines:
                sections.append(Section(Part.BODY))
            sections[-1].lines.append(line)
    for section in sections:
        while section.lines and (RULE.match(section.lines[-1]) or not section.lines[-1].strip()):
            section.lines.pop()
        if section.lines and RULE.match(section.lines[0]):
            section.lines.pop(0)
    return sections


def _with_hashes(lines: Sequence[str]) -> Iterator[str]:
    """The lines, with a section's heading that is underlined written as one with hashes."""
    below = iter((*lines[1:], ""))
    skip = False
    for line in lines:
        under = next(below)
        if skip:
            skip = False
        elif RULE.match(under) and line.strip() and _part(line) is not None:
            skip = True
            yield f"### {line.strip()}"
        else:
            yield line


def is_known_label(text: str) -> bool:
    """Whether a heading is one of a day's usual sections."""
    return _part(text) is not None


def _begun(line: str) -> Section | None:
    """The section that a line begins, with the text that goes on beside its label."""
    face = CLOCK_FACE.match(line)
    if face is not None and stated_minutes(plain_of(face[1])) is not None:
        return Section(Part.TIME, "Time", [face[1]])
    begun = _labelled(line)
    return _timed(begun) if begun is not None and begun.part is Part.PROGRESS else begun


def stated_minutes(text: str) -> int | None:
    """Minutes of a duration with its unit: "~90 min" is one, "3" may count anything."""
    return minutes_of(text) if any(map(str.isalpha, text)) or ":" in text else None


def _timed(section: Section) -> Section:
    """Take how long it took out of a label or from right behind it: "Progress (~90 min): …"."""
    in_label = IN_BRACKETS.search(section.label)
    if in_label is not None:
        section.minutes = stated_minutes(in_label[1])
        if section.minutes is None:  # words that are no part of a label
            section.lines[:1] = [" ".join((in_label[0].strip(" :"), *section.lines[:1]))]
    first = section.lines[0] if section.lines else ""
    behind = IN_BRACKETS.match(first) if section.minutes is None else None
    if behind is not None and (minutes := stated_minutes(behind[1])) is not None:
        section.minutes = minutes
        rest = first[behind.end() :]
        section.lines[:1] = [rest] if rest else []
    return section


def _labelled(line: str) -> Section | None:
    hashes = HASHES.match(line)
    rest = line[hashes.end() :] if hashes else line
    bold = BOLD_LABEL.match(rest)
    if bold:
        return _from_bold(bold[2], bold[3])
    if hashes:
        text = rest.strip().rstrip("#").strip()
        head, _, tail = text.partition(":")
        part = _part(text) or _part(head)
        if part is not None:
            return Section(part, head.strip(), [tail.strip()] if tail.strip() else [])
        return None
    plain = PLAIN_LABEL.match(rest)
    if plain and (part := _part(plain[1])) is not None:
        return Section(part, plain[1].strip(), [plain[2]] if plain[2].strip() else [])
    return None


def _from_bold(inside: str, after: str) -> Section | None:
    """``**Thoughts:** text``, ``**Thoughts** text``, ``**Thoughts: text**``."""
    head, colon, tail = inside.partition(":")
    colon = colon or after.lstrip()[:1]
    text = " ".join(filter(None, (tail.strip(), after.strip().lstrip(":–—- ").strip())))
    label = plain_of(head)
    part = _part(head)
    if part is None:
        if colon != ":" or len(label) > LABEL_LIMIT or not label:
            return None
        part = Part.OTHER
    return Section(part, label, [text] if text else [])


def _part(label: str) -> Part | None:
    """What a label is about, however it is written: "Link(s) To Work:", "Todays Progess"."""
    if len(label) > LABEL_LIMIT:
        return None
    plain = APART.sub("", label.replace("(s)", "s").replace("/", " ").replace("&", " "))
    plain = " ".join(plain.replace("_", " ").split()).casefold()
    return next((part for part, words in PATTERNS if words.fullmatch(plain)), None)


def first_words(text: str) -> str:
    """A line that names what was done: the first item, or the first sentence."""
    lines = [line for line in text.split("\n") if line.strip() and not RULE.match(line)]
    worded = [n for n, line in enumerate(lines) if not NOT_A_TITLE.match(line) and plain_of(line)]
    if not worded:
        return ""
    start = next((n for n in worded if not HASHES.match(lines[n])), worded[0])
    listed = LIST_ITEM.match(lines[start])
    said = plain_of(HASHES.sub("", LIST_ITEM.sub("", QUOTED.sub("", lines[start]))))
    if listed or HASHES.match(lines[start]):
        return said.rstrip(":")
    for line in _paragraph_after(text, lines[start]):
        said = f"{said} {plain_of(QUOTED.sub('', line))}"
    if len(said) <= LINE_LIMIT:
        return said
    sentence = SENTENCE.match(said)
    return sentence[1] if sentence else said


def _paragraph_after(text: str, first: str) -> Iterator[str]:
    """The lines that go on with the paragraph which ``first`` begins."""
    after = text.split(first, 1)[1].split("\n")[1:]
    for line in after:
        if not line.strip() or any(begins.match(line) for begins in NEW_BLOCKS):
            return
        yield line


def is_only_links(text: str) -> bool:
    """Whether nothing is said besides where the work is."""
    rest = POINTERS.sub("", without_links(LIST_ITEM.sub("", text)))
    return bool(list(links_in(text))) and not re.search(r"[^\W\d_]{2,}", rest)
