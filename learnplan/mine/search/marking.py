"""Showing where the words stand: a text in pieces, of which some are marked."""

import re
import unicodedata
from dataclasses import dataclass

from learnplan.mine.search.asking import Asked, Term
from learnplan.mine.search.words import words_with_places

BEFORE, LONGEST = 60, 220
_CLUTTER = re.compile(r"^[^\S\n]*(?:```\w*|#+|>+|[-*+](?=\s))|\*\*|__|`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a text; marked where it is what was looked for."""

    text: str
    marked: bool = False


def marked(text: str, asked: Asked) -> tuple[Said, ...]:
    """All of ``text``, in pieces."""
    text = unicodedata.normalize("NFC", text)
    return _pieces(text, _places(text, asked))


def marked_gist(text: str, asked: Asked) -> tuple[Said, ...]:
    """The part of a Markdown text where the words stand first, on one line, in pieces."""
    text = unicodedata.normalize("NFC", " ".join(_CLUTTER.sub("", text).split()))
    places = _places(text, asked)
    first = places[0][0] if places else 0
    start = 0 if first <= BEFORE else text.rfind(" ", 0, first - BEFORE) + 1
    end = len(text)
    if end - start > LONGEST:
        end = max(text.rfind(" ", start, start + LONGEST), start + LONGEST // 2)
    shown = [(begin - start, stop - start) for begin, stop in places if begin >= start]
    pieces = _pieces(text[start:end], [place for place in shown if place[1] <= end - start])
    if start:
        pieces = (Said("… "), *pieces)
    return (*pieces, Said(" …")) if end < len(text) else pieces


def _places(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Where what is wanted begins and ends."""
    words = [(begin, end, word) for begin, end, folds in words_with_places(text) for word in folds]
    found = {
        (begin, end)
        for term in asked.wanted
        for at in range(len(words) - len(term.words) + 1)
        if _is_at(term, [word for _, _, word in words[at : at + len(term.words)]])
        for begin, end, _ in words[at : at + len(term.words)]
    }
    return sorted(found)


def _is_at(term: Term, words: list[str]) -> bool:
    if words[:-1] != list(term.words[:-1]):
        return False
    last, wanted = words[-1], term.words[-1]
    return last.startswith(wanted) if term.unfinished else last == wanted


def _pieces(text: str, places: list[tuple[int, int]]) -> tuple[Said, ...]:
    pieces: list[Said] = []
    at = 0
    for begin, end in places:
        if begin > at:
            pieces.append(Said(text[at:begin]))
        pieces.append(Said(text[begin:end], marked=True))
        at = end
    if at < len(text) or not pieces:
        pieces.append(Said(text[at:]))
    return tuple(pieces)
