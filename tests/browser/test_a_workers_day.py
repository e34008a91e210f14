"""A worker's day, in a real browser, with JavaScript and without."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Window

pytestmark = pytest.mark.browser

# A parameter of a test is said by its id, never by its place.
# ruff: noqa: FBT001
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
LINE = "Read the manual on locks 45m #postgres @reports yesterday https://example.org/locks"


def capture_line(page: Page) -> None:
    page.get_by_label("What did you do, or notice?").fill(LINE)
    page.get_by_role("button", name="Keep").click()


def gap(words: Locator, side: str) -> float:
    """How far words are from that side of their paragraph, in pixels."""
    told: float = words.evaluate(
        """(words, side) => words.getBoundingClientRect()[side]
            - words.parentElement.getBoundingClientRect()[side]""",
        side,
    )
    return told


@both_ways
def test_a_line_is_kept_and_taken_back(window: Callable[..., Window], javascript: bool) -> None:
    page = window(javascript=javascript).come_by_the_door_as("Ana")

    capture_line(page)

    kept = page.get_by_role("status")
    expect(kept).to_contain_text("45 min")
    expect(kept).to_contain_text("postgres")
    expect(kept).to_contain_text("Find out why Monday’s reports are slow")
    expect(page.get_by_role("link", name="Read the manual on locks")).to_be_visible()

    kept.get_by_role("button", name="Undo").click()

    expect(page.get_by_role("link", name="Read the manual on locks")).to_have_count(0)


def test_the_line_is_one_key_away_and_says_what_it_understands(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Ana")
    page.goto(page.url + "plan/")

    page.keyboard.press("c")
    page.keyboard.type("Drew a plan 20m #postgres @rep")
    expect(page.get_by_role("option").first).to_contain_text("Monday’s reports")
    page.keyboard.press("Enter")
    expect(page.locator("#line-read")).to_contain_text("20 min")
    expect(page.locator("#line-read")).to_contain_text("Find out why Monday’s reports are slow")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("20 min")


def test_the_search_is_one_key_away_and_takes_what_is_typed_next(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Ana")
    page.goto(page.url + "plan/")

    page.keyboard.press("/")
    line = page.get_by_role("searchbox")
    expect(line).to_be_focused()
    page.keyboard.type("auto_explain")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="First look at auto_explain")).to_be_visible()


def test_words_run_as_their_script_does(window: Callable[..., Window]) -> None:
    page = window().come_in_as("Ana")
    page.get_by_label("What did you do, or notice?").fill("قرأت كتاباً عن SQL.")
    page.get_by_role("button", name="Keep").click()

    theirs = page.get_by_role("link", name="قرأت كتاباً عن SQL.", exact=True)
    ours = page.get_by_role("link", name="First look at auto_explain from the replica", exact=True)
    expect(theirs).to_be_visible()

    assert abs(gap(theirs, "right")) < 1
    assert abs(gap(ours, "left")) < 1


def test_what_was_written_before_its_script_had_come_is_understood_as_well(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Ana")

    page.get_by_label("What did you do, or notice?").evaluate(
        "line => { line.value = 'Drew a plan 20m #postgres @rep'; line.focus(); }"
    )

    expect(page.get_by_role("option").first).to_contain_text("Monday’s reports")
    expect(page.locator("#line-read")).to_contain_text("20 min")


def test_pressing_enter_again_and_again_keeps_one_entry(window: Callable[..., Window]) -> None:
    page = window().come_in_as("Ben")
    page.get_by_label("What did you do, or notice?").fill("Pressed it three times")

    for _press in range(3):
        page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()

    page.goto(page.url.rstrip("/") + "/log/")
    expect(page.get_by_role("link", name="Pressed it three times", exact=True)).to_have_count(1)


@both_ways
def test_a_fragment_is_made_sense_of(window: Callable[..., Window], javascript: bool) -> None:
    page = window(javascript=javascript).come_in_as("Chidi")
    page.get_by_label("What did you do, or notice?").fill("Odd noise at the infeed")
    page.get_by_role("button", name="Keep").click()

    page.get_by_role("link", name=re.compile("Make sense of it.*Odd noise")).click()
    page.get_by_label("When?").fill("31 February 2026")
    page.get_by_label("How long?").fill("an hour or so")
    page.get_by_role("button", name="Save").click()

    problems = page.get_by_role("alert")
    expect(problems).to_contain_text("February")
    expect(page.get_by_label("How long?")).to_have_value("an hour or so")

    page.get_by_label("When?").fill("yesterday")
    page.get_by_label("How long?").fill("1h 15m")
    page.get_by_label("Note").fill("It was the **guide rail**.")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("1 h 15 min")).to_be_visible()
    expect(page.locator("strong", has_text="guide rail")).to_be_visible()


@both_ways
def test_a_goal_from_idea_to_achieved(window: Callable[..., Window], javascript: bool) -> None:
    page = window(javascript=javascript).come_in_as("Ben")
    page.get_by_role("link", name="Plan", exact=True).click()
    page.get_by_role("link", name="New goal").click()
    page.get_by_label("What do you want to learn?").fill("Close the month without overtime")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Close the month without overtime")
    expect(page.get_by_text("Only you can see this page")).to_be_visible()

    page.get_by_label("Another step").fill("Ask Hanna how she does accruals")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Done: Ask Hanna how she does accruals").click()
    expect(page.get_by_role("button", name="Not done after all: Ask Hanna")).to_be_visible()


@both_ways
def test_a_shared_goal_is_read_and_then_not_any_more(
    window: Callable[..., Window], javascript: bool
) -> None:
    ana = window(javascript=javascript).come_in_as("Ana")
    dana = window(javascript=javascript).come_in_as("Dana")
    dana.get_by_role("link", name="Shared with me").first.click()
    dana.get_by_role("link", name="Find out why Monday’s reports are slow").click()
    expect(dana.get_by_role("heading", level=1)).to_contain_text("Monday’s reports")

    ana.get_by_role("link", name="Find out why Monday’s reports are slow").first.click()
    ana.get_by_role("button", name="Stop sharing with Dana Whitfield").click()
    dana.reload()

    expect(dana.get_by_role("heading", level=1)).to_have_text("There is nothing here")


@both_ways
def test_a_log_is_imported_looked_at_and_taken_out_again(
    window: Callable[..., Window], tmp_path: Path, javascript: bool
) -> None:
    log = tmp_path / "log.md"
    log.write_text(
        "# 100 days\n\n### Day 1: March 10, 2019\n\n**Today's Progress:** Set up.\n\n"
        "**Thoughts:** Good.\n\n### Day 2: February 30, 2019\n\nNo such day.\n"
    )
    page = window(javascript=javascript).come_in_as("Ben")
    page.get_by_role("link", name="Import").click()
    page.locator("input[type=file]").set_input_files(log)
    page.get_by_role("button", name="Read it").click()

    expect(page.get_by_role("heading", name="Check before it is added")).to_be_visible()
    expect(page.get_by_text("February 30").first).to_be_visible()

    page.get_by_role("button", name="Add 1").click()
    expect(page.get_by_text("1 activity added").first).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()

    page.goto(page.url.split("/import")[0] + "/log/?from=2019-01-01&until=2019-12-31")
    expect(page.get_by_role("link", name="Set up.")).to_have_count(0)
