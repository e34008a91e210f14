"""Attaching evidence to what is one's own, saying whether it goes along, and letting it go."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import afterwards, batched, db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import services as journal
from learnplan.mine.evidence import policy, queries
from learnplan.mine.evidence.models import Evidence, StoredFile
from learnplan.mine.evidence.naming import harmless
from learnplan.mine.evidence.shelf import Staged, shelf_here
from learnplan.mine.evidence.words import MEBIBYTE, TITLE_LIMIT, Kind
from learnplan.mine.search import services as search
from learnplan.mine.search.services import Findable
from learnplan.mine.sharing.items import Item, ItemKind

EVIDENCE = "evidence"
NOT_YOURS = "Only its owner can change the evidence beside it."


def attach_file(
    actor: Actor, item: Item, staged: Staged, *, name: str, title: str = "", once: str | None = None
) -> Evidence:
    """Attach a file that was examined, under a harmless form of its ``name``.

    The same content is kept once for its owner, and never known of by anybody else's.

    Raises:
        Refused: the item is not theirs.
        Invalid: there is no room for it within what one person may keep.
    """
    require(item.owner_id == actor.id, NOT_YOURS)
    if (sent := made_before(Evidence, once, Evidence.owner_id == actor.id)) is not None:
        return sent
    file_name = harmless(name, staged.medium)
    return _attach(
        actor,
        item,
        kind=Kind.FILE,
        title=title or file_name[:TITLE_LIMIT],
        file_id=_on_the_shelf(actor, staged).id,
        file_name=file_name,
        once=once,
    )


def attach_link(
    actor: Actor, item: Item, *, address: str, title: str = "", once: str | None = None
) -> Evidence:
    """Attach the address of something.

    Raises:
        Refused: the item is not theirs.
    """
    require(item.owner_id == actor.id, NOT_YOURS)
    if (sent := made_before(Evidence, once, Evidence.owner_id == actor.id)) is not None:
        return sent
    return _attach(actor, item, kind=Kind.LINK, address=address, title=title, once=once)


def attach_quotation(
    actor: Actor, item: Item, *, quotation: str, said_by: str = "", once: str | None = None
) -> Evidence:
    """Attach what somebody said or wrote.

    Raises:
        Refused: the item is not theirs.
    """
    require(item.owner_id == actor.id, NOT_YOURS)
    if (sent := made_before(Evidence, once, Evidence.owner_id == actor.id)) is not None:
        return sent
    return _attach(
        actor, item, kind=Kind.QUOTATION, quotation=quotation, said_by=said_by, once=once
    )


def rewrite_evidence(
    actor: Actor,
    evidence: Evidence,
    *,
    version: int | None,
    title: str = "",
    address: str = "",
    quotation: str = "",
    said_by: str = "",
) -> None:
    """Say anew what a piece of evidence is called, where it is, or what was said and by whom.

    Raises:
        Refused: it is not theirs.
        Conflict: it was changed since ``version``; nothing is overwritten.
    """
    require(policy.can_edit(actor, evidence), NOT_YOURS)
    db.session.refresh(evidence, with_for_update=True)  # two windows may save at the same moment
    if evidence.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    evidence.title, evidence.address = title, address
    evidence.quotation, evidence.said_by = quotation, said_by
    evidence.version += 1
    db.session.flush()
    search.hand_in_again(actor.id, [_findable(actor.time_zone, evidence)])


def let_go_along(actor: Actor, evidence: Evidence, *, goes_along: bool) -> None:
    """Say whether whoever its item is shared with sees it, too. From then on, at once.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_edit(actor, evidence), NOT_YOURS)
    evidence.goes_along = goes_along
    db.session.flush()


def move_evidence(actor: Actor, evidence: Evidence, *, places: int) -> None:
    """Move a piece down by ``places``, or up where that is negative; at either end it stays.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_edit(actor, evidence), NOT_YOURS)
    pieces = list(_in_order(evidence))
    here = pieces.index(evidence)
    pieces.insert(max(here + places, 0), pieces.pop(here))
    for position, each in enumerate(pieces, start=1):
        each.position = position
    db.session.flush()


def remove_evidence(actor: Actor, evidence: Evidence) -> None:
    """Take a piece away from its item, for its readers too. It can be brought back for a day.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_edit(actor, evidence), NOT_YOURS)
    evidence.deleted_at = clock.now()
    evidence.once = None  # the same form sent again, from the Back button, attaches it anew
    db.session.flush()
    search.forget_pieces([evidence.id])
    purge_removed(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_evidence(actor: Actor, evidence: Evidence) -> None:
    """Bring a removed piece back, to the place it had.

    Raises:
        Refused: it is not theirs, or not removed.
    """
    require(policy.can_restore(actor, evidence), NOT_YOURS)
    evidence.deleted_at = None
    db.session.flush()
    search.hand_in(actor.id, [_findable(actor.time_zone, evidence)])


def look_at(actor: Actor, file: queries.FileToSend) -> None:
    """Tell the owner of a file that ``actor`` took it. Once a day is enough."""
    journal.note_look(
        actor, owner_id=file.owner_id, item_kind=EVIDENCE, item_id=file.id, what=file.title
    )


def purge_removed(before: datetime, *, owner: Actor | None = None) -> None:
    """Let go for good of what was removed ``before`` a moment; of one owner, else everybody's."""
    old = [Evidence.deleted_at < before]
    if owner is not None:
        old.append(Evidence.owner_id == owner.id)
    _forget(*old)


def forget_items(kind: ItemKind, item_ids: Collection[UUID]) -> None:
    """Let go of the evidence of items that are gone for good, with its files."""
    for ids in batched(item_ids):
        _forget(Evidence.item_kind == kind, Evidence.item_id.in_(ids))


def forget_evidence(actor: Actor, evidence_ids: Collection[UUID]) -> None:
    """Let go of single pieces of the actor's for good, with files that nothing else needs."""
    for ids in batched(evidence_ids):
        search.forget_pieces(ids)
        _forget(Evidence.owner_id == actor.id, Evidence.id.in_(ids))


def forget_everything(owner_id: UUID) -> None:
    """Let go of all the evidence of somebody, and of all their files, at once."""
    _forget(Evidence.owner_id == owner_id)


def sweep_the_shelf() -> int:
    """Take away files that no evidence knows, such as a crash leaves; how many there were.

    It is done in a transaction, so that nobody puts a file on the shelf meanwhile.
    """
    return shelf_here().sweep(queries.names_on_the_shelf())


def _attach(actor: Actor, item: Item, **said: object) -> Evidence:
    last = db.session.scalar(
        select(func.max(Evidence.position)).where(
            Evidence.item_kind == item.kind, Evidence.item_id == item.id
        )
    )
    evidence = Evidence(
        owner_id=actor.id,
        item_kind=item.kind,
        item_id=item.id,
        position=1 if last is None else last + 1,
        **said,  # type: ignore[arg-type]  # the columns, as the three acts above name them
    )
    db.session.add(evidence)
    db.session.flush()
    search.hand_in(actor.id, [_findable(actor.time_zone, evidence)])
    return evidence


def let_be_found(owner_id: UUID, evidence_ids: Sequence[UUID]) -> None:
    """Let evidence that has just come in be found."""
    for ids in batched(evidence_ids):
        stmt = select(Evidence).where(Evidence.owner_id == owner_id, Evidence.id.in_(ids))
        search.hand_in(owner_id, [_findable("UTC", one) for one in db.session.scalars(stmt)])


def _findable(zone: str, evidence: Evidence) -> Findable:
    """What its owner finds it by: its name, and what was said."""
    return Findable(
        kind=evidence.item_kind,
        item_id=evidence.item_id,
        piece_id=evidence.id,
        day=evidence.added_at.astimezone(ZoneInfo(zone)).date(),
        title=evidence.title or evidence.said_by or evidence.address[:TITLE_LIMIT],
        texts=(evidence.quotation, evidence.said_by, evidence.address, evidence.file_name),
    )


def _on_the_shelf(actor: Actor, staged: Staged) -> StoredFile:
    """The row of a file, which stands on the shelf before the row is kept.

    Raises:
        Invalid: it is more than one person may keep.
    """
    known = db.session.scalar(
        select(StoredFile).where(
            StoredFile.owner_id == actor.id, StoredFile.sha256 == staged.sha256
        )
    )
    if known is not None:
        return known
    shelf, used = shelf_here(), queries.used_by(actor.id)
    if used.used + staged.size > shelf.quota:
        raise Invalid(_no_room(used, staged.size), field="files")
    file = StoredFile(
        owner_id=actor.id,
        sha256=staged.sha256,
        size=staged.size,
        medium=staged.medium,
        has_thumbnail=staged.thumbnail is not None,
    )
    afterwards(lost=partial(shelf.take, file.name))
    shelf.put(file.name, staged)
    db.session.add(file)
    db.session.flush()
    return file


def _no_room(used: queries.Used, size: int) -> str:
    said = (
        f"There is no room for it: this file has {size / MEBIBYTE:,.1f} MiB, and you use "
        f"{used.used / MEBIBYTE:,.0f} of your {used.quota / MEBIBYTE:,.0f} MiB. "
        "Remove a file that you no longer need."
    )
    if used.waiting:
        said += (
            f" What you removed within the last day still takes {used.waiting / MEBIBYTE:,.1f} "
            "MiB, so that it can be brought back."
        )
    return said


def _in_order(evidence: Evidence) -> Sequence[Evidence]:
    stmt = (
        select(Evidence)
        .where(
            Evidence.owner_id == evidence.owner_id,
            Evidence.item_kind == evidence.item_kind,
            Evidence.item_id == evidence.item_id,
            Evidence.deleted_at.is_(None),
        )
        .order_by(Evidence.position, Evidence.id)
    )
    return db.session.scalars(stmt).all()


def _forget(*which: ColumnElement[bool]) -> None:
    """Delete evidence, and the files that nothing refers to any more once that is kept."""
    files = select(Evidence.file_id).where(*which, Evidence.file_id.is_not(None))
    perhaps = db.session.scalars(files).all()
    db.session.execute(delete(Evidence).where(*which))
    still = select(Evidence.file_id).where(Evidence.file_id.in_(perhaps))
    unused = select(StoredFile).where(StoredFile.id.in_(perhaps), StoredFile.id.not_in(still))
    shelf = shelf_here()
    for file in db.session.scalars(unused).all():
        db.session.delete(file)
        afterwards(kept=partial(shelf.take, file.name))
    db.session.flush()
