"""What is not yours does not exist: every address of it answers as an unknown one does."""

import re
from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from learnplan.core.actor import Actor, Role
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import steps_of
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, a_person_asked, a_practice, a_round, beside_now
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor | None], Visitor]

OWN_WORDS = re.compile(r'(name="csrf_token" value=|nonce=|name="once" value=)"[^"]*"')


def addresses(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every address that names a goal, with each way to ask for it."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("plan.") and "goal_id" in rule.arguments:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method


def all_ids(owner: Actor, goal: Goal, reader_id: UUID) -> dict[str, UUID]:
    """Something of every kind beside a goal, by the names that addresses have for it."""
    a_practice(owner, goal, text="CANARY", kept_where="CANARY")
    a_person_asked(owner, goal, name="CANARY", question="CANARY")
    a_round(owner, goal, probe="CANARY", signals=["CANARY"])
    beside = beside_now(owner, goal)
    return {
        "goal_id": goal.id,
        "step_id": steps_of(goal)[0].id,
        "reader_id": reader_id,
        "person_id": beside.people[0].id,
        "round_id": beside.rounds[0].id,
        "signal_id": beside.rounds[0].signals[0].id,
    }


def the_same(html: str) -> str:
    """A page without the words that differ from one answer to the next."""
    return OWN_WORDS.sub(r'\1""', html)


@pytest.mark.parametrize("roles", [(), (Role.MANAGER, Role.STEWARD, Role.ADMINISTRATOR)])
def test_somebody_elses_goal_answers_as_an_unknown_one_does(
    app: Flask, visit: Visit, roles: tuple[Role, ...]
) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="CANARY", steps_to_take=("CANARY",))
    ids = all_ids(ana, goal, uuid4())
    browser = visit(a_worker(roles=roles))
    token = hidden_fields(browser.get("/plan/new").text, "/plan/new")["csrf_token"]
    typed = {
        "csrf_token": token,
        "title": "Mine now",
        "horizon": "personal",
        "approach": "",
        "need": "",
        "text": "Mine now",
        "probe": "Mine now",
        "name": "Mine now",
        "noticed_on": "2026-05-04",
        "to": "active",
        "reader_id": str(browser.actor.id if browser.actor else ""),
    }
    asked = 0
    for rule, method in addresses(app):
        answers = []
        for values in (ids, {name: uuid4() for name in ids}):
            built = rule.build(values, append_unknown=False)
            assert built is not None
            answers.append(browser.client.open(built[1], method=method, data=typed))
        known, unknown = answers
        assert (known.status_code, unknown.status_code) == (404, 404), rule
        assert the_same(known.text) == the_same(unknown.text), rule
        assert "CANARY" not in known.text
        asked += 1

    assert asked > 25


def test_what_is_beside_somebody_elses_goal_is_not_reached_through_ones_own(
    app: Flask, visit: Visit
) -> None:
    ana, ben = a_worker(), a_worker()
    goal = a_goal(owner=ana, steps_to_take=("CANARY",))
    own = a_goal(owner=ben)
    ids = {**all_ids(ana, goal, uuid4()), "goal_id": own.id}
    browser = visit(ben)
    token = hidden_fields(browser.get("/plan/new").text, "/plan/new")["csrf_token"]

    for rule, method in addresses(app):
        if rule.arguments.isdisjoint({"step_id", "person_id", "round_id", "signal_id"}):
            continue
        built = rule.build(ids, append_unknown=False)
        assert built is not None
        answer = browser.client.open(built[1], method=method, data={"csrf_token": token})
        assert answer.status_code == 404, rule

    theirs = beside_now(ana, goal)
    assert (len(theirs.people), len(theirs.rounds), len(theirs.rounds[0].signals)) == (1, 1, 1)


def test_a_reader_finds_no_way_to_change_what_was_shared(app: Flask, visit: Visit) -> None:
    ana, dana = a_worker(), a_worker()
    goal = a_goal(owner=ana, steps_to_take=("Read",), shared_with=dana)
    ids = all_ids(ana, goal, dana.id)
    browser = visit(dana)
    token = hidden_fields(browser.get("/plan/new").text, "/plan/new")["csrf_token"]

    for rule, method in addresses(app):
        if rule.endpoint == "plan.show_goal":
            continue
        built = rule.build(ids, append_unknown=False)
        assert built is not None
        answer = browser.client.open(built[1], method=method, data={"csrf_token": token})
        assert answer.status_code == 404, rule


def test_nobody_is_let_in_without_signing_in(visit: Visit) -> None:
    goal = a_goal()
    for address in ("/", "/plan/", "/plan/new", f"/plan/goals/{goal.id}", "/shared/"):
        assert "/sign-in" in visit(None).get(address).request.full_path
