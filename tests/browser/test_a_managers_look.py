"""A manager looks at the board; so does everybody else, and sees the same."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window

pytestmark = pytest.mark.browser

# A parameter of a test is said by its id, never by its place.
# ruff: noqa: FBT001
both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])


@both_ways
def test_from_the_organisation_down_to_one_chart(
    window: Callable[..., Window], javascript: bool
) -> None:
    page = window(javascript=javascript).come_in_as("Marek")
    page.get_by_role("link", name="Ours").click()
    expect(page.get_by_text("Everyone at Northwind sees this page")).to_be_visible()

    page.get_by_role("link", name="Operations").click()
    page.get_by_role("link", name="Packaging").click()
    page.get_by_role("link", name="Rework", exact=True).first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Rework")
    expect(page.get_by_text("What this does not show")).to_be_visible()
    if javascript:
        expect(page.locator(".main-svg").first).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("row")).not_to_have_count(0)


def test_the_chart_shows_the_numbers_of_its_twins(window: Callable[..., Window]) -> None:
    page = window().come_in_as("Marek")
    page.goto(page.url + "org/performance/")
    page.get_by_role("link", name="Rework", exact=True).first.click()
    drawn = page.locator("[data-plotly]").first
    expect(drawn).to_be_visible()

    twin = json.loads(page.request.get(page.url + ".json").text())
    shown = json.loads(page.locator("script[type='application/json']").first.inner_text())

    assert [point["value"] for point in shown["points"]] == pytest.approx(
        [point["value"] for point in twin["points"]]
    )
    assert shown["points"][-1]["mean"] == pytest.approx(twin["points"][-1]["mean"])


def test_letters_on_a_chart_can_be_read_in_forced_colours(window: Callable[..., Window]) -> None:
    page = window().come_in_as("Marek")
    page.emulate_media(forced_colors="active")
    page.goto(page.url + "org/performance/")
    for name in ("Operations", "Packaging", "Changeover time"):
        page.get_by_role("link", name=name, exact=True).first.click()
    letter = page.locator(".annotation-text", has_text=re.compile("^A$"))
    expect(letter).to_be_visible()

    written = letter.evaluate("part => getComputedStyle(part).fill")
    ground = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    disc = page.locator(".shapelayer path").last.evaluate("part => getComputedStyle(part).fill")

    assert written == ground
    assert disc != written


def test_manager_and_worker_download_the_same_bytes(window: Callable[..., Window]) -> None:
    marek, ana = window().come_in_as("Marek"), window().come_in_as("Ana")
    marek.goto(marek.url + "org/performance/")
    board = marek.url.rstrip("/")

    for twin in (".csv", ".json"):
        assert marek.request.get(board + twin).body() == ana.request.get(board + twin).body()


def test_a_manager_finds_nothing_of_anas(window: Callable[..., Window]) -> None:
    ana, marek = window().come_in_as("Ana"), window().come_in_as("Marek")
    ana.get_by_role("link", name="Explain an index choice without slides").first.click()

    marek.goto(ana.url)

    expect(marek.get_by_role("heading", level=1)).to_have_text("There is nothing here")


@both_ways
def test_figures_are_imported_looked_at_and_taken_out_again(
    window: Callable[..., Window], tmp_path: Path, javascript: bool
) -> None:
    figures = tmp_path / "figures.csv"
    figures.write_text(
        "unit,indicator,period,value\n"
        "Operations / Deliveries,Parcels,2026-09,1200\n"
        "Operations / Deliveries,Parcels,2026-10,lots\n"
    )
    page = window(javascript=javascript).come_in_as("Ada")
    page.goto(page.url + "org/performance/imports/")
    page.locator("input[type=file]").set_input_files(figures)
    page.get_by_role("button", name="Look at it first").click()

    expect(page.get_by_text("lots").first).to_be_visible()
    page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="Add these figures").click()

    expect(page.get_by_text("Undo").first).to_be_visible()


@both_ways
def test_what_a_chart_can_be_taken_along_as_stays_within_a_narrow_window(
    window: Callable[..., Window], javascript: bool
) -> None:
    page = window(javascript=javascript, width=360).come_in_as("Marek")
    page.get_by_role("link", name="Ours").click()
    page.get_by_role("link", name="Orders", exact=True).first.click()

    page.get_by_text("Take it along").click()

    box = page.get_by_role("link", name="XLSX").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
