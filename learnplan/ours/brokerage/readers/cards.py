"""Cards: Markdown files with front matter, each about a competency at a level of a role.

The menu of courses that a card lists comes along. Below the front matter, levels are described as
definition lists of HTML or under headings of Markdown.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from learnplan.core.errors import Invalid
from learnplan.core.yaml_values import Item, document_of
from learnplan.ours.brokerage.drawing import OptionSaid, Path
from learnplan.ours.brokerage.readers import cleaning
from learnplan.ours.brokerage.readers.headings import Part, bare, is_level, part_of
from learnplan.ours.brokerage.readers.reading import Reading
from learnplan.ours.brokerage.readers.trees import get, line_text, text
from learnplan.ours.brokerage.words import NAME_LIMIT, OptionKind

FRONT = re.compile(r"\A---[ \t]*\n(?P<front>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
CARD_LIMIT = 500_000
"""No card is longer, in characters."""
MENU_KEYS = (
    *(
        "relevant courses",
        "courses",
        "learning options",
        "options",
        "menu",
        "training",
        "resources",
    ),
    *("learning resources", "recommended courses", "related courses", "cursos", "learning"),
)
ROLE_CODE = re.compile(r"^\s*([\w-]*\d[\w-]*)\s+\S")
APART = re.compile(r"\s\?(?:\s+|$)|\n+|(?<=\S)\s{2,}(?=\S)")
DEFINED = re.compile(
    r"<dt\b[^>]*>(?P<term>[^<]*(?:<(?!/?d[tdl]\b)[^<]*)*)</dt>(?P<said>(?:\s*<dd\b[^>]*>[^<]*(?:<(?!/?d[tdl]\b)[^<]*)*</dd>)+)",
    re.IGNORECASE,
)
SAID = re.compile(r"<dd\b[^>]*>(.*?)</dd>", re.IGNORECASE | re.DOTALL)
HEADING = re.compile(r"^#{2,6}\s+(.+?)\s*#*\s*$")
BULLET = re.compile(r"^\s*[-*+]\s+(.+?)\s*$")
LEVEL = re.compile(r"(?:\(|^|\s)(level\s*\d+\s*[-–:]\s*[^()]+|level\s*\d+)\)?\s*$", re.IGNORECASE)
MARKDOWN_LINK = re.compile(r"\[(?P<title>[^\[\]\n]{1,500})\]\((?P<url>[^()\s]{1,2000})\)")
SHAPE = "cards with front matter, and the courses they list"


def front_of(content: str) -> str:
    """The front matter of a card; nothing where there is none."""
    found = FRONT.match(content)
    return found["front"] if found else ""


def read_card(reading: Reading, content: str, file: str) -> None:
    """Read one card into a drawing, and the menu on it.

    Raises:
        Invalid: it is no card, or its front matter is not in order.
    """
    if len(content) > CARD_LIMIT:
        raise Invalid(f"“{file}” is longer than {CARD_LIMIT:,} characters.")
    found = FRONT.match(content)
    if found is None:
        raise Invalid(f"“{file}” has no front matter.")
    front = document_of(found["front"], file)
    reading.shapes[file] = SHAPE
    reading.rows_read += 1
    card = _Card(reading, front, file)
    says = card.read(content[found.end() :])
    reading.understand(file, 1, says)
    card.read_menu()


class _Card:
    """One card, by the parts that its keys play."""

    def __init__(self, reading: Reading, front: Item, file: str) -> None:
        self.reading, self.front, self.file = reading, front, file
        self.drawing = reading.drawing
        self.competency: Path = ()
        self.role_level: Path = ()

    def part(self, *parts: Part) -> str:
        """What the key of one of these parts says; of several, the one with the longest name."""
        values = self.front.value if isinstance(self.front.value, dict) else {}
        for part in parts:
            names = sorted((one for one in values if part_of(one) is part), key=len, reverse=True)
            said = (cleaning.said(text(values[name]).strip()) for name in names)
            if found := next(filter(None, said), ""):
                return found
        return ""

    def read(self, body: str) -> str:
        """Read what the card is about; returns what was understood.

        Raises:
            Invalid: it names no competency.
        """
        name = cleaning.line(self.part(Part.COMPETENCY), NAME_LIMIT * 4)
        if not name:
            raise Invalid("Its front matter names no competency.")
        role_name = cleaning.line(self.part(Part.ROLE), NAME_LIMIT)
        level_name = cleaning.line(self.part(Part.ROLE_LEVEL), NAME_LIMIT)
        grade = cleaning.line(self.part(Part.LEVEL), NAME_LIMIT)
        self.competency = self.drawing.competency(
            name,
            theme=cleaning.line(self.part(Part.THEME), NAME_LIMIT),
            summary=cleaning.words(self.part(Part.COMPETENCY_SUMMARY)),
            line=1,
        )
        described = dict(self._described(body))
        for level, looks in described.items():
            self.drawing.level(self.competency, level, looks_like=looks, line=1)
        needed = list(described)[-1] if described else ""
        if not needed and grade and (is_level(grade) or not level_name):
            needed, grade = (grade, "") if level_name else ("", grade)
        if not (role_name or level_name or grade):
            return f"“{name}”, described at {', '.join(described)}" if described else f"“{name}”"
        role_name = role_name or self.drawing.framework
        role = self.drawing.role(role_name, summary=self._about_role(), line=1)
        at = level_name or grade
        self.role_level = self.drawing.role_level(
            role, at, summary=f"Grade {grade}" if grade and grade != at else "", line=1
        )
        looks = "" if described else self._illustrated()
        if needed and looks:
            looks = self.drawing.level(self.competency, needed, looks_like=looks, line=1)
        self.drawing.need(self.role_level, self.competency, level=needed, looks_like=looks, line=1)
        level = f" at {needed}" if needed else ""
        return f"{role_name}, {at}, needs “{name}”{level}"

    def _about_role(self) -> str:
        """What is said of the role; the code of a job series, where a key has it."""
        summary = cleaning.words(self.part(Part.ROLE_SUMMARY))
        series = line_text(get(self.front, ("job series", "occupation code", "series")))
        return summary or (f"Job series {series}" if ROLE_CODE.match(series) else "")

    def _illustrated(self) -> str:
        """What the level looks like, of the front matter: a bullet each."""
        parts: list[str] = []
        for name, item in self.front.value.items() if isinstance(self.front.value, dict) else ():
            if part_of(name) is Part.LOOKS_LIKE:
                parts += _bullets(text(item))
        return "\n".join(dict.fromkeys(parts))

    def _described(self, body: str) -> Iterator[tuple[str, str]]:
        """The levels that the card's body describes, in order, with what they look like."""
        looks: dict[str, list[str]] = {}
        for found in DEFINED.finditer(body):
            level = _level_in(cleaning.line(found["term"]))
            if level:
                said = [cleaning.line(one).rstrip("? ") for one in SAID.findall(found["said"])]
                looks.setdefault(level, []).extend(f"- {one}" for one in said if one)
        level = ""
        for line in body.split("\n"):
            heading, bullet = HEADING.match(line), BULLET.match(line)
            if heading:
                level = _level_in(cleaning.line(heading[1]))
            elif level and bullet:
                looks.setdefault(level, []).append(f"- {cleaning.line(bullet[1])}")
        for level, said in looks.items():
            yield level, "\n".join(dict.fromkeys(said))

    def read_menu(self) -> None:
        """Read the courses that the card lists; what is wrong with one is noted with its line."""
        menu = get(self.front, MENU_KEYS)
        items = menu.value if menu is not None and isinstance(menu.value, list) else []
        for item in items:
            self.reading.rows_read += 1
            line = (item.line or 0) + 1  # the fence above the front matter
            try:
                about = _option(item)
                option = self.drawing.option(about, line=line)
                self.drawing.serves(option, self.competency, self.role_level, line=line)
            except Invalid as trouble:
                self.reading.reject(self.file, line, str(trouble))
            else:
                by = f", {about.provider}" if about.provider else ""
                self.reading.understand(self.file, line, f"{about.kind}: {about.title}{by}")


def _option(item: Item) -> OptionSaid:
    """An entry of a card's menu: a link with who provides it behind it, a mapping, or a title.

    Raises:
        Invalid: it has no title, or leads to no address of the web.
    """
    if isinstance(item.value, dict) and get(item, ("title", "course title", "course", "name")):
        title = line_text(get(item, ("title", "course title", "course", "name")), NAME_LIMIT * 4)
        url = text(get(item, ("url", "link", "href", "website")))
        provider = line_text(get(item, ("provider", "institution", "author", "by", "publisher")))
        length = line_text(get(item, ("duration", "length", "hours")))
        cost = line_text(get(item, ("price", "cost", "fee")))
        kind = line_text(get(item, ("kind", "type", "format")))
        about = OptionSaid(title=title, link=cleaning.link(url), provider=provider, cost=cost)
        about = replace(about, price=cleaning.price_of(cost), length=length)
        return replace(
            about,
            hours=cleaning.hours_of(length),
            kind=cleaning.kind_of(kind) if kind else _kind(title),
        )
    written = text(item)[: 3 * NAME_LIMIT * 10]
    found = cleaning.ANCHOR.search(written) or MARKDOWN_LINK.search(written)
    title = cleaning.line(found["title"] if found else written, NAME_LIMIT * 4)
    if not title:
        raise Invalid("It has no title.")
    rest = cleaning.line(written[found.end() :]) if found else ""
    return OptionSaid(
        title=title,
        link=cleaning.link(found["url"]) if found else "",
        provider=rest.lstrip(",-–—: ").strip()[:NAME_LIMIT],
        kind=_kind(title),
    )


def _kind(title: str) -> OptionKind:
    """Cards list courses; some of them are held in a room, or live."""
    is_held = cleaning.kind_of_title(title) is OptionKind.CLASSROOM
    return OptionKind.CLASSROOM if is_held else OptionKind.COURSE


def _bullets(said: str) -> Iterator[str]:
    for one in APART.split(cleaning.words(said)):
        if one and one.strip(" -?"):
            yield f"- {one.strip(' -?')}"


def _level_in(term: str) -> str:
    """The level that a heading names: of “Level 2 - Basic”, Basic."""
    found = LEVEL.search(term)
    if found is not None:
        _, sign, name = found[1].replace("–", "-").replace(":", "-").partition("-")
        return name.strip() if sign and name.strip() else found[1].strip()
    return term if is_level(term) and bare(term) else ""
