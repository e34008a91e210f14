"""Passkeys and codes in a real browser, with an authenticator that the browser plays itself."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from playwright.sync_api import Page, expect

from learnplan.core import clock
from learnplan.directory.queries import actor_for_email
from learnplan.web.assets import fingerprint
from tests.browser.conftest import Served, Window
from tests.factories.accounts import PASSWORD, with_password
from tools.bench import first_visit
from tools.bench.calls import Caller

FONT = "vendor/newsreader/newsreader-latin-500-normal.woff2"
pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def at_localhost(served: Served) -> str:
    """The address with a name: browsers have no passkeys for 127.0.0.1."""
    address = f"http://localhost:{urlsplit(served.address).port}"
    served.app.config["ADDRESS"] = address
    return address


def with_device(page: Page) -> Any:
    """A phone of the browser's own making, near this page."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools


def opened(window: Callable[..., Window], address: str, **how: Any) -> Window:
    opening = window(**how)
    opening.address = address
    return opening


def test_a_new_password_can_be_looked_at_while_it_is_written(
    window: Callable[..., Window],
) -> None:
    page = window().come_in_as("Ana")
    page.goto(page.url + "account/password")
    field, button = page.get_by_label("New password"), page.get_by_role("button", name="Show what")

    field.fill("four wrods make one")
    expect(field).to_have_attribute("type", "password")
    button.press("Enter")
    expect(field).to_have_attribute("type", "text")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Enter")
    expect(field).to_have_attribute("type", "password")
    button.press("Enter")
    field.fill(PASSWORD)
    field.press("Enter")

    expect(page.get_by_text("Your password is set.")).to_be_visible()


def test_a_passkey_is_added_and_opens_the_door(
    window: Callable[..., Window], at_localhost: str
) -> None:
    ana = opened(window, at_localhost)
    page = ana.come_by_the_door_as("Ana")
    with_device(page)

    ana.go("/account/passkeys")
    page.get_by_label("What you will call it").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("status").first).to_contain_text("The passkey is added.")
    expect(page.get_by_role("paragraph").filter(has_text="laptop")).to_be_visible()
    page.get_by_role("button", name=re.compile("Sign out")).click()
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url(at_localhost + "/")
    expect(page.get_by_role("button", name="Sign out, Ana")).to_be_attached()


def test_no_passkey_leaves_the_other_ways_and_says_so(
    window: Callable[..., Window], at_localhost: str
) -> None:
    nobody = opened(window, at_localhost)
    devtools = with_device(nobody.go("/sign-in"))
    page = nobody.page

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("status")).to_contain_text("No passkey was used.")
    page.get_by_role("link", name="Back").click()
    expect(page.get_by_label("Work e-mail")).to_be_visible()
    devtools.detach()


def test_without_scripts_the_page_says_that_passkeys_need_them(
    window: Callable[..., Window], at_localhost: str
) -> None:
    page = opened(window, at_localhost, javascript=False).go("/sign-in")

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_an_authenticator_is_set_up_and_asked_for(
    window: Callable[..., Window], served: Served, tmp_path: Path, *, javascript: bool
) -> None:
    with served.app.app_context():
        with_password(actor_for_email("ben@northwind.example"))
    ben = window(javascript=javascript)
    page = ben.come_by_the_door_as("Ben")
    ben.go("/account/authenticator")
    page.get_by_role("button", name="Set one up").click()
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    app = pyotp.TOTP(page.locator(".hash code").inner_text().replace(" ", ""))
    page.get_by_label("The six digits it shows").fill(app.at(clock.now()))
    page.get_by_role("button", name="Set it up").click()

    expect(page.locator(".codes li")).to_have_count(10)
    code = page.locator(".codes li").first.inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep as a text file").click()
    file = tmp_path / "codes.txt"
    download.value.save_as(file)
    assert code in file.read_text()

    other = window(javascript=javascript)
    page = other.go("/sign-in")
    page.get_by_label("Work e-mail").fill("ben@northwind.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_text("9 codes left")).to_be_visible()


@pytest.mark.parametrize("page", [first_visit.DOOR, first_visit.TODAY])
def test_a_first_visit_fetches_what_the_bench_counts(
    window: Callable[..., Window], served: Served, page: str
) -> None:
    new = window(service_worker=False)
    if page == first_visit.TODAY:
        ana = window(service_worker=False)
        ana.come_in_as("Ana")
        for cookie in ana.context.cookies():
            new.context.add_cookies(
                [{"name": cookie["name"], "value": cookie["value"], "url": served.address}]
            )
    asked: set[str] = set()
    new.page.on("request", lambda request: asked.add(urlsplit(request.url).path))

    new.go(page).wait_for_load_state("networkidle")

    files = {"css/all.css", "js/all.js", FONT}
    assert asked == {page, *(f"/static/{fingerprint()}/{file}" for file in files)}
    counted = first_visit.visit(Caller(served.app.wsgi_app), first_visit.DOOR)
    assert page != first_visit.DOOR or set(counted.sizes) == asked
