"""Writing goals down, finding them in the plan, rewriting them and letting them go."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.plan import queries
from learnplan.mine.plan.models import TITLE_LIMIT, Goal, Step
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.words import Approach, Horizon, Need, State
from learnplan.mine.sharing.models import Share
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]

WRITTEN = {
    "title": "Find out why Monday’s reports are slow",
    "why": "I restarted the job *four times*.\n\nI would rather understand it.",
    "how_i_will_know": "I can say what an index will change.",
    "horizon": "next role",
    "approach": "complex",
    "need": "just in time",
    "by": "2026-06-30",
    "state": "active",
}


def goals_of(actor: Actor) -> list[queries.GoalRow]:
    return queries.goals_for(actor, states=tuple(State))


def test_an_empty_plan_says_what_it_is_for_and_offers_the_first_step(visit: Visit) -> None:
    shown = visit(a_worker()).get("/plan/")

    assert shown.status_code == 200
    assert "Nothing here yet, and that is fine" in words(shown.text)
    assert 'href="/plan/new"' in shown.text
    assert "Only you can see this page" in words(shown.text)


def test_a_goal_with_everything_said_is_kept_and_shown(visit: Visit) -> None:
    ana = a_worker()

    shown = visit(ana).post("/plan/new", **WRITTEN)

    assert shown.status_code == 200
    said = words(shown.text)
    for expected in (
        "Saved. Only you can see this goal.",
        "Find out why Monday’s reports are slow",
        "Next role",
        "Probe, sense, respond",
        "Just in time",
        "By 30 June",
        "Active",
        "I can say what an index will change.",
    ):
        assert expected in said
    assert "<em>four times</em>" in shown.text
    (row,) = goals_of(ana)
    assert (row.horizon, row.approach, row.need) == (
        Horizon.NEXT_ROLE,
        Approach.COMPLEX,
        Need.JUST_IN_TIME,
    )
    assert (row.by, row.state) == (date(2026, 6, 30), State.ACTIVE)


def test_one_line_is_enough_and_begins_as_an_idea(visit: Visit) -> None:
    ana = a_worker()

    visit(ana).post(
        "/plan/new", title="  Order lunch\tin Lisbon ", horizon="personal", state="idea"
    )

    (row,) = goals_of(ana)
    assert (row.title, row.state, row.approach) == ("Order lunch in Lisbon", State.IDEA, None)


def test_the_form_sent_twice_makes_one_goal_and_lands_on_it(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    fields = {**hidden_fields(browser.get("/plan/new").text, "/plan/new"), **WRITTEN}

    answers = [browser.client.post("/plan/new", data=fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(goals_of(ana)) == 1


def test_a_form_sent_again_after_its_goal_was_deleted_sets_a_new_one(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    fields = {**hidden_fields(browser.get("/plan/new").text, "/plan/new"), **WRITTEN}
    first = browser.client.post("/plan/new", data=fields).location
    browser.post(f"{first}/delete", page=first)

    again = browser.client.post("/plan/new", data=fields, follow_redirects=True)

    assert again.status_code == 200
    assert again.request.path != first


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": "  "}, "Write what you want to learn."),
        ({"title": "x" * (TITLE_LIMIT + 1)}, "Use at most 200 characters here."),
        ({"by": "2026-02-31"}, "Write a day that there is, like 2026-06-30."),
        ({"horizon": "somewhere"}, "Choose one of these."),
        ({"approach": "chaotic"}, "Choose one of these."),
        ({"state": "archived"}, "Choose one of these."),
        ({"why": "y" * 20_001}, "Use at most 20,000 characters."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    visit: Visit, wrong: dict[str, str], sentence: str
) -> None:
    ana = a_worker()

    shown = visit(ana).post("/plan/new", **{**WRITTEN, **wrong})

    assert shown.status_code == 422
    assert sentence in words(shown.text)
    assert "One thing to put right" in words(shown.text)
    assert "I can say what an index will change." in shown.text
    assert goals_of(ana) == []


def test_the_plan_groups_goals_by_where_they_are(visit: Visit) -> None:
    ana = a_worker()
    for state in State:
        a_goal(owner=ana, title=f"Goal {state}", state=state)

    said = words(visit(ana).get("/plan/").text)

    order = [
        "Goal active", "Paused", "Goal paused", "Ideas", "Goal idea", "Achieved and set aside",
    ]  # fmt: skip
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert "Goal set aside" in said
    assert "Goal archived" not in said
    assert "Goal archived" in words(visit(ana).get("/plan/archived").text)


def test_a_tab_shows_one_horizon(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, title="Lead a meeting", horizon=Horizon.NEXT_ROLE)
    a_goal(owner=ana, title="Cook", horizon=Horizon.PERSONAL)

    said = words(visit(ana).get("/plan/?horizon=next-role").text)

    assert "Lead a meeting" in said
    assert "Cook" not in said


def test_an_unknown_horizon_shows_all(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, title="Cook", horizon=Horizon.PERSONAL)

    assert "Cook" in words(visit(ana).get("/plan/?horizon=sideways").text)


def test_a_list_takes_as_many_queries_for_many_goals_as_for_one(visit: Visit) -> None:
    ana, dana = a_worker(), a_worker(name="Dana")
    browser = visit(ana)
    counted: list[int] = []
    for _ in range(2):
        for number in range(5):
            a_goal(
                owner=ana,
                title=f"Goal {number}",
                state=State.ACTIVE,
                steps_to_take=("One", "Two"),
                shared_with=dana,
            )
        said: list[str] = []
        listener = lambda *told: said.append(told[2])  # noqa: E731, B023 - removed before the next round
        engine = engine_of(Database.LEARNING)
        event.listen(engine, "before_cursor_execute", listener)
        browser.get("/plan/")
        event.remove(engine, "before_cursor_execute", listener)
        counted.append(len([each for each in said if each.startswith("SELECT")]))

    assert counted[0] == counted[1]


def test_the_list_shows_the_first_step_that_is_not_done(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.ACTIVE, steps_to_take=("Read", "Ask Dana", "Try"))
    first = queries.steps_of(goal)[0]
    browser = visit(ana)

    browser.post(f"/plan/goals/{goal.id}/steps/{first.id}/tick", page="/plan/", back="all")

    said = words(browser.get("/plan/").text)
    assert "Ask Dana" in said
    assert "Try" not in said


def test_a_goal_is_rewritten(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, approach=Approach.CLEAR, by=date(2026, 1, 1))

    shown = visit(ana).post(
        f"/plan/goals/{goal.id}/edit", title="Read two", horizon="personal", approach="", by=""
    )

    assert "Read two" in words(shown.text)
    (row,) = goals_of(ana)
    assert (row.title, row.approach, row.by) == ("Read two", None, None)


def test_the_later_of_two_edits_sees_both_texts_and_can_save_again(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read", why="Because.")
    address = f"/plan/goals/{goal.id}/edit"
    browser = visit(ana)
    opened = hidden_fields(browser.get(address).text, address)
    first = {**opened, "title": "Read a book", "why": "It is short.", "horizon": "personal"}
    later = {**opened, "title": "Read a blog", "why": "It is long.", "horizon": "current role"}
    later["need"] = "just in case"

    assert browser.client.post(address, data=first).status_code == 303
    lost = browser.client.post(address, data=later)

    assert lost.status_code == 409
    for text in ("Read a book", "It is short.", "Read a blog", "It is long.", "Personal"):
        assert text in unescape(lost.text)
    assert queries.own_goal_for(ana, goal.id).title == "Read a book"

    meant = {**hidden_fields(lost.text, address), **later}
    meant["version"] = hidden_fields(lost.text, address)["version"]
    assert browser.client.post(address, data=meant).status_code == 303
    db.session.rollback()
    assert queries.own_goal_for(ana, goal.id).title == "Read a blog"


def test_an_edit_that_does_not_say_what_it_read_overwrites_nothing(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read")

    shown = visit(ana).post(
        f"/plan/goals/{goal.id}/edit", title="Other", horizon="personal", version="soon"
    )

    assert shown.status_code == 409
    assert queries.own_goal_for(ana, goal.id).title == "Read"


def test_an_edit_with_a_mistake_keeps_what_was_typed(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read")

    shown = visit(ana).post(
        f"/plan/goals/{goal.id}/edit", title="", why="Because.", horizon="personal"
    )

    assert shown.status_code == 422
    assert "Because." in shown.text
    assert queries.own_goal_for(ana, goal.id).title == "Read"


def test_a_day_and_a_choice_changed_elsewhere_are_said_in_words(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, by=date(2026, 6, 30), approach=Approach.COMPLEX)

    shown = visit(ana).post(
        f"/plan/goals/{goal.id}/edit",
        title=goal.title,
        horizon="personal",
        approach="",
        by="",
        version="0",
    )

    assert "30 Jun 2026" in words(shown.text)
    assert "Probe, sense, respond" in words(shown.text)


def test_a_goal_without_words_is_not_kept() -> None:
    ana = a_worker()

    with pytest.raises(IntegrityError), transaction(Database.LEARNING):
        goals.set_goal(ana, title="")


def test_a_move_is_said_and_can_be_undone(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read", state=State.ACTIVE)
    browser = visit(ana)

    moved = browser.post(
        f"/plan/goals/{goal.id}/move",
        page=f"/plan/goals/{goal.id}",
        to="paused",
        remark="until the release is out",
    )
    assert "Paused: Read" in words(moved.text)
    assert "until the release is out" in words(moved.text)
    undo = re.search(r'action="(/plan/goals/[^"]*move-back[^"]*)"', moved.text)
    assert undo is not None
    address = unescape(undo[1])
    back = browser.client.post(
        address, data=hidden_fields(moved.text, undo[1]), follow_redirects=True
    )

    assert "Active as before: Read" in words(back.text)
    assert queries.own_goal_for(ana, goal.id).state is State.ACTIVE


@pytest.mark.parametrize(
    ("to", "code"), [("archived", 409), ("somewhere", 422), ("active", 200), ("paused", 200)]
)
def test_a_goal_goes_only_where_there_is_a_way(visit: Visit, to: str, code: int) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.ACTIVE)

    shown = visit(ana).post(f"/plan/goals/{goal.id}/move", page=f"/plan/goals/{goal.id}", to=to)

    assert shown.status_code == code


def test_a_move_is_not_undone_to_a_state_that_there_is_not(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)

    shown = visit(ana).post(
        f"/plan/goals/{goal.id}/move-back?to=somewhere", page=f"/plan/goals/{goal.id}"
    )

    assert shown.status_code == 422


def test_too_long_a_word_about_why_keeps_what_was_typed(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.ACTIVE)

    shown = visit(ana).post(
        f"/plan/goals/{goal.id}/move", page=f"/plan/goals/{goal.id}", to="paused", remark="y" * 301
    )

    assert shown.status_code == 422
    assert "y" * 301 in shown.text
    assert queries.own_goal_for(ana, goal.id).state is State.ACTIVE


def test_a_move_from_the_list_returns_to_the_same_tab(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.ACTIVE, horizon=Horizon.NEXT_ROLE)

    browser = visit(ana)
    for back, place in (
        ("next-role", "/plan/?horizon=next-role"),
        ("all", "/plan/"),
        ("archived", "/plan/archived"),
        ("today", "/"),
        ("https://elsewhere.example", f"/plan/goals/{goal.id}"),
    ):
        shown = browser.post(
            f"/plan/goals/{goal.id}/move", page=f"/plan/goals/{goal.id}", to="active", back=back
        )
        assert shown.request.full_path.rstrip("?") == place


def test_a_deleted_goal_can_be_brought_back_from_the_next_page(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Read", steps_to_take=("Open it",))
    browser = visit(ana)

    gone = browser.post(f"/plan/goals/{goal.id}/delete", page=f"/plan/goals/{goal.id}")
    assert "Deleted: Read" in words(gone.text)
    assert browser.get(f"/plan/goals/{goal.id}").status_code == 404

    back = f"/plan/goals/{goal.id}/restore"
    undone = browser.client.post(back, data=hidden_fields(gone.text, back), follow_redirects=True)
    assert undone.status_code == 200
    assert "Open it" in words(undone.text)


def test_what_was_deleted_more_than_a_day_ago_goes_for_good_at_the_next_delete() -> None:
    ana, ben, dana = a_worker(), a_worker(), a_worker()
    now = clock.now()
    old = a_goal(owner=ana, steps_to_take=("Read",), shared_with=dana)
    bens, fresh = a_goal(owner=ben), a_goal(owner=ana)
    for goal, owner in ((old, ana), (bens, ben)):
        with clock.stopped(now - timedelta(days=1, minutes=1)), transaction(Database.LEARNING):
            goals.delete_goal(owner, queries.own_goal_for(owner, goal.id))

    with transaction(Database.LEARNING):
        goals.delete_goal(ana, queries.own_goal_for(ana, fresh.id))

    kept = set(db.session.scalars(db.select(Goal.id)))
    assert kept == {bens.id, fresh.id}
    assert db.session.scalars(db.select(Step.id)).all() == []
    assert db.session.scalars(db.select(Share.id)).all() == []


def test_the_command_line_purges_everybodys() -> None:
    moment = datetime(2026, 5, 12, tzinfo=UTC)
    with clock.stopped(moment):
        for _ in range(2):
            goal = a_goal(owner=(ana := a_worker()))
            with transaction(Database.LEARNING):
                goals.delete_goal(ana, queries.own_goal_for(ana, goal.id))

    with transaction(Database.LEARNING):
        assert goals.purge_deleted(moment) == 0
        assert goals.purge_deleted(moment + timedelta(seconds=1)) == 2

    with pytest.raises(NotFound):
        queries.deleted_goal_for(ana, goal.id)


def test_the_goals_to_choose_from_are_the_open_ones_the_active_first() -> None:
    ana = a_worker()
    for state in (State.IDEA, State.ACHIEVED, State.PAUSED, State.ACTIVE):
        a_goal(owner=ana, title=f"Goal {state}", state=state)
    a_goal(title="Not mine", state=State.ACTIVE)

    assert [choice.handle for choice in queries.open_goals(ana)] == [
        "goal-active",
        "goal-paused",
        "goal-idea",
    ]
    assert [choice.is_open for choice in queries.goal_choices(ana)] == [True, True, True, False]


NAUGHTY = [
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "'; DROP TABLE goal;--",
    "\u202ehidden",
    "\u03a9\u2248\u00e7\u221a\u222b\u02dc\u00b5",
    "\U0001f469\U0001f3fd\u200d\U0001f4bb",
    "' onmouseover='x",
    "\U0001d57f\U0001d58d\U0001d58a",
    "%s%n",
]


@pytest.mark.parametrize("naughty", NAUGHTY)
def test_naughty_strings_are_kept_and_shown_as_they_are(visit: Visit, naughty: str) -> None:
    ana = a_worker()
    browser = visit(ana)

    shown = browser.post(
        "/plan/new", title=naughty, why=naughty, how_i_will_know=naughty, state="active",
        horizon="personal",
    )  # fmt: skip

    assert shown.status_code == 200
    assert "<script>alert" not in shown.text
    assert "49" not in words(shown.text)
    (row,) = goals_of(ana)
    assert row.title == naughty
    added = browser.post(f"/plan/goals/{row.id}/steps", page=f"/plan/goals/{row.id}", text=naughty)
    assert added.status_code == 200
    assert browser.get("/plan/").status_code == 200
    assert isinstance(row.id, UUID)
