"""Anyone can hide a line for themselves. The circle can take it down, and nobody else."""

from collections.abc import Callable
from uuid import UUID

import pytest

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, NotFound, Refused
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.queries import circles, commons
from learnplan.mine.circles.services import commons as writing
from learnplan.mine.circles.services import lines
from learnplan.mine.circles.words import Kind, Line
from tests.factories.circles import a_circle, go_from, proposals_in, say_to
from tests.factories.people import a_manager, a_worker
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")
RUDE = "Only a fool asks that"


def told(author: Actor, circle: Circle) -> UUID:
    """The id of a rude check-in."""
    with transaction(Database.LEARNING):
        writing.check_in(author, circles.circle_for(author, circle.id), text=RUDE)
    return seen(author, circle)[0].id


def seen(actor: Actor, circle: Circle) -> tuple[commons.Told, ...]:
    db.session.rollback()
    return commons.check_ins_of(actor, circles.circle_for(actor, circle.id)).rows


def ask(actor: Actor, circle: Circle, line: UUID, kind: Line = Line.CHECK_IN) -> bool:
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id, to_change=True)
        return lines.ask_to_take_down(actor, there, kind, line)


def test_whoever_hides_a_line_sees_it_no_more_and_nobody_else_is_told(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    line = told(ben, circle)
    page, act = f"/circles/{circle.id}", f"/circles/{circle.id}/lines/check-in/{line}"
    visitor = visit(ana)

    visitor.post(f"{act}/hide", page)

    hidden = visitor.get(page).text
    assert RUDE not in hidden
    assert "Something that you hid." in hidden
    assert [each.is_hidden for each in (*seen(ben, circle), *seen(chidi, circle))] == [False, False]
    visitor.post(f"{act}/show", page)
    assert RUDE in visitor.get(page).text


def test_more_than_half_of_the_others_take_it_down_and_its_author_keeps_it() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    line = told(ben, circle)

    done = [ask(ana, circle, line)]
    (proposal,) = proposals_in(circle, chidi)
    with pytest.raises(Refused, match="about you"):
        say_to(circle, ben, agrees=False)
    at_once = [each.is_hidden for each in seen(ana, circle)]
    done.append(say_to(circle, chidi, agrees=True))

    assert done == [False, True]
    assert (proposal.words, proposal.voters, proposal.agreeing) == (RUDE, 2, 1)
    assert at_once == [True]
    assert (seen(ana, circle), seen(chidi, circle)) == ((), ())
    assert [(each.text, each.is_taken_down) for each in seen(ben, circle)] == [(RUDE, True)]


def test_a_note_says_again_what_it_did_before_the_line_that_is_taken_down() -> None:
    ana, ben, chidi = (a_worker(name=name) for name in ("Ana", "Ben", "Chidi"))
    circle = a_circle(ana, ben, chidi)
    with transaction(Database.LEARNING):
        there = circles.circle_for(ana, circle.id)
        note = writing.write_note(ana, there, title="Plans", text="It reads a sample.")
        writing.rewrite_note(ben, there, note, version=1, title="Plans", text=RUDE)
    db.session.rollback()
    (now,) = commons.notes_of(ana, circles.circle_for(ana, circle.id)).rows

    ask(ana, circle, now.version_id, Line.NOTE)
    say_to(circle, chidi, agrees=True)

    db.session.rollback()
    (after,) = commons.notes_of(chidi, circles.circle_for(chidi, circle.id)).rows
    assert (after.text, after.written_by) == ("It reads a sample.", "Ana")
    kept = {
        actor: [each.text for each in commons.versions_of(actor, note)[0]] for actor in (ben, chidi)
    }
    assert kept == {ben: [RUDE, "It reads a sample."], chidi: ["It reads a sample."]}
    with transaction(Database.LEARNING):  # who goes on writing begins with what is there
        fresh = commons.note_for(ana, circle.id, note.id)
        assert commons.latest_version(fresh).text == "It reads a sample."


@pytest.mark.parametrize("kind", [Kind.PAIR, Kind.LEARNING_CIRCLE])
def test_of_two_neither_takes_down_what_the_other_wrote(kind: Kind) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben, kind=kind)

    with pytest.raises(Conflict, match="hide it for yourself"):
        ask(ana, circle, told(ben, circle))


def test_ones_own_is_taken_back_and_not_asked_about_and_what_is_gone_is_not_decided() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi)
    line = told(ben, circle)
    with pytest.raises(Refused, match="take it back"):
        ask(ben, circle, line)
    ask(ana, circle, line)

    with transaction(Database.LEARNING):
        there = circles.circle_for(ben, circle.id)
        writing.take_back_check_in(ben, there, commons.own_check_in_for(ben, circle.id, line))

    assert proposals_in(circle, chidi) == []
    with pytest.raises(NotFound):
        ask(chidi, circle, line)


def test_leaving_ends_no_question_about_a_line_that_stays() -> None:
    ana, ben, chidi = (a_worker(name=name) for name in ("Ana", "Ben", "Chidi"))
    circle = a_circle(ana, ben, chidi)
    ask(ana, circle, told(ben, circle))

    go_from(circle, ben)

    (proposal,) = proposals_in(circle, chidi)
    assert (proposal.about, proposal.voters) == ("Ben", 2)
    assert say_to(circle, chidi, agrees=True)
    assert seen(ana, circle) == ()


def test_a_stranger_hides_and_asks_nothing(visit: Callable[..., Visitor]) -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_circle(ana, ben, chidi, is_open=True)
    line = told(ben, circle)

    for stranger in (visit(a_worker()), visit(a_manager())):
        codes = {
            stranger.post(
                f"/circles/{circle.id}/lines/{kind}/{line}/{act}", "/circles/new"
            ).status_code
            for kind in ("check-in", "note", "nothing")
            for act in ("hide", "show", "take-down")
        }
        codes.add(stranger.get(f"/circles/{circle.id}/all/check-ins").status_code)
        assert codes == {404}
    assert proposals_in(circle, ana) == []
