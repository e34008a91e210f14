"""Who may see, join and change a circle. Everyone in it may do the same; no role adds anything."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from learnplan.core.actor import Actor
from learnplan.mine.circles.models.circles import Circle, CircleInvitation, CircleMember
from learnplan.mine.circles.models.outward import CardVoice, CircleCard
from learnplan.mine.circles.words import PAIR_SIZE, Kind, State
from learnplan.mine.stories.stages import OUT_THERE


def is_member(actor: Actor, *, members: Collection[UUID]) -> bool:
    """Whether ``actor`` is one of the ``members`` of a circle."""
    return actor.id in members


def with_member(actor: Actor) -> ColumnElement[bool]:
    """``is_member`` said in SQL. A test keeps the two in step."""
    return Circle.id.in_(ids_of_circles_with(actor))


def ids_of_circles_with(actor: Actor) -> Select[UUID]:
    """The ids of the circles that ``actor`` is in, as a subquery."""
    return select(CircleMember.circle_id).where(CircleMember.person_id == actor.id)


def can_find(
    actor: Actor, circle: Circle, *, members: Collection[UUID], invited: Collection[UUID]
) -> bool:
    """Whether the circle is there for ``actor`` at all.

    It is for its ``members``, for whom was ``invited``, and for everybody while it is open to all.
    """
    return (
        actor.id in members
        or (actor.id in invited and circle.state is not State.CLOSED)
        or (circle.is_open and circle.state is not State.CLOSED)
    )


def found_by(actor: Actor) -> ColumnElement[bool]:
    """``can_find`` said in SQL. A test keeps the two in step."""
    invited = select(CircleInvitation.circle_id).where(CircleInvitation.person_id == actor.id)
    return or_(
        with_member(actor),
        and_(Circle.id.in_(invited), Circle.state != State.CLOSED),
        open_to_all(),
    )


def open_to_all() -> ColumnElement[bool]:
    """That any worker may find and join it; in SQL."""
    return and_(Circle.is_open, Circle.state != State.CLOSED)


def can_see_card(
    actor: Actor, card: CircleCard, *, members: Collection[UUID], voices: Collection[UUID]
) -> bool:
    """The ``members`` of its circle; and, of one that is out, those whose ``voices`` it has.

    One that was thrown away is there for nobody.
    """
    if card.thrown_away_at is not None:
        return False
    return actor.id in members or (card.is_out_there and actor.id in voices)


def card_seen_by(actor: Actor) -> ColumnElement[bool]:
    """``can_see_card`` said in SQL. A test keeps the two in step."""
    said = select(CardVoice.card_id).where(CardVoice.person_id == actor.id)
    return and_(
        CircleCard.thrown_away_at.is_(None),
        or_(
            CircleCard.circle_id.in_(ids_of_circles_with(actor)),
            and_(CircleCard.id.in_(said), CircleCard.stage.in_(OUT_THERE)),
        ),
    )


def has_room(circle: Circle, *, members: Collection[UUID]) -> bool:
    """Whether one more can join: a pair is two people."""
    return circle.kind is not Kind.PAIR or len(members) < PAIR_SIZE
