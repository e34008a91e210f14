"""The two long parts of an import: reading a file for its preview, and adding its figures."""

from functools import partial
from uuid import UUID

from learnplan.core import background, garbage
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import DomainError
from learnplan.core.tables import Table
from learnplan.ours.performance import importing, previews, recording, services
from learnplan.ours.performance.mapping import Mapping
from learnplan.ours.performance.models import ObservationBatch
from learnplan.ours.performance.planning import plan
from learnplan.ours.performance.reading import read_observations


@garbage.uncollected()
def read(batch_id: UUID) -> None:
    """Read the file of an import and keep its preview, or why there is none."""
    try:
        table, mapping = _table_of(batch_id)
        drawn = importing.understand(table, mapping, progress=partial(background.report, batch_id))
        preview = previews.written(drawn, table.header)
    except DomainError as trouble:
        with transaction(Database.ORGANISATION):
            services.fail(_batch(batch_id), str(trouble))
        return
    with transaction(Database.ORGANISATION):
        services.show(_batch(batch_id), mapping=mapping, preview=preview)


@garbage.uncollected()
def add(batch_id: UUID, *, attest: bool, remember: bool) -> None:
    """Add the figures of an import, all or none, compared with what stands by then.

    With ``remember`` files with the same heading will be read the same way.
    """
    progress = partial(background.report, batch_id)
    try:
        table, mapping = _table_of(batch_id)
        observations = read_observations(table, mapping, progress=progress)
        with transaction(Database.ORGANISATION):
            drawn = plan(observations)
            batch = _batch(batch_id)
            batch.report = previews.written(drawn, table.header)
            recording.record(batch, drawn, attest=attest, progress=progress)
            if remember:
                importing.save_mapping(table, mapping)
    except DomainError as trouble:
        with transaction(Database.ORGANISATION):
            services.fail(_batch(batch_id), str(trouble))


def _table_of(batch_id: UUID) -> tuple[Table, Mapping]:
    batch = _batch(batch_id)
    table = importing.table_of(batch.file_name, batch.data or b"")
    mapping = Mapping.from_toml(batch.mapping) if batch.mapping else importing.mapping_for(table)
    db.session.rollback()  # nothing is held while the file is read
    return table, mapping


def _batch(batch_id: UUID) -> ObservationBatch:
    return db.session.get_one(ObservationBatch, batch_id)
