"""Figures come in without any person's key, and attested, or they are not shown (attack 22)."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.ours.performance import guessing, importing, queries, reading
from learnplan.ours.performance.senders import Sender
from tests.factories.people import a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.visitors import Visitor

pytestmark = [pytest.mark.attack(22), pytest.mark.usefixtures("app")]

Visit = Callable[[Actor | None], Visitor]
BY_HEADING = b"unit,indicator,period,value,staff number\nOps,On time,2026-03,1,4711\n"
BY_CELLS = b"unit,indicator,period,value,remark\nOps,On time,2026-03,1,ana@x.example\n"


def bring_in(data: bytes) -> None:
    a_unit("Ops")
    with transaction(Database.ORGANISATION):
        importing.import_file("figures.csv", data, mapping=None, by=Sender("a test"), dry_run=False)


@pytest.mark.parametrize("data", [BY_HEADING, BY_CELLS])
def test_a_file_that_says_who_is_refused_whole(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"staff number|e-mail address"):
        bring_in(data)

    assert queries.indicators() == {}


@pytest.mark.parametrize("data", [BY_HEADING, BY_CELLS])
def test_an_import_that_does_not_look_would_take_it(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (guessing, reading):
        monkeypatch.setattr(room, "refuse_personal_keys", lambda _table: None)

    bring_in(data)

    assert [indicator.name for indicator in queries.indicators().values()] == ["On time"]


@pytest.mark.parametrize("attested", [True, False])
def test_figures_nobody_gave_their_word_for_are_shown_for_the_whole_only(
    app: Flask, *, attested: bool
) -> None:
    line = a_unit("Ops / Line 1")
    this_year = f"{date(clock.today('UTC').year, 1, 1):%Y-%m}"
    some_figures(["Ops / Line 1", "Changeover", this_year, 41.5], attest=attested)

    chart = f"/org/performance/units/{line}/indicators/{an_indicator_called('Changeover')}.json"
    said = Visitor(app, a_worker()).get(chart)

    assert ("41.5" in said.text) == attested
