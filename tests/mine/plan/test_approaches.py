"""A goal's approach shapes its page, and nothing written under another one is lost."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Invalid, Refused
from learnplan.mine.disclosures.models import Crossing
from learnplan.mine.plan import approaches, queries
from learnplan.mine.plan.models import Goal, PersonAsked, Round, Signal
from learnplan.mine.plan.services import beside, people_asked, practices, rounds
from learnplan.mine.plan.words import Approach, Horizon, Phase, State
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, a_person_asked, a_practice, a_round, beside_now
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]


def press(browser: Visitor, shown: str, action: str) -> str:
    """Send the form on a page that posts to ``action``; returns the next page."""
    fields = hidden_fields(shown, action)
    return browser.client.post(action, data=fields, follow_redirects=True).text


def everything_beside(owner: Actor, **said: Any) -> Goal:
    """A goal with something written under each of the approaches."""
    goal = a_goal(owner=owner, **said)
    a_practice(owner, goal, text="Measure *twice*.", kept_where="The blue folder")
    a_person_asked(owner, goal, name="Old Pavel", question="Why twice?", answer="Wood is dear.")
    a_round(
        owner, goal, probe="Measure once", signals=["Three planks short"], response="Less of it"
    )
    return goal


def test_a_complex_goal_goes_in_rounds(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, approach=Approach.COMPLEX)
    here = f"/plan/goals/{goal.id}"
    browser = visit(ana)

    shown = browser.post(
        f"{here}/rounds/new", probe="Log slow plans", starts_on="2026-05-04", ends_on="2026-05-11"
    )
    assert "Round 1" in words(shown.text)
    assert "4 to 11 May" in words(shown.text)
    (this,) = beside_now(ana, goal).rounds
    assert this.phase is Phase.PROBE

    for text, day in (("Drifts by Friday", "2026-05-08"), ("Fine on Monday", "2026-05-05")):
        browser.post(f"{here}/rounds/{this.id}/signals/new", text=text, noticed_on=day)
    (this,) = beside_now(ana, goal).rounds
    assert [signal.text for signal in this.signals] == ["Fine on Monday", "Drifts by Friday"]
    assert this.phase is Phase.SENSE

    edit = f"{here}/rounds/{this.id}/edit"
    browser.post(edit, probe="Log slow plans", response="Another probe: statistics")
    browser.post(f"{here}/rounds/new", probe="Extended statistics")

    said = words(browser.get(here).text)
    assert said.index("Round 2") < said.index("Extended statistics") < said.index("Round 1")
    assert "Another probe: statistics" in said
    assert [each.phase for each in beside_now(ana, goal).rounds] == [Phase.PROBE, Phase.RESPOND]


def test_of_two_windows_that_change_a_round_the_later_sees_both_texts(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, approach=Approach.COMPLEX)
    address = f"/plan/goals/{goal.id}/rounds/{a_round(ana, goal, probe='Wait')}/edit"
    browser = visit(ana)
    opened = hidden_fields(browser.get(address).text, address)
    first = {**opened, "probe": "Wait a week", "starts_on": "2026-05-04"}
    later = {**opened, "probe": "Wait a month", "starts_on": "", "response": "More of it"}

    assert browser.client.post(address, data=first).status_code == 303
    lost = browser.client.post(address, data=later)

    assert lost.status_code == 409
    for text in ("Wait a week", "4 May 2026", "Wait a month", "More of it"):
        assert text in unescape(lost.text)
    meant = {**later, "version": hidden_fields(lost.text, address)["version"]}
    assert browser.client.post(address, data=meant).status_code == 303
    assert beside_now(ana, goal).rounds[0].probe == "Wait a month"


@pytest.mark.parametrize("kind", ["signal", "person"])
def test_signals_and_people_are_not_overwritten_either(visit: Visit, kind: str) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana)
    browser = visit(ana)
    if kind == "signal":
        round_id = a_round(ana, goal, signals=["Slow"])
        signal = beside_now(ana, goal).rounds[0].signals[0]
        address = f"/plan/goals/{goal.id}/rounds/{round_id}/signals/{signal.id}/edit"
        first, later = {"text": "Slower", "noticed_on": "2026-05-05"}, {"text": "Quick"}
        kept = ["Slower", "Quick"]
    else:
        a_person_asked(ana, goal, name="Pavel")
        person = beside_now(ana, goal).people[0]
        address = f"/plan/goals/{goal.id}/people/{person.id}/edit"
        first = {"colleague_id": str(dana.id), "name": ""}
        later = {"colleague_id": "", "name": "Old Pavel", "answer": "It depends."}
        kept = ["Dana", "Old Pavel", "It depends."]
    opened = hidden_fields(browser.get(address).text, address)

    browser.client.post(address, data={**opened, **first})
    lost = browser.client.post(address, data={**opened, "noticed_on": "2026-05-05", **later})

    assert lost.status_code == 409
    for text in kept:
        assert text in unescape(lost.text)


def test_a_practice_is_written_for_the_first_time_in_one_of_two_windows(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, approach=Approach.CLEAR)
    address = f"/plan/goals/{goal.id}/practice"
    browser = visit(ana)
    opened = hidden_fields(browser.get(address).text, address)

    first = browser.client.post(address, data={**opened, "text": "Twice", "kept_where": "Folder"})
    lost = browser.client.post(address, data={**opened, "text": "Thrice", "kept_where": ""})

    assert (first.status_code, lost.status_code) == (303, 409)
    for text in ("Twice", "Folder", "Thrice"):
        assert text in lost.text
    practice = beside_now(ana, goal).practice
    assert practice is not None
    assert practice.text == "Twice"


@only_on_sqlite  # how an address is shown
def test_where_a_practice_is_kept_is_a_link_if_it_is_an_address(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, approach=Approach.CLEAR)
    address = f"/plan/goals/{goal.id}/practice"
    browser = visit(ana)

    shown = browser.post(address, text="Measure **twice**.", kept_where="https://example.org/aid")
    assert "<strong>twice</strong>" in shown.text
    assert '<a href="https://example.org/aid" rel="noopener noreferrer">example.org' in shown.text

    for kept_where in ("The blue folder", "javascript:alert(1)", "https://example.org or me"):
        shown = browser.post(address, text="", kept_where=kept_where)
        assert f'href="{kept_where}"' not in shown.text
        assert f"Kept here: {kept_where}" in words(shown.text)


def test_a_change_of_approach_loses_nothing_and_a_change_back_finds_it(visit: Visit) -> None:
    ana = a_worker()
    goal = everything_beside(ana, approach=Approach.COMPLEX)
    address = f"/plan/goals/{goal.id}/edit"
    browser = visit(ana)

    for approach in ("clear", "complicated", "", "complex"):
        browser.post(address, title="Saw", horizon="personal", approach=approach)
        said = words(browser.get(f"/plan/goals/{goal.id}").text)
        for text in ("Three planks short", "The blue folder", "Old Pavel", "Wood is dear."):
            assert text in said, approach
        fold = said.index("Written here under another approach")
        assert (said.index("Three planks short") < fold) is (approach == "complex")
        assert (said.index("The blue folder") < fold) is (approach == "clear")
        assert (said.index("Old Pavel") < fold) is (approach == "complicated")


@pytest.mark.parametrize("approach", [*Approach, None])
def test_a_reader_sees_the_practice_or_the_rounds_and_never_who_was_asked(
    visit: Visit, approach: Approach | None
) -> None:
    ana, dana = a_worker(), a_worker()
    goal = everything_beside(ana, approach=approach, shared_with=dana)

    read = words(visit(dana).get(f"/plan/goals/{goal.id}").text)
    preview = words(visit(ana).get(f"/share/goal/{goal.id}/preview").text)

    for said in (read, preview):
        assert ("The blue folder" in said) is (approach is Approach.CLEAR)
        for text in ("Measure once", "Three planks short", "Less of it"):
            assert (text in said) is (approach is Approach.COMPLEX)
        assert "Old Pavel" not in said
        assert "Wood is dear" not in said
        assert "who was asked" in said
        assert "Edit" not in said


@only_on_sqlite  # who is said to see a page
def test_each_page_of_a_shared_goal_says_who_sees_what_is_saved_there(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana, approach=Approach.COMPLEX, shared_with=dana)
    browser = visit(ana)

    for page, seen in (("rounds/new", True), ("people/new", False), ("practice", False)):
        said = words(browser.get(f"/plan/goals/{goal.id}/{page}").text)
        assert ("Dana can see what you save here" in said) is seen
        assert ("Only you can see this page" in said) is not seen


def test_asking_somebody_tells_nobody_and_leaves_nothing_in_anybodys_journal(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana Whitfield")
    goal = a_goal(owner=ana, title="Saw straight", approach=Approach.COMPLICATED)
    theirs = visit(dana)
    before = db.session.scalars(db.select(Crossing.id)).all()

    shown = visit(ana).post(
        f"/plan/goals/{goal.id}/people/new", colleague_id=str(dana.id), question="How?"
    )

    assert "Dana Whitfield To be asked How?" in words(shown.text)
    for page in ("/", "/shared/", "/disclosures/"):
        assert "Saw straight" not in theirs.get(page).text
    db.session.rollback()
    known = set(db.session.scalars(db.select(Crossing.id))) - set(before)
    signed_in = db.session.scalars(db.select(Crossing.item_id).where(Crossing.id.in_(known)))
    assert goal.id not in set(signed_in)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Choose a colleague, or write who it is."),
        ({"name": "Pavel", "colleague_id": "them"}, "one of the two"),
        ({"colleague_id": "3e4e1bb7-704e-4108-8ffb-ad37cdb0a0a7"}, "Nobody of this organisation"),
        ({"colleague_id": "x"}, "Choose a person."),
        ({"name": "y" * 201}, "Use at most 200 characters here."),
        ({"name": "Pavel", "asked_on": "2026-02-31"}, "Write a day that there is"),
    ],
)
def test_somebody_who_cannot_be_kept_is_refused_in_words_and_what_was_typed_stays(
    visit: Visit, typed: dict[str, str], sentence: str
) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana)
    if typed.get("colleague_id") == "them":
        typed = {**typed, "colleague_id": str(dana.id)}

    shown = visit(ana).post(f"/plan/goals/{goal.id}/people/new", question="Why twice?", **typed)

    assert shown.status_code == 422
    assert sentence in words(shown.text)
    assert "Why twice?" in shown.text
    assert beside_now(ana, goal).people == ()


def test_what_is_said_about_somebody_can_be_changed_to_somebody_else(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    goal = a_goal(owner=ana)
    a_person_asked(ana, goal, name="", colleague_id=dana.id)
    person = beside_now(ana, goal).people[0]
    address = f"/plan/goals/{goal.id}/people/{person.id}/edit"
    browser = visit(ana)

    browser.post(address, colleague_id=str(dana.id), answer="Twice.", asked_on="2026-05-04")
    (kept,) = beside_now(ana, goal).people
    assert (kept.name, kept.answer, kept.asked_on) == ("Dana", "Twice.", date(2026, 5, 4))

    browser.post(address, colleague_id="", name="Her deputy", answer="Twice.", asked_on="")
    (kept,) = beside_now(ana, goal).people
    assert (kept.name, kept.asked_on) == ("Her deputy", None)


@pytest.mark.parametrize(
    ("page", "typed", "sentence"),
    [
        ("rounds/new", {"probe": " ", "starts_on": "2026-05-04"}, "Write what you will try."),
        (
            "rounds/new",
            {"probe": "Wait", "starts_on": "2026-05-04", "ends_on": "2026-05-03"},
            "It cannot end before it begins.",
        ),
        ("rounds/{round}/edit", {"probe": ""}, "Write what you tried."),
        ("rounds/{round}/signals/new", {"text": ""}, "Write what you noticed."),
        ("rounds/{round}/signals/new", {"text": "Slow", "noticed_on": ""}, "Write the day."),
        (
            "rounds/{round}/signals/new",
            {"text": "Slow", "noticed_on": "2026-02-30"},
            "Write a day that there is",
        ),
    ],
)
def test_a_round_that_cannot_be_kept_is_refused_in_words(
    visit: Visit, page: str, typed: dict[str, str], sentence: str
) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    round_id = a_round(ana, goal, probe="Begun")
    address = f"/plan/goals/{goal.id}/{page.format(round=round_id)}"

    shown = visit(ana).post(address, **typed)

    assert shown.status_code == 422
    assert sentence in words(shown.text)
    (kept,) = beside_now(ana, goal).rounds
    assert (kept.probe, kept.signals) == ("Begun", ())


@pytest.mark.parametrize("page", ["rounds/new", "people/new", "rounds/{round}/signals/new"])
def test_a_form_sent_twice_writes_one_thing_down(visit: Visit, page: str) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    address = f"/plan/goals/{goal.id}/{page.format(round=a_round(ana, goal))}"
    browser = visit(ana)
    typed = {"probe": "Twice", "name": "Twice", "text": "Twice", "noticed_on": "2026-05-04"}
    fields = {**hidden_fields(browser.get(address).text, address), **typed}

    codes = [browser.client.post(address, data=fields).status_code for _ in range(2)]

    assert codes == [303, 303]
    shown = browser.get(f"/plan/goals/{goal.id}").text
    assert words(shown).count("Twice") <= 3  # in words, and in what a screen reader hears
    now = beside_now(ana, goal)
    assert len(now.people) + len(now.rounds) + len(now.rounds[-1].signals) == 2


def test_what_is_removed_can_be_brought_back_with_all_that_belongs_to_it(visit: Visit) -> None:
    ana = a_worker()
    goal = everything_beside(ana, approach=Approach.COMPLEX)
    before = beside_now(ana, goal)
    this, person = before.rounds[0], before.people[0]
    here = f"/plan/goals/{goal.id}"
    browser = visit(ana)

    for thing in (
        f"people/{person.id}",
        f"rounds/{this.id}/signals/{this.signals[0].id}",
        f"rounds/{this.id}",
    ):
        gone = browser.post(f"{here}/{thing}/remove", page=f"{here}/{thing}/edit")
        assert "Removed:" in words(gone.text)
        assert beside_now(ana, goal) != before
        assert browser.get(f"{here}/{thing}/edit").status_code == 404

        press(browser, gone.text, f"{here}/{thing}/restore")
        assert beside_now(ana, goal) == before


def test_a_form_sent_again_after_its_round_was_removed_makes_another(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, approach=Approach.COMPLEX)
    address = f"/plan/goals/{goal.id}/rounds/new"
    browser = visit(ana)
    fields = {**hidden_fields(browser.get(address).text, address), "probe": "Wait"}
    browser.client.post(address, data=fields)
    first = f"/plan/goals/{goal.id}/rounds/{beside_now(ana, goal).rounds[0].id}"
    browser.post(f"{first}/remove", page=f"{first}/edit")

    browser.client.post(address, data=fields)

    assert len(beside_now(ana, goal).rounds) == 1


def test_what_was_removed_more_than_a_day_ago_goes_for_good() -> None:
    ana, ben = a_worker(), a_worker()
    now = clock.now()
    goals = [everything_beside(owner) for owner in (ana, ben)]
    with clock.stopped(now - timedelta(days=1, minutes=1)), transaction(Database.LEARNING):
        for owner, goal in zip((ana, ben), goals, strict=True):
            kept = queries.own_goal_for(owner, goal.id)
            written = approaches.all_beside(kept)
            round_id, person_id = written.rounds[0].id, written.people[0].id
            beside.remove(owner, kept, approaches.round_for(owner, goal.id, round_id))
            beside.remove(owner, kept, approaches.person_asked_for(owner, goal.id, person_id))
    a_person_asked(ana, goals[0], name="Edna")
    with transaction(Database.LEARNING):
        edna = beside_now(ana, goals[0]).people[0]
        kept = queries.own_goal_for(ana, goals[0].id)
        beside.remove(ana, kept, approaches.person_asked_for(ana, goals[0].id, edna.id))

    assert db.session.scalars(db.select(Round.goal_id)).all() == [goals[1].id]
    assert len(db.session.scalars(db.select(Signal.id)).all()) == 1
    assert len(db.session.scalars(db.select(PersonAsked.id)).all()) == 2

    with transaction(Database.LEARNING):
        beside.purge_removed(now)
    assert db.session.scalars(db.select(Round.id)).all() == []


def test_only_the_owner_writes_beside_a_goal() -> None:
    ana, ben = a_worker(), a_worker()
    goal = everything_beside(ana, shared_with=ben)

    with transaction(Database.LEARNING):
        shared = queries.goal_for(ben, goal.id)
        this = approaches.round_for(ana, goal.id, approaches.all_beside(shared).rounds[0].id)
        for act in (
            lambda: practices.write_practice(ben, shared, version=1, text="", kept_where=""),
            lambda: people_asked.add_person(ben, shared, name="Ben"),
            lambda: rounds.begin_round(ben, shared, probe="Mine"),
            lambda: beside.remove(ben, shared, this),
            lambda: beside.restore(ben, shared, this),
        ):
            with pytest.raises(Refused, match="Only its owner"):
                act()


def test_a_round_is_not_rewritten_through_another_goal() -> None:
    ana = a_worker()
    goal, other = a_goal(owner=ana), a_goal(owner=ana)
    round_id = a_round(ana, goal)

    with transaction(Database.LEARNING):
        this = approaches.round_for(ana, goal.id, round_id)
        with pytest.raises(Refused):
            rounds.add_signal(
                ana, queries.own_goal_for(ana, other.id), this, text="x", noticed_on=date.min
            )
        with pytest.raises(Invalid, match="before it begins"):
            rounds.begin_round(
                ana, this_goal(ana, goal), probe="x", starts_on=date.max, ends_on=date.min
            )


def this_goal(owner: Actor, goal: Goal) -> Goal:
    return queries.own_goal_for(owner, goal.id)


@only_on_sqlite  # the same pages from the same templates
def test_a_goal_for_the_next_role_or_a_personal_one_is_treated_like_any_other(
    visit: Visit,
) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    browser, reader = visit(ana), visit(dana)
    pages: list[list[str]] = []
    for horizon in Horizon:
        goal = everything_beside(
            ana,
            title="Saw straight",
            horizon=horizon,
            approach=Approach.COMPLEX,
            state=State.ACTIVE,
            steps_to_take=("Find a saw",),
            shared_with=dana,
        )
        here = f"/plan/goals/{goal.id}"
        pages.append(
            [
                without_horizons(words(shown.text))
                for shown in (
                    browser.get(here),
                    browser.get(f"/share/goal/{goal.id}/preview"),
                    reader.get(here),
                    browser.get(f"/plan/?horizon={horizon.replace(' ', '-')}"),
                    browser.get(f"/plan/board?horizon={horizon.replace(' ', '-')}"),
                )
            ]
        )

    assert pages[0] == pages[1] == pages[2]


def without_horizons(said: str) -> str:
    for horizon in Horizon:
        said = said.replace(horizon.capitalize(), "_")
    return said
