"""Every sign-in stands in the journal of whoever it was: when, how, and with what."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, engine_of, transaction
from learnplan.directory.services import signing_in
from learnplan.mine.disclosures.models import Crossing
from learnplan.web.browsers import in_words
from tests.factories.people import a_worker
from tests.mine.wording import words
from tests.refusing import no_room_in
from tests.visitors import Visitor, hidden_fields

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[..., Visitor]
PASSWORD = "four words will do well"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36"
)


def with_password(actor: Actor) -> Actor:
    with transaction(Database.ORGANISATION):
        signing_in.choose_password(actor.id, PASSWORD)
    return actor


def sign_ins(browser: Visitor) -> str:
    return words(browser.get("/disclosures/?show=sign-ins").text)


def test_a_sign_in_says_how_and_with_what_and_no_more(visit: Visit) -> None:
    ana = with_password(a_worker())
    browser = visit()
    typed = {"email": ana.email, "password": PASSWORD}
    form = hidden_fields(browser.get("/sign-in").text, "/sign-in") | typed

    browser.client.post("/sign-in", data=form, headers={"User-Agent": FIREFOX})

    assert "You signed in with your password. Firefox on Linux." in sign_ins(browser)
    with engine_of(Database.LEARNING).connect() as connection:
        rows = connection.execute(sa.select(Crossing.what, Crossing.whom, Crossing.remark)).all()
    assert rows == [("signed in with your password", "", "Firefox on Linux")]


def test_a_link_and_every_way_out_are_told_too(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    assert "You signed in with a one-time link." in sign_ins(browser)

    browser.post("/account/password", password=PASSWORD)
    assert "You chose a password and were signed out everywhere else." in sign_ins(browser)
    browser.post("/account/sign-out-everywhere", "/account")

    assert "You signed out everywhere." in sign_ins(visit(ana))


def test_a_try_that_failed_is_no_sign_in(visit: Visit) -> None:
    ana = with_password(a_worker())

    visit().post("/sign-in", email=ana.email, password="something else entirely")

    assert "with your password" not in sign_ins(visit(ana))


def test_where_the_line_cannot_be_written_nobody_is_shut_out_and_they_are_told(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    ana = with_password(a_worker())
    browser = Visitor(app)

    with (
        caplog.at_level(logging.ERROR, "learnplan.mine.disclosures"),
        no_room_in("crossing", of=Database.LEARNING),
    ):
        shown = browser.post("/sign-in", email=ana.email, password=PASSWORD)

    assert shown.status_code == 200
    assert "You signed in with your password, but that could not be written down" in words(
        shown.text
    )
    assert browser.get("/account").status_code == 200
    assert ["could not be written" in record.message for record in caplog.records] == [True]


def test_a_sign_in_cannot_be_removed_before_it_has_ended(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    assert "Remove this line" not in browser.get("/disclosures/").text

    with clock.stopped(clock.now() + timedelta(days=31)):
        browser = visit(ana)
        said = browser.get("/disclosures/").text

    assert said.count("Remove this line") == 1  # the old one, not the new one


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        (FIREFOX, "Firefox on Linux"),
        (EDGE, "Edge on Windows"),
        (IPHONE, "Safari on an iPhone"),
        (ANDROID, "Chrome on Android"),
        ("something on Windows", "A browser on Windows"),
        ("curl/8.5.0", "A browser or program that does not say which"),
        ("", "A browser or program that does not say which"),
        ("<script>alert(1)</script>", "A browser or program that does not say which"),
    ],
)
def test_a_browser_is_told_in_words(user_agent: str, said: str) -> None:
    assert in_words(user_agent) == said
