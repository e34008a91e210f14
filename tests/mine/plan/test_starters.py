"""Starter plans: prompts beside the questions, steps to untick, and less of both in time."""

from collections.abc import Callable

import pytest

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.plan import queries
from learnplan.mine.plan.forms import NewGoalForm
from learnplan.mine.plan.models import STARTER_LIMIT, STEP_LIMIT, PlanSetting
from learnplan.mine.plan.starters import STARTERS, Starter
from learnplan.mine.plan.words import Approach, Horizon, Prompts
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, steps_now
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor | None], Visitor]

TEACH = STARTERS["teach-what-i-know"]
ADDRESS = "/plan/new?from=teach-what-i-know"


@pytest.mark.parametrize("starter", STARTERS.values(), ids=STARTERS)
def test_every_starter_asks_what_a_goal_can_say_and_proposes_steps_that_fit(
    starter: Starter,
) -> None:
    questions = {"title", "why", "how_i_will_know"}

    assert set(starter.prompts) == questions
    assert all(hasattr(NewGoalForm, question) for question in questions)
    assert starter.key in starter.prompts
    assert 3 <= len(starter.steps) <= 5
    assert all(len(step) <= STEP_LIMIT for step in starter.steps)
    assert len(starter.name) <= STARTER_LIMIT


def test_there_are_starters_for_each_approach_and_for_the_next_role() -> None:
    assert {starter.approach for starter in STARTERS.values()} == set(Approach)
    assert Horizon.NEXT_ROLE in {starter.horizon for starter in STARTERS.values()}


@pytest.mark.parametrize(
    ("chosen", "used", "left"),
    [
        (Prompts.FEWER, 0, "all"),
        (Prompts.FEWER, 1, "all"),
        (Prompts.FEWER, 2, "key"),
        (Prompts.FEWER, 3, "key"),
        (Prompts.FEWER, 4, "none"),
        (Prompts.FEWER, 40, "none"),
        (Prompts.ALL, 40, "all"),
        (Prompts.NONE, 0, "none"),
    ],
)
def test_prompts_thin_out_unless_somebody_says_otherwise(
    chosen: Prompts, used: int, left: str
) -> None:
    expected = {"all": set(TEACH.prompts), "key": {TEACH.key}, "none": set()}

    assert set(TEACH.prompts_left(chosen, used)) == expected[left]


def test_a_starter_fills_the_form_with_hints_and_never_with_words_to_delete(visit: Visit) -> None:
    shown = visit(a_worker()).get(ADDRESS).text

    for name, prompt in TEACH.prompts.items():
        assert f'id="{name}-hint">{prompt}</p>' in shown
        assert f'aria-describedby="{name}-hint"' in shown
    assert "placeholder" not in shown
    assert shown.count('type="checkbox"') == shown.count("checked") - 2 == len(TEACH.steps)
    assert '<textarea aria-describedby="why-hint" id="why"' in shown.replace("\r", "")


def test_ticked_steps_are_kept_once_and_others_left_out(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    fields = hidden_fields(browser.get(ADDRESS).text, ADDRESS)
    typed = {**fields, "title": "Teach saws", "horizon": "current role", "approach": "clear"}

    answers = [browser.client.post(ADDRESS, data={**typed, "steps": ["3", "0"]}) for _ in range(2)]

    assert answers[0].location == answers[1].location
    (row,) = queries.goals_for(ana, states=["idea"])  # type: ignore[list-item]  # the word itself
    goal = queries.own_goal_for(ana, row.id)
    assert [step.text for step in steps_now(ana, goal)] == [TEACH.steps[0], TEACH.steps[3]]
    assert goal.starter == TEACH.name


def test_a_form_with_a_mistake_keeps_what_was_unticked(visit: Visit) -> None:
    browser = visit(a_worker())
    fields = hidden_fields(browser.get(ADDRESS).text, ADDRESS)

    shown = browser.client.post(ADDRESS, data={**fields, "title": "", "steps": ["1"]})

    assert shown.status_code == 422
    assert shown.text.count('name="steps"') == len(TEACH.steps)
    assert shown.text.count("checked") - 1 <= 3


@only_on_sqlite  # what a form says
def test_a_step_that_no_starter_proposes_is_refused(visit: Visit) -> None:
    for address in (ADDRESS, "/plan/new", "/plan/new?from=nowhere"):
        shown = visit(a_worker()).post(address, title="Saw", horizon="personal", steps="99")
        assert shown.status_code == 422
        assert "Choose from these." in words(shown.text)


def test_prompts_go_with_use_and_come_back_when_wanted(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    browser = visit(ana)
    for number in range(4):
        a_goal(owner=ana, title=f"Goal {number}", starter="new-team")
    a_goal(owner=ben, starter="new-team")

    assert "No prompts are shown any more" in words(browser.get(ADDRESS).text)

    for choice, prompted in (("all", True), ("none", False), ("fewer", False)):
        browser.post("/plan/starters", prompts=choice)
        assert (TEACH.prompts["why"] in browser.get(ADDRESS).text) is prompted
        assert f'value="{choice}"' in browser.get("/plan/starters").text
    assert TEACH.prompts["why"] in visit(ben).get(ADDRESS).text
    assert [row.owner_id for row in db.session.scalars(db.select(PlanSetting))] == [ana.id]


@only_on_sqlite  # what a form says
def test_another_choice_of_prompts_is_refused(visit: Visit) -> None:
    shown = visit(a_worker()).post("/plan/starters", prompts="shouting")

    assert shown.status_code == 422
    assert "Choose one of these." in words(shown.text)


@only_on_sqlite  # what a page says
def test_every_starter_is_on_the_page_of_starters(visit: Visit) -> None:
    shown = visit(a_worker()).get("/plan/starters")

    for starter in STARTERS.values():
        assert f'href="/plan/new?from={starter.name}"' in shown.text
        assert starter.title in words(shown.text)
