"""What each room says of its tables, for leaving: what a record takes along, and what goes.

A room's ``portable`` names every table it has. What is in a ``Drawer`` comes with the record, and
back into it elsewhere; an ``Aside`` does not, and says why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from learnplan.core.db import LearningModel

Said = dict[str, Any]
"""A row as it is said outside: its columns by name, in the types of Python."""
IdHere = Callable[[str, UUID], UUID | None]
"""The id that a row of a drawer has here, given the one it came with; None where it did not."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawer:
    """One table of somebody's record.

    Args:
        name: how the archive calls it, such as ``goals``.
        model: its table.
        part_of: the column that names the row it belongs to, in the drawer that ``refers`` says;
            whose that is, its own is. Without it, it has an owner.
        refers: the columns that name rows of other drawers, and which. Where that row is gone, an
            optional column says nothing, and otherwise the row is not said.
        items: pairs of columns with the kind and the id of an item, whatever drawer it is in.
        left_out: columns that mean nothing anywhere else.
        gone_when: columns that are filled in when its owner has deleted the row.
        in_order_of: the columns to sort by, before its id.
        refers_inside: writes ids anew that stand inside a value, where they are others here.
        same_by: columns by which a row is known again, besides its id.
        found_by: lets rows that have just come in be found, given their owner and their ids.
        check: raises ``Invalid`` for what no page would have let in.
        told_only: it is said, for its owner to have, but does not come back in.
        whose: the columns that name a person whose it is; all that is theirs goes with them.
    """

    name: str
    model: type[LearningModel]
    part_of: str = ""
    refers: Mapping[str, str] = field(default_factory=dict)
    items: tuple[tuple[str, str], ...] = ()
    left_out: frozenset[str] = frozenset()
    gone_when: tuple[str, ...] = ()
    in_order_of: tuple[str, ...] = ()
    refers_inside: Callable[[Said, IdHere], None] | None = None
    same_by: tuple[str, ...] = ()
    found_by: Callable[[UUID, Sequence[UUID]], None] | None = None
    check: Callable[[Said], None] | None = None
    told_only: bool = False
    whose: tuple[str, ...] = ("owner_id",)

    @property
    def table(self) -> Table:
        """Its table."""
        return table_of(self.model)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are said, in the order of the table, the id first."""
        hidden = {"owner_id", *self.left_out}
        names = [column.name for column in self.table.columns if column.name not in hidden]
        return ("id", *(name for name in names if name != "id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """One table that does not come along, and why.

    Args:
        model: its table.
        why: a sentence for whoever asks.
        whose: the columns that name a person; their rows go with them. None where the rows are
            nobody's, or go with what they hang on.
        items: pairs of columns that name the item a row is about; it goes with that item.
    """

    model: type[LearningModel]
    why: str
    whose: tuple[str, ...] = ("owner_id",)
    items: tuple[tuple[str, str], ...] = ()

    @property
    def table(self) -> Table:
        """Its table."""
        return table_of(self.model)


def table_of(model: type[LearningModel]) -> Table:
    """The table of a model."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{model.__name__} is not a table.")
    return table
