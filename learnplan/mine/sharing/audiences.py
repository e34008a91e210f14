"""Whom an item can be opened to besides one person: circles, as the room that keeps them says.

Sharing stands below the circles. So they say here, once, who is in them and what they are called.
An item opened to a circle is open to whoever is in it, for as long as they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, false, select

from learnplan.core.actor import Actor
from learnplan.directory.queries import names_of
from learnplan.mine.sharing.models import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Circles:
    """How circles are asked about.

    Args:
        with_member: the ids of those that an actor is in, as a subquery.
        of: those that an actor is in and can share with: ids with names, by name.
        names: what some are called, by id; those that are gone are left out.
        members: who is in one of them.
    """

    with_member: Callable[[Actor], Select[UUID]]
    of: Callable[[Actor], list[tuple[UUID, str]]]
    names: Callable[[Sequence[UUID]], dict[UUID, str]]
    members: Callable[[UUID], list[UUID]]


_NONE = Circles(
    with_member=lambda _actor: select(Share.reader_id).where(false()),
    of=lambda _actor: [],
    names=lambda _ids: {},
    members=lambda _id: [],
)
_known: list[Circles] = [_NONE]


def can_be_shared_with(circles: Circles) -> None:
    """Say how circles are asked about."""
    _known[0] = circles


def circles_with(actor: Actor) -> Select[UUID]:
    """The ids of the circles that ``actor`` is in, as a subquery."""
    return _known[0].with_member(actor)


def circles_of(actor: Actor) -> list[tuple[UUID, str]]:
    """The circles that ``actor`` can share with: ids with names, by name."""
    return _known[0].of(actor)


def readers_called(reader_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What some readers are called, be they people or circles, for those that are there."""
    people, circles = people_and_circles(reader_ids)
    return {**people, **circles}


def people_and_circles(
    reader_ids: Sequence[UUID],
) -> tuple[dict[UUID, str], dict[UUID, str]]:
    """What those of some readers are called that are people, and those that are circles."""
    people = names_of(reader_ids)
    rest = [each for each in reader_ids if each not in people]
    return people, _known[0].names(rest) if rest else {}


def people_of(reader_id: UUID) -> list[UUID]:
    """Who is in a circle that something is opened to; a person is nobody else."""
    return _known[0].members(reader_id) or [reader_id]
