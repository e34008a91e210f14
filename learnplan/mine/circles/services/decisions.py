"""What is not one person's to do: proposed by a member, done when enough of the others agree."""

from uuid import UUID

from sqlalchemy import delete, func, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound, Refused, require
from learnplan.mine.circles.models.circles import Circle, CircleProposal, CircleVote
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries import lines
from learnplan.mine.circles.services import membership, pages
from learnplan.mine.circles.services.circles import require_not_closed
from learnplan.mine.circles.words import Kind, Line, Matter

FEWEST_TO_REMOVE = 2


def propose(
    actor: Actor,
    circle: Circle,
    matter: Matter,
    *,
    about_id: UUID | None = None,
    line: Line | None = None,
    line_id: UUID | None = None,
    why: str = "",
    text_seal: str | None = None,
) -> bool:
    """Put something to the circle, and agree to it; returns whether it is done by that already.

    Proposing what is proposed already is agreeing to it. ``text_seal`` is of what everyone would
    see, where that is proposed: exactly that, and nothing else under the same name.

    Args:
        about_id: the member it concerns, or who wrote the line that it is about.
        line: what kind of line it is about, where it is about one; ``line_id`` is which.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it is closed, or what would be shown or taken back is not what they saw.
        Invalid: whom it is about is not in it.
        Refused: it is about themselves, or too few people are in it to decide such a thing.
    """
    members = queries.member_ids(circle)
    if actor.id not in members:
        raise NotFound(queries.NO_CIRCLE)
    require_not_closed(circle)
    if matter is Matter.REMOVE:
        _check_removal(actor, circle, about_id, members)
    if matter is Matter.TAKE_DOWN:
        _check_taking_down(actor, about_id, members)
    _check_page(actor, circle, matter, text_seal)
    stmt = select(CircleProposal).where(
        CircleProposal.circle_id == circle.id, CircleProposal.matter == matter
    )
    proposal = db.session.scalar(
        stmt.where(
            CircleProposal.about_id.is_(None)
            if about_id is None
            else CircleProposal.about_id == about_id,
            CircleProposal.line_id.is_(None)
            if line_id is None
            else CircleProposal.line_id == line_id,
        )
    )
    if proposal is not None and proposal.text_seal != text_seal:
        _forget(proposal)  # it was about words that are others by now
        proposal = None
    if proposal is None:
        proposal = CircleProposal(
            circle_id=circle.id,
            matter=matter,
            made_by_id=actor.id,
            about_id=about_id,
            line=line,
            line_id=line_id,
            why=why,
            text_seal=text_seal,
        )
        db.session.add(proposal)
        db.session.flush()
    return say(actor, circle, proposal, agrees=True)


def say(actor: Actor, circle: Circle, proposal: CircleProposal, *, agrees: bool) -> bool:
    """Agree to a proposal, or not; returns whether it is done now.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Refused: it is about them.
        Conflict: they agree to show something that says something else by now.
    """
    if actor.id not in queries.member_ids(circle):
        raise NotFound(queries.NO_CIRCLE)
    if agrees:
        _check_page(actor, circle, proposal.matter, proposal.text_seal)
    if proposal.about_id == actor.id:
        raise Refused("This is about you. The others decide it; you can leave whenever you like.")
    vote = db.session.scalar(
        select(CircleVote).where(
            CircleVote.proposal_id == proposal.id, CircleVote.person_id == actor.id
        )
    )
    if vote is None:
        db.session.add(CircleVote(proposal_id=proposal.id, person_id=actor.id, agrees=agrees))
    else:
        vote.agrees = agrees
    db.session.flush()
    return _settle(circle, proposal, by=actor)


@membership.once_left
def settle_what_waits(circle: Circle) -> None:
    """Count again when somebody has left: those who stay may have agreed already.

    Nothing is shown to everyone by that: showing the page takes somebody who says so now.
    """
    waiting = select(CircleProposal).where(
        CircleProposal.circle_id == circle.id, CircleProposal.matter != Matter.OPEN_PAGE
    )
    for proposal in db.session.scalars(waiting.order_by(CircleProposal.id)).all():
        _settle(circle, proposal)


def take_back(actor: Actor, proposal: CircleProposal) -> None:
    """Propose something no longer.

    Raises:
        Refused: somebody else proposed it.
    """
    require(proposal.made_by_id == actor.id, "Only whoever proposed it can take it back.")
    _forget(proposal)


def _settle(circle: Circle, proposal: CircleProposal, *, by: Actor | None = None) -> bool:
    """Do what was proposed if more than half of those who have a say agree; tells whether."""
    voters = [one for one in queries.member_ids(circle) if one != proposal.about_id]
    agree = db.session.scalar(
        select(func.count()).where(
            CircleVote.proposal_id == proposal.id,
            CircleVote.agrees,
            CircleVote.person_id.in_(voters),
        )
    )
    fewest = FEWEST_TO_REMOVE if proposal.about_id is not None else 1
    if (agree or 0) * 2 <= len(voters) or (agree or 0) < fewest:
        return False
    match proposal.matter:
        case Matter.REMOVE if proposal.about_id is not None:
            membership.let_go(circle, proposal.about_id)
        case Matter.TAKE_DOWN if proposal.line is not None and proposal.line_id is not None:
            lines.line_in(circle, proposal.line, proposal.line_id).taken_down_at = clock.now()
        case Matter.CLOSE:
            membership.close(circle)
            pages.let_go(circle)  # nobody can join any more
            db.session.execute(delete(CircleProposal).where(CircleProposal.circle_id == circle.id))
        case Matter.OPEN_PAGE if by is not None:
            pages.show_everyone(by, circle)
        case Matter.TAKE_BACK_PAGE:
            pages.let_go(circle)
    _forget(proposal)
    db.session.flush()
    return True


def _check_page(actor: Actor, circle: Circle, matter: Matter, text_seal: str | None) -> None:
    if matter is Matter.OPEN_PAGE:
        pages.require_same(actor, circle, text_seal)
    if matter is Matter.TAKE_BACK_PAGE:
        pages.require_out(circle)


def _check_removal(
    actor: Actor, circle: Circle, about_id: UUID | None, members: list[UUID]
) -> None:
    if about_id == actor.id:
        raise Refused("To leave yourself, leave: nobody is asked.")
    if about_id not in members:
        raise Invalid("Choose somebody who is in the circle.", field="about_id")
    if circle.kind is Kind.PAIR or len(members) <= FEWEST_TO_REMOVE:
        raise Conflict(
            "Two people cannot decide about one of them. Whoever does not want to go on leaves."
        )


def _check_taking_down(actor: Actor, about_id: UUID | None, members: list[UUID]) -> None:
    if about_id == actor.id:
        raise Refused("This is yours: take it back, and nobody is asked.")
    if len([one for one in members if one != about_id]) < FEWEST_TO_REMOVE:
        raise Conflict("One person alone cannot decide this. You can hide it for yourself.")


def _forget(proposal: CircleProposal) -> None:
    db.session.execute(delete(CircleProposal).where(CircleProposal.id == proposal.id))
