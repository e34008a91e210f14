"""Who may see and change evidence. It follows its item only where its owner said so."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_

from learnplan.core.actor import Actor
from learnplan.mine.evidence.models import Evidence
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import readable_ids


def can_edit(actor: Actor, evidence: Evidence) -> bool:
    """Its owner alone, until they remove it."""
    return evidence.owner_id == actor.id and evidence.deleted_at is None


def editable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_edit`` said in SQL."""
    return and_(Evidence.owner_id == actor.id, Evidence.deleted_at.is_(None))


def can_restore(actor: Actor, evidence: Evidence) -> bool:
    """Its owner alone, once they have removed it."""
    return evidence.owner_id == actor.id and evidence.deleted_at is not None


def restorable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_restore`` said in SQL."""
    return and_(Evidence.owner_id == actor.id, Evidence.deleted_at.is_not(None))


def can_read(
    actor: Actor, evidence: Evidence, *, opened: Collection[tuple[ItemKind, UUID]]
) -> bool:
    """Its owner; and whom its item is open to, if it goes along. Nobody once it is removed.

    ``opened`` holds the kinds and ids of the items that others opened to ``actor``.
    """
    goes = evidence.goes_along and (evidence.item_kind, evidence.item_id) in opened
    return evidence.deleted_at is None and (evidence.owner_id == actor.id or goes)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """``can_read`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    opened = [
        and_(Evidence.item_kind == kind, Evidence.item_id.in_(readable_ids(actor, kind)))
        for kind in ItemKind
    ]
    return and_(
        Evidence.deleted_at.is_(None),
        or_(Evidence.owner_id == actor.id, and_(Evidence.goes_along, or_(*opened))),
    )
