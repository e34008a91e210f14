"""Importing figures: read, recognised, compared, and kept; from the web and from a command."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from learnplan.core import garbage
from learnplan.core.db import db
from learnplan.core.errors import Invalid
from learnplan.core.tables import Table, plain, read_table
from learnplan.ours.performance import previews, recording
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
    table = table_of(name, data)
    drawn = understand(table, mapping or mapping_for(table), progress=progress)
    if not dry_run:
        keep(name, data, drawn, by=by, attest=attest, progress=progress)
    return report_of(drawn)


def table_of(name: str, data: bytes) -> Table:
    """The table in a file of figures.

    Raises:
        Invalid: it cannot be read, or has nothing below its heading.
    """
    table = read_table(name, data)
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


def mapping_for(table: Table, *, unit: str | None = None) -> Mapping:
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
    """
    if not mapping.holds_of_others:
        return
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
