"""A board is printed on one page, whichever paper it meets."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window

pytestmark = pytest.mark.browser
PLACES = ("", "plan/", "log/", "log/hours", "log/year/", "journal/", "journal/week/", "stories/",
          "circles/", "shared/", "disclosures/", "portfolios/")  # fmt: skip
NAMES = (
    ".row__title, .event__what, .chip, .audience, li > a, [href^='http'],"
    ":is(.head__over, .prose, h2, h3, th, td, dd) a, .step button, .name"
)
LEFT_ON_PAPER = """names => [...document.querySelectorAll("a, button, summary, nav, [type=submit]")]
    .filter(one => one.checkVisibility() && !one.matches(names) && one.offsetWidth > 1)
    .filter(one => one.localName !== "summary" || one.parentElement.querySelector("form"))
    .map(one => `${one.localName}: ${one.innerText}`)"""
A4, LETTER = (595, 842), (612, 792)


def test_a_goal_has_its_steps_and_a_form_its_fields_on_paper(window: Callable[..., Window]) -> None:
    page = window().come_in_as("Ana")
    page.emulate_media(media="print")

    page.get_by_role("link", name="Find out why Monday’s reports are slow").first.click()
    step = page.get_by_text("Try extended statistics on status and region", exact=True)
    expect(step).to_be_visible()
    expect(page.get_by_label("Person or circle")).to_be_hidden()

    page.goto(page.url + "/edit")
    expect(page.get_by_label("What do you want to learn?")).to_be_visible()
    expect(page.get_by_role("button", name="Save goal")).to_be_hidden()


def test_on_paper_a_record_is_the_record_and_no_ways_on(window: Callable[..., Window]) -> None:
    """Whatever link is left is the name of a thing, or leads out of the house."""
    page = window().come_in_as("Ana")
    home = page.url
    page.emulate_media(media="print")
    addresses = [home + place for place in PLACES]
    for place, thing in (("plan/", "plan/goals"), ("log/", "log"), ("journal/", "journal")):
        page.goto(home + place)
        addresses.append(
            home + re.findall(rf'href="/({thing}/[0-9a-f-]{{36}})"', page.content())[0]
        )
    for place, title in (
        ("circles/", "Postgres circle"),
        ("stories/", "Incident notes"),
        ("portfolios/", "Backend development"),
    ):
        page.goto(home + place)
        page.get_by_role("link", name=title).last.click()
        addresses.append(page.url)

    left = {}
    for address in addresses:
        page.goto(address)
        left[address] = page.evaluate(LEFT_ON_PAPER, NAMES)
        assert page.get_by_role("heading", level=1).is_visible()

    assert {address: words for address, words in left.items() if words} == {}
    page.goto(home + "log/hours?from=2024-01-01")
    expect(page.get_by_label("From")).to_be_hidden()
    expect(page.get_by_text("From 1 Jan 2024")).to_be_visible()
    page.goto(home + "log/")
    expect(page.get_by_role("link", name="Watched Ben at his reports")).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.get_by_role("link", name="Make sense of it").first).to_be_visible()


def test_a_board_takes_one_page_of_a4_or_letter(window: Callable[..., Window]) -> None:
    page = window().come_in_as("Marek")
    page.goto(page.url + "org/performance/")
    page.get_by_role("link", name="Operations").click()
    page.get_by_text("Take it along").click()
    page.get_by_role("link", name="One page to print").click()
    printed = {}

    for paper, size in (("A4", A4), ("Letter", LETTER)):
        page.get_by_role("link", name=paper, exact=True).click()
        page.wait_for_load_state()
        for asked in ("", "A4", "Letter"):
            wanted = {"format": asked} if asked else {"prefer_css_page_size": True}
            sheet = page.pdf(**wanted)
            printed[paper, asked] = len(re.findall(rb"/Type\s*/Page[^s]", sheet))
            box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)", sheet)
            assert box is not None
            if not asked:
                assert (round(float(box[1])), round(float(box[2]))) == pytest.approx(size, abs=1)

    assert set(printed.values()) == {1}


def test_a_portfolio_that_was_taken_prints_without_a_network(
    window: Callable[..., Window], tmp_path: Path
) -> None:
    page = window().come_in_as("Ana")
    page.goto(page.url + "portfolios/")
    page.get_by_role("link", name="Backend development").click()
    page.get_by_role("link", name="Look at it, then take it").click()
    with page.expect_download() as taking:
        page.get_by_role("button", name="As a page, to print or send").click()
    file = tmp_path / taking.value.suggested_filename
    taking.value.save_as(file)
    page.context.set_offline(True)

    page.goto(file.as_uri())

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Backend development: making slow things plain"
    )
    expect(page.get_by_role("img", name="What the planner expects on Mondays")).to_be_visible()
    for paper, size in (("A4", A4), ("Letter", LETTER)):
        sheet = page.pdf(format=paper)
        box = re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)", sheet)
        assert box is not None
        assert (round(float(box[1])), round(float(box[2]))) == pytest.approx(size, abs=1)
        assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 2
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_a_chart_is_whole_on_paper_and_a_board_takes_few_pages(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Marek")
    page.goto(page.url + "org/performance/")
    board = page.pdf(format="A4")
    page.get_by_role("link", name="Invoices paid on time").first.click()
    expect(page.locator("#chart svg.main-svg").first).to_be_visible()
    expect(page.locator("#chart-still")).to_be_hidden()

    page.emulate_media(media="print")
    page.set_viewport_size({"width": 672, "height": 900})  # as wide as A4 between its margins

    expect(page.locator("#chart")).to_be_hidden()
    expect(page.locator("#chart-still svg")).to_be_visible()
    drawn = page.locator("#chart-still svg").bounding_box()
    assert drawn is not None
    assert drawn["x"] + drawn["width"] <= 672
    assert len(re.findall(rb"/Type\s*/Page[^s]", board)) <= 4
