"""A board is printed on one page, whichever paper it meets."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window

pytestmark = pytest.mark.browser
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
