"""Files that lie in a zip beside a portfolio: examined as if attached by hand, within bounds."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from urllib.parse import unquote

from learnplan.core.errors import Invalid
from learnplan.core.sources import UNPACKED_LIMIT, packed_path
from learnplan.mine.evidence.examining import examine
from learnplan.mine.evidence.shelf import Content, Staged, shelf_here
from learnplan.mine.evidence.words import LARGEST_FILE

StagedFiles = Mapping[str, Staged]
MISSING = "It is not in what you loaded."
DAMAGED = "It is damaged, or locked with a password."
TOO_MUCH = "All the files together are more than one import takes."
NO_ROOM = "There is no room left for it within what you may keep."


class Enclosed:
    """What lies in the zip ``packed``, of which ``room`` bytes may be kept."""

    def __init__(self, packed: bytes = b"", *, room: int | None = None) -> None:
        self._packed = packed
        self._room = room
        self._left = UNPACKED_LIMIT
        self._names = _names(packed) if packed else {}
        self._looked_at: dict[str, Invalid | None] = {}
        self._kept: set[bytes] = set()

    def look(self, path: str) -> None:
        """Examine the file that a portfolio calls by ``path``, once.

        Raises:
            Invalid: it cannot be kept, for the reason that the sentence says.
        """
        if path not in self._looked_at:
            try:
                self._make_room(self.examined(path))
                self._looked_at[path] = None
            except Invalid as why:
                self._looked_at[path] = why
        if (trouble := self._looked_at[path]) is not None:
            raise trouble

    def examined(self, path: str) -> Content:
        """What is in a file, ready to be kept.

        Raises:
            Invalid: it is not there, larger than a file may be, or of no kind that is kept.
        """
        return examine(self._unpacked(path))

    def _make_room(self, content: Content) -> None:
        mark = sha256(content.data).digest()
        if mark in self._kept:
            return
        if self._room is not None:
            if len(content.data) > self._room:
                raise Invalid(NO_ROOM)
            self._room -= len(content.data)
        self._kept.add(mark)

    def _unpacked(self, path: str) -> bytes:
        """No more than a file may hold: what it declares may lie, so the bytes are counted."""
        name = self._name_of(path)
        if name is None:
            raise Invalid(MISSING)
        try:
            with zipfile.ZipFile(io.BytesIO(self._packed)) as archive, archive.open(name) as file:
                data = file.read(LARGEST_FILE + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as broken:
            raise Invalid(DAMAGED) from broken
        self._left -= len(data)
        if self._left < 0:
            raise Invalid(TOO_MUCH)
        return data

    def _name_of(self, path: str) -> str | None:
        """As the portfolio writes it, or in a folder that was wrapped around all of it."""
        for said in (packed_path(path), packed_path(unquote(path))):
            if said in self._names:
                return self._names[said]
            below = [name for name in self._names if said and name.endswith(f"/{said}")]
            if len(below) == 1:
                return self._names[below[0]]
        return None


@contextmanager
def staged(enclosed: Enclosed, paths: Iterable[str]) -> Iterator[StagedFiles]:
    """Have the files at ``paths`` down on the disk, to be attached; or gone again.

    Raises:
        Invalid: one of them cannot be kept.
        NoRoom: the disk is full.
    """
    with ExitStack() as stack:
        yield {
            path: stack.enter_context(shelf_here().staged(enclosed.examined(path)))
            for path in dict.fromkeys(paths)
        }


def _names(packed: bytes) -> dict[str, str]:
    """The files of a zip, by harmless forms of their paths. The first of a name counts."""
    names: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                names.setdefault(packed_path(info.filename), info.filename)
    return names
