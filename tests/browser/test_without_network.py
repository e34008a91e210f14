"""A line written while the network is away is kept on the device, and sent once, later."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Window

pytestmark = pytest.mark.browser
READY = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
KEPT = "caches.keys().then((names) => names.length > 0)"


def ready(window: Window, name: str) -> Page:
    """A page of somebody's that would work without network."""
    page = window.come_by_the_door_as(name)
    page.wait_for_function(READY)
    page.wait_for_function(KEPT)
    return page


@contextmanager
def no_network(window: Window) -> Iterator[None]:
    """The network is away for a while; that the browser complains of it is no fault of ours."""
    window.context.set_offline(True)
    yield
    window.context.set_offline(False)
    window.complaints[:] = [one for one in window.complaints if "net::ERR" not in one]


def write(page: Page, line: str) -> None:
    page.get_by_label("What did you do, or notice?").fill(line)
    page.get_by_role("button", name="Keep", exact=True).click()


def test_lines_written_without_network_are_sent_once_it_is_back(
    window: Callable[..., Window],
) -> None:
    ana = window()
    page = ready(ana, "Ana")
    with no_network(ana):
        write(page, "Watched the infeed in the cellar 15m")
        expect(page.get_by_role("heading", level=1)).to_have_text("The network is away")
        write(page, "And the outfeed, too")
        expect(page.get_by_text("2 lines wait on this device.")).to_be_visible()
        write(page, "A slip of the pen")
        expect(page.get_by_text("3 lines wait on this device.")).to_be_visible()
        page.get_by_text("What they say").click()
        page.get_by_role("button", name=re.compile("Delete.*A slip of the pen")).click()
        expect(page.get_by_text("2 lines wait on this device.")).to_be_visible()

    page.get_by_role("link", name="Try again").click()

    expect(page.get_by_text("2 lines that waited here are in your log now.")).to_be_visible()
    page.goto(f"{ana.address}/log/")
    for line in ("Watched the infeed in the cellar", "And the outfeed, too"):
        expect(page.get_by_role("link", name=line, exact=True)).to_have_count(1)
    expect(page.get_by_role("link", name="A slip of the pen")).to_have_count(0)
    expect(page.get_by_text("on this device.")).to_be_hidden()


def test_what_waits_for_one_is_not_shown_to_another_nor_sent_as_theirs(
    window: Callable[..., Window],
) -> None:
    browser = window()
    page = ready(browser, "Ana")
    with no_network(browser):
        write(page, "Only for Ana")
        expect(page.get_by_text("1 line waits on this device.")).to_be_visible()

    # The sign-in ends without a word to this device, as when it is ended elsewhere.
    browser.context.clear_cookies()
    page = browser.come_by_the_door_as("Ben")
    expect(page.get_by_label("What did you do, or notice?")).to_be_visible()
    page.wait_for_load_state("networkidle")

    expect(page.get_by_text("on this device.")).to_be_hidden()
    page.goto(f"{browser.address}/log/")
    expect(page.get_by_role("link", name="Only for Ana")).to_have_count(0)

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in*")
    page = browser.come_by_the_door_as("Ana")
    expect(page.get_by_text("1 line that waited here is in your log now.")).to_be_visible()


def test_signing_out_asks_what_is_to_become_of_what_waits(window: Callable[..., Window]) -> None:
    browser = window()
    page = ready(browser, "Chidi")
    with no_network(browser):
        write(page, "Heard a rattle")
        expect(page.get_by_text("1 line waits on this device.")).to_be_visible()
        page.route("**/log/capture/waiting", lambda route: route.abort())
        browser.context.set_offline(False)
        page.get_by_role("link", name="Try again").click()
        expect(page.get_by_text("1 line waits on this device.")).to_be_visible()

        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Throw them away and sign out").click()

        page.wait_for_url("**/sign-in*")
        page.unroute_all()
    page = browser.come_by_the_door_as("Chidi")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("on this device.")).to_be_hidden()
    expect(page.get_by_role("link", name="Heard a rattle")).to_have_count(0)
