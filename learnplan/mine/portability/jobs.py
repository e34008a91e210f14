"""What takes longer than a page: reading a log, and adding it. Each says how far it has come."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from uuid import UUID

from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, DomainError, Invalid, NotFound
from learnplan.mine.portability import drafts, fitting, queries, services
from learnplan.mine.portability.drafts import Choices, File
from learnplan.mine.portability.readers.values import Reading
from learnplan.mine.portability.reading import read
from learnplan.mine.portability.sources import source_from_upload


def read_draft(import_id: UUID, actor: Actor, choices: Choices) -> None:
    """Read what was loaded, as its owner says it is meant; or note why that cannot be done."""
    with suppress(NotFound, Conflict):  # thrown away or confirmed meanwhile
        files = drafts.unpack_files(queries.draft_for(actor, import_id).source)
        db.session.rollback()  # reading may take long: hold nothing open meanwhile
        try:
            reading = _read(files, import_id, actor, choices)
        except Invalid as trouble:
            _note(actor, import_id, trouble)
            return
        with transaction(Database.LEARNING):
            services.keep_reading(actor, import_id, reading, choices)


def add_draft(import_id: UUID, actor: Actor) -> None:
    """Add what was confirmed: all of it or, if anything goes wrong, nothing."""
    with suppress(NotFound):  # thrown away meanwhile
        try:
            with transaction(Database.LEARNING):
                services.add(actor, import_id)
        except Conflict as trouble:
            _note(actor, import_id, trouble)


def _read(files: Sequence[File], import_id: UUID, actor: Actor, choices: Choices) -> Reading:
    reading = read(
        source_from_upload(files),
        today=clock.today(actor.time_zone),
        mapping=choices.mapping,
        day_first=choices.day_first,
        undated_on=choices.undated_on,
        progress=partial(background.report, import_id),
    )
    return fitting.fit(reading)


def _note(actor: Actor, import_id: UUID, trouble: DomainError) -> None:
    with transaction(Database.LEARNING):
        services.note_trouble(actor, import_id, str(trouble))
