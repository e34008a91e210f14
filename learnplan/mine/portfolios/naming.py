"""Whom the words of a portfolio name: their owner is asked to look, before anybody else does.

Whom fields name (with whom, said by) is left out by itself; only reading finds who is named in a
sentence. So this is a hint and no more: "May" may be a month.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from learnplan.core.actor import Actor
from learnplan.core.texts import SHORTEST_NAME
from learnplan.directory.queries import people_here
from learnplan.mine.portfolios.document import Document, Shown

_WORDS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


def people_named(actor: Actor, document: Document, *, on: date) -> list[str]:
    """Names of people who work here on a day, as they stand in the words of a portfolio."""
    there = set(_WORDS.findall(" ".join(_words_of(document))))
    own = {*actor.name.split(), *document.by.split()}
    named: list[str] = []
    for person in people_here(on=on):
        first = person.name.split()[:1]
        if person.id != actor.id and there.issuperset(first) and own.isdisjoint(first):
            named += [name for name in first if len(name) >= SHORTEST_NAME]
    return sorted(set(named))


def pieces_naming(document: Document, names: Iterable[str]) -> list[Shown]:
    """The pieces in whose words one of some names stands."""
    wanted = set(names)
    return [
        piece
        for piece in document.pieces
        if not wanted.isdisjoint(_WORDS.findall(" ".join(_words_in(piece))))
    ]


def _words_of(document: Document) -> Iterator[str]:
    yield from (document.heading, document.introduction)
    for piece in document.pieces:
        yield from _words_in(piece)


def _words_in(piece: Shown) -> Iterator[str]:
    yield from (piece.title, piece.sentence, *piece.steps, *piece.tags)
    yield from (text.text for text in piece.texts)
    yield from (quotation.words for quotation in piece.quotations)
    yield from (words for link in piece.links for words in (link.title, link.address))
    yield from (words for file in piece.files for words in (file.title, file.file_name))
    for attested in piece.attested:
        yield attested.statement
        yield from (words for _, words in attested.facts)
