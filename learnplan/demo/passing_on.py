"""What circles of Northwind say to everyone: a card that is out, one to agree to, and two pages."""

from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.demo.records import Calendar
from learnplan.directory.queries import actor_for_email
from learnplan.mine.circles import crossing
from learnplan.mine.circles.queries import circles as queries
from learnplan.mine.circles.queries import outward
from learnplan.mine.circles.services import cards, circles, decisions, membership, pages
from learnplan.mine.circles.words import USUAL_AGREEMENT, Kind, Matter, Rhythm, State

CLINIC = {
    "learnt": "To write a query that the next person can read.",
    "helped": (
        "One query each time, brought by somebody who needed it that week. Reading it aloud, from "
        "the inside out. A timer for everybody, also for those who know it all."
    ),
    "differently": "Begin with reading. We wrote for three meetings before anybody could read.",
    "whom": "Whoever opens a report on Monday and waits.",
}
POSTGRES = {
    "learnt": "To read a query plan until none of us needs to guess.",
    "helped": "Looking at real ones, on the day they were slow. One question for each line.",
    "differently": "Meet where the slow screen is, not where the coffee is.",
    "whom": "Anybody who has said “it is slow” and was told to add an index.",
}
CHANGEOVERS = {
    "practice": (
        "We change lines over, on every shift, and we steal from each other: what somebody tried "
        "last week, somebody else tries this week."
    ),
    "joining": "Stop by the bench beside Line 2 on the first Tuesday, at shift change.",
    "questions": (
        "- What do you do when the guide rail sticks?\n- Is there a trick, or is it practice?\n"
        "- Can I watch?"
    ),
}
INCIDENTS = {
    "practice": "Writing down what went wrong, so that it is read and nobody is blamed.",
    "joining": "Bring one note, a bad one if you can, on a Thursday at noon.",
    "questions": "How short is too short? What do I leave out? Who reads it first?",
}


def tell(*, zone: str) -> None:
    """Write what circles say, agree to it, and show it: in both databases, one by one."""
    calendar = Calendar.until_now(zone)
    ada, ana, ben, chidi, dana, marek = (
        actor_for_email(f"{name}@northwind.example", zone=zone)
        for name in ("ada", "ana", "ben", "chidi", "dana", "marek")
    )
    with clock.stopped(calendar.moment(11)):
        clinic = _gather("Query clinic", Kind.LEARNING_CIRCLE, ben, ana, dana)
        _pass_on(clinic, ben, ana, dana)
    with clock.stopped(calendar.moment(6)):
        _show_changeovers(chidi, marek)
    with clock.stopped(calendar.moment(2)):
        notes = _gather("Incident notes", Kind.COMMUNITY, dana, ana, ada)
        _propose(notes, dana)
        _agree_but_for_ana(dana, ben, chidi)


def _gather(name: str, kind: Kind, founder: Actor, *others: Actor) -> UUID:
    with transaction(Database.LEARNING):
        circle = circles.start_circle(
            founder,
            kind=kind,
            name=name,
            purpose={
                "Query clinic": "One query, looked at together, until somebody can use it.",
                "Incident notes": "Notes that are read to the end.",
            }[name],
            agreement=USUAL_AGREEMENT,
            is_open=kind is Kind.COMMUNITY,
            rhythm=Rhythm.MONTHLY,
        )
        circles.move_circle(founder, circle, State.ACTIVE)
        for each in others:
            membership.invite(founder, circle, person_id=each.id)
            membership.join(each, circle, accepts=True, version=circle.agreement_version)
    return circle.id


def _pass_on(circle_id: UUID, ben: Actor, ana: Actor, dana: Actor) -> None:
    """A card that all agreed to, two with their names, of a circle that is closed since."""
    with transaction(Database.LEARNING):
        there = queries.circle_for(ben, circle_id)
        card = cards.write_card(ben, there, **CLINIC)
        now = outward.agreement_to(card, there)
        for each in (ben, ana, dana):
            cards.agree(each, there, card, seen=now, named=each is not ben)
        seen = outward.seal_of(outward.card_to_be(dana, card, there))
        cards.pass_on(dana, there, card, seen=seen)
        decisions.propose(dana, there, Matter.CLOSE)
        (only,) = queries.proposals_for(ana, there)
        closing = queries.proposal_for(ana, there, only.id)
        decisions.say(ana, there, closing, agrees=True)
    crossing.carry_out()


def _show_changeovers(chidi: Actor, marek: Actor) -> None:
    """A community's page that both of its members want everyone to see."""
    with transaction(Database.LEARNING):
        there = queries.circle_for(chidi, _called("Changeovers", chidi))
        page = pages.write_page(chidi, there, **CHANGEOVERS)
        seal = outward.seal_of(outward.page_to_be(chidi, page, there))
        for each in (chidi, marek):
            decisions.propose(each, there, Matter.OPEN_PAGE, text_seal=seal)
    crossing.carry_out()


def _propose(circle_id: UUID, dana: Actor) -> None:
    """A page that one member would show everyone, and the others have not answered."""
    with transaction(Database.LEARNING):
        there = queries.circle_for(dana, circle_id)
        page = pages.write_page(dana, there, **INCIDENTS)
        seal = outward.seal_of(outward.page_to_be(dana, page, there))
        decisions.propose(dana, there, Matter.OPEN_PAGE, text_seal=seal)


def _agree_but_for_ana(dana: Actor, *others: Actor) -> None:
    """A card that is still in, because one of them has not said anything."""
    with transaction(Database.LEARNING):
        there = queries.circle_for(dana, _called("Postgres circle", dana))
        card = cards.write_card(dana, there, **POSTGRES)
        now = outward.agreement_to(card, there)
        for each in (dana, *others):
            cards.agree(each, there, card, seen=now, named=each is dana)


def _called(name: str, actor: Actor) -> UUID:
    return next(each.id for each in queries.circles_for(actor) if each.name == name)
