"""Carrying out in Ours what circles decided in Mine: two databases, one after the other.

Mine has written down what is meant; Ours shows it or lets it go; Mine writes down that it is so.
Doing it twice is doing it once. Views do it right after a decision, and the server when it tidies
up, for whatever broke off.
"""

from dataclasses import replace
from uuid import UUID

from learnplan.core.db import Database, transaction
from learnplan.mine.circles.services import cards, outward
from learnplan.mine.circles.services.outward import Errand
from learnplan.ours.practices.from_circles import Card, Welcome
from learnplan.ours.practices.services.circles import (
    hide_card,
    hide_community,
    show_card,
    show_community,
)

ROUNDS = 3
"""Something else may be decided meanwhile; the server comes back to what remains."""


def carry_out() -> None:
    """Bring Ours to what the circles decided."""
    for _ in range(ROUNDS):
        with transaction(Database.LEARNING):
            waiting = outward.errands()
        done = [run(errand) for errand in waiting]
        if all(done):
            return


def look_after() -> None:
    """Carry out what broke off, and once more what was let go of lately. For the server."""
    carry_out()
    with transaction(Database.LEARNING):
        outward.purge_gone()
        waiting = outward.errands(once_more=True)
    for errand in waiting:
        run(errand)


def take_off_everywhere(person_id: UUID) -> None:
    """Take somebody's name off every card, and what they said to any. Before they erase it all."""
    with transaction(Database.LEARNING):
        cards.forget_voices(person_id)
    carry_out()


def run(errand: Errand) -> bool:
    """Carry out one thing, and write down that it is; False where it was decided otherwise since.

    Whatever it showed that was withdrawn meanwhile is let go again.
    """
    with transaction(Database.ORGANISATION):
        _do(errand)
    with transaction(Database.LEARNING):
        done = outward.settle(errand)
        unwanted = errand.said is not None and outward.is_unwanted(errand)
    if unwanted:  # it was withdrawn in the same moment
        with transaction(Database.ORGANISATION):
            _do(replace(errand, said=None))
    return done or unwanted


def _do(errand: Errand) -> None:
    match errand.said:
        case Card():
            show_card(errand.public_id, errand.said, key=errand.key)
        case Welcome():
            show_community(errand.public_id, errand.said, key=errand.key)
        case None if errand.is_card:
            hide_card(errand.public_id, key=errand.key)
        case None:
            hide_community(errand.public_id, key=errand.key)
