"""Three people learn together, each in a browser of their own; nobody else comes near."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.directory.queries import actor_for_email
from learnplan.mine.plan.queries import goals_for
from learnplan.mine.plan.words import State
from tests.browser.conftest import Served, Window

pytestmark = pytest.mark.browser

NAME = "Read plans together"
BEGUN = "The planner believes a sample."
OF_BEN = "Ask each line how many rows it promised."
OF_CHIDI = "Two columns that move together fool it."
FOUND = "A plan is read from the inside out."


def start(page: Page) -> str:
    """Begin a circle and ask two people to come. Returns its address."""
    page.goto(page.url + "circles/new")
    page.get_by_label("What is it called?").fill(NAME)
    page.get_by_role("button", name="Start it").click()
    there = page.url
    for name in ("Ben", "Chidi"):
        page.goto(f"{there}/invite?words={name}")
        page.get_by_role("button", name=f"Ask {name}").click()
    return there


def join(page: Page) -> None:
    """Read what the circle agreed to, and come in."""
    page.goto(page.url + "circles/")
    page.get_by_role("link", name=f"Read and decide : {NAME}").click()
    page.get_by_label("I accept this agreement").check()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)


def write(page: Page, text: str) -> None:
    page.get_by_label("Note", exact=True).fill(text)
    page.get_by_role("button", name="Save note").click()


def set_meeting(page: Page, there: str, *, in_days: int) -> None:
    page.goto(f"{there}/meetings/new")
    page.get_by_label("Which day?").fill(f"{clock.today('UTC') + timedelta(days=in_days)}")
    page.get_by_label("At what time?").fill("15:30")
    page.get_by_role("button", name="Set the meeting").click()


def meet(there: str, ana: Page, ben: Page, chidi: Page) -> str:
    """They set meetings; who facilitates goes round, and a turn is given away. Returns which."""
    set_meeting(ana, there, in_days=3)
    meeting = ana.url
    ana.get_by_role("button", name="Offer my turn").click()
    ben.goto(meeting)
    ben.get_by_label("Coming").check()
    ben.get_by_role("button", name="Save answer").click()
    chidi.goto(meeting)
    chidi.get_by_role("button", name="I take it").click()
    expect(chidi.locator("main")).to_contain_text("You facilitate.")
    expect(chidi.locator("dd")).to_contain_text("Ben")
    set_meeting(ben, there, in_days=10)
    expect(ben.locator("main")).to_contain_text("Ana Lima facilitates")
    return meeting


def write_at_once(there: str, ana: Page, ben: Page, chidi: Page) -> str:
    """Two write in one note at the same time: neither text is lost. Returns which note."""
    ana.goto(f"{there}/notes/new")
    ana.get_by_label("Title").fill("Plans")
    write(ana, BEGUN)
    note = ana.url
    for page in (ben, chidi):
        page.goto(f"{note}/edit")
    write(ben, f"{BEGUN} {OF_BEN}")
    write(chidi, f"{BEGUN} {OF_CHIDI}")
    expect(chidi.locator("pre")).to_contain_text(OF_BEN)
    expect(chidi.get_by_label("Note", exact=True)).to_have_value(f"{BEGUN} {OF_CHIDI}")
    write(chidi, f"{BEGUN} {OF_BEN} {OF_CHIDI}")
    expect(chidi.locator(".prose").first).to_contain_text(OF_BEN)
    return note


def share_a_goal(there: str, served: Served, ana: Page, ben: Page) -> None:
    """A goal is opened to the circle, on its own page."""
    with served.app.app_context():
        goal = goals_for(actor_for_email("ana@northwind.example"), states=[State.ACTIVE])[0]
        db.session.remove()
    ana.goto(f"{served.address}/plan/goals/{goal.id}")
    ana.get_by_label("Person or circle").select_option(label=NAME)
    ana.get_by_role("button", name="Share", exact=True).click()
    ben.goto(there)
    expect(ben.locator("section[aria-labelledby=shared]")).to_contain_text(goal.title)


def look_back(there: str, ana: Page, ben: Page) -> None:
    """What one found is told to the others, and kept in one's own journal."""
    ben.goto(f"{there}/look-back")
    ben.get_by_label("What did we set out to learn").fill(FOUND)
    ben.get_by_role("button", name="Tell the circle").click()
    ben.get_by_role("button", name="Keep it in my journal").click()
    ben.get_by_role("link", name="Open it").click()
    expect(ben.get_by_role("heading", level=1)).to_contain_text(NAME)
    expect(ben.locator("main")).to_contain_text(FOUND)
    ana.goto(f"{there}/look-back")
    expect(ana.locator("main")).to_contain_text(FOUND)


def test_three_people_learn_together_and_nobody_else_sees_it(
    window: Callable[..., Window], served: Served
) -> None:
    ana = window().come_in_as("Ana")
    ben, chidi, marek, ada = (  # scripts make it quicker, and nothing needs them
        window(javascript=False).come_in_as(name) for name in ("Ben", "Chidi", "Marek", "Ada")
    )
    there = start(ana)
    for page in (ben, chidi):
        join(page)

    meeting = meet(there, ana, ben, chidi)
    note = write_at_once(there, ana, ben, chidi)
    share_a_goal(there, served, ana, ben)

    for stranger in (marek, ada):  # a manager, an administrator: to them there is nothing
        for address in (there, meeting, note, f"{there}/invite"):
            answer = stranger.request.get(address)
            assert answer.status == 404
            assert NAME not in answer.text()

    chidi.goto(there)
    chidi.get_by_label("Take along what I wrote").check()
    chidi.get_by_role("button", name="Leave the circle").click()
    expect(chidi.get_by_role("status")).to_contain_text("You have left")
    ben.goto(note)
    expect(ben.locator(".prose").first).to_have_text(f"{BEGUN} {OF_BEN}")
    assert OF_CHIDI not in ben.content()
    look_back(there, ana, ben)
