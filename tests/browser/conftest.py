"""A real browser before a real server on loopback: one of each for a run, shared by the tests."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from learnplan.core.db import db
from learnplan.directory import queries
from tests.installations import Installation
from tests.visitors import Visitor

expect.set_options(timeout=30_000)  # milliseconds: a busy machine may take its time

BROWSERS = (
    "chromium-headless-shell",  # without a desktop's windows: half the processor's time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--renderer-process-limit=1",  # else each window begins a second process for its first page
    "--js-flags=--no-opt --no-maglev",  # no page is open for long enough to be worth optimising
)


AS_WANTED = ("the server responded with a status of", "registration blocked by Playwright")
"""What the console says of things that a test asked for."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    installed = os.environ.get("BROWSER_PATH") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed, args=[*QUIET])
        yield browser
        browser.close()


@dataclass(frozen=True)
class Served:
    """A running server, and the app behind it."""

    app: Flask
    address: str


@pytest.fixture
def installation(on_sqlite: Installation) -> Installation:
    """One kind of database will do: a browser cannot tell which it was."""
    return on_sqlite


@pytest.fixture
def served(northwind: Flask) -> Iterator[Served]:
    """The demonstration organisation, served on loopback."""
    server = make_server("127.0.0.1", 0, northwind, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield Served(northwind, f"http://127.0.0.1:{server.port}")
    server.shutdown()
    thread.join()
    server.server_close()


class Window:
    """Somebody's browser window; what the console complains of is kept."""

    def __init__(self, context: BrowserContext, served: Served) -> None:
        self.context = context
        self.served = served
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.address = served.address

    def _note(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), str(getattr(message, "text", ""))
        if kind in {"error", "warning"} and not any(one in text for one in AS_WANTED):
            self.complaints.append(text)

    def go(self, path: str) -> Page:
        """Open an address of the app."""
        self.page.goto(self.address + path)
        return self.page

    def come_in_as(self, name: str) -> Page:
        """Open the front page as somebody who is signed in: to show them the door first is dear."""
        with self.served.app.app_context():
            actor = queries.actor_for_email(f"{name.lower()}@northwind.example")
            cookie = Visitor(self.served.app, actor).client.get_cookie("learnplan")
            db.session.remove()
        assert cookie is not None
        told = {"name": "learnplan", "value": cookie.value, "url": self.address}
        self.context.add_cookies([told])  # type: ignore[list-item]  # it is made for literals
        return self.go("/")

    def come_by_the_door_as(self, name: str) -> Page:
        """Sign in by one click at the demonstration's door."""
        self.go("/sign-in")
        self.page.locator(f"button[value^='{name.lower()}@']").click()
        self.page.wait_for_url(self.address + "/")
        return self.page


def awake(page: Page) -> Page:
    """The page once its parts have their scripts: a hand is slower than these, a test is not."""
    page.evaluate(
        """() => Promise.all([...document.querySelectorAll("[data-module]:not(form)")]
            .map((part) => import(part.dataset.module)))"""
    )
    return page


@pytest.fixture
def window(chromium: Browser, served: Served) -> Iterator[Callable[..., Window]]:
    """Open a window: ``window(javascript=False, width=360, scheme="dark")``.

    Whoever holds requests on their way does without the service worker: what passes through it
    cannot be held.
    """
    contexts: list[BrowserContext] = []
    windows: list[Window] = []

    def open_window(
        *,
        javascript: bool = True,
        width: int = 1280,
        scheme: str = "light",
        service_worker: bool = True,
    ) -> Window:
        context = chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-GB",
            reduced_motion="reduce",
            service_workers="allow" if service_worker else "block",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        windows.append(Window(context, served))
        return windows[-1]

    yield open_window
    for context in contexts:
        context.close()
    assert [one for opened in windows for one in opened.complaints] == []
