"""The roster rule on every page and in every file: a small unit's figure is nowhere."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.directory.services import rosters
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.senders import Sender
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import a_file, an_indicator_called, some_figures
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
PACKAGING = "Operations / Packaging"
IMPORTS = "/org/performance/imports/"
IDS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{12,}\b")


def people_in(unit: UUID, count: int) -> Actor:
    return [a_worker(unit=unit) for _ in range(count)][-1]


def settled() -> None:
    with transaction(Database.ORGANISATION):
        rosters.freeze_reporting_groups(clock.today("UTC"))


@pytest.fixture
def lines(app: object) -> dict[str, UUID]:  # noqa: ARG001 - the installation comes first
    """Three lines and a night crew of four, as the plan year settled them."""
    units = {name: a_unit(f"{PACKAGING} / {name}") for name in ("Line 1", "Line 2", "Night crew")}
    people_in(units["Line 1"], 5)
    people_in(units["Line 2"], 7)
    people_in(units["Night crew"], 4)
    settled()
    return units


def month() -> str:
    return f"{date(clock.today('UTC').year, 1, 1):%Y-%m}"


def everything_shown(visitor: Visitor, *, indicator: UUID) -> str:
    """Every page and file about every unit, one after the other; no ids, which are any digits."""
    units = json.loads(visitor.get("/org/performance/units.json").data)["units"]
    said: list[str] = []
    for unit in units:
        chart = f"{unit['address']}/indicators/{indicator}"
        files = [f"{chart}{kind}" for kind in ("", ".json", ".csv", "/compare")]
        addresses = [unit["address"], unit["json"], unit["csv"], *files]
        said.extend(visitor.get(address).text for address in addresses)
    return IDS.sub("", "\n".join(said))


def test_sums_are_shown_together_and_the_small_units_own_is_nowhere(
    lines: dict[str, UUID], visit: Visit
) -> None:
    some_figures(
        [f"{PACKAGING} / Line 1", "Near misses", month(), 71001],
        [f"{PACKAGING} / Line 2", "Near misses", month(), 52003],
        [f"{PACKAGING} / Night crew", "Near misses", month(), 9107],
        adds_up=AddsUp.SUM,
    )
    ana, indicator = visit(a_worker()), an_indicator_called("Near misses")

    chart = f"/org/performance/units/{lines['Night crew']}/indicators/{indicator}.json"
    joint = json.loads(ana.get(chart).data)
    said = everything_shown(ana, indicator=indicator)

    assert joint["unit"] == "Line 1 and Night crew"
    assert joint["points"][0]["value"] == 80108
    assert "9107" not in said
    assert "9,107" not in said
    assert "71001" not in said
    assert "71,001" not in said
    assert "shown together because Night crew has 4 people" in said


def test_ratios_are_weighted_together(lines: dict[str, UUID], visit: Visit) -> None:
    some_figures(
        [f"{PACKAGING} / Line 1", "On time", month(), None, 90, 100],
        [f"{PACKAGING} / Night crew", "On time", month(), None, 30, 60],
    )

    chart = f"/org/performance/units/{lines['Line 1']}/indicators/{an_indicator_called('On time')}"
    joint = json.loads(visit(a_worker()).get(f"{chart}.json").data)

    assert joint["points"][0]["value"] == pytest.approx(120 / 160)


def test_medians_are_shown_for_neither_with_the_reason(
    lines: dict[str, UUID], visit: Visit
) -> None:
    some_figures(
        [f"{PACKAGING} / Line 1", "Changeover", month(), 41.25],
        [f"{PACKAGING} / Line 2", "Changeover", month(), 37.5],
        [f"{PACKAGING} / Night crew", "Changeover", month(), 44.75],
    )
    ana, indicator = visit(a_worker()), an_indicator_called("Changeover")

    said = everything_shown(ana, indicator=indicator)
    page = ana.get(f"/org/performance/units/{lines['Line 1']}").text

    assert "37.5" in said
    assert "44.8" not in said
    assert "44.75" not in said
    assert "41.25" not in said
    assert "cannot be put together" in page
    assert "too early to tell" not in page, "what is not shown is not said to be too short"
    assert "Not shown" in page


def test_a_small_unit_that_alone_reported_is_part_of_the_unit_above(
    lines: dict[str, UUID], visit: Visit
) -> None:
    some_figures(
        [f"{PACKAGING} / Line 2", "Near misses", month(), 52003],
        [f"{PACKAGING} / Night crew", "Near misses", month(), 9107],
        adds_up=AddsUp.SUM,
    )
    ana, indicator = visit(a_worker()), an_indicator_called("Near misses")
    assert lines

    said = everything_shown(ana, indicator=indicator)

    assert "61110" in said
    assert "9107" not in said
    assert "52003" not in said


def test_a_unit_nobody_can_join_is_shown_with_its_parent(visit: Visit) -> None:
    office = a_unit("Operations / Office")
    people_in(a_unit("Operations"), 8)
    people_in(office, 3)
    settled()
    some_figures(
        ["Operations / Office", "Letters", month(), 73],
        ["Operations", "Letters", month(), 911],
        adds_up=AddsUp.SUM,
    )
    ana, indicator = visit(a_worker()), an_indicator_called("Letters")

    page = ana.get(f"/org/performance/units/{office}").text
    said = json.loads(ana.get(f"/org/performance/units/{office}.json").data)

    assert "Office has 3 people, so its figures are part of those of Operations" in page
    assert said["unit"] == "Operations"
    assert [each["value"] for each in said["indicators"]] == [911]
    assert '"value": 73' not in everything_shown(ana, indicator=indicator)


def test_without_anybodys_word_figures_are_shown_for_the_organisation_only(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    some_figures(
        ["Operations / Packaging", "Incidents", "2025-03", 4711],
        adds_up=AddsUp.SUM,
        attest=False,
    )
    ana, indicator = visit(a_worker()), an_indicator_called("Incidents")
    chart = f"/org/performance/units/{unit}/indicators/{indicator}.json"
    tree = json.loads(ana.get("/org/performance/units.json").data)["units"]

    before = json.loads(ana.get(chart).data)["points"]
    whole = json.loads(ana.get(tree[0]["json"]).data)["indicators"]
    some_figures(["Operations / Packaging", "Incidents", "2025-03", 4711], adds_up=AddsUp.SUM)
    after = json.loads(ana.get(chart).data)["points"]

    assert before == []
    assert [each["value"] for each in whole] == [4711]
    assert [point["value"] for point in after] == [4711]


def test_the_table_of_units_has_the_joint_row(lines: dict[str, UUID], visit: Visit) -> None:
    some_figures(
        [f"{PACKAGING} / Line 1", "Near misses", month(), 4],
        [f"{PACKAGING} / Line 2", "Near misses", month(), 7],
        [f"{PACKAGING} / Night crew", "Near misses", month(), 2],
        adds_up=AddsUp.SUM,
    )
    packaging = a_unit(PACKAGING)
    assert lines

    file = visit(a_worker()).get(f"/org/performance/units/{packaging}.csv").text
    rows = [(row["unit"], row["value"]) for row in csv.DictReader(io.StringIO(file))]

    assert rows == [("Packaging", "13.0"), ("Line 1 and Night crew", "6.0"), ("Line 2", "7.0")]


def test_the_unit_that_keeps_its_whole_family_from_being_shown_is_named(visit: Visit) -> None:
    people_in(a_unit("Hospital A"), 2)
    settled()
    some_figures(
        *([name, "Visits", month(), 500] for name in ("Hospital A", "Hospital B", "Hospital C")),
        adds_up=AddsUp.SUM,
    )
    ana = visit(a_worker())

    whole = json.loads(ana.get("/org/performance/units.json").data)["units"]
    boards = [ana.get(each["address"]).text for each in whole if "Hospital" in each["name"]]

    assert len(boards) == 3
    assert all("It is part of the unit above. Hospital A has 2 people." in each for each in boards)


def test_nobody_who_imports_is_told_what_a_small_unit_has(
    lines: dict[str, UUID], app: Flask, visit: Visit
) -> None:
    """By asking to put it right, by sending another figure, or by the file of their import."""
    app.extensions["ours"].config["BACKGROUND"] = False
    figures = [
        [f"{PACKAGING} / Line 1", "Near misses", month(), 71001],
        [f"{PACKAGING} / Line 2", "Near misses", month(), 52003],
        [f"{PACKAGING} / Night crew", "Near misses", month(), 9107],
    ]
    dana, marek = a_manager(), visit(a_manager())
    some_figures(*figures, adds_up=AddsUp.SUM, sender=Sender(dana.name, person_id=dana.id))
    about = an_indicator_called("Near misses")
    others = [[*figure[:3], 5] for figure in figures]

    pages = [marek.get(f"{IMPORTS}?unit={unit}&indicator={about}").text for unit in lines.values()]
    pages.append(marek.post(IMPORTS, pasted=a_file(others).decode()).text)
    batches = re.findall(rf'href="({IMPORTS}[^"]+)"', marek.get(IMPORTS).text)
    addresses = [each for each in batches if IDS.search(each) and "undo" not in each]
    pages += [marek.get(each).text for each in addresses]
    pages += [marek.get(f"{each}/figures.csv").text for each in addresses]
    by_who_sent = [visit(dana).get(f"{each}/figures.csv").text for each in addresses]

    told = "\n".join(pages).replace(",", "")
    assert "52003" in told
    assert "71001" not in told
    assert "9107" not in told
    assert any("9107" in text for text in by_who_sent), "they have it in their file"
