"""What somebody types to find something, understood. Whatever they type, it is never an error.

Several words must all be there. ``"several words"`` in that order, ``-word`` must not be there,
``#tag`` is a tag. The last word may be unfinished, from its third letter on.
"""

import re
from dataclasses import dataclass

from learnplan.mine.search.words import folded, tag_word

QUERY_LIMIT = 300
MOST_TERMS = 20
UNFINISHED_FROM = 3
_TERM = re.compile(r'(?P<no>-?)(?P<hash>#?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word, or several in a row. An ``unfinished`` one may go on after its last letter."""

    words: tuple[str, ...]
    unfinished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What must be in a text, and what must not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def asked(line: str) -> Asked:
    """What ``line`` asks for; nothing at all when there is no word in it."""
    wanted: list[Term] = []
    unwanted: list[Term] = []
    line = line[:QUERY_LIMIT]
    for found in list(_TERM.finditer(line))[:MOST_TERMS]:
        words = folded(found["word"] or found["phrase"] or "")
        if not words:
            continue
        if found["hash"]:
            term = Term(words=(tag_word(" ".join(words)),))
        else:
            last = found["word"] is not None and found.end() == len(line)
            unfinished = last and not found["no"] and len(words[-1]) >= UNFINISHED_FROM
            term = Term(words=tuple(words), unfinished=unfinished)
        (unwanted if found["no"] else wanted).append(term)
    return Asked(wanted=tuple(wanted), unwanted=tuple(unwanted))
