"""The two long parts of an import: reading files for their preview, and adding what they say."""

from functools import partial
from uuid import UUID

from learnplan.core import background, garbage
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import DomainError
from learnplan.ours.brokerage import importing, previews
from learnplan.ours.brokerage.models import MapImport


@background.works_on(Database.ORGANISATION, MapImport.moved_at)
@garbage.uncollected()
def read(batch_id: UUID) -> None:
    """Read the files of an import and keep their preview, or why there is none."""
    try:
        batch = _batch(batch_id)
        reading = importing.read(batch, progress=partial(background.report, batch_id))
        settings, preview = batch.settings, previews.preview_of(reading)
        db.session.rollback()  # nothing is held while it is written down
    except DomainError as trouble:
        _fail(batch_id, trouble)
        return
    with transaction(Database.ORGANISATION):
        importing.show(_batch(batch_id), settings, preview)


@background.works_on(Database.ORGANISATION, MapImport.moved_at)
@garbage.uncollected()
def add(batch_id: UUID, *, over_hands: bool, take_away: bool) -> None:
    """Add what an import says, all or none, compared with what stands by then."""
    progress = partial(background.report, batch_id)
    try:
        reading = importing.read(_batch(batch_id), progress=progress)
        db.session.rollback()  # nothing is held while the files are read
        with transaction(Database.ORGANISATION):
            importing.add(
                _batch(batch_id),
                reading,
                over_hands=over_hands,
                take_away=take_away,
                progress=progress,
            )
    except DomainError as trouble:
        _fail(batch_id, trouble)


def _fail(batch_id: UUID, trouble: DomainError) -> None:
    db.session.rollback()
    with transaction(Database.ORGANISATION):
        importing.fail(_batch(batch_id), str(trouble))


def _batch(batch_id: UUID) -> MapImport:
    return db.session.get_one(MapImport, batch_id)
