"""Every page in a real browser: nothing barred, nothing cut off, nothing to complain of."""

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize

from learnplan.core.db import db
from learnplan.directory import queries
from tests.browser.conftest import Served, Window
from tests.crawling import endpoint_of, walk
from tests.places import ROOT
from tests.visitors import Visitor

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
PLACES_AND_COLOURS = {
    "type": "rule",
    "values": ["color-contrast", "target-size", "scrollable-region-focusable", "region"],
}
# The narrow one is a window of 1280 at 400 %, where WCAG 1.4.10 wants nothing to run sideways.
WIDE, NARROW = (ViewportSize(width=width, height=900) for width in (1280, 320))
LIGHT: Literal["light"] = "light"
DARK: Literal["dark"] = "dark"
BY_DAY = ("wide", WIDE, LIGHT, EVERYTHING)
BY_NIGHT = ("narrow and dark", NARROW, DARK, PLACES_AND_COLOURS)
RUN = """
async (what) => {
  const found = await axe.run(document, {runOnly: what, resultTypes: ["violations"]});
  return found.violations.flatMap(({id, nodes}) => nodes.map(({html}) => [id, html]));
}
"""  # all that axe tells would take the browser and us as long as the look itself
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

pytestmark = pytest.mark.browser


def addresses(served: Served) -> dict[str, list[str]]:
    """One address of every page there is, each under the first person who can reach it."""
    met: set[str] = set()
    found: dict[str, list[str]] = {"Ana": ["/sign-in", "/no/such/page"], "Ada": []}
    served.app.config["BACKGROUND"] = False
    with served.app.app_context():
        for name, theirs in found.items():
            visitor = Visitor(
                served.app, queries.actor_for_email(f"{name.lower()}@northwind.example")
            )
            visitor.post("/import/", files=(BytesIO(b"## 2024-05-03\nRead\n\n## 31 April"), "a.md"))
            for address, answer in walk(served.app, visitor, each=1).items():
                endpoint = endpoint_of(served.app, address)
                if answer.mimetype == "text/html" and endpoint not in met:
                    met.add(endpoint)
                    theirs.append(address)
        db.session.remove()
    return found


def looked_through(view: Window) -> Window:
    """A window whose every page brings axe along."""
    view.context.add_init_script(AXE)
    return view


def faults_of(page: Page, address: str) -> Iterator[str]:
    """What bars somebody from a page: everything by day, and what a narrow window by night changes.

    It begins with the window as it is, and leaves it the other way: to lay a page out anew is dear.
    """
    is_day = page.viewport_size == WIDE
    for said, size, scheme, what in (BY_DAY, BY_NIGHT) if is_day else (BY_NIGHT, BY_DAY):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        for rule, html in page.evaluate(RUN, what):
            yield f"{address}, {said}: {rule}: {html[:160]}"
        if page.evaluate(TOO_WIDE):
            yield f"{address}, {said}: wider than the window"


def test_no_page_bars_anybody(served: Served, window: Callable[..., Window]) -> None:
    found: list[str] = []

    for name, theirs in addresses(served).items():
        view = looked_through(window())
        view.come_by_the_door_as(name)
        for address in theirs:
            page = view.go(address)
            if page.locator("[data-plotly]").count():
                page.locator("[data-plotly] .main-svg").first.wait_for()
            found += faults_of(page, address)

    assert found == []


def test_the_check_bites(window: Callable[..., Window]) -> None:
    page = looked_through(window()).come_in_as("Ana")

    page.evaluate(
        "document.querySelector('main').innerHTML = "
        "'<img src=x><p id=p>pale</p><p id=w>wide</p><a href=/>a</a><a href=/log/>b</a>'"
    )
    page.evaluate("document.getElementById('w').style.width = '500px'")
    page.evaluate("document.getElementById('p').style.color = 'rgb(240,235,225)'")

    found = " ".join(faults_of(page, "planted"))
    assert "image-alt" in found
    assert "color-contrast" in found
    assert "wide: wider" not in found
    assert "narrow and dark: wider" in found
