"""Taking a whole record along: one archive at a time, there for a day."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import background, clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Kind
from learnplan.mine.portability.archive import folder
from learnplan.mine.portability.archive.making import counts_of
from learnplan.mine.portability.models import EXPORTS_STAY, Export, LogDraft, Making
from learnplan.mine.portability.record.saying import Record, one_moment
from learnplan.web.filters import octets

JOURNAL_KIND = "export"
LONGEST_MAKING = timedelta(hours=6)


def latest_for(actor: Actor) -> Export | None:
    """The actor's newest export, if one is under way or was made lately."""
    stmt = (
        select(Export)
        .where(Export.owner_id == actor.id)
        .order_by(Export.asked_at.desc(), Export.id)
        .limit(1)
    )
    return db.session.scalar(stmt)


def export_for(actor: Actor, export_id: UUID) -> Export:
    """One of the actor's own exports.

    Raises:
        NotFound: it does not exist, no longer, or is not theirs to know about.
    """
    stmt = select(Export).where(Export.id == export_id, Export.owner_id == actor.id)
    found = db.session.scalar(stmt)
    if found is None:
        raise NotFound("There is no such export.")
    return found


def counts_for(actor: Actor) -> Mapping[str, int]:
    """How much of each kind there is to take along."""
    with one_moment() as connection:
        return counts_of(Record(connection, actor.id))


def ask(actor: Actor) -> tuple[Export, bool]:
    """Ask for an archive; says whether it is still to be made. While one is, it is that one.

    An older one goes: there is one archive of a record at most.
    """
    latest = latest_for(actor)
    if latest is not None and latest.state is Making.UNDER_WAY and not interrupted(latest):
        return latest, False
    old = db.session.scalars(select(Export.id).where(Export.owner_id == actor.id)).all()
    folder.take_away(*old)
    db.session.execute(delete(Export).where(Export.id.in_(old)))
    export = Export(owner_id=actor.id)
    db.session.add(export)
    db.session.flush()
    return export, True


def interrupted(export: Export) -> bool:
    """Whether making it ended before it was done."""
    return export.state is Making.UNDER_WAY and background.was_interrupted(export.id, export.since)


def made(actor: Actor, export_id: UUID, *, size: int, members: int) -> None:
    """Write down that an archive is there to be taken, for its owner's journal, too."""
    export = export_for(actor, export_id)
    export.state, export.since = Making.READY, clock.now()
    export.size, export.members = size, members
    journal.note(
        actor.id,
        Kind.EXPORT,
        "your whole record",
        item_kind=JOURNAL_KIND,
        item_id=export.id,
        remark=f"{members:,} files, {octets(size)}.",
    )


def failed(actor: Actor, export_id: UUID, sentence: str) -> None:
    """Write down why an archive could not be made."""
    export = export_for(actor, export_id)
    export.state, export.since, export.trouble = Making.FAILED, clock.now(), sentence
    db.session.flush()


def purge() -> int:
    """Remove every archive whose day is over, and files that no row knows; how many went."""
    now = clock.now()
    over = (Export.state == Making.READY) & (Export.since < now - EXPORTS_STAY)
    stuck = (Export.state != Making.READY) & (Export.since < now - LONGEST_MAKING - EXPORTS_STAY)
    old = db.session.scalars(select(Export.id).where(over | stuck)).all()
    db.session.execute(delete(Export).where(Export.id.in_(old)))
    known = set(db.session.scalars(select(Export.id)))
    known |= set(db.session.scalars(select(LogDraft.import_id)))
    lost = [one for one in folder.ids_there() if one not in known]
    folder.take_away(*lost)
    return len(set(old) | set(lost))
