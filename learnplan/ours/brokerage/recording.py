"""Keeping what an import brings, all or nothing, and taking it back.

What an import did is written down thing by thing, with the version it left; undoing it leaves
whatever was changed since.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from learnplan.core.db import batched, db
from learnplan.ours.brokerage.comparing import (
    PLACES,
    Comparison,
    derived,
    ids_with,
    root_of,
)
from learnplan.ours.brokerage.drawing import Sort, key_of
from learnplan.ours.brokerage.models import Shown
from learnplan.ours.brokerage.readers.reading import Progress

ADDED, CHANGED, GONE = "added", "changed", "gone"
Act = dict[str, Any]
"""One thing that an import did: which, to what, and what it was before."""


def record(
    found: Comparison,
    *,
    over_hands: bool = False,
    take_away: bool = False,
    progress: Progress,
) -> list[Act]:
    """Keep what was found, and say what was done.

    Args:
        found: the comparison with what stands now.
        over_hands: whether to change what somebody changed by hand.
        take_away: whether what is in no file any more goes.
        progress: hears how many things are added by now, of how many.
    """
    acts = []
    for act in _add(found):
        acts.append(act)
        progress(len(acts), len(found.added))
    for change in [*found.changed, *(found.by_hand if over_hands else ())]:
        was = {name: before for name, (before, _) in change.fields.items()}
        now = {name: after for name, (_, after) in change.fields.items()}
        acts.append(_changed(change.sort, change.row, was | derived(was)))
        _write(change.row, now | derived(now))
    if take_away:
        leaving = [(sort, row.id) for sort, row in found.missing if not row.by_hand or over_hands]
        acts += remove(leaving)
    db.session.flush()
    return acts


def remove(leaving: Iterable[tuple[Sort, UUID]]) -> list[Act]:
    """Take things away, with all that hangs on them, whichever map or menu it is on."""
    gone: dict[Sort, dict[UUID, Shown]] = {sort: {} for sort in Sort}
    for sort, id_ in leaving:
        row = db.session.get(PLACES[sort].model, id_)
        if row is not None:
            gone[sort][id_] = row
    for sort, place in PLACES.items():  # what hangs on something comes after it
        for column, above in place.above.items():
            for ids in batched(gone[above.sort]):
                stmt = select(place.model).where(place.model.__table__.c[column].in_(ids))
                gone[sort] |= {row.id: row for row in db.session.scalars(stmt)}
    acts: list[Act] = []
    for sort in reversed(Sort):
        acts += [
            {"act": GONE, "sort": sort.value, "id": str(row.id), "was": _values_of(row)}
            for row in gone[sort].values()
        ]
        for ids in batched(gone[sort]):
            model = PLACES[sort].model
            db.session.execute(delete(model).where(model.id.in_(ids)))
    db.session.expire_all()
    return acts


def take_back(acts: list[Act]) -> int:
    """Undo what was done. Returns how many things were left, as they were changed since."""
    left = 0
    for sort in reversed(Sort):
        left += _unmake(sort, [act for act in acts if _is(act, sort, ADDED)])
    for act in reversed(acts):
        if act["act"] == CHANGED:
            left += not _change_back(act)
    for sort in Sort:
        for act in acts:
            if _is(act, sort, GONE):
                left += not _bring_back(sort, act)
    db.session.flush()
    return left


def packed(acts: list[Act]) -> str:
    """What was done, as it is kept."""
    return json.dumps(acts, separators=(",", ":"))


def unpacked(kept: str) -> list[Act]:
    """What was done, as it was kept."""
    acts: list[Act] = json.loads(kept) if kept else []
    return acts


def _add(found: Comparison) -> Iterator[Act]:
    known: dict[tuple[Sort, str], UUID] = {}
    position = 0
    for sort, place in PLACES.items():
        new = [(path, entry) for each, path, entry in found.added if each is sort]
        for above in place.above.values():
            wanted = {key_of(above.sort, at) for path, _ in new if (at := above.path(path))}
            missing = [key for key in wanted if (above.sort, key) not in known]
            known |= {(above.sort, key): id_ for key, id_ in ids_with(above.sort, missing).items()}
        rows: list[dict[str, Any]] = []
        columns = {column.name for column in place.model.__table__.columns}
        for path, entry in new:
            position += 1
            key = key_of(sort, path)
            row = {**_blank(sort), **entry.said, **derived(entry.said)}
            row |= {"id": uuid4(), "key": key, "root": root_of(sort, path)}
            row |= {"version": 1, "by_hand": False, "position": position}
            for column, above in place.above.items():
                at = above.path(path)
                row[column] = known[above.sort, key_of(above.sort, at)] if at else None
            known[sort, key] = row["id"]
            rows.append({name: value for name, value in row.items() if name in columns})
            yield {"act": ADDED, "sort": sort.value, "id": str(row["id"]), "version": 1}
        for some in batched(rows):
            db.session.execute(insert(place.model), some)


def _blank(sort: Sort) -> dict[str, Any]:
    """What a thing says where nothing is said: so that many can be written at once."""
    blank: dict[str, Any] = {}
    for column in PLACES[sort].model.__table__.columns:
        default: Any = column.default
        if default is not None and default.is_scalar:
            blank[column.name] = default.arg
        elif column.nullable:
            blank[column.name] = None
    return blank


def _changed(sort: Sort, row: Shown, was: dict[str, Any]) -> Act:
    return {
        "act": CHANGED,
        "sort": sort.value,
        "id": str(row.id),
        "version": row.version + 1,
        "was": was | {"by_hand": row.by_hand},
    }


def _write(row: Shown, said: dict[str, Any]) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    row.version += 1
    row.by_hand = False


def _values_of(row: Shown) -> dict[str, Any]:
    said = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {name: str(value) if isinstance(value, UUID) else value for name, value in said.items()}


def _is(act: Act, sort: Sort, what: str) -> bool:
    return bool(act["act"] == what and act["sort"] == sort)


def _unmake(sort: Sort, acts: list[Act]) -> int:
    """Take away what was added, where it still says what it said and nothing new hangs on it."""
    model = PLACES[sort].model
    versions = {UUID(act["id"]): act["version"] for act in acts}
    going: set[UUID] = set()
    there = 0
    for ids in batched(versions):
        stmt = select(model.id, model.version).where(model.id.in_(ids))
        for id_, version in db.session.execute(stmt):
            there += 1
            if version == versions[id_]:
                going.add(id_)
    for below in PLACES.values():
        for column, above in below.above.items():
            if above.sort is sort and sort is not Sort.SERVING:
                held = below.model.__table__.c[column]
                for ids in batched(set(going)):
                    going -= set(db.session.scalars(select(held).where(held.in_(ids)).distinct()))
    for ids in batched(going):
        db.session.execute(delete(model).where(model.id.in_(ids)))
    db.session.expire_all()
    return there - len(going)


def _change_back(act: Act) -> bool:
    row = db.session.get(PLACES[Sort(act["sort"])].model, UUID(act["id"]))
    if row is None or row.version != act["version"]:
        return False
    table = row.__table__
    for name, value in act["was"].items():
        setattr(row, name, _read(table.c[name], value))
    row.version -= 1
    return True


def _bring_back(sort: Sort, act: Act) -> bool:
    """Put a thing where it was; not where another has its place, or what it hung on is gone."""
    place = PLACES[sort]
    table = place.model.__table__
    said = {name: _read(table.c[name], value) for name, value in act["was"].items()}
    taken = db.session.scalar(select(place.model.id).where(place.model.key == said["key"]))
    above = (
        db.session.get(PLACES[one.sort].model, said[column])
        for column, one in place.above.items()
        if said[column] is not None
    )
    if taken is not None or any(one is None for one in above):
        return False
    db.session.execute(insert(place.model).values(**said))
    return True


def _read(column: Any, value: Any) -> Any:
    """A value as its column holds it, from what JSON holds."""
    if value is None:
        return None
    kind = column.type.python_type
    is_named = kind is UUID or getattr(column.type, "enum_class", None) is not None
    return kind(value) if is_named else value
