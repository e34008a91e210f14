"""The way out and back: two databases, one after the other, each all or nothing.

Once a day, when the server tidies up, all that was sent on earlier days goes over together: first
Mine writes down that it goes, then Ours shows all of it in one transaction, in the order of random
ids; then Mine writes down that it is out, and lets its words go. Whatever breaks off in between is
done again an hour later. Doing it again is harmless, and so is doing it in two processes at once.
"""

from datetime import date, timedelta
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.mine.voice import queries, services
from learnplan.ours.voice import arriving

LOOKED_AFTER_FOR = timedelta(days=2)
"""So long after a withdrawal it is made sure that nothing came back."""


def carry_over(*, today: date, secret: str) -> None:
    """Show everyone what was sent unsigned before today, all at once."""
    with transaction(Database.LEARNING):
        going = services.begin_crossing(today=today, secret=secret)
    if not going:
        return
    with transaction(Database.ORGANISATION):
        refused = arriving.arrive([arrival for _, arrival in going], today=today)
    with transaction(Database.LEARNING):
        unwanted = services.settle_crossing(going, refused, today=today, secret=secret)
    if unwanted:
        with transaction(Database.ORGANISATION):
            for each in unwanted:
                arriving.withdraw(each.id, each.thread_id, key=each.key)


def withdraw(actor: Actor, letter_id: UUID, *, today: date, secret: str) -> None:
    """Take back what everyone can read, at once.

    Raises:
        NotFound: it is not theirs.
        Refused: nobody but them can see it.
    """
    with transaction(Database.LEARNING):
        mine = queries.letter_for(actor, letter_id, secret=secret)
        gone = services.begin_withdrawing(actor, mine, today=today)
    _let_go(gone, today, secret)


def withdraw_all(person_id: UUID, *, secret: str) -> None:
    """Take back all that somebody said unsigned. Their letters go with the rest of their record."""
    out = queries.out_of(person_id, secret=secret)
    with transaction(Database.ORGANISATION):
        for each in out:
            _withdraw(each)


def finish(*, today: date, secret: str) -> None:
    """Finish what broke off while it was withdrawn, and forget what was. For the tidying."""
    for gone in queries.wanted_back(since=today - LOOKED_AFTER_FOR, secret=secret):
        _let_go(gone, today, secret)
    with transaction(Database.LEARNING):
        services.forget_withdrawn(today - LOOKED_AFTER_FOR)


def _let_go(gone: queries.Withdrawal, today: date, secret: str) -> None:
    with transaction(Database.ORGANISATION):
        _withdraw(gone)
    with transaction(Database.LEARNING):
        services.settle_withdrawing(gone, today=today, secret=secret)


def _withdraw(gone: queries.Withdrawal) -> None:
    arriving.withdraw(gone.inside.arrival_id, gone.inside.thread_id, key=gone.inside.key)
