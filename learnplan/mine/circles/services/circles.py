"""Starting a circle, saying anew what it is about, and moving it on."""

from datetime import date

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid
from learnplan.core.once import made_before
from learnplan.mine.circles.models.circles import Circle, CircleMember
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.services import membership
from learnplan.mine.circles.words import FEWEST_WEEKS, MOST_WEEKS, Kind, Rhythm, State


def start_circle(
    actor: Actor,
    *,
    kind: Kind,
    name: str,
    purpose: str = "",
    agreement: str = "",
    is_open: bool = False,
    rhythm: Rhythm = Rhythm.AS_AGREED,
    place: str = "",
    starts_on: date | None = None,
    weeks: int | None = None,
    once: str | None = None,
) -> Circle:
    """Start a circle, with ``actor`` as the first in it and no more than that.

    A form that carries the word ``once`` starts one circle, however often it is sent.

    Raises:
        Invalid: it is to last a number of weeks that no circle of its kind lasts.
    """
    there = made_before(Circle, once, Circle.founder_id == actor.id)
    if there is not None:
        return there
    _check_weeks(kind, weeks)
    circle = Circle(
        founder_id=actor.id,
        kind=kind,
        name=name,
        purpose=purpose,
        agreement=agreement,
        is_open=is_open and kind is not Kind.PAIR,
        rhythm=rhythm,
        place=place,
        starts_on=starts_on,
        weeks=weeks,
        once=once,
    )
    db.session.add(circle)
    db.session.flush()
    membership.enter(actor, circle)
    return circle


def rewrite_circle(
    actor: Actor,
    circle: Circle,
    *,
    version: int | None,
    name: str,
    purpose: str,
    agreement: str,
    is_open: bool,
    rhythm: Rhythm,
    place: str,
    starts_on: date | None,
    weeks: int | None,
) -> None:
    """Say anew what a circle is about; any member can, if it still says what they read before.

    A changed agreement is accepted anew by each member; whoever changes it has.

    Raises:
        NotFound: they are not in it.
        Conflict: it was changed since ``version``, or is closed.
        Invalid: it is to last a number of weeks that no circle of its kind lasts.
    """
    member = queries.membership_for(actor, circle)
    db.session.refresh(circle, with_for_update=True)  # two windows may save at the same moment
    if circle.version != version:
        raise Conflict("This circle was changed by somebody else while you were writing.")
    require_not_closed(circle)
    _check_weeks(circle.kind, weeks)
    if agreement != circle.agreement:
        circle.agreement, circle.agreement_version = agreement, circle.agreement_version + 1
        member.accepted_version = circle.agreement_version
    circle.name, circle.purpose, circle.place = name, purpose, place
    circle.is_open = is_open and circle.kind is not Kind.PAIR
    circle.rhythm, circle.starts_on, circle.weeks = rhythm, starts_on, weeks
    circle.version += 1
    db.session.flush()


def move_circle(actor: Actor, circle: Circle, to: State) -> None:
    """Let a circle begin, rest or go on; any member can. Moving it where it is changes nothing.

    Raises:
        NotFound: they are not in it.
        Conflict: there is no way there from where it is.
    """
    queries.membership_for(actor, circle)
    if circle.state is not to:
        circle.move_to(to)
        db.session.flush()


def accept_agreement(actor: Actor, circle: Circle, *, version: int | None) -> None:
    """Accept what a circle agreed to, as it was read.

    Raises:
        NotFound: they are not in it.
        Conflict: the agreement has changed since they read it.
    """
    member: CircleMember = queries.membership_for(actor, circle)
    if version != circle.agreement_version:
        raise Conflict("The agreement has changed since you opened it. Read it once more.")
    member.accepted_version = circle.agreement_version
    db.session.flush()


def require_not_closed(circle: Circle) -> None:
    """Go on only if a circle is not closed.

    Raises:
        Conflict: it is.
    """
    if circle.state is State.CLOSED:
        raise Conflict("This circle is closed. What is in it can be read, and nothing added.")


def _check_weeks(kind: Kind, weeks: int | None) -> None:
    if weeks is None:
        return
    if kind is Kind.COMMUNITY:
        raise Invalid("A community of practice goes on; leave this empty.", field="weeks")
    if not FEWEST_WEEKS <= weeks <= MOST_WEEKS:
        raise Invalid(
            f"Choose from {FEWEST_WEEKS} to {MOST_WEEKS} weeks, or leave it open.", field="weeks"
        )
