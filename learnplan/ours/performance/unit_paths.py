"""Units by the ways a file writes them: a path from the top, or a name that only one has."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from uuid import UUID

from learnplan.core.errors import Invalid
from learnplan.directory import queries as directory
from learnplan.directory.models import NAME_LIMIT

Path = tuple[str, ...]
SAID_OF_IT = 40


class UnitPaths:
    """The units there are on some paths, found by the ways people write them."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._root = directory.organisation_unit()
        self._root_key = directory.unit_key(self._root.name)
        self._below: dict[tuple[UUID | None, str], UUID] = {}
        self._named: dict[str, list[UUID]] = defaultdict(list)
        short = {self._below_root(folded(path)) for path in paths}
        for unit in directory.units_called({path[0] for path in short if len(path) == 1}):
            self._named[unit.key].append(unit.id)
        at = dict.fromkeys(filter(None, short), self._root.id)
        depth = 0
        while at:
            for unit in directory.units_below(set(at.values())):
                self._below[unit.parent_id, unit.key] = unit.id
            down = {path: self._below.get((above, path[depth])) for path, above in at.items()}
            at = {
                path: unit_id
                for path, unit_id in down.items()
                if unit_id is not None and len(path) > depth + 1
            }
            depth += 1

    def _below_root(self, path: Path) -> Path:
        """A path without the organisation itself, where it begins with that."""
        starts_at_root = bool(path) and directory.unit_key(path[0]) == self._root_key
        return path[1:] if starts_at_root else path

    def find(self, path: Path) -> UUID | Path:
        """The unit at ``path``, or the path itself, from below the organisation, if there is none.

        A name alone is enough for a unit, however deep, that is the only one called so.

        Raises:
            Invalid: several units are called so, or no unit can be.
        """
        for name in path:
            if trouble := too_long(name, directory.unit_key(name), NAME_LIMIT):
                raise Invalid(trouble)
        path = self._below_root(path)
        *_, at = (self._root.id, *self._down(path))
        if at is not None:
            return at
        alike = self._named[directory.unit_key(path[0])] if len(path) == 1 else []
        if len(alike) > 1:
            raise Invalid(f"{len(alike)} units are called “{path[0]}”: write the path to it.")
        return alike[0] if alike else path

    def missing(self, paths: Iterable[Path]) -> list[Path]:
        """Every unit, on the way to some that are not there and there, that would be made."""
        found: dict[Path, Path] = {}
        for path in paths:
            for depth, at in enumerate(self._down(path), start=1):
                if at is None:
                    found.setdefault(folded(path[:depth]), path[:depth])
        return sorted(found.values())

    def _down(self, path: Path) -> Iterator[UUID | None]:
        """The unit at each step of a path from below the organisation, as far as there are any."""
        at: UUID | None = self._root.id
        for name in path:
            at = None if at is None else self._below.get((at, directory.unit_key(name)))
            yield at


def too_long(name: str, key: str, most: int) -> str:
    """Why a name cannot be kept, if it cannot: a key may be longer than its name."""
    if max(len(name), len(key)) <= most:
        return ""
    return f"“{name[:SAID_OF_IT]}…” is longer than {most} characters."


def folded(path: Path) -> Path:
    """A path as it is compared."""
    return tuple(map(directory.unit_key, path))
