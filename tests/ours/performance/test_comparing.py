"""Units beside each other: on one scale, in a funnel, and in no order of merit."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.directory.services import rosters
from learnplan.ours.performance import comparing, funnels, queries
from learnplan.ours.performance.control_chart import ChartKind
from learnplan.ours.performance.editions import Edition
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import Indicator
from tests.factories.people import a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
WARDS = {"A": (10, 100), "B": (24, 400), "C": (140, 900), "D": (5, 64)}


@pytest.fixture
def late(app: Flask) -> UUID:  # noqa: ARG001 - the installation comes first
    """So many late out of so many, ward by ward, of one month."""
    a_unit("Wards")
    some_figures(
        *(
            [f"Wards / {name}", "Late", "2026-01", None, *counted]
            for name, counted in WARDS.items()
        ),
        adds_up=AddsUp.WEIGHTED,
    )
    indicator = an_indicator_called("Late")
    with transaction(Database.ORGANISATION):
        kept = db.session.get_one(Indicator, indicator)
        kept.chart_kind, kept.scale = ChartKind.PROPORTION, 1.0
    return indicator


def compared(unit: str, indicator: UUID) -> comparing.Comparison:
    unit_id = a_unit(unit)
    return comparing.comparison(Edition(queries.version()), unit_id, indicator)


@only_on_sqlite  # arithmetic
def test_the_funnel_has_the_limits_of_its_method(late: UUID) -> None:
    found = compared("Wards", late)

    # Spiegelhalter (2005): the overall proportion, here 179 of 1,464, and its exact deviations
    overall = 179 / 1464
    funnel = found.funnel
    assert funnel
    assert funnel.overall == pytest.approx(overall)
    deviations = {
        name: (counted / size - overall) / (overall * (1 - overall) / size) ** 0.5
        for name, (counted, size) in WARDS.items()
    }
    assert {dot.place.name: dot.beyond for dot in funnel.dots} == {
        name: 99.8 if abs(each) > 3.09 else 95 if abs(each) > 1.96 else 0
        for name, each in deviations.items()
    }
    assert {dot.beyond for dot in funnel.dots} == {0, 95, 99.8}
    lower, upper = funnel.alarm
    assert all(below[1] > above[1] for below, above in zip(lower, upper, strict=True))


@only_on_sqlite  # arithmetic, and what a page says of it
def test_of_many_units_those_outside_are_named_by_wider_limits_where_they_would_be_most(
    late: UUID, visit: Visit
) -> None:
    def said(parent: str, counts: list[int]) -> str:
        some_figures(
            *(
                [f"{parent} / Ward {at:02}", "Late", "2026-02", None, count, 100]
                for at, count in enumerate(counts)
            ),
            adds_up=AddsUp.WEIGHTED,
        )
        page = f"/org/performance/units/{a_unit(parent)}/indicators/{late}/compare"
        text = visit(a_worker()).get(page).text
        return text[text.index('id="funnel"') : text.index("The same as a table")]

    one = said("Many", [10, 11] * 14 + [40])
    apart = said("Apart", [2, 40] * 14 + [40])
    one_apart = said("One apart", [5, 10, 25, 30] * 7 + [95])
    few = said("Few", [2, 40, 2, 40, 40])

    assert "1 unit lies further" in one
    assert "than chance alone usually takes" in one
    assert (
        re.findall(r"Ward \d\d", one) == ["Ward 28"] * 3
    )  # in the sentence, in its mark and beside it
    assert "Every unit lies where units of its size usually do here" in apart
    assert "would leave 29 of 29 outside its limits" in apart
    assert "Ward" not in apart
    assert "1 unit lies further" in one_apart
    assert "than a unit of that size usually does here" in one_apart
    assert "So these are wider" in one_apart
    assert re.findall(r"Ward \d\d", one_apart) == ["Ward 28"] * 3
    assert "5 of 5 units lie further" in few  # of so few it is not said how much they differ
    assert "single none of them out" in few


@only_on_sqlite  # arithmetic
def test_names_in_the_funnel_are_not_written_upon_each_other(late: UUID) -> None:
    alike = [[f"Wards / Ward {at}", "Late", "2026-01", None, 4, 100 + at] for at in range(12)]
    some_figures(*alike, adds_up=AddsUp.WEIGHTED)

    funnel = compared("Wards", late).funnel

    assert funnel
    assert "C" in {name for *_, name in funnel.labels}  # the furthest away
    assert 0 < len(funnel.labels) < len(funnel.named)
    for at, (x, y, name) in enumerate(funnel.labels):
        for left, other, _ in funnel.labels[:at]:
            assert abs(y - other) >= 15 or left >= x + 8 * len(name) or x > left


@only_on_sqlite  # arithmetic
def test_the_same_figure_is_as_high_in_every_box(late: UUID) -> None:
    for name in "ABCD":
        some_figures([f"Wards / {name}", "Late", "2026-02", None, 1, 8], adds_up=AddsUp.WEIGHTED)

    found = compared("Wards", late)

    assert [each.place.name for each in found.multiples] == ["A", "B", "C", "D"]
    assert len({each.line[-1] for each in found.multiples}) == 1
    assert len({each.line[0] for each in found.multiples}) == 4


@only_on_sqlite  # counting
def test_of_many_units_the_table_has_this_pages_and_those_outside(
    late: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "AT_ONCE", 1)
    monkeypatch.setattr(funnels, "MOST_NAMED", 1)

    found = compared("Wards", late)

    assert found.funnel
    outside = {dot.place.name for dot in found.funnel.outside}
    assert {dot.place.name for dot in found.rows} == {"A", *outside}
    assert len(found.rows) < len(found.funnel.dots)


def test_what_is_not_counted_has_no_funnel_and_units_are_by_name(late: UUID, visit: Visit) -> None:
    some_figures(
        *(
            [f"Wards / {name}", "Wait", "2026-01", value]
            for name, value in zip("CAB", (9, 5, 7), strict=True)
        )
    )
    wards, ana = a_unit("Wards"), visit(a_worker())
    at = f"/org/performance/units/{wards}/indicators"

    wait = ana.get(f"{at}/{an_indicator_called('Wait')}/compare").text
    counted = ana.get(f"{at}/{late}/compare").text

    assert re.findall(r"<h3><a[^>]*>(\w)</a>", wait) == ["A", "B", "C"]
    assert "A funnel plot is drawn for what is so many out of so many" in wait
    assert "Why is a question for the people there." in counted
    assert '<td class="num">140 of 900</td>' in counted


def test_a_unit_that_is_too_small_is_shown_with_its_parent_and_why(
    late: UUID, visit: Visit
) -> None:
    crowd = {f"Wards / {name}": 6 for name in "ABC"}
    for path, count in {**crowd, "Wards / D": 2, "Wards / D / Night": 1}.items():
        for _ in range(count):
            a_worker(unit=a_unit(path))
    with transaction(Database.ORGANISATION):
        rosters.freeze_reporting_groups(clock.today("UTC"))
    wards = a_unit("Wards")

    page = visit(a_worker()).get(f"/org/performance/units/{wards}/indicators/{late}/compare").text

    assert "5 of 64" not in page
    assert "because D has" in page or "so its figures are part of those of" in page
