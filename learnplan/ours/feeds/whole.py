"""What comes by itself is kept whole or not at all: nobody looks at a preview of it."""

from collections.abc import Sequence
from uuid import UUID

from learnplan.core import garbage
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import DomainError, Invalid
from learnplan.core.tables import Table
from learnplan.ours.performance import importing
from learnplan.ours.performance.importing import Report
from learnplan.ours.performance.mapping import Mapping
from learnplan.ours.performance.observations import Rejected
from learnplan.ours.performance.planning import Plan, plan
from learnplan.ours.performance.reading import read_observations
from learnplan.ours.performance.senders import Sender


class Wrong(DomainError):
    """Some of the figures are wrong, so none of them was kept."""

    def __init__(self, rows: int, faults: Sequence[Rejected]) -> None:
        some = "1 figure is wrong" if len(faults) == 1 else f"{len(faults)} figures are wrong"
        super().__init__(f"Nothing was kept: of {rows}, {some}.")
        self.faults = faults


class Empty(DomainError):
    """There is no figure in what came."""

    def __init__(self, name: str, rows: int) -> None:
        super().__init__(f"Nothing was kept: none of the {rows:,} rows of {name} has a figure.")


def keep_whole(
    name: str,
    data: bytes,
    drawn: Plan,
    *,
    by: Sender,
    attest: bool,
    beyond: Sequence[Rejected] = (),
) -> UUID | None:
    """Keep what came, if all of it is right; the batch, None where it changes nothing.

    ``beyond`` are rows that are right, but not for this sender to send.

    Raises:
        Wrong: some of it is wrong.
    """
    faults = sorted({*drawn.rejected, *beyond})
    if faults:
        raise Wrong(drawn.rows_read, faults)
    batch = importing.keep(name, data, drawn, by=by, attest=attest)
    return batch.id if batch else None


@garbage.uncollected()
def take_file(name: str, data: bytes, *, by: Sender, attest: bool) -> Report:
    """Read a file that came by itself and keep its figures.

    Raises:
        Invalid: it cannot be read.
        Wrong: some of its rows are wrong.
        Empty: none of its rows has a figure.
    """
    table, mapping = importing.opened(name, data)
    _must_be_clear(table, mapping)
    db.session.rollback()  # nothing is held while the file is read
    observations = read_observations(table, mapping)
    with transaction(Database.ORGANISATION):
        drawn = plan(observations)
        if not observations.rows and not drawn.rejected:
            raise Empty(name, drawn.rows_read)
        keep_whole(name, data, drawn, by=by, attest=attest)
    return importing.report_of(drawn)


def came_of(report: Report) -> str:
    """What came of what came by itself, in words, and what was not read of it."""
    if report.added or report.updated:
        said = f"{report.added:,} added, {report.updated:,} changed"
        said = f"Kept: {said}, {report.unchanged:,} already there."
    else:
        said = f"Nothing changed: all its figures, {report.unchanged:,}, were there already."
    return " ".join([said, *report.remarks])


def _must_be_clear(table: Table, mapping: Mapping) -> None:
    """Nobody is there to say which of two columns of one name is meant.

    Raises:
        Invalid: the map speaks of a name that several columns have.
    """
    for heading in table.twice:
        if heading in mapping.spoken_of:
            raise Invalid(
                f"Several columns of {table.name} are called “{heading}”. Give each a name of its "
                "own, so that it is plain which one counts."
            )
