"""The board in a real browser: cards are dragged and moved with keys, and refused in words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Window, awake

pytestmark = pytest.mark.browser

REPORTS = "Find out why Monday’s reports are slow"
CZECH = "Enough Czech to order lunch in Brno"


def column(page: Page, state: str) -> Locator:
    return page.locator(f"[data-state='{state}']")


def card(page: Page, title: str) -> Locator:
    return page.locator(".board__card").filter(has_text=title)


def drag(page: Page, title: str, state: str) -> None:
    """Take a card with the mouse and let go of it over another column, as a hand does."""
    grip, heading = card(page, title), column(page, state).get_by_role("heading")
    expect(grip).to_have_attribute("draggable", "true")
    grip.hover(position={"x": 20, "y": 6})
    page.mouse.down()
    grip.hover(position={"x": 40, "y": 9})
    heading.hover()
    heading.hover(position={"x": 12, "y": 12})
    page.mouse.up()


def test_a_card_is_dragged_where_its_goal_can_go_and_refused_in_words_elsewhere(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Ana")
    page.goto(page.url + "plan/board")
    said = page.locator("#board-said")

    drag(page, REPORTS, "paused")
    expect(said).to_contain_text(f"Paused: {REPORTS}")
    expect(column(page, "paused")).to_contain_text(REPORTS)
    said.get_by_role("button", name="Undo").click()
    expect(column(page, "active")).to_contain_text(REPORTS)

    drag(page, CZECH, "achieved")
    expect(said).to_contain_text(
        f"“{CZECH}” does not move to “achieved”. From “idea” it can go to “active” or “set aside”."
    )
    expect(said.locator("bdi")).to_have_text(CZECH)  # which may run from right to left
    expect(column(page, "idea")).to_contain_text(CZECH)


def test_keys_move_a_card_to_where_it_can_go_and_keep_the_focus_on_it(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Ana")
    page.goto(page.url + "plan/board?horizon=personal")
    title = awake(page).get_by_role("link", name=CZECH)
    title.focus()

    for key, state in (
        ("ArrowRight", "active"),
        ("ArrowRight", "paused"),
        ("ArrowRight", "achieved"),
        ("ArrowLeft", "active"),
    ):
        page.keyboard.press(f"Shift+{key}")
        expect(page.locator("#board-said")).to_contain_text(f"{state.capitalize()}: {CZECH}")
        expect(column(page, state)).to_contain_text(CZECH)
        expect(title).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")

    expect(page.locator("#board-said")).to_contain_text("does not move that way")
    expect(page).to_have_url(page.url.partition("/plan")[0] + "/plan/board?horizon=personal")


def test_without_scripts_the_menu_moves_a_card_and_a_stale_board_shows_where_it_is(
    window: Callable[..., Window],
) -> None:
    stale = window().come_in_as("Ana")
    stale.goto(stale.url + "plan/board")
    page = window(javascript=False).come_in_as("Ana")
    page.goto(page.url + "plan/board")
    expect(page.get_by_text("Drag a card to another column")).not_to_be_visible()

    card(page, CZECH).locator("summary").click()
    card(page, CZECH).get_by_role("button", name="Set aside").click()
    expect(page.get_by_role("status").first).to_contain_text(f"Set aside: {CZECH}")
    expect(column(page, "set aside")).to_contain_text(CZECH)

    drag(stale, CZECH, "active")
    expect(column(stale, "active")).to_contain_text(CZECH)  # from set aside it can come back

    card(page, REPORTS).locator("summary").click()
    card(page, REPORTS).get_by_role("button", name="I achieved this").click()
    drag(stale, REPORTS, "paused")
    expect(stale.locator("#board-said")).to_contain_text("from there it cannot become paused")
    expect(column(stale, "achieved")).to_contain_text(REPORTS)
