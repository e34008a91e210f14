"""The XML of a Leap2A portfolio, opened with care: no entities, no depth without end."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from learnplan.core.errors import Invalid
from learnplan.mine.portability.readers.web_text import Markdown, markdown_of_page

ATOM = "{http://www.w3.org/2005/Atom}"
RDF_TYPE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}type"
RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"
LEAP = ("{http://terms.leapspecs.org/}", "{http://www.leapspecs.org/2A/terms#}")
DEPTH_LIMIT = 100
THING_LIMIT = 1_000_000
LOOKED_AT = 4_000


@dataclass(kw_only=True, slots=True)
class Thing:
    """One entry of the feed: what it is, what it says, and what it hangs together with.

    ``links`` are pairs of a relation, without its prefix, and an id or an address; ``dates`` are
    by their point, such as ``target``. ``made_as`` is Mahara's word, such as ``profileicon``.
    """

    number: int
    id: str = ""
    type: str = "entry"
    title: str = ""
    content: str = ""
    summary: str = ""
    published: str = ""
    updated: str = ""
    stage: str = ""
    made_as: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    categories: list[tuple[str, str]] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)

    def linked(self, *relations: str) -> list[str]:
        """What it is linked to by one of ``relations``, in order."""
        return [target for relation, target in self.links if relation in relations]

    def category(self, scheme: str) -> str:
        """Its word in a scheme, such as ``Blog`` in ``selection_type``."""
        return next((term for where, term in self.categories if where == scheme), "")


def is_leap2a(text: str) -> bool:
    """Whether a text is the feed of a portfolio in Leap2A."""
    beginning = text[:LOOKED_AT]
    return "<feed" in beginning and "leapspecs.org" in beginning


def things_in(data: bytes, member: str) -> Iterator[Thing]:
    """Every entry of the feed, in its order.

    Raises:
        Invalid: it is not XML, or is built to unfold without end.
    """
    depth = count = number = 0
    try:
        for event, element in iterparse(
            io.BytesIO(data), events=("start", "end"), forbid_dtd=True, forbid_external=True
        ):
            if event == "start":
                depth, count = depth + 1, count + 1
                if depth > DEPTH_LIMIT:
                    raise Invalid(f"“{member}” nests more than {DEPTH_LIMIT} levels deep.")
                if count > THING_LIMIT:
                    raise Invalid(f"“{member}” has more parts than a portfolio can.")
                continue
            depth -= 1
            if element.tag == f"{ATOM}entry" and depth == 1:
                number += 1
                yield _thing(element, number)
                element.clear()
    except DefusedXmlException as bomb:
        raise Invalid(
            f"“{member}” defines words of its own that unfold (a DTD or entities). No portfolio "
            "needs them, and nothing of it was read."
        ) from bomb
    except ParseError as broken:
        line, column = broken.position
        raise Invalid(
            f"“{member}” stops being XML on line {line}, at character {column + 1}."
        ) from broken


def _thing(element: Element, number: int) -> Thing:
    thing = Thing(number=number)
    for part in element:
        name = str(part.tag)
        if name == f"{ATOM}link":
            relation = (part.get("rel") or "").rpartition(":")[2].rpartition("#")[2]
            thing.links.append((relation, (part.get("href") or "").strip()))
        elif name == f"{ATOM}category":
            scheme = (part.get("scheme") or "").rstrip("#/").replace("#", "/")
            scheme = scheme.rpartition(":")[2].rpartition("/")[2]
            thing.categories.append((scheme, (part.get("label") or part.get("term") or "").strip()))
            if scheme in {"selection_type", "readiness", "resource_type"}:
                thing.categories[-1] = (scheme, (part.get("term") or "").strip())
        elif name == RDF_TYPE:
            thing.type = (part.get(RDF_RESOURCE) or "").rpartition(":")[2].rpartition("#")[2]
        elif name.endswith("}artefactplugin"):
            thing.made_as = next((v for k, v in part.attrib.items() if k.endswith("}type")), "")
        elif name.startswith(LEAP):
            _leap(thing, part, name.partition("}")[2])
        elif name.startswith(ATOM):
            _atom(thing, part, name.removeprefix(ATOM))
    return thing


def _leap(thing: Thing, part: Element, name: str) -> None:
    said = {key.partition("}")[2] or key: value for key, value in part.attrib.items()}
    if name == "date":
        thing.dates[said.get("point", "")] = (part.text or "").strip()
    elif name == "status":
        thing.stage = (said.get("stage") or part.text or "").strip().casefold()


def _atom(thing: Thing, part: Element, name: str) -> None:
    if name in {"id", "published", "updated"}:
        setattr(thing, name, (part.text or "").strip())
    elif name in {"title", "content", "summary"}:
        setattr(thing, name, _markdown(part))
        if part.get("src"):
            thing.links.append(("enclosure", (part.get("src") or "").strip()))


def _markdown(part: Element) -> str:
    """What a text construct of Atom says, whichever of the three ways it says it."""
    kind = part.get("type") or "text"
    if kind == "xhtml":
        written = Markdown()
        _walk(part, written)
        return written.text
    text = part.text or ""
    return markdown_of_page(text) if kind in {"html", "text/html"} else text.strip()


def _walk(element: Element, written: Markdown) -> None:
    """Go down a piece of a page; its depth was counted while it was parsed."""
    if element.text:
        written.say(element.text)
    for child in element:
        tag = str(child.tag).rpartition("}")[2].lower()
        written.open(tag, dict(child.attrib))
        _walk(child, written)
        written.close(tag)
        if child.tail:
            written.say(child.tail)
