"""Whose lines these are, which are still open, and which may go. No role adds anything."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.mine.disclosures.models import Crossing
from learnplan.mine.disclosures.words import STAY_OPEN, Kind

SIGN_INS_STAY = timedelta(days=30)
"""As long as a sign-in lasts: who came in with somebody's password cannot tidy up after it."""


def can_see(actor: Actor, crossing: Crossing) -> bool:
    """Its owner alone, until they remove it."""
    return crossing.owner_id == actor.id and crossing.removed_at is None


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """``can_see`` said in SQL. A test keeps the two in step."""
    return and_(Crossing.owner_id == actor.id, Crossing.removed_at.is_(None))


def is_open(crossing: Crossing) -> bool:
    """Whether somebody can still read through it."""
    return (
        crossing.kind in STAY_OPEN
        and crossing.ended_at is None
        and (crossing.ends_at is None or crossing.ends_at > clock.now())
    )


def still_open() -> ColumnElement[bool]:
    """``is_open`` said in SQL. A test keeps the two in step."""
    return and_(Crossing.kind.in_(STAY_OPEN), has_not_ended())


def has_not_ended() -> ColumnElement[bool]:
    """Whether nobody ended it and its last day, if it has one, is not over; in SQL."""
    return and_(
        Crossing.ended_at.is_(None),
        or_(Crossing.ends_at.is_(None), Crossing.ends_at > clock.now()),
    )


def can_remove(actor: Actor, crossing: Crossing) -> bool:
    """Its owner, once it is over; a sign-in stays for a while."""
    stays = crossing.kind is Kind.SIGN_IN and crossing.at > clock.now() - SIGN_INS_STAY
    return can_see(actor, crossing) and not is_open(crossing) and not stays


def can_restore(actor: Actor, crossing: Crossing) -> bool:
    """Its owner, once they have removed it."""
    return crossing.owner_id == actor.id and crossing.removed_at is not None
