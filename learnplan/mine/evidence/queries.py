"""Reads of evidence. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.evidence import policy
from learnplan.mine.evidence.models import Evidence, StoredFile
from learnplan.mine.evidence.shelf import shelf_here
from learnplan.mine.evidence.words import Kind
from learnplan.mine.sharing.items import ItemKind, own_item_for
from learnplan.mine.sharing.readings import item_for

NO_EVIDENCE = "There is no such evidence."


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """A piece of evidence as a page shows it. What a file is not, is empty for one, and so on.

    ``size`` is in bytes, ``called`` is what people call a file of its kind.
    """

    id: UUID
    kind: Kind
    title: str
    address: str
    quotation: str
    said_by: str
    file_name: str
    size: int
    called: str
    has_thumbnail: bool
    goes_along: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToSend:
    """A file that somebody may have, and where it stands."""

    id: UUID
    owner_id: UUID
    title: str
    path: Path
    thumbnail: Path | None
    media_type: str
    file_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKept:
    """A piece of evidence with everything its owner put into it, for them to take along."""

    id: UUID
    item_kind: ItemKind
    item_id: UUID
    kind: Kind
    title: str
    address: str
    quotation: str
    said_by: str
    file_name: str
    media_type: str
    sha256: str
    size: int
    path: Path | None
    position: int
    goes_along: bool
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """How much of their room somebody uses, in bytes, and for how much of it Undo still waits."""

    used: int
    quota: int
    waiting: int


def evidence_of(actor: Actor, kind: ItemKind, item_id: UUID) -> list[EvidenceView]:
    """What the actor attached to an item of their own, in their order."""
    stmt = _views().where(
        policy.editable_by(actor), Evidence.item_kind == kind, Evidence.item_id == item_id
    )
    return [_view(row) for row in db.session.execute(stmt)]


def going_along(kind: ItemKind, item_id: UUID) -> list[EvidenceView]:
    """What readers see beside an item that was fetched for one of them, in its owner's order."""
    stmt = _views().where(
        Evidence.item_kind == kind,
        Evidence.item_id == item_id,
        Evidence.goes_along,
        Evidence.deleted_at.is_(None),
    )
    return [_view(row) for row in db.session.execute(stmt)]


def still_beside(
    owner_id: UUID, kind: ItemKind, item_id: UUID, ids: Collection[UUID]
) -> list[EvidenceView]:
    """Of some pieces that an owner chose to show of an item, those that are still beside it."""
    stmt = _views().where(_there(owner_id, kind, item_id), Evidence.id.in_(ids))
    return [_view(row) for row in db.session.execute(stmt)]


def file_beside(owner_id: UUID, kind: ItemKind, item_id: UUID, evidence_id: UUID) -> FileToSend:
    """A file beside an item, for whom its owner chose to show it. Who that is, the caller knows.

    Raises:
        NotFound: it is not beside that item, or no longer.
    """
    return _to_send(Evidence.id == evidence_id, _there(owner_id, kind, item_id))[1]


def evidence_for(actor: Actor, evidence_id: UUID) -> Evidence:
    """The actor's own evidence, beside an item that is there, to change it.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    return _beside_its_item(actor, Evidence.id == evidence_id, policy.editable_by(actor))


def removed_evidence_for(actor: Actor, evidence_id: UUID) -> Evidence:
    """The actor's own evidence that they removed a short while ago, to bring it back.

    Raises:
        NotFound: there is none, or it is gone for good.
    """
    return _beside_its_item(actor, Evidence.id == evidence_id, policy.restorable_by(actor))


def file_for(actor: Actor, evidence_id: UUID) -> FileToSend:
    """A file that is the actor's own, or goes along with what somebody shared with them.

    Raises:
        NotFound: there is none, it is not theirs to know about, or its item is deleted.
    """
    evidence, file = _to_send(Evidence.id == evidence_id, policy.readable_by(actor))
    its_item = own_item_for if evidence.owner_id == actor.id else item_for
    its_item(actor, evidence.item_kind, evidence.item_id)  # with a deleted item, it is away
    return file


def used_by(owner_id: UUID) -> Used:
    """How much room somebody's files take. Only they are told."""
    used = db.session.scalar(_sizes().where(StoredFile.owner_id == owner_id)) or 0
    still_there = select(Evidence.file_id).where(
        Evidence.file_id.is_not(None), Evidence.deleted_at.is_(None)
    )
    waiting = _sizes().where(StoredFile.owner_id == owner_id, StoredFile.id.not_in(still_there))
    return Used(used=used, quota=shelf_here().quota, waiting=db.session.scalar(waiting) or 0)


def everything_of(owner_id: UUID) -> list[EvidenceKept]:
    """All the evidence of somebody, item by item, for them to take along."""
    stmt = (
        select(Evidence, StoredFile)
        .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
        .where(Evidence.owner_id == owner_id, Evidence.deleted_at.is_(None))
        .order_by(Evidence.item_kind, Evidence.item_id, Evidence.position, Evidence.id)
    )
    shelf = shelf_here()
    return [
        EvidenceKept(
            id=evidence.id,
            item_kind=evidence.item_kind,
            item_id=evidence.item_id,
            kind=evidence.kind,
            title=evidence.title,
            address=evidence.address,
            quotation=evidence.quotation,
            said_by=evidence.said_by,
            file_name=evidence.file_name,
            media_type=file.medium.media_type if file else "",
            sha256=file.sha256 if file else "",
            size=file.size if file else 0,
            path=shelf.path(file.name) if file else None,
            position=evidence.position,
            goes_along=evidence.goes_along,
            added_at=evidence.added_at,
        )
        for evidence, file in db.session.execute(stmt)
    ]


def ids_with_evidence(kind: ItemKind) -> Select[UUID]:
    """The ids of the items of ``kind`` that somebody attached something to, as a subquery."""
    return select(Evidence.item_id).where(Evidence.item_kind == kind)


def names_on_the_shelf() -> list[str]:
    """The name of every file that a row knows."""
    return [file.name for file in db.session.scalars(select(StoredFile))]


def _beside_its_item(actor: Actor, *conditions: ColumnElement[bool]) -> Evidence:
    evidence = db.session.scalar(select(Evidence).where(*conditions))
    if evidence is None:
        raise NotFound(NO_EVIDENCE)
    own_item_for(actor, evidence.item_kind, evidence.item_id)  # with a deleted item, it is away
    return evidence


def _there(owner_id: UUID, kind: ItemKind, item_id: UUID) -> ColumnElement[bool]:
    return and_(
        Evidence.owner_id == owner_id,
        Evidence.item_kind == kind,
        Evidence.item_id == item_id,
        Evidence.deleted_at.is_(None),
    )


def _to_send(*conditions: ColumnElement[bool]) -> tuple[Evidence, FileToSend]:
    stmt = select(Evidence, StoredFile).join(StoredFile, StoredFile.id == Evidence.file_id)
    row = db.session.execute(stmt.where(*conditions)).first()
    if row is None:
        raise NotFound(NO_EVIDENCE)
    evidence, file = row
    shelf = shelf_here()
    return evidence, FileToSend(
        id=evidence.id,
        owner_id=evidence.owner_id,
        title=evidence.title,
        path=shelf.path(file.name),
        thumbnail=shelf.thumbnail(file.name) if file.has_thumbnail else None,
        media_type=file.medium.media_type,
        file_name=evidence.file_name,
    )


def _sizes() -> Select[int]:
    return select(func.coalesce(func.sum(StoredFile.size), 0))


def _views() -> "Select[Evidence, StoredFile]":
    return (
        select(Evidence, StoredFile)
        .outerjoin(StoredFile, StoredFile.id == Evidence.file_id)
        .order_by(Evidence.position, Evidence.id)
    )


def _view(row: "Row[Evidence, StoredFile]") -> EvidenceView:
    evidence, file = row
    return EvidenceView(
        id=evidence.id,
        kind=evidence.kind,
        title=evidence.title,
        address=evidence.address,
        quotation=evidence.quotation,
        said_by=evidence.said_by,
        file_name=evidence.file_name,
        size=file.size if file else 0,
        called=file.medium.called if file else "",
        has_thumbnail=bool(file and file.has_thumbnail),
        goes_along=evidence.goes_along,
        version=evidence.version,
    )
