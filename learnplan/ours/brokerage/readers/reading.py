"""What came of reading files: a drawing, each row as it was understood, and what was not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from learnplan.ours.brokerage.drawing import Drawing

Progress = Callable[[int, int], None]
"""Hears how much is done by now, of how much."""
LISTED = 200
"""How many rows a preview lists one by one."""


class Row(NamedTuple):
    """A row of a file: its line, and what was understood of it, or why it was not."""

    file: str
    line: int | None
    says: str


@dataclass(slots=True, kw_only=True)
class Reading:
    """What was understood of some files.

    ``shapes`` say in words what each kind of file was taken for. ``columns`` are those of the
    first table, with the part that each plays and an example; ``sure`` is whether that was clear.
    ``progress`` hears of the rows of a file that is alone.
    """

    drawing: Drawing
    shapes: dict[str, str] = field(default_factory=dict)
    rows_read: int = 0
    understood: list[Row] = field(default_factory=list)
    rejected: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    sure: bool = True
    progress: Progress | None = None

    def come_to(self, at: int, most: int) -> None:
        """Say which row of how many it is at."""
        self.rows_read += 1
        if self.progress is not None:
            self.progress(at, most)

    def understand(self, file: str, line: int | None, says: str) -> None:
        """Note a row that was understood."""
        if len(self.understood) < LISTED:
            self.understood.append(Row(file, line, says))

    def reject(self, file: str, line: int | None, why: str) -> None:
        """Note a row that was not, and why."""
        self.rejected.append(Row(file, line, why))

    def remark(self, sentence: str) -> None:
        """Note what is worth knowing, once."""
        if sentence not in self.remarks:
            self.remarks.append(sentence)
