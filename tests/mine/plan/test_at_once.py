"""What arrives at the same moment loses nothing and makes nothing twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from werkzeug.test import Client

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.plan import queries
from learnplan.mine.plan.words import State
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, steps_now
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor | None], Visitor]
WINDOWS = 6


def send_at_once(
    app: Flask, browser: Visitor, address: str, sent: list[dict[str, str]]
) -> Counter[int]:
    """The codes that as many windows of one browser get, which send a form each."""
    cookie = browser.client.get_cookie("learnplan")
    assert cookie is not None

    def send(fields: dict[str, str]) -> int:
        window = Client(app)
        window.set_cookie("learnplan", cookie.value)
        return window.post(address, data=fields).status_code

    with ThreadPoolExecutor(len(sent)) as windows:
        return Counter(windows.map(send, sent))


def test_a_form_sent_from_many_windows_makes_one_goal(app: Flask, visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    fields = hidden_fields(browser.get("/plan/new").text, "/plan/new")
    fields |= {"title": "Read", "horizon": "personal"}

    codes = send_at_once(app, browser, "/plan/new", [fields] * WINDOWS)

    assert codes == {303: WINDOWS}
    db.session.rollback()
    assert len(queries.goals_for(ana, states=tuple(State))) == 1


def test_of_many_edits_at_once_one_is_kept_and_the_others_hear_of_it(
    app: Flask, visit: Visit
) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    address = f"/plan/goals/{goal.id}/edit"
    browser = visit(ana)
    fields = hidden_fields(browser.get(address).text, address) | {"horizon": "personal"}

    codes = send_at_once(
        app, browser, address, [fields | {"title": f"Read {n}"} for n in range(WINDOWS)]
    )

    assert codes == {303: 1, 409: WINDOWS - 1}
    db.session.rollback()
    assert queries.own_goal_for(ana, goal.id).version == 2


def test_steps_added_at_once_are_all_kept(app: Flask, visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)
    address = f"/plan/goals/{goal.id}/steps"
    browser = visit(ana)
    fields = hidden_fields(browser.get(f"/plan/goals/{goal.id}").text, address)

    codes = send_at_once(
        app, browser, address, [fields | {"text": f"Step {n}"} for n in range(WINDOWS)]
    )

    assert codes == {303: WINDOWS}
    assert sorted(step.text for step in steps_now(ana, goal)) == [
        f"Step {n}" for n in range(WINDOWS)
    ]
