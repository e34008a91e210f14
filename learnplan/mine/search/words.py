"""Texts as words to look for: no capitals, no accents, no punctuation, alike in both databases."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from uuid import UUID

WORD_LIMIT = 60
INDEXED_LIMIT = 1_000_000
"""So many bytes of one thing are looked in: what PostgreSQL holds of one row, nearly."""
_KEY_LENGTH = 12
_MARK = "§"  # never part of a word
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")


def folded(text: str) -> list[str]:
    """The words of ``text`` as they are compared: ``Führt SQL-Kurse`` is fuhrt, sql, kurse.

    Chinese and Japanese have no spaces between words, so there each sign is a word.
    """
    if text.isascii():
        plain = text.lower()
    else:
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold())
    return [word[:WORD_LIMIT] for word in _WORD.findall(plain)]


def words_with_places(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Where each word of ``text`` begins and ends, and what it is when folded."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), folded(found[0])


def key_of(owner_id: UUID) -> str:
    """What stands before every indexed word of one owner.

    So each owner's words are a list of their own in the index, and a word that everybody uses
    costs nobody more. It is for speed: who may see what is asked of the owner's id.
    """
    return f"{_MARK}{owner_id.hex[:_KEY_LENGTH]}"


def tag_word(tag: str) -> str:
    """A tag as one word, which no text can contain."""
    return f"{_MARK}{_MARK.join(folded(tag))}"


def indexed(owner_id: UUID, texts: Iterable[str], tags: Iterable[str]) -> str:
    """All words of one thing, with the owner's key.

    The key alone stands between paragraphs, so that no phrase goes across. Of what is
    very long, the end is left out.
    """
    key = key_of(owner_id)
    parts = [key]
    for text in texts:
        for paragraph in filter(None, text.split("\n\n")):
            parts += [key + word for word in folded(paragraph)]
            parts.append(key)
    for tag in tags:
        parts += [key + word for word in (*folded(tag), tag_word(tag))]
        parts.append(key)
    words = " ".join(parts)
    if len(words) * 4 <= INDEXED_LIMIT:
        return words
    data = words.encode()
    if len(data) <= INDEXED_LIMIT:
        return words
    return data[:INDEXED_LIMIT].rpartition(b" ")[0].decode()
