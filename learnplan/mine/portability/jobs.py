"""What takes longer than a page: reading a log, and adding it. Each says how far it has come."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from uuid import UUID

from flask import current_app

from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, DomainError, Invalid, NoRoom, NotFound
from learnplan.core.sources import source_from_upload
from learnplan.directory.services import signing_in
from learnplan.mine.circles import crossing
from learnplan.mine.evidence.portable import room_for
from learnplan.mine.portability import (
    drafts,
    erasing,
    exporting,
    fitting,
    queries,
    returning,
    services,
)
from learnplan.mine.portability.archive import folder, opening
from learnplan.mine.portability.archive.making import Making
from learnplan.mine.portability.drafts import Choices, File
from learnplan.mine.portability.enclosed import Enclosed, StagedFiles, staged
from learnplan.mine.portability.models import Erasure, Export, LogImport
from learnplan.mine.portability.readers.values import Reading
from learnplan.mine.portability.reading import read
from learnplan.mine.portability.record.saying import Record, one_moment
from learnplan.mine.roles import offering, telling
from learnplan.mine.stories import publishing
from learnplan.mine.voice import crossing as letters

A_TURN = 0.05
"""How long, in seconds, others have the database to themselves between two pieces of long work."""


@background.works_on(Database.LEARNING, LogImport.since)
def read_draft(import_id: UUID, actor: Actor, choices: Choices) -> None:
    """Read what was loaded, as its owner says it is meant; or note why that cannot be done."""
    with suppress(NotFound, Conflict):  # thrown away or confirmed meanwhile
        files = drafts.unpack_files(queries.draft_for(actor, import_id).source)
        room = room_for(actor.id)
        db.session.rollback()  # reading may take long: hold nothing open meanwhile
        try:
            reading = _read(files, import_id, actor, choices, room)
        except Invalid as trouble:
            _note(actor, import_id, trouble)
            return
        with transaction(Database.LEARNING):
            services.keep_reading(actor, import_id, reading, choices)


@background.works_on(Database.LEARNING, LogImport.since)
def read_archive(import_id: UUID, actor: Actor) -> None:
    """Go over an archive from end to end, and say what it would add; or why it is refused."""
    path = folder.loaded_file(import_id)
    with suppress(NotFound, Conflict):  # thrown away or confirmed meanwhile
        queries.draft_for(actor, import_id)
        db.session.rollback()
        try:
            opening.check(path, partial(background.report, import_id))
            look = returning.look_into(actor, path)
        except FileNotFoundError:
            _note(actor, import_id, Invalid("The file is not there any more. Load it again."))
        except Invalid as trouble:
            _note(actor, import_id, trouble)
        else:
            with transaction(Database.LEARNING):
                services.keep_look(actor, import_id, look)


@background.works_on(Database.LEARNING, LogImport.since)
def add_draft(import_id: UUID, actor: Actor) -> None:
    """Add what was confirmed: all of it or, if anything goes wrong, nothing."""
    with suppress(NotFound):  # thrown away meanwhile
        try:
            with _files_of(actor, import_id) as files, transaction(Database.LEARNING):
                services.add(actor, import_id, files=files)
        except (Conflict, Invalid, NoRoom) as trouble:
            _note(actor, import_id, trouble)


@background.works_on(Database.LEARNING, Export.since)
def make_export(export_id: UUID, actor: Actor) -> None:
    """Make the archive of somebody's record, and have it ready to be taken; or say why not."""
    target = folder.export_file(export_id)
    owner = {
        "id": str(actor.id),
        "name": actor.name,
        "home": str(current_app.config["ADDRESS"]),
    }
    try:
        with folder.being_made(target) as path, one_moment() as connection:
            record = Record(connection, actor.id)
            making = Making(record, owner, path, partial(background.report, export_id))
            members = making.make(made_at=clock.now())
        with transaction(Database.LEARNING):
            exporting.made(actor, export_id, size=target.stat().st_size, members=members)
    except NotFound:  # erased meanwhile
        folder.take_away(export_id)
    except (OSError, NoRoom) as trouble:
        folder.take_away(export_id)
        why = trouble.strerror if isinstance(trouble, OSError) else "the disk is full"
        with suppress(NotFound), transaction(Database.LEARNING):
            exporting.failed(actor, export_id, f"It could not be written: {why}.")


@background.works_on(Database.LEARNING, Erasure.since)
def erase(erasure_id: UUID, person_id: UUID) -> None:
    """Let everything of somebody's go. Done again from the start, it is done all the same."""
    with transaction(Database.ORGANISATION):
        signing_in.sign_out_everywhere(person_id)
    publishing.withdraw_all(person_id)
    telling.withdraw_all(person_id)
    offering.withdraw_all(person_id)
    letters.withdraw_all(person_id, secret=current_app.config["SECRET_KEY"])
    crossing.take_off_everywhere(person_id)
    if erasing.has_many(person_id):
        _let_many_go(person_id)
    with transaction(Database.LEARNING):
        erasing.let_everything_go(person_id)
    crossing.carry_out()  # the page of a community that they were the last of
    if erasing.clear_the_files():  # else somebody was reading: it is done again within the hour
        with transaction(Database.LEARNING):
            erasing.forget_asking(erasure_id)


def _let_many_go(person_id: UUID) -> None:
    """Close all to others at once; then let entries go, with turns for whoever writes."""
    with transaction(Database.LEARNING):
        erasing.close_everything(person_id)
    while True:
        with transaction(Database.LEARNING):
            if not erasing.let_some_go(person_id):
                return
        time.sleep(A_TURN)


def clear_the_files(_item_id: UUID) -> None:
    """Have what was deleted go from the database's files, too."""
    erasing.clear_the_files()


def finish_erasing() -> None:
    """Finish every erasure that broke off."""
    waiting = [(one.id, one.owner_id) for one in erasing.interrupted()]
    for erasure_id, person_id in waiting:
        erase(erasure_id, person_id)


@contextmanager
def _files_of(actor: Actor, import_id: UUID) -> Iterator[StagedFiles]:
    """The files that come with a draft, down on the disk before anybody else has to wait."""
    draft = queries.draft_for(actor, import_id)
    paths = [] if draft.archive else queries.reading_of(draft).paths
    packed = source_from_upload(drafts.unpack_files(draft.source)).packed if paths else b""
    db.session.rollback()
    with staged(Enclosed(packed), paths) as files:
        yield files


def _read(
    files: Sequence[File], import_id: UUID, actor: Actor, choices: Choices, room: int
) -> Reading:
    reading = read(
        source_from_upload(files),
        today=clock.today(actor.time_zone),
        mapping=choices.mapping,
        day_first=choices.day_first,
        undated_on=choices.undated_on,
        room=room,
        progress=partial(background.report, import_id),
    )
    return fitting.fit(reading)


def _note(actor: Actor, import_id: UUID, trouble: DomainError) -> None:
    with transaction(Database.LEARNING):
        services.note_trouble(actor, import_id, str(trouble))
