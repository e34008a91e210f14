"""A worker asks and tries, a manager answers and offers, a steward decides: on one morning."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Window

pytestmark = pytest.mark.browser
FOUND = "Put the kit of the next job on the trolley first."


def _button(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def test_what_a_worker_finds_out_becomes_how_it_is_done(window: Callable[..., Window]) -> None:
    chidi = window(width=360)
    marek = window(javascript=False).come_in_as("Marek")
    dana = window(scheme="dark")
    dana.come_in_as("Dana")
    page = chidi.come_in_as("Chidi")

    thread = _ask(chidi)
    _answer(marek, thread)
    page.goto(thread)
    expect(page.locator("main")).to_contain_text("Two hours a week are yours.")
    expect(page.get_by_role("link", name="The plan says so")).to_be_visible()

    probe = _try_it(chidi)
    marek.goto(probe)
    marek.get_by_text("Offer something").click()
    marek.get_by_label("Give it time, money or space").check()
    marek.get_by_label("In your words").fill("The workshop, on Friday.")
    _button(marek, "Offer it, with my name")
    expect(marek.locator("main")).to_contain_text("gives time, money or space")

    proposal = _propose(page, probe)
    _adopt_by_keyboard(dana, proposal)

    page.goto(proposal)
    page.get_by_role("link", name="Changing Line 2 over", exact=True).first.click()
    expect(page.locator("main")).to_contain_text(FOUND)
    expect(page.locator("main")).to_contain_text("Found by")
    page.get_by_role("link", name="Job aid").click()
    sheet = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1
    _say_unsigned(chidi)


def _ask(chidi: Window) -> str:
    page = chidi.go("/org/voice/")
    page.get_by_role("link", name="Ask for something").first.click()
    page.get_by_label("Support request", exact=True).check()
    page.get_by_label("Time", exact=True).check()
    page.get_by_label("Who is asked?").select_option(label="Operations / Packaging")
    page.get_by_label("In one line").fill("Two hours to try kits")
    _button(page, "Publish to everyone")
    expect(page.get_by_role("heading", level=1)).to_have_text("Two hours to try kits")
    return page.url


def _answer(page: Page, thread: str) -> None:
    page.goto(thread)
    page.get_by_role("link", name="Answer, or change what you wrote").click()
    _button(page, "Acknowledge it")
    expect(page.locator("main")).to_contain_text("acknowledged this")
    page.goto(f"{thread}/desk")
    page.get_by_label("In words").first.fill("Two hours a week are yours.")
    _button(page, "Publish to everyone")
    page.goto(f"{thread}/desk")
    page.get_by_text("Promise something", exact=True).click()
    page.get_by_label("What is promised").fill("The plan says so")
    page.get_by_label("By when?").fill("2099-01-08")
    page.locator("details[open]", has_text="What is promised").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("The plan says so")


def _try_it(chidi: Window) -> str:
    page = chidi.go("/org/practices/probes/")
    page.get_by_role("link", name="Post a probe").click()
    _button(page, "Publish to everyone")
    expect(page.locator("main")).to_contain_text("Write what you try.")
    page.get_by_label("What do you try, in a line?").fill("The kit first")
    page.get_by_label("How?", exact=True).fill(FOUND)
    page.get_by_label("What would tell you to do more of it?").fill("Nobody walks.")
    page.get_by_label("What would tell you to stop?").fill("A wrong kit.")
    soon = page.evaluate("new Date(Date.now() + 20 * 864e5).toISOString().slice(0, 10)")
    page.get_by_label("Until when?").fill(soon)
    _button(page, "Publish to everyone")
    expect(page.locator("main")).to_contain_text("Running")
    return page.url


def _propose(page: Page, probe: str) -> str:
    page.goto(probe)
    page.get_by_role("link", name="Say what came of it").click()
    page.get_by_role("link", name="Propose", exact=True).click()
    page.get_by_label("Which procedure is to say it?").select_option(
        label="Changing Line 2 over (Line 2)"
    )
    _button(page, "Write the change")
    text = page.get_by_label("How is it done?")
    text.fill(f"1. {FOUND}\n{text.input_value()}")
    _button(page, "Propose it, with my name")
    expect(page.locator("ins").first).to_contain_text(FOUND)
    return page.url


def _adopt_by_keyboard(dana: Window, proposal: str) -> None:
    page = dana.page
    page.goto(proposal)
    page.locator("summary", has_text="Adopt it as it is").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("We tried it on Tuesday.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Adopted as it is")).to_be_visible()


def _say_unsigned(chidi: Window) -> None:
    page = chidi.go("/org/voice/")
    page.get_by_role("link", name="Unsigned, in Mine").click()
    page.get_by_label("Suggestion", exact=True).check()
    page.get_by_label("In one line").fill("Fewer meetings on changeover days")
    _button(page, "Save, and look at the preview")
    expect(page.locator("main")).to_contain_text("will see exactly this")
    _button(page, "Send it with today’s")
    expect(page.locator("main")).to_contain_text("Waits for tomorrow")
    _button(page, "Hold it back")
    expect(page.get_by_text("Held back. Nobody saw it.")).to_be_visible()
