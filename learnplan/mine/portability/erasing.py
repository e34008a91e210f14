"""Erasing: everything of somebody's, or one thing of theirs, at once and for good.

That it was asked for is kept first, and forgotten last. Whatever comes between, even the end of
the process, it is done from the start again: what is gone is gone already.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, scrub
from learnplan.core.errors import Invalid
from learnplan.mine.attestations import portable as attestations
from learnplan.mine.circles.services import membership as circles
from learnplan.mine.evidence import services as evidence
from learnplan.mine.portability.archive import folder
from learnplan.mine.portability.models import Erasure, Export, LogImport
from learnplan.mine.portability.planned import connection
from learnplan.mine.portability.record.letting_go import delete_rows, everything_of
from learnplan.mine.portability.record.rooms import ITEMS, by_name, tables, whole_of
from learnplan.mine.portability.record.saying import Record, one_moment
from learnplan.mine.search import services as search
from learnplan.mine.sharing import portable as sharing
from learnplan.mine.sharing.items import Item, ItemKind

FOR_GOOD = {
    "goals": ("goal", "goals"),
    "activities": ("activity", "activities"),
    "reflections": ("reflection", "reflections"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "stored_files": ("file", "files"),
    "saved_filters": ("saved filter", "saved filters"),
    "stories": ("story", "stories"),
    "portfolios": ("portfolio", "portfolios"),
    "roles": ("role on your list", "roles on your list"),
    "competency_marks": ("mark of where you stand", "marks of where you stand"),
    "pulse_answers": (
        "answer to a pulse that is still kept",
        "answers to pulses that are still kept",
    ),
    "disclosures": ("line in what left your record", "lines in what left your record"),
    "receipts": ("receipt of a pulse", "receipts of pulses"),
}
"""What is counted before it goes, in the words of the page."""
TRIES = 2
SOME = 500
"""So many entries go in one transaction, where there are more."""


def counts_for(actor: Actor) -> Mapping[str, int]:
    """How much of each kind would go; seen by its owner alone."""
    with one_moment() as reading:
        record = Record(reading, actor.id)
        return {name: record.count(by_name()[name]) for name in FOR_GOOD}


def ask(actor: Actor) -> UUID:
    """Write down that everything is to go. Asking twice is asking once."""
    asked = db.session.scalar(select(Erasure).where(Erasure.owner_id == actor.id))
    if asked is None:
        asked = Erasure(owner_id=actor.id)
        db.session.add(asked)
    asked.since = clock.now()
    db.session.flush()
    return asked.id


def erasure(erasure_id: UUID) -> Erasure | None:
    """An erasure that is not done yet; its id is known to whoever asked for it alone."""
    return db.session.get(Erasure, erasure_id)


def interrupted() -> list[Erasure]:
    """Those that broke off, whoever asked for them."""
    waiting = db.session.scalars(select(Erasure)).all()
    return [one for one in waiting if background.was_interrupted(one.id, one.since)]


def has_many(person_id: UUID) -> bool:
    """Whether somebody has so many entries that to delete them at once keeps others waiting."""
    return len(_some_entries(person_id)) == SOME


def close_everything(person_id: UUID) -> None:
    """Let nobody else see anything of somebody's from this moment on, whatever is still there.

    They are in no circle, nothing is shared or attested, and what readers wrote is gone. What is
    left is seen by its owner alone, who is signed out.
    """
    circles.leave_everywhere(person_id)
    evidence.forget_everything(person_id)
    everything_of(connection(), person_id, among=(*sharing.ASIDE, *attestations.ASIDE))


def let_some_go(person_id: UUID) -> bool:
    """Delete some of the entries of somebody who has many, with all that hangs on them.

    So many at once that whoever writes meanwhile does not wait for long. Tells whether there were
    as many as that: the last of them go with everything else.
    """
    ids = _some_entries(person_id)
    if len(ids) < SOME:
        return False
    delete_rows(connection(), person_id, by_name()[ITEMS[ItemKind.ACTIVITY]], ids)
    return True


def let_everything_go(person_id: UUID) -> Mapping[str, int]:
    """Delete every row of somebody's, with their files and their archives; how many of each."""
    imports = select(LogImport.id).where(LogImport.owner_id == person_id)
    exports = select(Export.id).where(Export.owner_id == person_id)
    folder.take_away(*db.session.scalars(imports), *db.session.scalars(exports))
    circles.leave_everywhere(person_id)
    evidence.forget_everything(person_id)
    gone = everything_of(connection(), person_id)
    search.sweep()
    db.session.expire_all()
    return gone


def forget_asking(erasure_id: UUID) -> None:
    """The last of it: nothing says any more that it was asked for."""
    asked = erasure(erasure_id)
    if asked is not None:
        everything_of(connection(), asked.owner_id)  # what another window wrote meanwhile
        evidence.sweep_the_shelf()
        db.session.execute(delete(Erasure).where(Erasure.id == erasure_id))


def clear_the_files() -> bool:
    """Have what was deleted go from the database's files; whether nobody stood in the way."""
    names = sorted(one.table.name for one in tables())
    return any(scrub(Database.LEARNING, names) for _ in range(TRIES))


def delete_for_good(actor: Actor, item: Item) -> None:
    """Let one item go at once, without the day in which it could come back.

    Raises:
        Invalid: it is not the actor's.
    """
    if item.owner_id != actor.id:
        raise Invalid("Only its owner can delete this.")
    drawer = whole_of(by_name()[ITEMS[ItemKind(item.kind)]])
    evidence.forget_items(item.kind, [item.id])
    delete_rows(connection(), actor.id, drawer, [item.id])
    search.sweep()
    db.session.expire_all()


def _some_entries(person_id: UUID) -> Sequence[UUID]:
    entries = by_name()[ITEMS[ItemKind.ACTIVITY]].table
    stmt = select(entries.c.id).where(entries.c.owner_id == person_id).limit(SOME)
    return connection().scalars(stmt).all()
