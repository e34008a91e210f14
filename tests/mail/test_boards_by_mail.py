"""Boards by mail: chosen by each for themselves, with the figures of the page, once each."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.outbox import AccountMail
from learnplan.directory.posting import send_due
from learnplan.ours.elsewhere import digests
from learnplan.ours.elsewhere.models import Rhythm
from learnplan.ours.performance import queries
from learnplan.ours.performance.editions import Edition
from tests.factories.people import a_unit, a_worker
from tests.factories.performance import some_figures
from tests.kinds import only_on_sqlite
from tests.mail.conftest import Posted
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 8, 1, tzinfo=UTC)
USUAL = [48, 46, 50, 47, 45, 49, 51, 46, 47, 44, 48, 50]


def months(values: list[int], first: int = 0) -> None:
    some_figures(
        *(
            ["Packaging", "Changeover", f"{2025 + at // 12}-{at % 12 + 1:02}", value]
            for at, value in enumerate(values, start=first)
        )
    )


@pytest.fixture
def unit(app: Flask) -> UUID:  # noqa: ARG001 - the installation comes first
    unit_id = a_unit("Packaging")
    months(USUAL)
    return unit_id


def wants(actor: Actor, unit: UUID, rhythm: Rhythm) -> None:
    with transaction(Database.ORGANISATION):
        digests.choose(actor, unit, rhythm, edition=Edition(queries.version()))


def waiting() -> int:
    db.session.rollback()
    return len(db.session.scalars(db.select(AccountMail)).all())


def test_a_board_comes_each_monday_once_with_the_figures_of_its_page(
    posted: Posted, visit: Visit, unit: UUID
) -> None:
    ana = a_worker()
    with clock.stopped(SUNDAY):
        wants(ana, unit, Rhythm.WEEKLY)
        assert digests.put_what_is_due("UTC") == 0

    with clock.stopped(MONDAY):
        sent = [digests.put_what_is_due("UTC") for _process in range(2)]
        send_due(posted.post)

    assert sent == [1, 0]
    [letter] = posted.box.letters
    assert letter.is_multipart()
    text, page = (
        part.get_content()
        for part in (letter.get_body(("plain",)), letter.get_body(("html",)))
        if part is not None
    )
    board = unescape(visit(ana).get(f"/org/performance/units/{unit}").text)
    for said in ("50", "Changeover", "Nothing here changed beyond chance"):
        assert said in text
        assert said in page
        assert said in board
    assert f"/org/performance/units/{unit}" in text
    with clock.stopped(MONDAY + timedelta(days=7)):
        assert digests.put_what_is_due("UTC") == 1


def test_what_changed_beyond_chance_is_told_once_and_only_then(posted: Posted, unit: UUID) -> None:
    ana = a_worker()
    with clock.stopped(SUNDAY):
        wants(ana, unit, Rhythm.SPECIAL)
        months([49], first=12)
        usual = digests.put_what_is_due("UTC")
        months([90], first=13)
        special = [digests.put_what_is_due("UTC") for _process in range(2)]
        months([91], first=14)
        still = digests.put_what_is_due("UTC")

    with clock.stopped(SUNDAY + timedelta(days=2)):
        later = digests.put_what_is_due("UTC")

    assert (usual, special, still, later) == (0, [1, 0], 0, 0)
    assert posted


def test_what_is_new_comes_first_and_is_said_to_be(posted: Posted, unit: UUID) -> None:
    ana, ben = a_worker(), a_worker()
    for name, values in (("Absence", [*USUAL, 90]), ("Waste", USUAL)):
        some_figures(
            *(
                ["Packaging", name, f"{2025 + at // 12}-{at % 12 + 1:02}", value]
                for at, value in enumerate(values)
            )
        )
    with clock.stopped(SUNDAY):
        wants(ana, unit, Rhythm.SPECIAL)
        wants(ben, unit, Rhythm.WEEKLY)
        months([90], first=12)
        digests.put_what_is_due("UTC")
    with clock.stopped(MONDAY):
        some_figures(["Packaging", "Waste", "2026-01", 90])
        digests.put_what_is_due("UTC")
        send_due(posted.post)

    told = {}
    for letter in posted.box.letters:
        part = letter.get_body(("plain",))
        assert part is not None
        lines = [" ".join(each.split()) for each in re.split(r"(?:\r?\n){2}", part.get_content())]
        told[letter["To"]] = [each for each in lines if "Usually" in each]
    [changeover, absence, waste] = told[str(ana.email)]
    assert changeover.startswith("New since last time. Changeover: 90 in Jan 2026.")
    assert absence.startswith("Absence: 90 in Jan 2026.")
    assert waste.startswith("Waste: ")
    assert [each.partition(":")[0] for each in told[str(ben.email)]] == [
        "New since last time. Changeover",
        "New since last time. Waste",
        "Absence",
    ]


def test_a_link_in_the_mail_ends_it_without_signing_in(
    app: Flask, posted: Posted, visit: Visit, unit: UUID
) -> None:
    ana = a_worker()
    with clock.stopped(SUNDAY):
        wants(ana, unit, Rhythm.WEEKLY)
    with clock.stopped(MONDAY):
        digests.put_what_is_due("UTC")
        send_due(posted.post)
    off = re.search(r"/mail/off/[\w.-]+", str(posted.box.letters[0]["List-Unsubscribe"]))
    assert off is not None

    assert app.test_client().post(off[0]).status_code == 200

    with clock.stopped(MONDAY + timedelta(days=8)):
        digests.put_what_is_due("UTC")
        send_due(posted.post)
    assert len(posted.box.letters) == 1
    assert "switched off" in visit(ana).get("/account/boards/").text


@only_on_sqlite  # what is asked and shown, not how it is kept
def test_somebody_chooses_on_a_page_of_their_own(posted: Posted, visit: Visit, unit: UUID) -> None:
    ana, ben, page = visit(a_worker()), visit(a_worker()), f"/account/boards/{unit}"

    assert "What it would say today" in ana.get(page).text
    assert "Every Monday morning" in ana.post(page, rhythm="weekly").text
    assert "No board comes by mail" in ben.get("/account/boards/").text
    assert "No board comes by mail" in ana.post(page, rhythm="never").text
    assert ana.post(page, rhythm="hourly").status_code == 422
    assert ana.get(f"/account/boards/{UUID(int=1)}").status_code == 404
    assert posted


@only_on_sqlite  # nothing is written on either
def test_where_no_mail_is_sent_nothing_waits(app: Flask, unit: UUID) -> None:
    ana = a_worker()
    assert app.config["MAIL"] is None
    with clock.stopped(SUNDAY):
        wants(ana, unit, Rhythm.WEEKLY)

    with clock.stopped(MONDAY):
        assert digests.put_what_is_due("UTC") == 0
    assert waiting() == 0
