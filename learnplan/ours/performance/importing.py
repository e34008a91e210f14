"""Importing figures: read, recognised, compared, and kept; from the web and from a command."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import select

from learnplan.core import garbage
from learnplan.core.db import db
from learnplan.core.errors import Invalid
from learnplan.core.tables import Table, plain, read_table
from learnplan.core.workbooks import sheets_in
from learnplan.ours.performance import previews, recording
from learnplan.ours.performance.cells import Cells
from learnplan.ours.performance.guessing import guess_mapping
from learnplan.ours.performance.mapping import Mapping
from learnplan.ours.performance.models import ObservationBatch, SavedMapping
from learnplan.ours.performance.observations import Rejected
from learnplan.ours.performance.planning import Plan, plan
from learnplan.ours.performance.reading import read_observations
from learnplan.ours.performance.senders import Origin, Sender

Progress = Callable[[int, int], None]
ATTESTATION = (
    "At least 3 people contribute to each of these figures, none of them contributes more than "
    "half, and the contributions beyond the top two add up to at least 15 % of the largest."
)
SEPARATOR = "\x1f"
COMMAND = Sender("command line", Origin.COMMAND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import did, or would do."""

    rows_read: int
    added: int
    updated: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    units_created: int
    indicators_created: int
    remarks: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """The counts and the rejected lines, as scripts read them."""
        return {
            "rows_read": self.rows_read,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [{"line": line, "reason": reason} for line, reason in self.rejected],
            "units_created": self.units_created,
            "indicators_created": self.indicators_created,
        }


@garbage.uncollected()
def import_file(
    name: str,
    data: bytes,
    *,
    mapping: Mapping | None,
    by: Sender,
    dry_run: bool,
    attest: bool = True,
    progress: Progress | None = None,
) -> Report:
    """Read a file of figures and keep them; the same file again changes nothing.

    ``mapping`` says how to read it; without one, the way saved for such files or the most likely
    one is taken. With ``attest`` whoever sends it gives their word that enough people are behind
    the figures. ``progress`` hears of rows read, then of figures written.

    Raises:
        Invalid: it cannot be read, or carries a person's key.
        NotFound: nothing is installed yet.
    """
    table, mapping = opened(name, data, mapping)
    drawn = understand(table, mapping, progress=progress)
    if not dry_run:
        keep(name, data, drawn, by=by, attest=attest, progress=progress)
    return report_of(drawn)


def opened(
    name: str,
    data: bytes,
    mapping: Mapping | None = None,
    *,
    unit: str | None = None,
    sheet: str = "",
) -> tuple[Table, Mapping]:
    """The table in a file of figures, and how it is read.

    That is as ``mapping`` says; without one, as files with this heading were read last time, or as
    is most likely. ``unit`` is what all of it is about, and ``sheet`` where in a workbook it is, if
    somebody said so.

    Raises:
        Invalid: it cannot be read, has nothing below its heading, or there is no likely way.
    """
    if mapping is not None:
        return table_of(name, data, sheet=mapping.sheet), mapping
    table = table_of(name, data, sheet=sheet)
    mapping = _mapping_for(table, unit=unit)
    if not sheet and mapping.sheet not in {"", table.sheet}:  # another was chosen last time
        if mapping.sheet in sheets_in(name, data):
            table = table_of(name, data, sheet=mapping.sheet)
        else:
            mapping = guess_mapping(table, unit=unit)
    return table, replace(mapping, sheet=table.sheet)


def turned_to(sheet: str, name: str, data: bytes, mapping: Mapping) -> tuple[Table, Mapping]:
    """Another sheet of a workbook, read as the one before was, if it has all that this needs.

    Raises:
        Invalid: it cannot be read, or there is no likely way.
    """
    table = table_of(name, data, sheet=sheet)
    try:
        Cells(table, mapping)
    except Invalid:
        mapping = _mapping_for(table)
    return table, replace(mapping, sheet=table.sheet)


def table_of(name: str, data: bytes, *, sheet: str = "") -> Table:
    """The table in a file of figures: in a workbook, in its ``sheet`` of this name.

    Raises:
        Invalid: it cannot be read, or has nothing below its heading.
    """
    table = read_table(name, data, sheet=sheet)
    if not table.rows:
        raise Invalid(
            f"{name} has a heading and no row below it, so there is no figure in it. Was it "
            "written to its end?"
        )
    return table


def understand(table: Table, mapping: Mapping, *, progress: Progress | None = None) -> Plan:
    """What the figures in ``table``, read with ``mapping``, would change.

    Raises:
        Invalid: it cannot be read so, or carries a person's key.
    """
    return plan(read_observations(table, mapping, progress=progress))


def keep(
    name: str,
    data: bytes,
    drawn: Plan,
    *,
    by: Sender,
    attest: bool,
    progress: Progress | None = None,
) -> ObservationBatch | None:
    """Write down what a file changes; None where it changes nothing."""
    if not (drawn.added or drawn.updated or (attest and recording.unattested(drawn))):
        return None
    batch = recording.new_batch(name=name, data=data, sender=by)
    batch.report = previews.written(drawn, ())
    recording.record(batch, drawn, attest=attest, progress=progress or _nobody_listens)
    return batch


def report_of(drawn: Plan) -> Report:
    """A plan's counts."""
    return Report(
        rows_read=drawn.rows_read,
        added=drawn.added,
        updated=drawn.updated,
        unchanged=drawn.unchanged,
        rejected=tuple(drawn.rejected),
        units_created=len(drawn.new_units),
        indicators_created=len(drawn.new_indicators),
        remarks=tuple(drawn.remarks),
    )


def _mapping_for(table: Table, *, unit: str | None = None) -> Mapping:
    """How to read ``table``: as such files were read last time, else as is most likely.

    ``unit`` is what all of it is about, where somebody said so.

    Raises:
        Invalid: there is no likely way.
    """
    saved = db.session.scalar(
        select(SavedMapping.mapping).where(SavedMapping.signature == signature_of(table))
    )
    return Mapping.from_toml(saved) if saved else guess_mapping(table, unit=unit)


def save_mapping(table: Table, mapping: Mapping) -> None:
    """Remember how files with this heading are read, for next time.

    What holds of one file alone, its period or its unit, would put the next one's in its place.
    ``table`` is what is read of such a file where nobody says which sheet.
    """
    if not mapping.holds_of_others:
        return
    if mapping.sheet == table.sheet:
        mapping = replace(mapping, sheet="")
    signature = signature_of(table)
    saved = db.session.scalar(select(SavedMapping).where(SavedMapping.signature == signature))
    if saved is None:
        db.session.add(SavedMapping(signature=signature, mapping=mapping.to_toml()))
    else:
        saved.mapping = mapping.to_toml()
    db.session.flush()


def signature_of(table: Table) -> str:
    """What files of one kind share: their heading."""
    return hashlib.sha256(SEPARATOR.join(map(plain, table.header)).encode()).hexdigest()


def _nobody_listens(_done: int, _most: int) -> None:
    """Progress that nobody asked to hear of."""
