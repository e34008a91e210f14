"""Bringing a log in by hand: load, look, put right, confirm, take out again."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import afterwards, db
from learnplan.core.errors import Conflict
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.evidence.portable import EVIDENCE
from learnplan.mine.journal.portable import REFLECTIONS
from learnplan.mine.log import bulk
from learnplan.mine.plan.portable import GOALS
from learnplan.mine.portability import drafts, fitting, planned, queries, returning
from learnplan.mine.portability.archive import folder
from learnplan.mine.portability.drafts import Choices, File
from learnplan.mine.portability.enclosed import StagedFiles
from learnplan.mine.portability.models import (
    ACTIVITIES,
    DRAFTS,
    DRAFTS_STAY,
    KIND_LIMIT,
    NAME_LIMIT,
    UNDO_FOR,
    LogDraft,
    LogImport,
    State,
)
from learnplan.mine.portability.readers.values import Reading, one_line, shortened
from learnplan.mine.portability.record.keeping import Keeping
from learnplan.mine.portability.texts import storable

JOURNAL_KIND = "import"
ROOTS = (GOALS, REFLECTIONS)
NO_FILES: StagedFiles = {}


def load(actor: Actor, files: Sequence[File]) -> LogImport:
    """Take ``files`` in, to be read next. Nothing is in the log before they are confirmed."""
    purge_drafts()
    imported = LogImport(owner_id=actor.id, name=name_of([name for name, _ in files]))
    db.session.add(imported)
    db.session.flush()
    db.session.add(LogDraft(import_id=imported.id, source=drafts.pack_files(files)))
    db.session.flush()
    return imported


def load_archive(actor: Actor, name: str) -> LogImport:
    """Take in an archive of a record, whose file is put in its place next."""
    purge_drafts()
    imported = LogImport(owner_id=actor.id, name=name_of([name]), kind=returning.KIND)
    db.session.add(imported)
    db.session.flush()
    db.session.add(LogDraft(import_id=imported.id, source=b"", archive=True))
    db.session.flush()
    return imported


def keep_look(actor: Actor, import_id: UUID, look: Keeping) -> None:
    """Put down what an archive would add, for its owner to look at.

    Raises:
        NotFound: it was thrown away meanwhile.
        Conflict: it was confirmed meanwhile.
    """
    imported = queries.import_for(actor, import_id, to_change=True)
    imported.move_to(State.READY, out_of=(State.READING, State.READY))
    added = {name: look.added[name] for name in returning.roots()}
    there = {name: look.there[name] for name in returning.roots()}
    imported.found = sum(added.values()) + sum(there.values())
    draft = queries.draft_for(actor, import_id)
    draft.choices, draft.reading = {"added": added, "there": there}, b""
    db.session.flush()


def read_again(actor: Actor, import_id: UUID) -> None:
    """Have a draft read once more, because its owner said something about it.

    Raises:
        Conflict: it has been added, or is being added.
    """
    imported = queries.import_for(actor, import_id, to_change=True)
    imported.move_to(State.READING, out_of=(State.READING, State.READY, State.FAILED))
    db.session.flush()


def keep_reading(actor: Actor, import_id: UUID, reading: Reading, choices: Choices) -> None:
    """Put down how a draft was read, for its owner to look at.

    Raises:
        NotFound: it was thrown away meanwhile.
        Conflict: it was confirmed meanwhile, as it had been read before.
    """
    imported = queries.import_for(actor, import_id, to_change=True)
    imported.move_to(State.READY, out_of=(State.READING, State.READY))
    _describe(imported, reading)
    draft = queries.draft_for(actor, import_id)
    draft.reading, draft.choices = drafts.pack_reading(reading), choices.to_json()
    db.session.flush()


def note_trouble(actor: Actor, import_id: UUID, sentence: str) -> None:
    """Say what went wrong, and go back to how the draft was last read, if it ever was."""
    imported = queries.import_for(actor, import_id, to_change=True)
    was_read = queries.draft_for(actor, import_id).reading is not None
    imported.move_to(
        State.READY if was_read else State.FAILED, out_of=(State.READING, State.ADDING)
    )
    imported.trouble = sentence
    db.session.flush()


def confirm(actor: Actor, import_id: UUID) -> None:
    """Decide that a draft is to be added. Deciding twice is deciding once.

    Raises:
        Conflict: it is being read again, or was taken out again.
    """
    imported = queries.import_for(actor, import_id, to_change=True)
    if imported.state not in {State.ADDING, State.ADDED}:
        imported.move_to(State.ADDING, out_of=(State.READY,))
    elif imported.state is State.ADDING:
        imported.since = clock.now()  # what broke off begins once more
    db.session.flush()


def add(actor: Actor, import_id: UUID, *, files: StagedFiles = NO_FILES) -> None:
    """Put what was confirmed into the log, all of it and its files, and let the draft go.

    Raises:
        Conflict: the same things are coming in at this very moment by another way.
    """
    imported = queries.import_for(actor, import_id, to_change=True)
    if imported.state is not State.ADDING:
        return  # another window was quicker
    draft = queries.draft_for(actor, import_id)
    if draft.archive:
        _return(actor, imported, folder.loaded_file(imported.id))
        afterwards(kept=partial(folder.take_away, imported.id))
    else:
        _keep(actor, imported, queries.reading_of(draft), files)
    db.session.delete(draft)
    db.session.flush()


def undo(actor: Actor, import_id: UUID) -> bulk.Forgotten:
    """Take an import out of the log again. What was changed since stays, and is counted.

    Raises:
        Conflict: it was not added, or too long ago.
    """
    imported = queries.import_for(actor, import_id, to_change=True)
    if imported.state is State.ADDED and not imported.can_be_undone:
        raise Conflict(
            f"An import can be undone for {UNDO_FOR.days} days. "
            "Its activities can still be deleted one by one."
        )
    imported.move_to(State.UNDONE, out_of=(State.ADDED,))
    removed, stayed = planned.forget_rows(actor, import_id)  # evidence first: it holds its item
    forgotten = bulk.forget_import(actor, import_id)
    forgotten = bulk.Forgotten(removed=forgotten.removed + removed, kept=forgotten.kept + stayed)
    journal.end(JOURNAL_KIND, import_id, Ending.UNDONE)
    db.session.flush()
    return forgotten


def throw_away(actor: Actor, import_id: UUID) -> None:
    """Let a draft go, with the file that was loaded.

    Raises:
        Conflict: it has been added.
    """
    imported = queries.import_for(actor, import_id, to_change=True)
    if imported.state not in DRAFTS:
        raise Conflict(f"This import is {imported.state} by now. Nothing was thrown away.")
    _forget([import_id])


def purge_drafts(*, before: datetime | None = None) -> int:
    """Let go of everybody's drafts that were loaded ``before`` and never added; say how many."""
    old = select(LogImport.id).where(
        LogImport.state.in_(DRAFTS), LogImport.made_at < (before or clock.now() - DRAFTS_STAY)
    )
    ids = db.session.scalars(old).all()
    _forget(ids)
    return len(ids)


def keep_at_once(
    actor: Actor, *, name: str, reading: Reading, files: StagedFiles = NO_FILES
) -> LogImport:
    """Keep what was read without asking, for a command. It can be undone like any other import."""
    imported = LogImport(owner_id=actor.id, name=name_of([name]), state=State.ADDING)
    _describe(imported, reading)
    db.session.add(imported)
    _keep(actor, imported, reading, files)
    db.session.flush()
    return imported


def _keep(actor: Actor, imported: LogImport, reading: Reading, files: StagedFiles) -> None:
    kept = bulk.keep_all(actor, list(fitting.activities(reading.activities)), import_id=imported.id)
    beside = planned.keep_beside_the_log(actor, reading, import_id=imported.id, files=files)
    imported.move_to(State.ADDED, out_of=(State.ADDING,))
    imported.kinds = {ACTIVITIES: kept.added} | {name: beside.added[name] for name in ROOTS}
    imported.added = sum(imported.kinds.values())
    imported.kinds |= {EVIDENCE: beside.added[EVIDENCE]} if files else {}
    imported.already_there = kept.already_there + sum(beside.there[name] for name in ROOTS)
    imported.added_at = clock.now()
    where = "record" if reading.goals or reading.reflections else "log"
    journal.note(
        actor.id,
        Kind.IMPORT,
        imported.name,
        item_kind=JOURNAL_KIND,
        item_id=imported.id,
        remark=f"{imported.added:,} added to your {where}; "
        f"{imported.already_there:,} were there already.",
    )


def return_at_once(actor: Actor, path: Path) -> LogImport:
    """Take an archive back without asking, for a command. It can be undone like any import.

    Raises:
        Invalid: something in it cannot be taken back.
    """
    imported = LogImport(
        owner_id=actor.id, name=name_of([path.name]), kind=returning.KIND, state=State.ADDING
    )
    db.session.add(imported)
    db.session.flush()
    _return(actor, imported, path)
    imported.found = imported.added + imported.already_there
    db.session.flush()
    return imported


def _return(actor: Actor, imported: LogImport, path: Path) -> None:
    """Take an archive back."""
    kept = returning.keep(actor, path, import_id=imported.id)
    imported.move_to(State.ADDED, out_of=(State.ADDING,))
    imported.kinds = {name: kept.added[name] for name in returning.roots()}
    imported.added = sum(imported.kinds.values())
    imported.already_there = sum(kept.there[name] for name in returning.roots())
    imported.added_at = clock.now()
    journal.note(
        actor.id,
        Kind.IMPORT,
        imported.name,
        item_kind=JOURNAL_KIND,
        item_id=imported.id,
        remark=f"{imported.added:,} added to your record; {imported.already_there:,} were there "
        "already.",
    )


def _describe(imported: LogImport, reading: Reading) -> None:
    days = [entry.on for entry in reading.entries]
    imported.kind = shortened(reading.kind, KIND_LIMIT)
    imported.found, imported.rejected = len(days) + len(reading.goals), len(reading.rejected)
    imported.first_on, imported.last_on = min(days, default=None), max(days, default=None)


def name_of(names: Sequence[str]) -> str:
    """What an import is called on screen: its file, and how many came with it."""
    first = shortened(one_line(storable(names[0])), NAME_LIMIT // 2) or "A file without a name"
    return first if len(names) == 1 else f"{first} and {len(names) - 1:,} more"


def _forget(import_ids: Sequence[UUID]) -> None:
    folder.take_away(*import_ids)
    db.session.execute(delete(LogDraft).where(LogDraft.import_id.in_(import_ids)))
    db.session.execute(delete(LogImport).where(LogImport.id.in_(import_ids)))
