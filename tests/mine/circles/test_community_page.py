"""A community shows everyone its page if its members decide so: exactly that, and nobody's name."""

from collections.abc import Callable

import pytest

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.circles import crossing
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.queries import circles
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.circles.services import decisions, pages
from learnplan.mine.circles.services.circles import rewrite_circle
from learnplan.mine.circles.words import Kind, Matter
from learnplan.mine.disclosures.queries import journal_for, open_now
from tests.factories.circles import a_circle, go_from, proposals_in, put_to, say_to
from tests.factories.outward import a_page, communities_out, page_seal, propose_page
from tests.factories.people import a_manager, a_worker
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")
Visit = Callable[[Actor | None], Visitor]


def a_community(*people: Actor, is_open: bool = True) -> Circle:
    return a_circle(*people, name="Changeovers", kind=Kind.COMMUNITY, is_open=is_open)


def rewrite(circle: Circle, actor: Actor, *, practice: str) -> None:
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        page = queries.page_for(there)
        pages.rewrite_page(
            actor,
            there,
            page,
            version=page.version,
            practice=practice,
            joining=page.joining,
            questions=page.questions,
        )


def call_it(circle: Circle, actor: Actor, name: str, *, is_open: bool = True) -> None:
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        names = ("purpose", "agreement", "rhythm", "place", "starts_on", "weeks")
        said = {each: getattr(there, each) for each in names}
        rewrite_circle(actor, there, version=there.version, name=name, is_open=is_open, **said)


def agree(circle: Circle, *people: Actor) -> bool:
    done = [say_to(circle, each, agrees=True) for each in people]
    crossing.carry_out()
    return done[-1]


def test_it_is_shown_once_more_than_half_agree_and_says_nothing_of_anybody() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_community(ana, ben, chidi)
    a_page(circle, ana)

    assert not propose_page(circle, ana)
    assert communities_out() == []
    assert agree(circle, ben)

    (out,) = communities_out()
    assert (out.name, out.practice, out.circle_id) == (
        "Changeovers",
        "Changing a line over.",
        circle.id,
    )
    for each in (ana, ben, chidi):
        assert [line.crossing.remark for line in open_now(each)] == [pages.NOBODYS_NAME]


def test_one_that_is_joined_by_invitation_leads_nowhere() -> None:
    ana = a_worker()
    circle = a_community(ana, is_open=False)
    a_page(circle, ana)

    propose_page(circle, ana)

    assert communities_out()[0].circle_id is None


def test_another_text_needs_another_decision() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_community(ana, ben, chidi)
    a_page(circle, ana)
    seen = page_seal(circle, ana)
    propose_page(circle, ana)

    rewrite(circle, ben, practice="Selling the line.")

    assert proposals_in(circle, chidi) == []
    with pytest.raises(Conflict, match="propose it anew"):
        propose_page(circle, chidi, seen=seen)
    assert communities_out() == []


def test_a_community_that_is_called_otherwise_meanwhile_is_asked_anew() -> None:
    ana, ben, chidi = (a_worker() for _ in range(3))
    circle = a_community(ana, ben, chidi)
    a_page(circle, ana)
    propose_page(circle, ana)
    call_it(circle, ana, "The night crew")

    with pytest.raises(Conflict, match="propose it anew"):
        agree(circle, ben)
    assert not propose_page(circle, ben)  # what was said to the other name counts for nothing
    assert agree(circle, chidi)

    assert [each.name for each in communities_out()] == ["The night crew"]


def test_what_everyone_sees_stays_until_the_members_decide_about_the_change() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_community(ana, ben)
    a_page(circle, ana)
    propose_page(circle, ana)
    agree(circle, ben)

    rewrite(circle, ana, practice="Changing two lines over.")
    call_it(circle, ana, "Two lines")
    crossing.carry_out()

    (out,) = communities_out()
    assert (out.name, out.practice) == ("Changeovers", "Changing a line over.")
    propose_page(circle, ana)
    agree(circle, ben)
    (out,) = communities_out()
    assert (out.name, out.practice) == ("Two lines", "Changing two lines over.")
    assert out.told_anew_in is not None


@pytest.mark.parametrize("how", ["decided", "closed", "left"])
def test_it_goes_when_they_decide_so_or_close_or_all_leave(how: str) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_community(ana, ben)
    a_page(circle, ana)
    propose_page(circle, ana)
    agree(circle, ben)

    if how == "left":
        go_from(circle, ana)
        crossing.carry_out()
        assert len(communities_out()) == 1
        assert open_now(ana) == []  # it is the others' now
        go_from(circle, ben)
        crossing.carry_out()
    else:
        matter = Matter.TAKE_BACK_PAGE if how == "decided" else Matter.CLOSE
        put_to(circle, ana, matter)
        assert len(communities_out()) == 1
        agree(circle, ben)
        assert journal_for(ben).lines[0].kind == "withdrawal"

    assert communities_out() == []


def test_what_was_decided_and_broke_off_is_carried_out_by_whoever_comes_next() -> None:
    ana = a_worker()
    circle = a_community(ana)
    a_page(circle, ana)
    seal = page_seal(circle, ana)
    with transaction(Database.LEARNING):
        there = circles.circle_for(ana, circle.id)
        decisions.propose(ana, there, Matter.OPEN_PAGE, text_seal=seal)
    assert communities_out() == []

    with pytest.raises(Conflict, match="being carried out"):  # or other words would go out
        rewrite(circle, ana, practice="Nobody agreed to this.")
    crossing.carry_out()

    assert [each.practice for each in communities_out()] == ["Changing a line over."]


def test_no_other_kind_of_circle_has_one() -> None:
    ana = a_worker()
    circle = a_circle(ana)

    with pytest.raises(Conflict, match="Only a community"):
        a_page(circle, ana)


@only_on_sqlite  # a page, not a query
def test_the_doors_lead_from_the_page_to_joining(visit: Visit) -> None:
    ana, eve = a_worker(name="Ana Lima"), a_worker()
    circle = a_community(ana)
    page = f"/circles/{circle.id}/page"
    by_ana, by_eve, marek = visit(ana), visit(eve), visit(a_manager())

    assert by_ana.get(page).status_code == 404
    kept = by_ana.post(f"{page}/edit", practice="Changing a line over.", joining="Come along.")
    assert "Only members see it" in words(kept.text)
    for other in (by_eve, marek):
        assert other.get(page).status_code == 404
    stale = by_ana.post(f"{page}/show", page=page, seen="0" * 64)
    assert stale.status_code == 409
    shown = by_ana.post(f"{page}/show", page=page)
    assert "Everyone can see it now" in words(shown.text)

    for other in (by_eve, marek):
        assert "Changeovers" in other.get("/org/practices/communities/").text
    (public,) = _public_ids(circle, ana)
    read = by_eve.get(f"/org/practices/communities/{public}")
    assert "Ana Lima" not in read.text
    assert f'href="/circles/{circle.id}"' in read.text
    assert "Come along." in read.text
    assert "What its members agree to" in words(by_eve.get(f"/circles/{circle.id}").text)
    by_ana.post(f"{page}/take-back", page=page)
    assert by_eve.get(f"/org/practices/communities/{public}").status_code == 404


def _public_ids(circle: Circle, actor: Actor) -> list[str]:
    db.session.rollback()
    page = queries.page_for(circles.circle_for(actor, circle.id))
    return [str(page.public_id)]
