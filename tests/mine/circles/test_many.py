"""A page asks as many questions of sixty people, notes or circles as it asks of three."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, LearningModel, transaction
from learnplan.mine.circles.models.circles import Circle, CircleInvitation, CircleProposal
from learnplan.mine.circles.models.commons import LookBack, NoteVersion
from learnplan.mine.circles.models.notices import Notice, NoticeReply
from learnplan.mine.circles.services.meetings import make_feed
from learnplan.mine.circles.words import Matter, Side
from tests.counting import statements
from tests.factories.people import a_unit, a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor
from tools.bench.crowd import asked_by, filled, found, keep, lines_of, staff

pytestmark = [
    pytest.mark.usefixtures("app"),
    only_on_sqlite,  # they are asked the same questions
]
FEW, MANY, MOST = 3, 60, 30


def words_of(circle: Circle, one: Actor, people: Sequence[UUID]) -> Iterator[LearningModel]:
    """What ``people`` say in a circle that ``one`` is in too, and what is put to it about them."""
    numbers = count(2)
    kept = list(filled(circle, people, kept=len(people)))
    first = next(row for row in kept if isinstance(row, NoteVersion))
    yield from kept
    for person_id in people:
        yield LookBack(circle_id=circle.id, author_id=person_id, text="We found it")
        yield NoteVersion(
            note_id=first.note_id, number=next(numbers), author_id=person_id, title="T", text="x"
        )
        yield CircleProposal(
            circle_id=circle.id, matter=Matter.REMOVE, made_by_id=one.id, about_id=person_id
        )


def words_around(one: Actor, people: Sequence[UUID]) -> Iterator[LearningModel]:
    """What comes to ``one`` from elsewhere: other circles, asks and offers, goals like theirs."""
    for person_id in people:
        theirs, mine, asking = (found("Another circle", person_id) for _ in range(3))
        yield from (theirs, mine, asking)
        yield from filled(mine, [one.id, person_id], kept=1)
        yield CircleInvitation(circle_id=asking.id, person_id=one.id, asked_by_id=person_id)
    yield from lines_of(people)
    yield from (*asked_by(people), *asked_by([one.id]))  # the first of both is the same
    posted_on = clock.today("UTC") - timedelta(days=2)
    line = Notice(owner_id=one.id, side=Side.OFFER, text="EXPLAIN", posted_on=posted_on)
    yield line
    for person_id in people:
        yield NoticeReply(notice_id=line.id, author_id=person_id, note="Show me?")


def asked_for(visitor: Visitor, pages: Sequence[str]) -> dict[str, int]:
    """How many statements each page takes."""
    asked: dict[str, int] = {}
    for page in pages:
        with statements() as told:
            assert visitor.get(page).status_code == 200, page
        asked[page] = len(told)
    return asked


def test_no_page_asks_more_of_many_than_of_few(visit: Callable[..., Visitor]) -> None:
    a_unit()
    ana = a_worker()
    visitor, people, circle = visit(ana), staff(2 * (FEW + MANY)), found("Postgres circle", ana.id)
    few, asked_few, many, asked_many = (
        people[start : start + size]
        for start, size in ((0, FEW), (FEW, FEW), (2 * FEW, MANY), (2 * FEW + MANY, MANY))
    )
    rows = list(words_of(circle, ana, [ana.id, *few]))
    note_id = next(row.note_id for row in rows if isinstance(row, NoteVersion))
    keep([circle, *rows, *words_around(ana, few)])
    with transaction(Database.LEARNING):
        word = make_feed(ana)
    there = f"/circles/{circle.id}"
    pages = [
        *("/", "/circles/", "/circles/open", "/circles/matching", "/circles/notices"),
        *(there, f"{there}/meetings/", f"{there}/invite", f"{there}/look-back"),
        *(f"{there}/all/{what}" for what in ("notes", "check-ins", "things")),
        *(f"{there}/notes/{note_id}", f"/circles/calendar/{word}.ics"),
    ]

    def ask(them: Sequence[UUID]) -> Iterator[LearningModel]:
        for person_id in them:
            yield CircleInvitation(circle_id=circle.id, person_id=person_id, asked_by_id=ana.id)

    keep(ask(asked_few))
    of_few = asked_for(visitor, pages)
    keep([*words_of(circle, ana, many), *words_around(ana, many), *ask(asked_many)])
    of_many = asked_for(visitor, pages)

    assert of_many == of_few
    assert max(of_many.values()) <= MOST
