"""What an import would change: a drawing beside what stands, thing by thing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import batched, db
from learnplan.ours.brokerage.drawing import GROWING, NOTHING, Drawing, Entry, Path, Sort, key_of
from learnplan.ours.brokerage.models import (
    Competency,
    CompetencyLevel,
    Expectation,
    Framework,
    JobRole,
    LearningOption,
    Menu,
    RoleLevel,
    Serving,
    Shown,
)
from learnplan.ours.brokerage.words import as_lines, lines_of, plain


@dataclass(frozen=True, slots=True)
class Above:
    """A column that leads to what a thing hangs on: of which sort, and at which path.

    ``path`` returns nothing where the thing hangs on none.
    """

    sort: Sort
    path: Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Place:
    """Where things of a sort are kept, and what they hang on, by column."""

    model: type[Shown]
    above: Mapping[str, Above] = field(default_factory=dict)


PLACES: Mapping[Sort, Place] = {
    Sort.FRAMEWORK: Place(Framework),
    Sort.ROLE: Place(JobRole, {"framework_id": Above(Sort.FRAMEWORK, lambda path: path[:1])}),
    Sort.ROLE_LEVEL: Place(RoleLevel, {"role_id": Above(Sort.ROLE, lambda path: path[:2])}),
    Sort.COMPETENCY: Place(
        Competency, {"framework_id": Above(Sort.FRAMEWORK, lambda path: path[:1])}
    ),
    Sort.LEVEL: Place(
        CompetencyLevel, {"competency_id": Above(Sort.COMPETENCY, lambda path: path[:2])}
    ),
    Sort.NEED: Place(
        Expectation,
        {
            "role_level_id": Above(Sort.ROLE_LEVEL, lambda path: path[:3]),
            "competency_id": Above(Sort.COMPETENCY, lambda path: (path[0], path[3])),
        },
    ),
    Sort.MENU: Place(Menu),
    Sort.OPTION: Place(LearningOption, {"menu_id": Above(Sort.MENU, lambda path: path[:1])}),
    Sort.SERVING: Place(
        Serving,
        {
            "option_id": Above(Sort.OPTION, lambda path: path[:3]),
            "competency_id": Above(Sort.COMPETENCY, lambda path: path[3:5]),
            "role_level_id": Above(
                Sort.ROLE_LEVEL, lambda path: (path[3], *path[5:]) if path[5] else ()
            ),
        },
    ),
}
MENU_SORTS = frozenset({Sort.MENU, Sort.OPTION, Sort.SERVING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that stands and would say something else: by field, what it was and becomes."""

    sort: Sort
    row: Shown
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What an import would add, change and leave; and what stands and is in no file any more."""

    added: list[tuple[Sort, Path, Entry]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    by_hand: list[Change] = field(default_factory=list)
    unchanged: int = 0
    missing: list[tuple[Sort, Shown]] = field(default_factory=list)


def root_of(sort: Sort, path: Path) -> str:
    """The key of the framework or the menu that a thing is part of."""
    return key_of(Sort.MENU if sort in MENU_SORTS else Sort.FRAMEWORK, path[:1])


def compare(drawing: Drawing) -> Comparison:
    """Put a drawing beside what stands. What a file leaves empty is left as it is."""
    found = Comparison()
    for sort, entries in drawing.entries.items():
        standing = standing_with(sort, (key_of(sort, path) for path in entries))
        for path, entry in entries.items():
            row = standing.get(key_of(sort, path))
            if row is None:
                found.added.append((sort, path, entry))
                continue
            fields = _differing(row, entry)
            if not fields:
                found.unchanged += 1
            elif row.by_hand:
                found.by_hand.append(Change(sort=sort, row=row, fields=fields))
            else:
                found.changed.append(Change(sort=sort, row=row, fields=fields))
        if entries:
            found.missing += [(sort, row) for row in _missing(sort, entries)]
    return found


def standing_with(sort: Sort, keys: Iterable[str]) -> dict[str, Shown]:
    """What stands of a sort under these keys."""
    model = PLACES[sort].model
    return {
        row.key: row
        for some in batched(keys)
        for row in db.session.scalars(select(model).where(model.key.in_(some)))
    }


def ids_with(sort: Sort, keys: Iterable[str]) -> dict[str, UUID]:
    """The ids of what stands of a sort under these keys."""
    model = PLACES[sort].model
    return {
        key: id_
        for some in batched(keys)
        for key, id_ in db.session.execute(select(model.key, model.id).where(model.key.in_(some)))
    }


def derived(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept besides, so that it can be searched for."""
    if "topics" not in fields:
        return {}
    return {"topics_plain": as_lines([plain(each) for each in lines_of(fields["topics"])])}


def _missing(sort: Sort, entries: Mapping[Path, Entry]) -> list[Shown]:
    """What stands on the same map or menu, is of this sort, and is not in the file."""
    model = PLACES[sort].model
    roots = {root_of(sort, path) for path in entries}
    named = {key_of(sort, path) for path in entries}
    stmt = select(model).where(model.root.in_(roots)).order_by(model.key)
    return [row for row in db.session.scalars(stmt) if row.key not in named]


def _differing(row: Shown, entry: Entry) -> dict[str, tuple[Any, Any]]:
    fields = {}
    for name, value in entry.said.items():
        was = getattr(row, name)
        now = _grown(was, value) if name in GROWING else value
        if now not in NOTHING and now != was:
            fields[name] = (was, now)
    return fields


def _grown(was: str, value: str) -> str:
    """A list with what a file adds to it; in the file's own order, where it names all there is."""
    known, said = lines_of(was), lines_of(value)
    return as_lines(said if set(known) <= set(said) else [*known, *said])
