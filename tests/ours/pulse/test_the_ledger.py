"""The ledger that everyone can check: on the page, as files, and by hand."""

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from learnplan.core.db import Database, db, engine_of
from learnplan.ours.pulse import chain, queries
from tests.factories.people import a_worker
from tests.factories.pulses import PERIOD, SAFE, TIME, a_published_period, a_team, toml
from tests.kinds import only_on_sqlite
from tests.ours.pulse.test_results import words_of
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

LEDGER = "/org/ledger"
Come = Callable[..., Visitor]


def code_on(html: str, its_id: str) -> str:
    """What a page tells people to run."""
    found = re.search(rf'<code id="{its_id}">(.*?)</code>', html, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def by_shell(command: str) -> str:
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    return done.stdout.split()[0]


def test_an_empty_ledger_says_what_will_be_in_it(visit: Come) -> None:
    visitor = visit(a_worker())

    text = words_of(visitor.get(LEDGER).text)

    assert "Nothing published yet" in text
    assert "0" * 64 in text
    assert json.loads(visitor.get(f"{LEDGER}.json").text) == {"head": "0" * 64, "rows": []}


def test_the_head_stands_on_top_and_the_chain_holds(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_team("Ops / Green", 7)
    a_published_period()

    page = visit(a_worker()).get(LEDGER).text

    assert f'id="the-head">{chain.head_of(queries.ledger())}<' in page
    assert "The chain holds 2 rows, looked through when this page was opened." in words_of(page)


def test_a_row_can_be_checked_by_hand(visit: Come) -> None:
    a_team("Ops / O’Neill’s “Best” & 'Co' $HOME \\n", 7)
    a_team("Ops / %s `id`", 7)
    a_published_period()

    page = visit(a_worker()).get(LEDGER).text

    for link in queries.ledger():
        assert by_shell(code_on(page, f"check-{link.number}")) == link.hash


def test_a_plan_can_be_checked_by_hand(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_published_period()

    page = visit(a_worker()).get(f"/org/pulse/{PERIOD}").text

    assert by_shell(code_on(page, "check-plan")) == queries.plan_kept(PERIOD).plan_hash


def test_the_whole_ledger_can_be_checked_by_hand(visit: Come, tmp_path: Path) -> None:
    a_team("Ops / Ærø & “Co”", 7)
    a_team("Ops / Green", 7)
    a_published_period(plan=toml(TIME, SAFE))
    visitor = visit(a_worker())
    program = tmp_path / "check.py"
    program.write_text(code_on(visitor.get(LEDGER).text, "check-all"), encoding="utf-8")
    file = tmp_path / "ledger.json"

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, program.name],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    file.write_bytes(visitor.get(f"{LEDGER}.json").data)
    whole = check()
    ledger = json.loads(file.read_bytes())
    ledger["rows"][1]["value"] += 1
    file.write_text(json.dumps(ledger), encoding="utf-8")
    edited = check()

    assert whole.returncode == 0
    assert whole.stdout.split()[-1] == chain.head_of(queries.ledger())
    assert edited.returncode == 1
    assert "The chain breaks at row 2." in edited.stderr


def test_the_files_hold_every_line_that_was_hashed(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_team("Ops / Green", 7)
    a_published_period()
    visitor = visit(a_worker())

    ledger = json.loads(visitor.get(f"{LEDGER}.json").text)
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"{LEDGER}.csv").text)))

    links = queries.ledger()
    assert ledger["head"] == links[-1].hash
    for link, said, row in zip(links, ledger["rows"], rows, strict=True):
        assert said == {**row, "number": link.number, "roster_size": 7} | {
            "value": link.said.value,
            "contribution": 1,
        }
        assert hashlib.sha256(row["line"].encode()).hexdigest() == row["hash"] == link.hash


def test_a_long_ledger_is_turned_by_page_and_each_row_can_be_linked(visit: Come) -> None:
    for number in range(26):
        a_team(f"Ops / Team {number:02}", 6)
    a_published_period(plan=toml(TIME, SAFE))
    visitor = visit(a_worker())

    first, last = visitor.get(LEDGER).text, visitor.get(f"{LEDGER}?row=7").text

    assert re.findall(r'<tr id="n(\d+)">', first) == [str(n) for n in range(52, 2, -1)]
    assert 'href="/org/ledger?row=2" rel="next"' in first
    assert 'rel="prev"' not in first
    assert re.findall(r'<tr id="n(\d+)">', last) == [str(n) for n in range(7, 0, -1)]
    assert 'href="/org/ledger" rel="prev"' in last
    assert 'rel="next"' not in last


@only_on_sqlite  # it takes the triggers away, which differs; what the page says does not
def test_a_chain_that_does_not_hold_is_told_row_by_row(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_team("Ops / Green", 7)
    a_published_period()
    visitor = visit(a_worker())
    db.session.rollback()
    with engine_of(Database.ORGANISATION).begin() as connection:
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in connection.exec_driver_sql(triggers).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE pulse_release SET value = 99 WHERE number = 2")

    text = words_of(visitor.get(LEDGER).text)

    assert "The chain is broken Row 2 does not say what was hashed." in text
    assert "The chain holds 2" not in text


@pytest.mark.parametrize("row", ["0", "-5", "99999999999999999999", "seven", ""])
def test_a_row_that_is_not_there_leads_to_one_that_is(visit: Come, row: str) -> None:
    a_team("Ops / Blue", 7)
    a_published_period()

    page = visit(a_worker()).get(f"{LEDGER}?row={row}")

    assert page.status_code == 200
    assert '<tr id="n1">' in page.text
