"""The plan as a board: the same goals, a column for each state, moved by the card's own menu."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from learnplan.core.actor import Actor
from learnplan.mine.plan import queries
from learnplan.mine.plan.words import NEXT_STATES, Horizon, State
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

pytestmark = [pytest.mark.usefixtures("app"), only_on_sqlite]  # pages over goals_for, tried on both

Visit = Callable[[Actor | None], Visitor]


def test_every_goal_stands_in_the_column_of_its_state_with_the_ways_on_from_there(
    visit: Visit,
) -> None:
    ana = a_worker()
    for state in State:
        a_goal(owner=ana, title=f"Goal {state}", state=state)

    html = visit(ana).get("/plan/board").text

    columns = dict(re.findall(r'data-state="([^"]+)"(.*?)(?=data-state=|</main>)', html, re.DOTALL))
    assert list(columns) == [state for state in State if state is not State.ARCHIVED]
    for state, column in columns.items():
        assert re.findall(r"Goal [a-z ]+(?=</a>)", column) == [f"Goal {state}"]
        assert f'data-next="{",".join(NEXT_STATES[State(state)])}"' in column
        assert re.findall(r'name="to" value="([^"]+)"', column) == list(NEXT_STATES[State(state)])
    assert "Goal archived" not in words(html)


def test_a_tab_is_the_same_on_the_list_and_on_the_board(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, title="Lead a meeting", horizon=Horizon.NEXT_ROLE)
    a_goal(owner=ana, title="Cook", horizon=Horizon.PERSONAL)
    browser = visit(ana)

    board = browser.get("/plan/board?horizon=next-role").text

    assert "Lead a meeting" in words(board)
    assert "Cook" not in words(board)
    for address in ("/plan/?horizon=next-role", "/plan/board?horizon=personal", "/plan/archived"):
        assert f'href="{address}"' in board
    assert 'href="/plan/board?horizon=next-role"' in browser.get("/plan/?horizon=next-role").text


def test_a_move_on_the_board_returns_to_it_and_so_does_its_undo(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Cook", state=State.ACTIVE, horizon=Horizon.PERSONAL)
    board = "/plan/board?horizon=personal"
    browser = visit(ana)

    moved = browser.post(f"/plan/goals/{goal.id}/move", page=board, to="paused")
    assert moved.request.full_path == board
    assert "Paused: Cook" in words(moved.text)
    undo = re.search(r'action="(/plan/goals/[^"]*move-back[^"]*)"', moved.text)
    assert undo is not None
    back = browser.client.post(
        unescape(undo[1]), data=hidden_fields(moved.text, undo[1]), follow_redirects=True
    )

    assert back.request.full_path == board
    assert queries.own_goal_for(ana, goal.id).state is State.ACTIVE


def test_a_card_goes_nowhere_that_its_goal_cannot_go(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.IDEA)

    shown = visit(ana).post(f"/plan/goals/{goal.id}/move", page="/plan/board", to="paused")

    assert shown.status_code == 409
    assert "from there it cannot become paused" in words(shown.text)


@pytest.mark.parametrize("back", ["board:elsewhere", "board:", "elsewhere:all", "board"])
def test_a_place_there_is_not_leads_to_the_goal(visit: Visit, back: str) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, state=State.ACTIVE)
    here = f"/plan/goals/{goal.id}"

    assert visit(ana).post(f"{here}/move", page=here, to="paused", back=back).request.path == here


def test_somebody_without_goals_is_offered_the_first_step(visit: Visit) -> None:
    browser = visit(a_worker())

    assert "Nothing here." in words(browser.get("/plan/board").text)
    assert 'href="/plan/new"' in browser.get("/plan/board").text
    assert 'href="/plan/starters"' in browser.get("/plan/").text
