"""Writing down what crosses. Every room of Mine that lets something out or in calls these."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Table, Update, delete, update
from sqlalchemy.dialects import postgresql, sqlite

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of
from learnplan.core.errors import require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import policy
from learnplan.mine.disclosures.models import Crossing, Receipt
from learnplan.mine.disclosures.receipts import NewReceipt
from learnplan.mine.disclosures.words import Ending, Kind

OUTSIDER = "Somebody with the link"
AT_ONCE = 1_000
_put_unless_there = {
    (dialect.dialect.name, model): dialect.insert(
        cast("Table", model.__table__)
    ).on_conflict_do_nothing(index_elements=known_by)
    for dialect in (postgresql, sqlite)
    for model, known_by in (
        (Crossing, ["item_kind", "item_id", "reader_id", "seen_on"]),
        (Receipt, ["owner_id", "ledger_number"]),
    )
}


def note(
    owner_id: UUID,
    kind: Kind,
    what: str,
    *,
    whom: str = "",
    reader_id: UUID | None = None,
    item_kind: str | None = None,
    item_id: UUID | None = None,
    until: date | None = None,
    ends_at: datetime | None = None,
    remark: str = "",
) -> Crossing:
    """Write down that something crossed, in words that stay true when the thing is gone.

    Args:
        owner_id: whose record it left or came into.
        kind: what sort of crossing it is.
        what: what crossed, such as a title.
        whom: to whom, by name or address.
        reader_id: the person, where it is one.
        item_kind: what sort of thing crossed, where there is one.
        item_id: which one; ``end`` finds the line by it.
        until: the last day it stays open; ``ends_at`` is when that day is over for its owner.
        ends_at: given with ``until`` and not without.
        remark: what more there is to say.
    """
    crossing = Crossing(
        owner_id=owner_id,
        kind=kind,
        what=what,
        whom=whom,
        reader_id=reader_id,
        item_kind=item_kind,
        item_id=item_id,
        until=until,
        ends_at=ends_at,
        remark=remark,
    )
    db.session.add(crossing)
    db.session.flush()
    return crossing


def note_look(reader: Actor, *, owner_id: UUID, item_kind: str, item_id: UUID, what: str) -> None:
    """Write down that somebody looked at what its owner opened to them.

    One line says it for the reader's whole day. The owner's own looks are nobody's to tell.
    """
    if reader.id != owner_id:
        look: dict[str, Any] = {
            "id": uuid4(),
            "owner_id": owner_id,
            "kind": Kind.LOOK,
            "what": what,
            "at": clock.now(),
            "whom": reader.name,
            "remark": "",
            "reader_id": reader.id,
            "item_kind": item_kind,
            "item_id": item_id,
            "seen_on": clock.today(reader.time_zone),
        }
        _put(Crossing, [look])


def note_opening(owner_id: UUID, what: str, *, item_kind: str, item_id: UUID, day: date) -> None:
    """Write down that an outsider opened something on a day, once for that day."""
    line = note(owner_id, Kind.LOOK, what, whom=OUTSIDER, item_kind=item_kind, item_id=item_id)
    line.seen_on = day
    db.session.flush()


def change_end(
    item_kind: str,
    item_id: UUID,
    reader_id: UUID,
    *,
    until: date | None,
    ends_at: datetime | None,
) -> None:
    """Write down that something stays open until another day than was said, or without one."""
    db.session.execute(
        update(Crossing)
        .where(*_about(item_kind, item_id), Crossing.reader_id == reader_id, policy.still_open())
        .values(until=until, ends_at=ends_at, changed_at=clock.now())
    )


def end(
    item_kind: str,
    item_id: UUID,
    how: Ending,
    *,
    reader_id: UUID | None = None,
    owner_id: UUID | None = None,
) -> None:
    """Write down that something was ended: for one reader, else for whomever it concerned.

    What is several people's can end in the journal of one ``owner_id`` alone. What had ended before
    stays as it was.
    """
    stmt = _end(item_kind, [item_id], how)
    if reader_id is not None:
        stmt = stmt.where(Crossing.reader_id == reader_id)
    if owner_id is not None:
        stmt = stmt.where(Crossing.owner_id == owner_id)
    db.session.execute(stmt)


def end_all(item_kind: str, item_ids: Collection[UUID], how: Ending) -> None:
    """Write down that some things ended, for everybody whom they concerned."""
    db.session.execute(_end(item_kind, item_ids, how))


def end_line(line_id: UUID, how: Ending) -> None:
    """Write down that what one line tells was ended; what had ended before stays as it was."""
    db.session.execute(
        update(Crossing)
        .where(Crossing.id == line_id, policy.has_not_ended())
        .values(ended_at=clock.now(), ending=how)
    )


def remark(line_id: UUID, said: str) -> None:
    """Say something else beside a line, such as how often it happened."""
    db.session.execute(update(Crossing).where(Crossing.id == line_id).values(remark=said))


def take_back_deletion(item_kind: str, item_id: UUID) -> None:
    """Write down that something deleted is back, and open again to whom it was."""
    take_back_end(item_kind, item_id, Ending.DELETED)


def take_back_end(item_kind: str, item_id: UUID, how: Ending) -> None:
    """Write down that something did not end after all as it was said to."""
    db.session.execute(
        update(Crossing)
        .where(*_about(item_kind, item_id), Crossing.ending == how)
        .values(ended_at=None, ending=None)
    )


def remove_line(actor: Actor, crossing: Crossing) -> None:
    """Take a line off its owner's page. It can be brought back for a day.

    Raises:
        Refused: it is not theirs, still open, or a sign-in of the last weeks.
    """
    require(
        policy.can_remove(actor, crossing),
        "A line can be removed once what it tells is over; a sign-in after "
        f"{policy.SIGN_INS_STAY.days} days.",
    )
    crossing.removed_at = clock.now()
    db.session.flush()
    purge_removed(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_line(actor: Actor, crossing: Crossing) -> None:
    """Bring a removed line back.

    Raises:
        Refused: it is not theirs, or was not removed.
    """
    require(policy.can_restore(actor, crossing), "Only its owner can bring a line back.")
    crossing.removed_at = None
    db.session.flush()


def purge_removed(before: datetime, *, owner: Actor | None = None) -> None:
    """Let lines that were removed ``before`` a moment go for good; of one owner, else everybody."""
    stmt = delete(Crossing).where(Crossing.removed_at < before)
    db.session.execute(stmt if owner is None else stmt.where(Crossing.owner_id == owner.id))


def keep_receipts(rows: Iterable[NewReceipt]) -> None:
    """Give everybody their receipts for what was published. Giving one twice changes nothing."""
    waiting = iter(rows)
    while some := [{"id": uuid4(), **asdict(row)} for row in islice(waiting, AT_ONCE)]:
        _put(Receipt, some)


def _put(model: type[Crossing | Receipt], rows: list[dict[str, Any]]) -> None:
    dialect = engine_of(Database.LEARNING).dialect.name
    db.session.execute(_put_unless_there[dialect, model], rows)


def _end(item_kind: str, item_ids: Collection[UUID], how: Ending) -> Update:
    return (
        update(Crossing)
        .where(Crossing.item_kind == item_kind, Crossing.item_id.in_(item_ids))
        .where(Crossing.kind != Kind.LOOK, policy.has_not_ended())
        .values(ended_at=clock.now(), ending=how)
    )


def _about(item_kind: str, item_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Crossing.item_kind == item_kind, Crossing.item_id == item_id
