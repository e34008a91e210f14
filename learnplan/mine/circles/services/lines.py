"""What members need not bear: hiding a line for oneself, and asking the circle to take it down."""

from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.commons import HiddenLine
from learnplan.mine.circles.models.notices import Notice
from learnplan.mine.circles.queries.circles import membership_for
from learnplan.mine.circles.queries.lines import line_in, written_by
from learnplan.mine.circles.services import decisions
from learnplan.mine.circles.services.membership import on_leaving
from learnplan.mine.circles.words import Line, Matter


def hide(actor: Actor, circle: Circle, kind: Line, line_id: UUID) -> None:
    """See a line no more, at once; nobody is told. Doing so twice changes nothing.

    Raises:
        NotFound: ``actor`` is not in the circle, or there is no such line in it.
    """
    membership_for(actor, circle)
    _hide(actor, line_in(circle, kind, line_id).id, circle_id=circle.id)


def hide_notice(actor: Actor, notice: Notice) -> None:
    """See a line on the list of asks and offers no more, at once; nobody is told."""
    _hide(actor, notice.id, circle_id=None)


def show_again(actor: Actor, *, line_id: UUID) -> None:
    """See a line again that one hid."""
    db.session.execute(
        delete(HiddenLine).where(HiddenLine.person_id == actor.id, HiddenLine.line_id == line_id)
    )


def show_notices_again(actor: Actor) -> None:
    """See all the asks and offers again that one hid."""
    db.session.execute(
        delete(HiddenLine).where(HiddenLine.person_id == actor.id, HiddenLine.circle_id.is_(None))
    )


def ask_to_take_down(
    actor: Actor, circle: Circle, kind: Line, line_id: UUID, *, why: str = ""
) -> bool:
    """Ask the circle to take a line down, and hide it for oneself meanwhile.

    Returns whether it is done by that already. What is taken down stays its author's own: to
    read, to take along, and for nobody else.

    Raises:
        NotFound: ``actor`` is not in the circle, or there is no such line in it.
        Refused: it is their own.
        Conflict: the circle is closed, or too few are in it to decide such a thing.
    """
    membership_for(actor, circle)
    author_id = written_by(line_in(circle, kind, line_id))
    done = decisions.propose(
        actor, circle, Matter.TAKE_DOWN, about_id=author_id, line=kind, line_id=line_id, why=why
    )
    _hide(actor, line_id, circle_id=circle.id)
    return done


@on_leaving
def hide_nothing(circle_id: UUID, person_id: UUID) -> None:
    """Whoever leaves a circle hides nothing in it any more."""
    db.session.execute(
        delete(HiddenLine).where(
            HiddenLine.person_id == person_id, HiddenLine.circle_id == circle_id
        )
    )


def _hide(actor: Actor, line_id: UUID, *, circle_id: UUID | None) -> None:
    known = select(HiddenLine.id).where(
        HiddenLine.person_id == actor.id, HiddenLine.line_id == line_id
    )
    if db.session.scalar(known) is None:
        db.session.add(HiddenLine(person_id=actor.id, line_id=line_id, circle_id=circle_id))
        db.session.flush()
