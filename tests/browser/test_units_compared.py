"""Units beside each other in a real browser: a funnel is whole on a phone, and has its table."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.mapping import AddsUp
from tests.browser.conftest import Window
from tests.factories.people import a_unit
from tests.factories.performance import an_indicator_called, some_figures
from tests.ours.performance.test_writing_on_charts import settle

pytestmark = pytest.mark.browser

# A parameter of a test is said by its id, never by its place.
# ruff: noqa: FBT001
LATE = [(5, 100), (9, 180), (14, 200), (3, 90), (12, 220), (8, 150), (2, 60), (40, 400)]


@pytest.fixture
def compared(northwind: Flask) -> str:
    """The page that compares some wards by how many of their tests were late."""
    assert northwind
    unit = a_unit("Wards")
    some_figures(
        *(
            [f"Wards / Ward {at}", "Late", "2026-03", None, late, out_of]
            for at, (late, out_of) in enumerate(LATE)
        ),
        adds_up=AddsUp.WEIGHTED,
    )
    indicator = an_indicator_called("Late")
    said = {"name": "Late", "measure": "%", "direction": Direction.DECREASE}
    settle(indicator, **said, adds_up=AddsUp.WEIGHTED, chart_kind=ChartKind.PROPORTION)
    return f"/org/performance/units/{unit}/indicators/{indicator}/compare"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_unit_of_a_funnel_is_in_sight_and_in_a_table_that_keys_open(
    window: Callable[..., Window], compared: str, javascript: bool, width: int
) -> None:
    opened = window(javascript=javascript, width=width)
    opened.come_in_as("Ana")
    page = opened.go(compared)
    funnel = page.get_by_role("region", name="How far chance reaches for a unit of each size")
    picture = funnel.get_by_role("img", name="Funnel plot of Late, Mar 2026")

    marks = picture.locator("circle, path.still__mark")
    expect(marks).to_have_count(len(LATE))
    room = funnel.bounding_box()
    assert room is not None
    for mark in marks.all():
        box = mark.bounding_box()
        assert box is not None
        assert room["x"] < box["x"], "no unit is out of sight to the left"
        assert box["x"] + box["width"] < room["x"] + room["width"], "or to the right"
    assert page.evaluate("document.documentElement.scrollWidth") == width
    expect(funnel.get_by_text("1 unit lies further")).to_contain_text("Ward 7")
    name = picture.get_by_text("Ward 7", exact=True).last
    expect(name).to_be_visible(visible=width > 360)

    funnel.get_by_text("The same as a table").focus()
    page.keyboard.press("Enter")
    expect(funnel.get_by_role("row")).to_have_count(len(LATE) + 1)
    expect(funnel.get_by_role("row", name="Ward 7")).to_contain_text("40 of 400")
