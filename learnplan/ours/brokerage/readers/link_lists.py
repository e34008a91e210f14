"""Lists of links in Markdown: what is under a heading is about that topic."""

import re
from dataclasses import dataclass, field

from learnplan.core.errors import Invalid
from learnplan.ours.brokerage.drawing import OptionSaid
from learnplan.ours.brokerage.readers import cleaning
from learnplan.ours.brokerage.readers.headings import bare
from learnplan.ours.brokerage.readers.reading import Reading
from learnplan.ours.brokerage.words import NAME_LIMIT, OptionKind

HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(.+?)(?:\s+#+)?\s*$")
BULLET = re.compile(r"^(?P<indent>\s*)[-*+]\s+(?P<rest>\S.*)$")
EMOJI = re.compile(
    r"^(?::(?P<name>[a-z0-9_+-]+):|(?P<sign>[^\w\s\[\]()<>*_`~\"'“-]{1,4}))\s*(?=\S)"
)
LINK = re.compile(
    r"\[(?P<title>(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,1000})\]"
    r"\(\s*<?(?P<url>(?:[^\s()<>]|\([^\s()<>]*\)){1,2000})>?(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)"
)
BARE = re.compile(r"https?://[^\s<>\"')\]]{3,2000}")
INDEX = frozenset({"index", "contents", "table of contents", "indice", "sumario", "inhalt", "toc"})
SIGNS = {
    "📖": OptionKind.BOOK,
    "📚": OptionKind.BOOK,
    "🎥": OptionKind.VIDEO,
    "📺": OptionKind.VIDEO,
    "📄": OptionKind.ARTICLE,
    "📰": OptionKind.ARTICLE,
    "📜": OptionKind.ARTICLE,
    "🏫": OptionKind.COURSE,
    "🎓": OptionKind.COURSE,
}
NAMED = {
    "books": OptionKind.BOOK,
    "school": OptionKind.COURSE,
    "mortar_board": OptionKind.COURSE,
    "tv": OptionKind.VIDEO,
    "headphones": OptionKind.VIDEO,
}
LINE_LIMIT = 8_000
SHAPE = "a list of links under headings"
PLACEHOLDERS = re.compile(r"(?<!\\)[*_`]{1,3}")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!-])")


@dataclass(slots=True)
class _Place:
    """Where in the file one is: the headings above, by their depth."""

    topics: dict[int, str] = field(default_factory=dict)
    is_index: bool = False
    kind: OptionKind = OptionKind.OTHER

    def under(self, depth: int, heading: str) -> None:
        """Go on below a heading."""
        self.topics = {at: topic for at, topic in self.topics.items() if at < depth}
        self.is_index = bare(heading) in INDEX
        if depth > 1:
            self.topics[depth] = heading
        else:
            self.kind = cleaning.kind_of(heading)

    def names(self) -> tuple[str, ...]:
        """The topics here, the widest first."""
        return tuple(topic for _, topic in sorted(self.topics.items()))


def is_link_list(content: str) -> bool:
    """Whether at least half of the bullets of a text are links, and there are some."""
    bullets = [found["rest"] for found in map(BULLET.match, content.split("\n")) if found]
    linked = sum(LINK.search(rest[:LINE_LIMIT]) is not None for rest in bullets)
    return linked > 1 and linked * 2 >= len(bullets)


def read_links(reading: Reading, content: str, file: str) -> None:
    """Read every link into a drawing, with the topics it stands under."""
    reading.shapes[file] = SHAPE
    place = _Place(kind=cleaning.kind_of(file))
    within = 0
    fenced = False
    for number, written in enumerate(content.split("\n"), start=1):
        if written.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if fenced:
            continue
        heading = HEADING.match(written)
        bullet = BULLET.match(written)
        if heading:
            place.under(len(heading[1]), _plain(heading[2]))
        elif bullet and not place.is_index:
            inside = _read_bullet(reading, place, bullet["rest"], file, number)
            within += inside
        elif bullet:
            within += 1
    if within:
        reading.remark(f"{file}: links that lead within the page itself, left out: {within}.")


def _read_bullet(reading: Reading, place: _Place, rest: str, file: str, number: int) -> bool:
    """Read one bullet; whether it only leads to another place of the page."""
    link = LINK.search(rest[:LINE_LIMIT])
    if link is not None and link["url"].startswith("#"):
        return True
    reading.rows_read += 1
    try:
        about = _option(place, rest)
        reading.drawing.option(about, line=number)
    except Invalid as trouble:
        reading.reject(file, number, str(trouble))
        return False
    kind = f"{about.kind}: " if about.kind is not OptionKind.OTHER else ""
    topic = f", under {about.topics[-1]}" if about.topics else ""
    reading.understand(file, number, f"{kind}{about.title}{topic}")
    return False


def _option(place: _Place, rest: str) -> OptionSaid:
    """What a bullet offers.

    Raises:
        Invalid: it is too long, there is no link in it, or it leads to no address of the web.
    """
    if len(rest) > LINE_LIMIT:
        raise Invalid(f"The line is longer than {LINE_LIMIT:,} characters.")
    sign = EMOJI.match(rest)
    hint = (sign["name"] or sign["sign"]) if sign else ""
    body = rest[sign.end() :] if sign else rest
    link = LINK.search(body)
    if link is not None:
        title, url, behind = _plain(link["title"]), link["url"], body[link.end() :]
        before = _plain(LINK.sub("", body[: link.start()]))
    else:
        found = BARE.search(body)
        if found is None:
            raise Invalid("There is no link in it.")
        title = _plain(body[: found.start()]).strip(" :-–") or found[0]
        url, behind, before = found[0].rstrip(".,;"), body[found.end() :], ""
    if not title:
        title = before or url
    address = cleaning.link(url)
    provider, note = _behind(behind)
    return OptionSaid(
        title=cleaning.line(title, NAME_LIMIT * 4),
        link=address,
        kind=_kind(hint, place, title, address),
        provider=provider,
        summary=note,
        price=0.0 if cleaning.FREE.search(note) else None,
        topics=place.names(),
    )


def _kind(hint: str, place: _Place, title: str, address: str) -> OptionKind:
    if hint in SIGNS or hint in NAMED:
        return SIGNS.get(hint) or NAMED[hint]
    hints = (cleaning.kind_of(hint), place.kind, cleaning.kind_of_title(title))
    told = next((kind for kind in hints if kind is not OptionKind.OTHER), OptionKind.OTHER)
    return cleaning.kind_of(address) if told is OptionKind.OTHER else told


def _behind(text: str) -> tuple[str, str]:
    """Who provides it, and what else is said: “- Author (notes)”, “: what it is”, “by Author”."""
    said = text.strip()
    if not said:
        return "", ""
    dashed = re.match(r"^(?:[-–—]\s+|by\s+|,\s*)(?P<who>[^(\[]{1,300})(?P<more>.*)$", said)
    if dashed is None:
        return "", cleaning.words(said.lstrip(":-–— "))
    who = _plain(dashed["who"]).strip(" ,;-–")
    is_name = len(who) <= 120 and not who.endswith(".")  # noqa: PLR2004 - names are short
    note = dashed["more"].strip()
    return (who, cleaning.words(note.strip("() "))) if is_name else ("", cleaning.words(said))


def _plain(text: str) -> str:
    """Text without its emphasis, links and markup, on one line."""
    flat = LINK.sub(lambda link: link["title"], text)
    return cleaning.line(ESCAPED.sub(r"\1", PLACEHOLDERS.sub("", flat)))
