"""Every page in a real browser: nothing barred, nothing cut off, nothing to complain of."""

from collections.abc import Callable

import pytest

from learnplan.core.db import db
from learnplan.directory import queries
from tests.browser.conftest import Served, Window
from tests.crawling import walk
from tests.places import ROOT
from tests.visitors import Visitor

AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

pytestmark = pytest.mark.browser


def addresses(served: Served, email: str) -> list[str]:
    """One address of every page that somebody can reach."""
    with served.app.app_context():
        visitor = Visitor(served.app, queries.actor_for_email(email))
        opened = walk(served.app, visitor, each=1)
        db.session.remove()
    return [one for one, answer in opened.items() if answer.mimetype == "text/html"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["Ana", "Ada"])
def test_no_page_bars_anybody(
    served: Served, window: Callable[..., Window], name: str, width: int, scheme: str
) -> None:
    view = window(width=width, scheme=scheme)
    found: list[str] = []

    view.come_in_as(name)
    for address in [
        "/sign-in",
        "/no/such/page",
        *addresses(served, f"{name.lower()}@northwind.example"),
    ]:
        page = view.go(address)
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        for fault in page.evaluate(RUN, RULES)["violations"]:
            found += [f"{address}: {fault['id']}: {node['html'][:160]}" for node in fault["nodes"]]
        if page.evaluate(TOO_WIDE):
            found.append(f"{address}: wider than the window")

    assert found == []
