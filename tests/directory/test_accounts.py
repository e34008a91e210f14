"""One's own account: where one is signed in, and whose midnight it is."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.directory.accounts import time_zones
from learnplan.directory.services import signing_in
from learnplan.directory.services.accounts import choose_time_zone
from tests.factories.people import a_unit, a_worker
from tests.factories.performance import some_figures
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LATE = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/account").status_code == 200


def test_every_sign_in_is_listed_and_one_can_be_ended(visit: Visit) -> None:
    ana = a_worker(name="Ana")
    here, there, ben = visit(ana), visit(ana), visit(a_worker(name="Ben"))
    shown = here.get("/account/sign-ins")
    listed = words(shown.text)
    other = shown.text.partition("/end")[0].rpartition("/")[2]

    stranger = ben.post(f"/account/sign-ins/{other}/end", page="/account/sign-ins")
    assert is_in(there)
    ended = here.post(f"/account/sign-ins/{other}/end", page="/account/sign-ins")

    assert listed.count("By one-time link") == 2
    assert listed.count("This one") == 1
    assert stranger.status_code == 404
    assert "That browser is signed out." in ended.text
    assert is_in(here)
    assert not is_in(there)
    assert "You signed out another browser." in words(here.get("/disclosures/?show=sign-ins").text)


def test_a_sign_in_whose_days_are_over_is_listed_no_more(visit: Visit) -> None:
    ana = a_worker()
    with clock.stopped(LATE):
        visit(ana)
    with clock.stopped(LATE + signing_in.LASTS / 2):
        here = visit(ana)

    with clock.stopped(LATE + signing_in.LASTS):
        listed = words(here.get("/account/sign-ins").text)

    assert listed.count("By one-time link") == 1
    assert listed.count("This one") == 1


def test_a_sign_in_is_listed_with_its_browser_in_words_and_nothing_more(visit: Visit) -> None:
    ana = a_worker()
    here = visit(ana)
    other = visit()
    with transaction(Database.ORGANISATION):
        word = signing_in.make_link(ana.email)

    other.client.get(f"/sign-in/link/{word}", headers={"User-Agent": FIREFOX})
    listed = here.get("/account/sign-ins").text

    assert "Firefox on Linux" in listed
    assert "Gecko" not in listed


@only_on_sqlite  # the clock is not the database's
def test_ones_own_midnight_is_used_in_mine_and_the_organisations_in_ours(
    app: Flask, visit: Visit
) -> None:
    visitor = visit(a_worker())
    with clock.stopped(LATE):
        before = visitor.get("/account/time").text
        saved = visitor.post("/account/time", zone="Europe/Helsinki")
        after = visitor.get("/account/time").text
        account = words(visitor.get("/account").text)
        back = visitor.post("/account/time", zone="")

    assert "It is Sunday, 23:30 for you." in before
    assert "Saved. It is Monday, 1:30 for you now." in saved.text
    assert "It is Monday, 1:30 for you." in after
    assert "Europe/Helsinki" in account
    assert "It is Sunday, 23:30 for you now." in back.text
    ours = app.extensions["ours"]
    assert ours.config["TIME_ZONE"] == "UTC"


def test_pages_of_ours_are_the_same_in_every_time_zone(visit: Visit) -> None:
    one, other = visit(a_worker()), visit(a_worker())
    other.post("/account/time", zone="Pacific/Kiritimati")

    with clock.stopped(LATE):
        pages = {visitor.get("/org/performance/").text.count("March") for visitor in (one, other)}

    assert len(pages) == 1


@only_on_sqlite  # how a day is written is not the database's
def test_days_are_written_as_one_chooses_in_mine_and_as_the_organisation_does_in_ours(
    visit: Visit,
) -> None:
    one, other = visit(a_worker()), visit(a_worker())
    with clock.stopped(LATE):
        saved = words(other.post("/account/language", language="en-US").text)
        account = words(other.get("/account").text)
        pages = {words(visitor.get("/org/performance/").text) for visitor in (one, other)}
        mine = other.get("/account").text
        refused = other.post("/account/language", language="de-DE")

    assert "It is Sunday, March 1, 2026, 11:30 PM." in saved.replace("\u00a0", " ")
    assert "English (United States)" in account
    assert len(pages) == 1
    assert '<html lang="en-US">' in mine
    assert refused.status_code == 422
    assert "Choose one of these." in refused.text


@only_on_sqlite  # what leaves is written by the program
def test_what_leaves_ours_is_the_same_bytes_for_each_language(visit: Visit) -> None:
    unit = a_unit("Packaging")
    some_figures(["Packaging", "Waiting time", "2026-03", 1234.5, None, None, 42, "decrease"])
    ana = visit(a_worker())
    board = f"/org/performance/units/{unit}"
    addresses = [f"{board}.csv", f"{board}.json", f"{board}.xlsx", "/org/performance/units.json"]
    addresses += ["/org/ledger.csv", "/org/ledger.json"]

    taken = []
    for language in ("", "en-US", "en-IN"):
        assert ana.post("/account/language", language=language).status_code < 400
        taken.append([(each, ana.get(each).data) for each in addresses])

    assert all(data for _, data in taken[0])
    assert taken[1:] == taken[:1] * 2


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Etc/GMT+3", "x" * 500])
def test_a_made_up_time_zone_is_refused(zone: str) -> None:
    ana = a_worker()

    with pytest.raises(Invalid), transaction(Database.ORGANISATION):
        choose_time_zone(ana.id, zone)


def test_time_zones_are_places() -> None:
    zones = time_zones()

    assert "Europe/Lisbon" in zones
    assert "Asia/Kolkata" in zones
    assert not [zone for zone in zones if zone.startswith(("Etc/", "posix/"))]
