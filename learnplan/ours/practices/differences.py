"""Two versions of a text beside each other: which lines went, which came, and which words.

Lines are compared first; where one line took the place of one that is much like it, their words.
"""

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

AROUND = 2
"""How many lines are shown before and after a change."""
ALIKE = 0.5
MOST_COMPARED = 400_000
"""How often two words, or two lines, of a pair of texts are compared at most.

Beyond it, all that is left is said to have gone and to have come: nobody makes a page slow.
"""
_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


class Change(enum.StrEnum):
    """What happened to a line, or to a few words of one."""

    SAME = "same"
    GONE = "gone"
    CAME = "came"
    REWORDED = "reworded"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and whether they stayed, went or came."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line, in pieces where it was reworded; or so many that stayed and are not shown."""

    change: Change
    pieces: tuple[Piece, ...] = ()
    skipped: int = 0

    @property
    def text(self) -> str:
        """The whole line."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Patience:
    """How much may still be compared."""

    left: int = MOST_COMPARED

    def has(self, one: int, other: int) -> bool:
        """Whether so many can still be compared with so many; if they can, they will be."""
        self.left -= min(one * other, self.left + 1)
        return self.left >= 0


def differences(before: str, after: str, *, around: int = AROUND) -> list[Line]:
    """What has to be done to ``before`` to get ``after``; nothing where they are the same."""
    patience, lines = Patience(), []
    for stayed, gone, came in _changes(before.splitlines(), after.splitlines(), patience):
        if stayed:
            lines += [_whole(Change.SAME, line) for line in gone]
        else:
            lines += _instead(gone, came, patience)
    return list(_shortened(lines, around))


def _changes(
    old: Sequence[str], new: Sequence[str], patience: Patience
) -> Iterator[tuple[bool, Sequence[str], Sequence[str]]]:
    """What stayed, and what stands in the place of what, in the order of the two texts."""
    alike = 0
    while alike < min(len(old), len(new)) and old[alike] == new[alike]:
        alike += 1
    yield True, old[:alike], new[:alike]
    old, new = old[alike:], new[alike:]
    if not patience.has(len(old), len(new)):
        yield False, old, new
        return
    for change, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        yield change == "equal", old[a:b], new[c:d]


def _instead(gone: Sequence[str], came: Sequence[str], patience: Patience) -> Iterator[Line]:
    """Lines in the place of others, pair by pair where they are alike."""
    for old, new in zip_longest(gone, came):
        if old is not None and new is not None:
            pieces = _reworded(old, new, patience)
            if pieces:
                yield Line(Change.REWORDED, pieces)
                continue
        if old is not None:
            yield _whole(Change.GONE, old)
        if new is not None:
            yield _whole(Change.CAME, new)


def _reworded(old: str, new: str, patience: Patience) -> tuple[Piece, ...]:
    """The words that stayed, went and came; nothing where the lines are not alike."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for same, gone, came in _changes(before, after, patience):
        if same:
            pieces += [Piece(Change.SAME, "".join(gone))] * bool(gone)
        else:
            pieces += [Piece(Change.GONE, "".join(gone))] * bool(gone)
            pieces += [Piece(Change.CAME, "".join(came))] * bool(came)
    stayed = sum(len(piece.text) for piece in pieces if piece.change is Change.SAME)
    return tuple(pieces) if 2 * stayed >= ALIKE * (len(old) + len(new)) else ()


def _whole(change: Change, line: str) -> Line:
    return Line(change, (Piece(change, line),))


def _shortened(lines: Sequence[Line], around: int) -> Iterator[Line]:
    """The lines without those that stayed and are far from any that did not."""
    changed = [at for at, line in enumerate(lines) if line.change is not Change.SAME]
    near = {at + step for at in changed for step in range(-around, around + 1)}
    skipped = 0
    for at, line in enumerate(lines):
        if at in near:
            if skipped:
                yield Line(Change.SKIPPED, skipped=skipped)
            skipped = 0
            yield line
        else:
            skipped += 1
    if skipped and changed:
        yield Line(Change.SKIPPED, skipped=skipped)
