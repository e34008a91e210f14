"""Taking a record back: checked row by row, under its own ids where they are free.

A row that is there already stays as it is, with all its parts. An id that is somebody else's here
becomes another one, the same each time. A row can only refer to rows that come with it, so that
nothing of anybody else's can be reached.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, and_, delete, false, insert, or_, select, tuple_
from sqlalchemy.exc import IntegrityError

from learnplan.core.drawers import Drawer, Said
from learnplan.core.errors import Invalid
from learnplan.mine.portability.record.plain import from_json, shown
from learnplan.mine.portability.record.rooms import ITEMS, by_name, parent_of
from learnplan.mine.sharing.items import ItemKind

AT_ONCE = 500
ELSEWHERE = UUID("5b0b8f3e-6c0a-4a3e-9d7e-3f1d2a7c9e41")
"""Under which an id that is taken here becomes another: it is the same for the same two."""


class Keeping:
    """One record on its way in. ``added`` and ``there`` count by drawer; ``fresh`` has the ids.

    A dry run looks at everything and keeps nothing.
    """

    def __init__(self, connection: Connection, owner_id: UUID, *, dry_run: bool = False) -> None:
        self._connection = connection
        self._owner_id = owner_id
        self.dry_run = dry_run
        self._here: dict[str, dict[UUID, UUID]] = {}
        self.added: Counter[str] = Counter()
        self.there: Counter[str] = Counter()
        self.fresh: dict[str, set[UUID]] = {}

    def keep(self, drawer: Drawer, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take the rows of one drawer in; those they refer to have come before.

        Raises:
            Invalid: one of them is not what a row of this drawer can be.
        """
        self._here.setdefault(drawer.name, {})
        self.fresh.setdefault(drawer.name, set())
        waiting = iter(rows)
        number = 0
        while some := list(islice(waiting, AT_ONCE)):
            checked = []
            for row in some:
                number += 1
                try:
                    checked.append(self._checked(drawer, row))
                except Invalid as wrong:
                    raise Invalid(f"Row {number:,} of “{drawer.name}”: {wrong}") from wrong
            self._take(drawer, checked)

    def id_here(self, drawer: Drawer, given: UUID) -> UUID:
        """The id that a row which came in has here."""
        return self._here[drawer.name][given]

    def _checked(self, drawer: Drawer, row: Mapping[str, Any]) -> Said:
        columns = drawer.columns
        if unknown := row.keys() - set(columns):
            raise Invalid(f"“{min(unknown)[:60]}” is not something that it says.")
        said: Said = {}
        for name in columns:
            if name not in row and not drawer.table.c[name].nullable:
                raise Invalid(f"“{name}” is missing.")
            said[name] = from_json(drawer.table.c[name], row.get(name))
        if said["id"] in self._here[drawer.name]:
            raise Invalid("An earlier row has the same id.")
        if drawer.check is not None:
            drawer.check(said)
        return said

    def _take(self, drawer: Drawer, rows: Sequence[Said]) -> None:
        here = self._ids_here(drawer, [row["id"] for row in rows])
        mapped = [self._mapped(drawer, row) for row in rows]
        alike = self._alike(drawer, mapped)
        parent = parent_of(drawer)
        fresh: list[Said] = []
        for row in mapped:
            given = row["id"]
            if parent is not None and row[drawer.part_of] not in self.fresh[parent.name]:
                self._here[drawer.name][given] = given  # its whole is there, and stays as it is
                continue
            like = _likeness(drawer, row)
            known = (alike.get(like) if like else None) or here.there.get(given)
            row["id"] = known or here.free.get(given, given)
            self._here[drawer.name][given] = row["id"]
            if known:
                self.there[drawer.name] += 1
            else:
                self.added[drawer.name] += 1
                self.fresh[drawer.name].add(row["id"])
                fresh.append(row)
        if fresh and not self.dry_run:
            self._write(drawer, fresh)

    def _write(self, drawer: Drawer, rows: Sequence[Said]) -> None:
        try:
            self._connection.execute(insert(drawer.table), rows)
        except IntegrityError as wrong:
            raise Invalid(
                f"Some rows of “{drawer.name}” contradict each other, or what is here already."
            ) from wrong

    def _mapped(self, drawer: Drawer, row: Said) -> Said:
        """The row as its owner's, with the ids that what it refers to has here."""
        if "owner_id" in drawer.table.c:
            row["owner_id"] = self._owner_id
        for name, other in drawer.refers.items():
            row[name] = self._id_of(other, row[name])
        for kind, item in drawer.items:
            if (row[kind] is None) != (row[item] is None):
                raise Invalid(f"A row of “{drawer.name}” says only half of what it is about.")
            if row[kind] is not None:
                row[item] = self._id_of(ITEMS[ItemKind(row[kind])], row[item])
        if drawer.refers_inside is not None:
            drawer.refers_inside(row, lambda name, given: self._here.get(name, {}).get(given))
        return row

    def _id_of(self, drawer: str, given: UUID | None) -> UUID | None:
        if given is None:
            return None
        found = self._here.get(drawer, {}).get(given)
        if found is None:
            raise Invalid(f"It refers to {shown(str(given))}, which is not among its “{drawer}”.")
        return found

    def _ids_here(self, drawer: Drawer, ids: Sequence[UUID]) -> "_Ids":
        """Which of ``ids`` are the owner's here already, and what those of others' become."""
        mine, others = self._whose(drawer, ids)
        free = {one: uuid5(ELSEWHERE, f"{self._owner_id} {one}") for one in others}
        again, _ = self._whose(drawer, list(free.values())) if free else (set(), set())
        there = {one: one for one in mine} | {
            one: other for one, other in free.items() if other in again
        }
        return _Ids(there, free)

    def _whose(self, drawer: Drawer, ids: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
        """The ids that are taken by the owner, and by others. What they deleted goes for good."""
        table = drawer.table
        if not ids:
            return set(), set()
        owner = table.c.get("owner_id")
        gone = or_(false(), *(table.c[name].is_not(None) for name in drawer.gone_when))
        if (
            owner is None
        ):  # a part of something that is new here, so its id is nobody's of this record
            taken = self._connection.execute(select(table.c.id).where(table.c.id.in_(ids)))
            return set(), {row.id for row in taken}
        if drawer.gone_when and not self.dry_run:
            theirs = and_(owner == self._owner_id, table.c.id.in_(ids), gone)
            self._connection.execute(delete(table).where(theirs))
        stmt = select(table.c.id, owner, *(table.c[name] for name in drawer.gone_when))
        mine, others = set(), set()
        for row in self._connection.execute(stmt.where(table.c.id.in_(ids))):
            if row.owner_id != self._owner_id:
                others.add(row.id)
            elif not any(getattr(row, name) for name in drawer.gone_when):
                mine.add(row.id)
        return mine, others

    def _alike(self, drawer: Drawer, rows: Sequence[Said]) -> dict[tuple[Any, ...], UUID]:
        """Rows of the owner's that are the same as some of these by more than their id."""
        if not drawer.same_by:
            return {}
        table = drawer.table
        columns = [table.c[name] for name in drawer.same_by]
        wanted = [like for row in rows if (like := _likeness(drawer, row)) is not None]
        if not wanted:
            return {}
        such = and_(table.c.owner_id == self._owner_id, tuple_(*columns).in_(wanted))
        gone = [table.c[name].is_not(None) for name in drawer.gone_when]
        if gone and not self.dry_run:
            self._connection.execute(delete(table).where(such, or_(false(), *gone)))
        there = [table.c[name].is_(None) for name in drawer.gone_when]
        stmt = select(table.c.id, *columns).where(such, *there)
        return {tuple(row)[1:]: row.id for row in self._connection.execute(stmt)}


class _Ids:
    """Ids that are the owner's here already, and those to take instead of what is another's."""

    def __init__(self, there: dict[UUID, UUID], free: dict[UUID, UUID]) -> None:
        self.there, self.free = there, free


def _likeness(drawer: Drawer, row: Said) -> tuple[Any, ...] | None:
    """What a row is known by besides its id; None where it says nothing of the kind."""
    values = tuple(row[name] for name in drawer.same_by)
    return values if values and None not in values else None


def names_in_order(names: Iterable[str]) -> Iterator[Drawer]:
    """The drawers of these names, where they come in the order in which rows refer to rows.

    Raises:
        Invalid: there is no such drawer, or they come in another order.
    """
    order = list(by_name())
    last = -1
    for name in names:
        if name not in by_name() or by_name()[name].told_only:
            raise Invalid(f"“{name[:60]}” is nothing that a record has.")
        if order.index(name) <= last:
            raise Invalid(f"“{name}” does not stand where it should.")
        last = order.index(name)
        yield by_name()[name]
