"""Many units at once: founding those that a file speaks of, and taking them away again."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

from sqlalchemy import CompoundSelect, delete, insert, select, union
from sqlalchemy.orm import aliased

from learnplan.core.db import db
from learnplan.core.errors import Invalid
from learnplan.directory import queries
from learnplan.directory.models import NAME_LIMIT, Appointment, Membership, ReportingGroup, Unit
from learnplan.directory.services import tree

Path = tuple[str, ...]


def found_units(paths: Iterable[Sequence[str]]) -> dict[Path, UUID]:
    """The units at many paths, made where they are missing, with one insert for each level.

    A path is the names from just below the organisation; an empty one is the organisation.

    Raises:
        Invalid: a name is missing, or too long to be one.
    """
    root = queries.organisation_unit().id
    at = {tuple(path): root for path in paths}
    if not at:
        return {}
    known = {(unit.parent_id, queries.unit_key(unit.name)): unit.id for unit in queries.units()}
    for depth in range(1, max(map(len, at), default=0) + 1):
        fresh: list[dict[str, object]] = []
        for path, parent in at.items():
            if depth > len(path):
                continue
            name = _tidy(path[depth - 1])
            key = queries.unit_key(name)
            if (parent, key) not in known:
                known[parent, key] = uuid4()
                fresh.append(
                    {
                        "id": known[parent, key],
                        "name": name,
                        "key": key,
                        "parent_id": parent,
                        "depth": depth,
                    }
                )
            at[path] = known[parent, key]
        if fresh:
            db.session.execute(insert(Unit), fresh)
            tree.stir()
    return at


def dissolve_units(unit_ids: Sequence[UUID]) -> None:
    """Take away those of the units that nobody ever belonged to and that have nothing below."""
    part = aliased(Unit)
    used: CompoundSelect[UUID | None] = union(
        select(part.parent_id).where(part.parent_id.is_not(None)),
        *(select(table.unit_id) for table in (Membership, Appointment, ReportingGroup)),
    )
    while unit_ids:  # each time round the deepest go, and what was above them is free
        free = set(db.session.scalars(select(Unit.id).where(Unit.id.not_in(used))))
        going = [unit_id for unit_id in unit_ids if unit_id in free]
        if not going:
            return
        tree.stir()
        for start in range(0, len(going), 500):
            db.session.execute(delete(Unit).where(Unit.id.in_(going[start : start + 500])))


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise Invalid("A unit's name is missing.")
    if len(tidy) > NAME_LIMIT:
        raise Invalid(f"A unit's name has at most {NAME_LIMIT} characters.")
    return tidy
