"""In a real browser: steps are put in order by hand, and a file on its way can be stopped."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Window, awake

# Pytest hands arguments over by name.
# ruff: noqa: FBT001

pytestmark = pytest.mark.browser

REPORTS = "Find out why Monday’s reports are slow"


def in_order(page: Page) -> list[str]:
    return page.locator("[data-module*=steps] .step > span").all_inner_texts()


def never_there(_route: Route) -> None:
    """Hold a request for ever, as a slow network seems to."""


def test_steps_are_dragged_and_moved_with_keys(window: Callable[..., Window]) -> None:
    page = window().come_in_as("Ana")
    page.get_by_role("link", name=REPORTS).first.click()
    rows = page.locator("[data-module*=steps] .row")
    expect(rows.first).to_have_attribute("draggable", "true")
    first, second, third = in_order(page)[:3]

    rows.nth(2).drag_to(rows.nth(0))
    expect(rows.nth(0)).to_contain_text(third)
    assert in_order(page)[:3] == [third, first, second]

    rows.nth(0).locator(".tick").press("Shift+ArrowDown")
    expect(rows.nth(1)).to_contain_text(third)
    expect(rows.nth(1).locator(".tick")).to_be_focused()
    page.reload()
    assert in_order(page)[:3] == [first, third, second]


@pytest.mark.parametrize("javascript", [True, False])
def test_one_step_after_another_is_typed_without_a_mouse(
    window: Callable[..., Window], javascript: bool
) -> None:
    page = window(javascript=javascript).come_in_as("Ana")
    page.get_by_role("link", name=REPORTS).first.click()
    page.get_by_label("Another step").focus()

    for step in ("Ask Mateo", "Try it on the replica"):
        page.keyboard.type(step)
        page.keyboard.press("Enter")
        expect(page.locator(".step", has_text=step)).to_be_in_viewport()
        expect(page.get_by_label("Another step")).to_be_focused()


def test_a_file_on_its_way_can_be_stopped_and_sent_again(
    window: Callable[..., Window], tmp_path: Path
) -> None:
    page = window(service_worker=False).come_in_as("Ana")
    page.goto(page.url + "import")
    field = awake(page).locator("main input[type=file]")
    send = field.locator("xpath=ancestor::form").locator("[type=submit]").first
    notes = tmp_path / "notes.md"
    notes.write_text("# 2026-05-04\n\nRead about locks.\n")

    page.route("**/import", never_there)
    field.set_input_files(notes)
    send.click()
    expect(page.get_by_role("status").filter(has_text="Sending")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. Nothing was kept.")).to_be_visible()
    page.unroute("**/import")

    field.set_input_files(notes)
    send.click()
    page.wait_for_url("**/import/*-*")
    expect(page.locator("h1")).to_have_text("Check before it is added")


def test_what_is_wrong_with_a_file_stands_beside_its_field(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Ana")
    page.get_by_role("link", name=REPORTS).first.click()
    file = page.locator("main input[type=file]")
    page.locator("details", has=page.locator("input[type=file]")).first.evaluate(
        "fold => { fold.open = true; }"
    )

    file.set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"MZ\0\0"})
    file.locator("xpath=ancestor::form").locator("[type=submit]").click()

    expect(page.locator("main input[type=file][aria-invalid=true]")).to_be_visible()
    expect(page.locator(".summary")).to_be_focused()
