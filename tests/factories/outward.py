"""Cards and communities' pages for tests, by the hands of the members."""

from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.circles import crossing
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.queries import circles
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.circles.queries.outward import CardView
from learnplan.mine.circles.services import cards, decisions, pages
from learnplan.mine.circles.words import Matter
from learnplan.ours.practices.from_circles import Card, Welcome
from learnplan.ours.practices.queries import circles as ours


def a_card(circle: Circle, actor: Actor, *, learnt: str = "To read a plan.") -> UUID:
    """A card that somebody in a circle began."""
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        return cards.write_card(actor, there, learnt=learnt, helped="Reading aloud.").id


def card_seen_by(actor: Actor, card_id: UUID) -> CardView:
    """A card as somebody with a say in it sees it now."""
    db.session.rollback()
    return queries.card_view_for(actor, queries.card_for(actor, card_id))


def agree(card_id: UUID, *people: Actor, named: bool = False, seen: str | None = None) -> None:
    """Each agrees to what they see, or to what was ``seen`` before."""
    for actor in people:
        view = card_seen_by(actor, card_id)
        assert view.circle_id is not None
        with transaction(Database.LEARNING):
            circle = circles.circle_for(actor, view.circle_id)
            card = queries.card_for(actor, card_id)
            cards.agree(actor, circle, card, seen=seen or view.agreement, named=named)


def pass_on(card_id: UUID, actor: Actor, *, seen: str | None = None) -> None:
    """Let everyone see it, as it is now or as it was ``seen`` before."""
    view = card_seen_by(actor, card_id)
    assert view.circle_id is not None
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, view.circle_id)
        cards.pass_on(actor, circle, queries.card_for(actor, card_id), seen=seen or view.seal)
    crossing.carry_out()


def want_back(card_id: UUID, actor: Actor) -> bool:
    """Somebody would take a card back; tells whether it goes."""
    with transaction(Database.LEARNING):
        gone = cards.take_back(actor, queries.card_for(actor, card_id))
    crossing.carry_out()
    return gone


def a_page(circle: Circle, actor: Actor, *, practice: str = "Changing a line over.") -> None:
    """A page that somebody wrote for their community, that its members alone can see."""
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        pages.write_page(actor, there, practice=practice, joining="Come to the bench.")


def page_seal(circle: Circle, actor: Actor) -> str:
    """What stands for what a page would say now."""
    db.session.rollback()
    there = circles.circle_for(actor, circle.id)
    return queries.seal_of(queries.page_to_be(actor, queries.page_for(there), there))


def propose_page(circle: Circle, actor: Actor, *, seen: str | None = None) -> bool:
    """Put it to the circle to show its page; tells whether everyone sees it by that."""
    seal = seen or page_seal(circle, actor)
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        done = decisions.propose(actor, there, Matter.OPEN_PAGE, text_seal=seal)
    crossing.carry_out()
    return done


def cards_out() -> list[Card]:
    """What everyone sees of cards."""
    db.session.rollback()
    return [each.card for each in ours.cards().cards]


def communities_out() -> list[Welcome]:
    """What everyone sees of communities."""
    db.session.rollback()
    return [each.welcome for each in ours.communities().communities]
