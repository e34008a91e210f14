"""Everybody holds a receipt for each published number that included them, and knows its cost."""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.disclosures import queries
from learnplan.mine.disclosures.models import Receipt
from learnplan.mine.disclosures.words import period_in_words
from learnplan.ours.pulse.queries import spent_by
from tests.factories.archives import erase
from tests.factories.disclosures import a_receipt, keep
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.pulses import SAFE, TIME, a_published_period, toml
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RELEASES = "/disclosures/releases"


def test_a_receipt_says_what_was_published_of_whom_and_what_it_cost(visit: Visit) -> None:
    with clock.stopped(NOW):
        ana = a_worker()
        keep(a_receipt(ana), a_receipt(ana, ledger_number=8, question="Was it safe?", value=-1))
        browser = visit(ana)

        for address in ("/disclosures/", RELEASES):
            shown = browser.get(address)
            said = words(shown.text)
            assert "“Did you have time to learn?” Fourth quarter of 2026" in said
            assert "You were on the roster of Blue and Green (11 people) published: 7" in said
            assert "published: -1" in said
            assert "b" * 64 in said
            assert 'href="/org/pulse/2026-Q4"' in shown.text
            assert 'href="/org/ledger?row=7#n7"' in shown.text


def test_nobody_else_sees_a_receipt(visit: Visit) -> None:
    keep(a_receipt(a_worker(), question="SECRET"))

    for stranger in (a_worker(), a_manager()):
        for address in ("/disclosures/", RELEASES):
            assert "SECRET" not in visit(stranger).get(address).text


def test_who_was_on_no_roster_reads_what_receipts_are(visit: Visit) -> None:
    with clock.stopped(NOW):
        said = words(visit(a_worker()).get(RELEASES).text)

    assert "No release has included you" in said
    assert "0 of 8 spent in 2026" in said


def test_the_budget_is_what_the_ledger_says_also_once_ones_receipts_are_erased(
    app: Flask, visit: Visit
) -> None:
    app.config["BACKGROUND"] = False
    ana, *others = [a_worker(unit=a_unit("Operations / Blue")) for _ in range(6)]
    a_published_period([each.id for each in others], toml(TIME, SAFE, epsilon=0.7))
    by_receipt = sum(Fraction(each.epsilon) for each in queries.receipts_for(ana))

    erase(ana)

    assert queries.receipts_for(ana) == []
    assert spent_by(ana.id, 2026) == by_receipt == Fraction(14, 10)
    assert spent_by(ana.id, 2027) == 0
    assert spent_by(a_worker().id, 2026) == 0
    with clock.stopped(NOW):
        pages = [words(visit(ana).get(one).text) for one in ("/disclosures/", RELEASES)]
    for said in pages:
        assert "1.4 of 8 spent in 2026" in said
        assert "They went when you erased your record" in said
        assert "No release has included you" not in said
        assert "None so far" not in said


def test_giving_receipts_twice_changes_nothing() -> None:
    ana, ben = a_worker(), a_worker()
    receipts = [a_receipt(ana), a_receipt(ben), a_receipt(ana, ledger_number=8)]

    keep(*receipts)
    keep(*receipts, a_receipt(ana, value=99))

    assert [(each.ledger_number, each.value) for each in queries.receipts_for(ana)] == [
        (8, 7),
        (7, 7),
    ]
    assert len(queries.receipts_for(ben)) == 1


def test_a_large_organisations_receipts_are_kept_in_one_go() -> None:
    people = [uuid4() for _ in range(2_500)]

    keep(*(a_receipt(one, ledger_number=number) for one in people for number in (1, 2)))

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Receipt)) == 5_000


def test_many_receipts_come_in_pages(visit: Visit) -> None:
    ana = a_worker()
    most = queries.PAGE + 2
    keep(*(a_receipt(ana, ledger_number=number, epsilon="0.01") for number in range(most)))
    browser = visit(ana)

    first, second = browser.get(RELEASES).text, browser.get(f"{RELEASES}?before=2").text

    assert "before=2" in first
    assert first.count("/org/ledger?row=") == queries.PAGE
    assert second.count("/org/ledger?row=") == 2
    for odd in ("0", "-1", "99999999999999999999", "x"):
        assert browser.get(f"{RELEASES}?before={odd}").status_code == 200


def test_a_release_this_week_left_the_record() -> None:
    ana = a_worker()
    keep(a_receipt(ana, at=NOW))

    with clock.stopped(NOW):
        assert queries.left_this_week(ana) == 1


@pytest.mark.parametrize(
    ("period", "said"),
    [("2026-Q1", "first quarter of 2026"), ("2026-Q4", "fourth quarter of 2026")],
)
def test_a_period_is_told_without_a_season(period: str, said: str) -> None:
    assert period_in_words(period) == said
