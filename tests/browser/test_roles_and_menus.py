"""A steward brings a role map in; a worker looks at a role in private and can be found."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window
from tests.factories.brokerage import MAP

pytestmark = pytest.mark.browser


def test_a_steward_brings_a_map_in_and_takes_it_back(
    window: Callable[..., Window], tmp_path: Path
) -> None:
    file = tmp_path / "money.csv"
    file.write_text(MAP, encoding="utf-8")
    dana = window(javascript=False, width=360)
    page = dana.come_in_as("Dana")

    dana.go("/org/brokerage/")
    page.get_by_role("link", name="Import", exact=True).click()
    page.get_by_label("One file, several files").set_input_files(file)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before it is added")
    page.get_by_role("button", name="Add it, for everyone").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Added")
    dana.go("/org/brokerage/")
    page.get_by_role("link", name="Accountant", exact=True).last.click()
    expect(page.get_by_role("rowheader", name="Ledgers")).to_be_visible()
    dana.go("/org/brokerage/imports/")
    page.get_by_role("button", name="Undo money.csv").click()

    expect(page.get_by_text("Undone: money.csv.")).to_be_visible()
    assert dana.complaints == []


def test_a_worker_looks_marks_takes_and_is_found_by_keyboard_alone(
    window: Callable[..., Window],
) -> None:
    ana = window()
    page = ana.come_in_as("Ana")

    ana.go("/roles/")
    page.get_by_role("link", name="Software developer").first.press("Enter")
    page.get_by_label("Prototyping", exact=True).press("W")  # Working, of the choices
    page.get_by_role("button", name="Save where I stand").press("Enter")
    missing = page.get_by_role("region", name="What is missing towards Senior developer")
    expect(missing.get_by_text("You: Working").first).to_be_visible()
    missing.get_by_role("link", name="Prototyping with users").press("Enter")
    page.get_by_role("button", name="Take it into my plan").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Prototyping with users")
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_text("Out of your plan again")).to_be_visible()

    page.get_by_role("link", name="What I am found for").press("Enter")
    page.get_by_role("link", name="Add something").press("Enter")
    page.get_by_label("What do you know").fill("Paper prototypes")
    page.get_by_role("button", name="Look at the preview").press("Enter")
    expect(page.get_by_text("Everyone at Northwind will see exactly this")).to_be_visible()
    page.get_by_role("button", name="Publish to everyone").press("Enter")
    ana.go("/org/search?q=paper+prototypes")
    page.get_by_role("link", name="Paper prototypes").press("Enter")
    expect(page.get_by_role("link", name="Write to Ana Lima")).to_be_visible()
    assert ana.complaints == []
