"""A card goes to everyone if all of a circle agree to exactly that, and each can take part back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, NotFound
from learnplan.mine.circles import crossing
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.outward import CircleCard
from learnplan.mine.circles.queries import circles
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.circles.services import cards
from learnplan.mine.circles.services.circles import rewrite_circle
from learnplan.mine.circles.services.outward import begin_telling, errands
from learnplan.mine.circles.words import Kind, Matter
from learnplan.mine.disclosures.queries import journal_for, open_now
from learnplan.mine.portability import erasing, jobs
from tests.factories.circles import a_circle, come_into, go_from, put_to, say_to
from tests.factories.outward import (
    a_card,
    agree,
    card_seen_by,
    cards_out,
    pass_on,
    want_back,
)
from tests.factories.people import a_manager, a_worker
from tests.killing import killed_everywhere
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")
Visit = Callable[[Actor | None], Visitor]


def three(*, name: str = "Postgres circle") -> tuple[Circle, Actor, Actor, Actor]:
    ana, ben, dana = (a_worker(name=each) for each in ("Ana Lima", "Ben Roth", "Dana Kim"))
    return a_circle(ana, ben, dana, name=name), ana, ben, dana


def rewrite(card_id: UUID, actor: Actor, *, helped: str) -> None:
    view = card_seen_by(actor, card_id)
    assert view.circle_id is not None
    with transaction(Database.LEARNING):
        circle = circles.circle_for(actor, view.circle_id)
        card = queries.card_for(actor, card_id)
        cards.rewrite_card(
            actor,
            circle,
            card,
            version=view.version,
            learnt=card.learnt,
            helped=helped,
            differently="",
            whom="",
        )


def lines(actor: Actor) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(line.kind.value, line.remark) for line in journal_for(actor).lines]


def test_it_goes_out_once_all_agree_with_the_names_of_those_who_want_it() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, named=True)
    agree(card, ben)
    with pytest.raises(Conflict, match="while all of you agree"):
        pass_on(card, ana)
    agree(card, dana, named=True)

    pass_on(card, ben)

    (out,) = cards_out()
    assert (out.circle, out.learnt) == ("Postgres circle", "To read a plan.")
    assert out.names == ("Ana Lima", "Dana Kim")
    assert lines(ana)[0] == ("publication", "With your name on it.")
    assert lines(ben)[0] == ("publication", "Without your name.")


@only_on_sqlite  # what waits is compared in Python
def test_a_card_that_waits_is_said_on_today_and_can_be_thrown_away(visit: Visit) -> None:
    circle, ana, ben, _ = three()
    card = a_card(circle, ana)
    agree(card, ana)
    waits = "The people of Postgres circle have a card to pass on."

    assert waits not in words(visit(ana).get("/").text)
    assert waits in words(visit(ben).get("/").text)
    rewrite(card, ben, helped="Something else.")
    assert waits in words(visit(ana).get("/").text)

    address = f"/circles/cards/{card}/throw-away"
    outsider = visit(a_worker())
    assert outsider.get(address).status_code == 404
    assert outsider.post(address, page="/").status_code == 404
    visit(ben).post(address, page=address)
    assert waits not in words(visit(ana).get("/").text)
    with pytest.raises(NotFound):
        card_seen_by(ana, card)


@only_on_sqlite  # what came back is compared in Python
def test_a_card_thrown_away_comes_back_for_a_day_unless_another_is_begun(visit: Visit) -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    seal = card_seen_by(ana, card).seal
    address, back = f"/circles/cards/{card}/throw-away", f"/circles/cards/{card}/bring-back"
    visit(ben).post(address, page=address)
    here = f"/circles/{circle.id}"

    assert visit(a_worker()).post(back, page="/").status_code == 404
    assert back in visit(dana).get(here).text
    visit(dana).post(back, page=here)

    again = card_seen_by(ana, card)
    assert (again.seal, again.all_agree) == (seal, True)
    assert visit(dana).post(back, page=here).status_code == 404
    visit(ben).post(address, page=address)
    db.session.rollback()
    with clock.stopped(clock.now() + timedelta(days=1, minutes=1)):
        assert queries.thrown_away_in(circle) is None
    a_card(circle, dana)
    assert back not in visit(ben).get(here).text
    assert visit(ben).post(back, page=here).status_code == 404


def test_what_everyone_can_see_is_taken_back_and_not_thrown_away() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    pass_on(card, ana)

    with pytest.raises(Conflict, match="see it already"), transaction(Database.LEARNING):
        cards.throw_away(ana, circles.circle_for(ana, circle.id), queries.card_for(ana, card))


def test_who_agrees_is_shown_to_nobody_until_all_do() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    before = card_seen_by(dana, card)

    agree(card, ana, ben, named=True)

    assert card_seen_by(dana, card) == before
    agree(card, dana)
    assert card_seen_by(dana, card).said.names == ("Ana Lima", "Ben Roth")


@pytest.mark.parametrize("what", ["text", "name", "joined", "left", "removed", "took back"])
def test_what_all_agreed_to_is_agreed_to_no_longer_once_it_is_not_the_same(what: str) -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    looked_at = card_seen_by(ana, card).seal

    if what == "text":
        rewrite(card, dana, helped="Something else.")
    elif what == "name":
        with transaction(Database.LEARNING):
            there = circles.circle_for(ben, circle.id)
            names = ("purpose", "agreement", "is_open", "rhythm", "place", "starts_on", "weeks")
            said = {name: getattr(there, name) for name in names}
            rewrite_circle(ben, there, version=there.version, name="Those who know", **said)
    elif what == "joined":
        come_into(circle, a_worker(), asked_by=ben)
    elif what == "left":
        go_from(circle, dana)
    elif what == "removed":
        put_to(circle, ana, Matter.REMOVE, about=dana)
        say_to(circle, ben, agrees=True)
    else:
        with transaction(Database.LEARNING):
            there = circles.circle_for(dana, circle.id)
            cards.agree_no_longer(dana, there, queries.card_for(dana, card))

    with pytest.raises(Conflict, match="while all of you agree"):
        pass_on(card, ana, seen=looked_at)
    assert cards_out() == []
    assert what == "took back" or not card_seen_by(ben, card).agrees


def test_coming_back_brings_no_agreement_back() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    go_from(circle, dana)
    come_into(circle, dana, asked_by=ana)

    assert not any(card_seen_by(each, card).agrees for each in (ana, ben, dana))


def test_agreeing_to_what_has_changed_meanwhile_agrees_to_nothing() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    seen = card_seen_by(ben, card).agreement
    rewrite(card, dana, helped="Ben did nothing.")

    with pytest.raises(Conflict, match="Read it again"):
        agree(card, ben, seen=seen)


def test_a_name_that_is_new_since_it_was_looked_at_keeps_it_in() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    looked_at = card_seen_by(ana, card).seal
    agree(card, dana, named=True)

    with pytest.raises(Conflict, match="not what you looked at"):
        pass_on(card, ana, seen=looked_at)
    assert cards_out() == []


def test_a_name_comes_off_at_once_also_of_whoever_left() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana, named=True)
    pass_on(card, ana)
    go_from(circle, dana)

    with transaction(Database.LEARNING):
        cards.take_name_off(dana, queries.card_for(dana, card))
    crossing.carry_out()

    assert cards_out()[0].names == ("Ana Lima", "Ben Roth")
    assert [line.crossing.remark for line in open_now(dana)] == ["Without your name."]


def test_those_who_agreed_and_are_in_the_circle_take_it_back_together() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    pass_on(card, ana)
    eve = a_worker()
    come_into(circle, eve, asked_by=ana)
    go_from(circle, dana)

    for other in (eve, dana):  # one had no part in it, one has left it to the others
        with pytest.raises(NotFound):
            want_back(card, other)
    assert [want_back(card, ana), want_back(card, ben)] == [False, True]

    assert cards_out() == []
    assert lines(dana)[0][0] == "withdrawal"
    assert not card_seen_by(ana, card).agrees  # it is theirs to write on again


def test_it_goes_when_those_who_would_leave_it_have_left() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    pass_on(card, ana)
    assert not want_back(card, ana)

    go_from(circle, ben)
    crossing.carry_out()
    assert len(cards_out()) == 1
    go_from(circle, dana)
    crossing.carry_out()

    assert cards_out() == []


def test_of_two_who_pass_it_on_at_once_one_does(app: Flask) -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)

    with ThreadPoolExecutor(2) as two:

        def go(actor: Actor) -> bool:
            with app.app_context():
                try:
                    pass_on(card, actor)
                except Conflict:
                    return False
                return True

        went = sorted(two.map(go, (ana, ben)))

    assert went == [False, True]
    assert len(cards_out()) == 1
    assert [kind for kind, _ in lines(dana)].count("publication") == 1


def test_it_outlives_its_circle_and_then_any_one_who_agreed_takes_it_back() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    pass_on(card, ana)
    for each in (ana, ben, dana):
        go_from(circle, each)
    crossing.carry_out()
    assert len(cards_out()) == 1

    assert want_back(card, ben)

    assert cards_out() == []


def test_one_that_is_not_out_goes_with_the_last_who_leave() -> None:
    ana = a_worker()
    circle = a_circle(ana)
    card = a_card(circle, ana)

    go_from(circle, ana)

    with pytest.raises(NotFound):
        card_seen_by(ana, card)


def test_a_closed_circle_can_still_pass_on_and_its_card_stays() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    put_to(circle, ana, Matter.CLOSE)
    say_to(circle, ben, agrees=True)
    card = a_card(circle, ana)

    agree(card, ana, ben)
    pass_on(card, ben)

    assert len(cards_out()) == 1


def test_whoever_erases_their_record_takes_their_name_along_and_the_last_one_the_card() -> None:
    ana, ben = a_worker(name="Ana Lima"), a_worker(name="Ben Roth")
    circle = a_circle(ana, ben, kind=Kind.PAIR)
    card = a_card(circle, ana)
    agree(card, ana, ben, named=True)
    pass_on(card, ana)

    _erase(ana)

    assert cards_out()[0].names == ("Ben Roth",)
    _erase(ben)
    assert cards_out() == []


def test_one_that_is_out_says_what_was_agreed_whatever_is_tried() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana)
    pass_on(card, ana)

    with pytest.raises(Conflict, match="Take it back first"):
        rewrite(card, ana, helped="Another thing.")
    with pytest.raises(Conflict, match="already"):
        pass_on(card, ana)
    with pytest.raises(Conflict, match="already"):
        agree(card, ana, named=True)


def test_a_name_taken_off_while_it_was_being_shown_is_not_shown_by_whoever_comes_after() -> None:
    circle, ana, ben, dana = three()
    card = a_card(circle, ana)
    agree(card, ana, ben, dana, named=True)
    pass_on(card, ana)
    with transaction(Database.LEARNING):
        kept = queries.card_for(ana, card)
        begin_telling(kept, name=circle.name, month=card_seen_by(ana, card).said.told_in)
        (late,) = errands()
    with transaction(Database.LEARNING):
        cards.take_name_off(dana, queries.card_for(dana, card))
    crossing.carry_out()

    crossing.run(late)  # by somebody who was slower than the other
    crossing.carry_out()

    assert cards_out()[0].names == ("Ana Lima", "Ben Roth")


def test_what_was_taken_back_while_it_was_being_shown_is_let_go_again() -> None:
    ana = a_worker()
    circle = a_circle(ana)
    card = a_card(circle, ana)
    agree(card, ana)
    _decide(card, ana, circle)
    (late,) = errands()
    assert want_back(card, ana)

    crossing.run(late)  # by somebody who was slower than the other

    assert cards_out() == []


@only_on_sqlite  # the steps are the same, and a step costs a process
def test_what_is_killed_while_it_is_being_shown_is_shown_once() -> None:
    ana = a_worker()
    circle = a_circle(ana)
    card = a_card(circle, ana)
    agree(card, ana)
    _decide(card, ana, circle)

    def look() -> None:
        assert len(cards_out()) <= 1
        assert len(open_now(ana)) == 1

    kills = killed_everywhere(
        crossing.carry_out, lambda: len(cards_out()) == 1, look=look, reached=cards_out
    )

    assert kills > 5
    assert card_seen_by(ana, card).stage == "published"
    assert [kind for kind, _ in lines(ana)] == ["publication", "circle"]


@only_on_sqlite  # a page, not a query
def test_the_doors_lead_from_the_circle_to_everyone_and_back(visit: Visit) -> None:
    ana, ben = a_worker(name="Ana Lima"), a_worker(name="Ben Roth")
    circle = a_circle(ana, ben)
    by_ana, by_ben, marek = visit(ana), visit(ben), visit(a_manager())
    there = f"/circles/{circle.id}/card"
    assert "What helped?" in by_ana.get(there).text

    wrong = by_ana.post(there, learnt="", helped="Reading aloud, **slowly**.")
    assert wrong.status_code == 422
    assert "slowly" in wrong.text
    kept = by_ana.post(there, learnt="To read a plan.", helped="Reading aloud, **slowly**.")
    assert "until all of you agree" in words(kept.text)
    page = kept.request.path
    assert marek.get(page).status_code == 404

    for each, signed in ((by_ana, "named"), (by_ben, "unnamed")):
        said = each.post(f"{page}/agree", page=page, signed=signed)
        assert said.status_code == 200
    stale = by_ben.client.post(
        f"{page}/pass-on", data={"seen": "0" * 64, "csrf_token": _token(by_ben, page)}
    )
    assert stale.status_code == 409
    assert "Passed on" in words(by_ben.post(f"{page}/pass-on", page=page).text)

    listed = marek.get("/org/practices/passed-on/")
    assert "Ana Lima" in listed.text
    assert "Ben Roth" not in listed.text
    assert "slowly</strong>" in marek.get(f"/org/practices/passed-on/{_public(page)}").text
    by_ana.post(f"{page}/name-off", page=page)
    assert "Ana Lima" not in marek.get("/org/practices/passed-on/").text
    assert "You passed on a card of" in words(by_ana.get("/disclosures/").text)
    by_ana.post(f"{page}/take-back", page=page)
    by_ben.post(f"{page}/take-back", page=page)
    assert "Nothing passed on yet" in marek.get("/org/practices/passed-on/").text


def _decide(card_id: UUID, actor: Actor, circle: Circle) -> None:
    """Pass it on in Mine, and break off there."""
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        card = queries.card_for(actor, card_id)
        seen = queries.seal_of(queries.card_to_be(actor, card, there))
        cards.pass_on(actor, there, card, seen=seen)


def _erase(actor: Actor) -> None:
    with transaction(Database.LEARNING):
        asked = erasing.ask(actor)
    jobs.erase(asked, actor.id)


def _token(visitor: Visitor, page: str) -> str:
    return visitor.get(page).text.partition('name="csrf_token" value="')[2].partition('"')[0]


def _public(page: str) -> str:
    db.session.rollback()
    card = db.session.get_one(CircleCard, UUID(page.rpartition("/")[2]))
    return str(card.public_id)
