"""Whose attestations these are, and which still hold. No role adds anything."""

from sqlalchemy import ColumnElement, and_

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.mine.attestations.models import Attestation


def can_manage(actor: Actor, attestation: Attestation) -> bool:
    """Its owner alone."""
    return attestation.owner_id == actor.id


def holds(attestation: Attestation) -> bool:
    """Whether its link still opens: nobody stopped it, and its last day is not over."""
    return attestation.stopped_at is None and attestation.ends_at > clock.now()


def still_holds() -> ColumnElement[bool]:
    """``holds`` said in SQL. A test keeps the two in step."""
    return and_(Attestation.stopped_at.is_(None), Attestation.ends_at > clock.now())
