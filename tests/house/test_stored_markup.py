"""Whatever is kept in a text column, no page of either wing turns it into markup or a script.

The words go straight into the databases, past every form, so that only the way out is tried.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import sqlalchemy as sa
from flask import Flask

from learnplan.core.db import Database, db, engine_of
from learnplan.core.migrate import METADATA
from learnplan.directory import queries
from learnplan.web.drawings import mark
from tests.crawling import walk
from tests.kinds import only_on_sqlite
from tests.naughty import NAUGHTY
from tests.places import EXCERPTS
from tests.visitors import Visitor

MARKUP = [
    line.encode().decode("unicode_escape") if "\\n" in line else line
    for line in (EXCERPTS / "payloads" / "markup.txt").read_text("ascii").splitlines()
]
PAYLOADS = [*MARKUP, *(words for words in NAUGHTY if len(words) < 200)]
LONGEST = 600
ADDRESSES = {"url", "address"}
"""Columns whose words become a link: an address of the web is before what follows."""
PROGRAMS = re.compile(
    r"key|hash|email|word$|words$|zone|once|previous|head|secret|report|cookie|^made$"
)
"""Columns that programs read: what is not as they wrote it is no address, key, or plan."""
STRANGE = {
    *("applet", "base", "dialog", "embed", "frame", "frameset", "iframe", "isindex", "marquee"),
    *("math", "mglyph", "object", "portal", "slot", "xss"),
}
LINKS = {"action", "background", "data", "formaction", "href", "poster", "src", "srcdoc"}
XLINK = "{http://www.w3.org/1999/xlink}href"


TURNED = "left \u202eright"
WITH_MARKS_OF_ITS_OWN = re.compile(r"(?:^| )(?:prose|as-typed|verbatim)(?: |$)")
"""What holds somebody's text by itself, and no sentence around it."""


def poison(database: Database, corpus: Sequence[str] = PAYLOADS) -> int:
    """Put the corpus into every text column; tells how many columns took it."""
    payloads = count()
    taken = 0
    with engine_of(database).begin() as connection:
        there = set(sa.inspect(connection).get_table_names())
        for table in METADATA[database].sorted_tables:
            if table.name not in there:
                continue
            for column in texts_of(table):
                ids = connection.scalars(sa.select(table.c.id)).all() if "id" in table.c else []
                for id_ in ids:
                    value = words(column, payloads, corpus)
                    change = sa.update(table).where(table.c.id == id_).values({column.name: value})
                    try:
                        with connection.begin_nested():
                            connection.execute(change)
                    except sa.exc.DBAPIError:
                        break  # a trigger keeps it as it was written, or a rule says what it may be
                else:
                    taken += bool(ids)
    return taken


def texts_of(table: sa.Table) -> Iterator[sa.Column[Any]]:
    """The columns of a table that hold what somebody wrote."""
    for column in table.columns:
        plain = isinstance(column.type, sa.String) and not isinstance(column.type, sa.Enum)
        length = getattr(column.type, "length", None)
        if plain and (length is None or length >= 30) and not PROGRAMS.search(column.name):
            yield column


def words(column: sa.Column[Any], payloads: Iterator[int], corpus: Sequence[str]) -> str:
    """As many payloads as fit."""
    limit = min(getattr(column.type, "length", None) or LONGEST, LONGEST)
    said = "https://e.example/" if column.name in ADDRESSES else ""
    for number in payloads:
        more = corpus[number % len(corpus)]
        if len(said) + len(more) > limit:
            return said or more[:limit]
        said += more + ("\n" if limit == LONGEST else " ")
    return said


def faults_of(html: str) -> Iterator[str]:
    """What on a page is not ours."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    for element in tree.iter():
        if isinstance(element.tag, str):
            yield from (f"<{element.tag} {fault}>" for fault in _faults_in(element))


def _faults_in(element: Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name in STRANGE or ":" in name or "data-xss" in element.attrib:
        yield "is not ours"
    is_data = element.get("type") == "application/json"  # no script: a chart's figures
    if name in {"script", "style"} and not is_data and (element.text or "").strip():
        yield "is written in the page"
    if name == "meta" and "http-equiv" in element.attrib:
        yield "acts"
    for attribute, value in element.attrib.items():
        if attribute.lower().startswith("on") or attribute == "style":
            yield f"{attribute}={value!r}"
        if (attribute in LINKS or attribute == XLINK) and (name, value) != ("link", mark()):
            scheme = urlsplit(re.sub(r"[\x00-\x20]", "", value)).scheme.lower()
            if scheme not in {"", "http", "https", "mailto"} or (
                name in {"script", "link", "img", "form"} and not value.startswith(("/", "?"))
            ):
                yield f"{attribute}={value!r}"


@only_on_sqlite  # HTML is HTML
def test_no_page_turns_what_is_kept_into_markup(northwind: Flask) -> None:
    northwind.config["BACKGROUND"] = False
    visitors = [
        Visitor(northwind, queries.actor_for_email(f"{name}@northwind.example"))
        for name in ("ana", "ada")
    ]
    db.session.remove()
    taken = {database: poison(database) for database in Database}

    opened = {
        address: answer
        for visitor in visitors
        for address, answer in walk(northwind, visitor, each=1).items()
    }
    pages = {one: answer for one, answer in opened.items() if answer.mimetype == "text/html"}

    assert taken[Database.LEARNING] > 40, taken
    assert taken[Database.ORGANISATION] > 10, taken
    assert {one for one, answer in opened.items() if answer.status_code >= 500} == set()
    assert len(pages) > 50
    assert sum("xss" in answer.text for answer in pages.values()) > 25
    faults = {one: list(faults_of(answer.text))[:3] for one, answer in pages.items()}
    assert {one: found for one, found in faults.items() if found} == {}


def test_the_check_bites() -> None:
    plants = [line for line in MARKUP if line.startswith(("<", "'", '"'))]

    missed = [
        plant
        for plant in plants
        if not list(faults_of(f"<p title=\"{plant}\">x</p><p title='{plant}'>x</p>{plant} <p>x"))
    ]

    assert len(plants) > 60
    assert missed == []


def turned_by(html: str) -> Iterator[str]:
    """What on a page turns the rest of its line; what is written in a field is left as it was."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)

    def look(element: Element) -> Iterator[str]:
        is_drawn = isinstance(element.tag, str) and element.tag.endswith("}svg")
        if is_drawn or WITH_MARKS_OF_ITS_OWN.search(element.get("class", "")):
            return  # in a drawing each text stands by itself
        if isinstance(element.tag, str) and element.tag not in {"textarea", "script", "option"}:
            yield from _open_in(element.text)
        for child in element:
            yield from look(child)
            yield from _open_in(child.tail)

    yield from look(tree)


def _open_in(text: str | None) -> Iterator[str]:
    depth = 0
    for each in text or "":
        depth += (each in "\u2066\u2067\u2068") - (each == "\u2069")
        if each == "\u202e" and depth < 1:
            yield text or ""
    if depth:
        yield text or ""


@only_on_sqlite  # HTML is HTML
def test_no_words_turn_what_stands_beside_them(northwind: Flask) -> None:
    northwind.config["BACKGROUND"] = False
    visitors = [
        Visitor(northwind, queries.actor_for_email(f"{name}@northwind.example"))
        for name in ("ana", "ada")
    ]
    db.session.remove()
    for database in Database:
        poison(database, [TURNED])

    pages = {
        address: answer.text
        for visitor in visitors
        for address, answer in walk(northwind, visitor, each=1).items()
        if answer.mimetype == "text/html"
    }

    assert sum("\u202e" in page for page in pages.values()) > 25
    faults = {one: list(turned_by(page))[:3] for one, page in pages.items()}
    assert [f"{one}: {found}" for one, found in faults.items() if found] == []


@only_on_sqlite  # HTML is HTML
def test_a_sentence_that_quotes_goes_on_as_it_began_and_a_field_has_what_was_typed(
    northwind: Flask,
) -> None:
    ana = Visitor(northwind, queries.actor_for_email("ana@northwind.example"))

    found = ana.get("/search", query_string={"q": TURNED}).text
    chosen = ana.post("/log/filters", "/log/?kind=reading", kind="reading", name=TURNED).text

    assert f'value="{TURNED}"' in found
    assert f"Saved as “\u2068{TURNED}\u2069”. Only you can see it." in chosen
