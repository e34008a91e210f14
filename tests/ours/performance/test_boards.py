"""Boards and charts: the same for everyone, on the page and in every file."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from learnplan.core.actor import Actor
from learnplan.ours.performance import boards, words
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.editions import Shown
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.periods import Period, PeriodKind
from learnplan.ours.performance.queries import IndicatorView
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
MINUTES = [48, 46, 50, 47, 45, 49, 51, 46, 47, 44, 48, 50, 38]


def two_years_of_minutes(unit: str) -> None:
    some_figures(
        *(
            [unit, "Changeover time", f"2025-{month:02}", value, None, None, 42, "decrease"]
            for month, value in enumerate(MINUTES[:12], start=1)
        ),
        [unit, "Changeover time", "2026-01", MINUTES[12], None, None, 42, "decrease"],
    )


def test_a_board_shows_the_latest_figure_of_each_indicator(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    two_years_of_minutes("Operations / Packaging")

    board = visit(a_worker()).get(f"/org/performance/units/{unit}").text

    assert "Changeover time" in board
    assert "38" in board
    assert "Target 42 or less" in board
    assert "Special cause, improving" in board
    assert "As of 31 Jan 2026" in board


def test_what_is_worse_comes_first_and_says_how_far_it_is_from_what_is_usual_and_promised(
    visit: Visit,
) -> None:
    unit = a_unit("Operations / Packaging")
    months = [f"2025-{month:02}" for month in range(1, 13)]
    some_figures(
        *(
            ["Operations / Packaging", name, month, value, None, None, 42, direction]
            for name, direction, late in (("Better", "decrease", 30), ("Late", "increase", 10))
            for month, value in zip(months, [40, 41] * 5 + [40, late], strict=True)
        ),
        *(
            ["Operations / Packaging", "Missed", month, 50 + at % 2, None, None, 42, "decrease"]
            for at, month in enumerate(months)
        ),
        ["Operations / Packaging", "Young", "2025-11", 5],
        ["Operations / Packaging", "Young", "2025-12", 6],
    )

    page = visit(a_worker()).get(f"/org/performance/units/{unit}").text
    board = words_of(page)

    order = re.findall(r"<h3><a[^>]*>(\w+)</a>", page)
    assert order == ["Late", "Missed", "Better", "Young"]
    assert "Worse beyond chance: Late, 10 (target 42 or more, missed)." in board
    assert "the target: Late, 10 (target 42 or more, missed); Missed, 51 (target 42" in board
    assert "Better beyond chance: Better, 30 (target 42 or less, met)." in board
    assert "Target 42 or less, missed. Usually 47.8 to 53.2" in board  # 50.5 ± 2.66 × 1
    assert "The latest value is below the lower limit." in board
    assert "2 points: limits are provisional below 12." in board


@pytest.mark.parametrize(
    ("value", "target", "direction", "said"),
    [
        (38, 42, "decrease", "Target 42 or less, met"),
        (42, 42, "increase", "Target 42 or more, met"),
        (57 * (1 - 1e-12), 57, "increase", "Target 57 or more, met"),
        (41.5, 42, "increase", "Target 42 or more, missed"),
        (42.0004, 42, "decrease", "Target 42 or less, missed by 0.0004"),
        (41, 42, "neutral", "Target 42"),
        (41, None, "increase", "No target set"),
    ],
)
def test_a_figure_is_said_to_be_what_was_promised_or_not(
    value: float, target: float | None, direction: str, said: str
) -> None:
    month = Period(PeriodKind.MONTH, date(2026, 1, 1))
    usual = (PeriodKind.MONTH, Direction(direction), AddsUp.NONE, "", 1.0, None)
    indicator = IndicatorView(
        uuid4(), "A", "a", *usual, ChartKind.INDIVIDUALS, False, False, "", ""
    )

    assert words.promised(Shown(month, value, target, month.end, None), indicator) == said


def test_a_board_says_how_many_targets_the_latest_figures_meet(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")

    def board_with(*said: tuple[str, float, float | None, str]) -> str:
        some_figures(
            *(
                ["Operations / Packaging", name, "2026-01", value, None, None, target, direction]
                for name, value, target, direction in said
            )
        )
        return words_of(visit(a_worker()).get(f"/org/performance/units/{unit}").text)

    none = board_with(("A", 1, None, "increase"), ("B", 1, 2, "neutral"))
    one = board_with(("C", 1, 2, "increase"))
    several = board_with(("D", 3, 2, "increase"), ("E", 3, 2, "decrease"))

    assert "target" not in none.partition("It is too early")[0].partition("Packaging")[2].lower()
    assert "The latest figure misses the only target." in one
    assert "Of 3 targets, the latest figures meet 1." in several


def test_limits_of_thousands_have_no_needless_decimals(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    some_figures(
        *(
            ["Operations / Packaging", "Visits", f"2025-{month:02}", 415_000 + 937 * (month % 3)]
            for month in range(1, 13)
        )
    )

    board = words_of(visit(a_worker()).get(f"/org/performance/units/{unit}").text)

    assert re.search(r"Usually \d{3},\d{3} to \d{3},\d{3}\.", board)


def test_a_board_does_not_say_that_nothing_changed_where_nobody_can_tell_yet(
    visit: Visit,
) -> None:
    unit = a_unit("Operations / Packaging")
    some_figures(
        *(["Operations / Packaging", "New", f"2025-{at:02}", 40 + at % 2] for at in range(1, 6))
    )
    ana = visit(a_worker())
    alone = words_of(ana.get(f"/org/performance/units/{unit}").text)
    some_figures(
        *(["Operations / Packaging", "Old", f"2025-{at:02}", 40 + at % 2] for at in range(1, 13))
    )
    beside = words_of(ana.get(f"/org/performance/units/{unit}").text)

    early = "It is too early to tell change from chance"
    assert f"{early}: the limits of each indicator come from fewer than 12 periods." in alone
    assert "Nothing here changed" not in alone
    assert "Nothing here changed beyond chance, and no target is consistently missed." in beside
    assert f"{early} of New: its limits come from fewer than 12 periods." in beside


def test_lines_that_differ_read_differently_and_need_no_script(visit: Visit) -> None:
    unit = a_unit("Operations / Platform")
    some_figures(
        *(
            ["Operations / Platform", "Availability", f"2025-0{month}", value, None, None, 99.9]
            for month, value in enumerate([99.91, 99.92, 99.91, 99.92, 99.91, 99.8], start=1)
        )
    )

    page = (
        visit(a_worker())
        .get(f"/org/performance/units/{unit}/indicators/{an_indicator_called('Availability')}")
        .text
    )
    still = page[page.index('id="chart-still"') :].partition("</section>")[0]

    names = re.findall(r"(Upper limit|Mean|Lower limit|Target) ([\d.]+)", still)
    assert len(names) == 4
    assert len({figure for _, figure in names}) == 4
    assert still.count('class="still__mark') == 6


def test_the_page_and_both_files_say_the_same_numbers(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    two_years_of_minutes("Operations / Packaging")
    chart = f"/org/performance/units/{unit}/indicators/{an_indicator_called('Changeover time')}"
    ana = visit(a_worker())

    said = json.loads(ana.get(f"{chart}.json").data)
    rows = list(csv.DictReader(io.StringIO(ana.get(f"{chart}.csv").text)))
    page = ana.get(chart).text

    assert [point["value"] for point in said["points"]] == MINUTES
    assert [float(row["value"]) for row in rows] == MINUTES
    assert [row["period"] for row in rows] == [point["period"] for point in said["points"]]
    assert said["points"][-1]["special_cause"] == "outside limits"
    assert said["points"][-1]["judgement"] == "improvement"
    assert rows[-1]["judgement"] == "improvement"
    assert all(f'<td class="num">{value}</td>' in page for value in MINUTES)
    assert said["variation"] == "special cause improvement"
    assert said["assurance"] == "hit or miss"


def test_everyone_gets_the_same_bytes(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    two_years_of_minutes("Operations / Packaging")
    chart = f"/org/performance/units/{unit}/indicators/{an_indicator_called('Changeover time')}"
    worker, manager = visit(a_worker()), visit(a_manager(of=unit))

    for address in (
        f"/org/performance/units/{unit}.json",
        f"/org/performance/units/{unit}.csv",
        f"{chart}.json",
        f"{chart}.csv",
        "/org/performance/units.json",
        f"/org/performance/units/{unit}",
    ):
        theirs, managers = worker.get(address), manager.get(address)
        assert theirs.data == managers.data
        assert theirs.headers["ETag"] == managers.headers["ETag"]


def test_what_has_not_changed_is_not_sent_again(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    two_years_of_minutes("Operations / Packaging")
    ana = visit(a_worker())
    address = f"/org/performance/units/{unit}"
    tag = ana.get(address).headers["ETag"]

    same = ana.get(address, headers={"If-None-Match": tag})
    some_figures(["Operations / Packaging", "Changeover time", "2026-02", 37])
    other = ana.get(address, headers={"If-None-Match": tag})

    assert same.status_code == 304
    assert other.status_code == 200
    assert "As of 28 Feb 2026" in other.text


def test_the_tree_is_listed_with_its_addresses(visit: Visit) -> None:
    a_unit("Operations / Packaging / Line 2")
    ana = visit(a_worker())

    units = json.loads(ana.get("/org/performance/units.json").data)["units"]

    assert units[0]["parent_id"] is None
    assert "Operations / Packaging / Line 2" in {unit["path"] for unit in units}
    for unit in units:
        assert ana.get(unit["address"]).status_code == 200
        assert ana.get(unit["json"]).content_type == "application/json"
        assert ana.get(unit["csv"]).content_type.startswith("text/csv")


def test_the_units_below_stand_in_a_table(visit: Visit) -> None:
    packaging = a_unit("Operations / Packaging")
    some_figures(
        ["Operations / Packaging / Line 1", "Near misses", "2026-03", 4],
        ["Operations / Packaging / Line 2", "Near misses", "2026-03", 7],
        adds_up=AddsUp.SUM,
    )

    board = visit(a_worker()).get(f"/org/performance/units/{packaging}").text

    assert "Line 1" in board
    assert '<td class="num">7</td>' in board
    assert "11" in board  # what they add up to


def test_no_cell_is_run_by_a_spreadsheet(visit: Visit) -> None:
    a_unit()
    some_figures(["=HYPERLINK(1)", "@SUM(A1)", "2026-03", 4])
    ana = visit(a_worker())
    units = json.loads(ana.get("/org/performance/units.json").data)["units"]
    unit = next(each for each in units if each["name"].startswith("="))

    row = next(csv.DictReader(io.StringIO(ana.get(unit["csv"]).text)))

    assert row["unit"] == "'=HYPERLINK(1)"
    assert row["indicator"] == "'@SUM(A1)"


@only_on_sqlite  # what is said of a page, not how figures are kept
def test_what_is_taken_along_of_many_units_says_that_it_is_of_a_page(visit: Visit) -> None:
    unit = a_unit("Branches")
    some_figures(*([f"Branches / Office {n:04}", "Calls", "2026-03", n] for n in range(1, 61)))
    address, ana = f"/org/performance/units/{unit}", visit(a_worker())

    page, told = words_of(ana.get(address).text), ana.get(f"{address}.json").json

    assert "CSV, for spreadsheets, this page" in page
    assert "Units 1 to 50 of 60" in page
    assert told is not None
    assert (len(told["units"]), told["units_in_all"], told["indicators_in_all"]) == (50, 60, 1)


def test_many_indicators_come_in_pages_and_can_be_found_by_words(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    some_figures(
        *(["Operations / Packaging", f"Indicator {n:02}", "2026-03", n] for n in range(30))
    )
    address, ana = f"/org/performance/units/{unit}", visit(a_worker())

    first, second = ana.get(address).text, ana.get(f"{address}?page=2").text
    found = ana.get(f"{address}?words=indicator+27").text

    assert "Indicator 05" in first
    assert "Indicator 27" not in first
    assert "Indicator 27" in second
    assert "Indicator 27" in found
    assert "Indicator 05" not in found


@only_on_sqlite  # nothing but an order and a sentence
def test_too_many_indicators_to_be_put_in_order_come_by_name_and_the_page_says_so(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "RANKED", 2)
    unit = a_unit("Operations / Packaging")
    some_figures(*(["Operations / Packaging", f"Indicator {n}", "2026-03", n] for n in range(3)))

    board = visit(a_worker()).get(f"/org/performance/units/{unit}").text

    assert "there are 3 indicators, too many to put in order, so they come by name" in board


def test_an_empty_board_says_how_to_begin(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")

    board = visit(a_worker()).get(f"/org/performance/units/{unit}").text

    assert "No figures here yet" in board


def test_what_is_not_there_is_not_found(visit: Visit) -> None:
    unit = a_unit("Operations / Packaging")
    two_years_of_minutes("Operations / Packaging")
    nobody = "00000000-0000-4000-8000-000000000000"
    ana = visit(a_worker())

    for address in (
        f"/org/performance/units/{nobody}",
        f"/org/performance/units/{nobody}.json",
        f"/org/performance/units/{unit}/indicators/{nobody}",
        f"/org/performance/units/{nobody}/indicators/{nobody}.csv",
    ):
        assert ana.get(address).status_code == 404


@only_on_sqlite  # what a page says, not how it is kept
def test_a_target_that_no_longer_holds_is_not_missed(visit: Visit) -> None:
    unit = a_unit("Packaging")
    values = [50, 51, 49, 50, 52, 48, 50, 51, 49, 50, 51, 50, 49]
    some_figures(
        *(
            [
                "Packaging",
                "Waste",
                f"{2025 + at // 12}-{at % 12 + 1:02}",
                value,
                None,
                None,
                40 if at < 12 else None,
                "decrease",
            ]
            for at, value in enumerate(values)
        )
    )

    seen = words_of(visit(a_worker()).get(f"/org/performance/units/{unit}").text)

    assert "No target set" in seen
    assert "target is consistently missed" not in seen.replace("no target is", "")
    assert "Consistently misses target" not in seen


def test_a_sum_that_some_units_have_still_to_come_to_is_not_called_worse(visit: Visit) -> None:
    lines = [f"Operations / Packaging / Line {number}" for number in (1, 2, 3)]
    unit = a_unit("Operations / Packaging")
    months = [f"2025-{month:02}" for month in range(1, 13)]
    visits = [
        [line, "Visits", month, 100 + at % 2, None, None, 250, "increase"]
        for line in lines
        for at, month in enumerate(months)
    ]
    january = [[line, "Visits", "2026-01", 100, None, None, 250, "increase"] for line in lines]
    ana, board = visit(a_worker()), f"/org/performance/units/{unit}"
    chart = f"{board}/indicators/{{}}"

    some_figures(*visits, *january[:2], adds_up=AddsUp.SUM)
    chart = chart.format(an_indicator_called("Visits"))
    lacking, drawn = words_of(ana.get(board).text), words_of(ana.get(chart).text)
    (card,) = json.loads(ana.get(f"{board}.json").data)["indicators"]
    some_figures(*january, adds_up=AddsUp.SUM)
    complete = words_of(ana.get(board).text)

    assert "Not complete yet: Visits, 200" in lacking
    assert "beyond chance" not in lacking
    assert "missed" not in lacking
    assert card["variation"] is None
    assert "Jan 2026 is not complete yet: 2 units are in it, and 3 were in the month" in drawn
    assert "Not complete yet" not in complete
    assert "Visits, 300" not in complete
    assert "Common cause, no change" in complete


@only_on_sqlite  # what is made of figures, not how they are kept
@pytest.mark.parametrize(
    ("units", "lacking", "said"),
    [
        ((3, 3, 1, 3), [2], "Mar 2026 is not complete: 1 unit is in it, and 3 were in the month"),
        ((3, 3, 2, 1), [2, 3], "Mar 2026 and Apr 2026 are not complete: units lack in them"),
        ((3, 2, 1, 3), [1, 2], "Feb 2026 and Mar 2026 are not complete"),
        ((3, 3, 1, 1), [], ""),
        ((1, 1, 3, 3), [], ""),
    ],
)
def test_an_earlier_sum_that_lacks_units_has_no_place_on_the_chart(
    visit: Visit, units: tuple[int, ...], lacking: list[int], said: str
) -> None:
    unit = a_unit("Operations / Packaging")
    some_figures(
        *(
            [f"Operations / Packaging / Line {line}", "Visits", f"2026-0{at}", 100, None, None, 350]
            for at, many in enumerate(units, start=1)
            for line in range(many)
        ),
        adds_up=AddsUp.SUM,
    )
    about = an_indicator_called("Visits")
    chart = f"/org/performance/units/{unit}/indicators/{about}"

    board = visit(a_worker()).get(f"/org/performance/units/{unit}").text
    spark = re.search(r'class="spark__line" points="([^"]*)"', board)
    assert spark is not None
    assert len(spark[1].split()) == len(units) - len(lacking)
    drawn = words_of(visit(a_worker()).get(chart).text)
    points = json.loads(visit(a_worker()).get(f"{chart}.json").data)["points"]

    assert said in drawn
    assert ("not complete" in drawn.casefold()) is bool(lacking)
    assert drawn.count("Not complete ") >= len(lacking)
    assert [at for at, each in enumerate(points) if each["judgement"] is None] == lacking


@only_on_sqlite  # words
def test_of_two_indicators_of_one_name_it_is_said_by_what_they_go(visit: Visit) -> None:
    unit = a_unit("Packaging")
    some_figures(
        ["Packaging", "Visits", "2025-01", 100],
        ["Packaging", "Visits", "2025-Q1", 310],
        ["Packaging", "Incidents", "2025-01", 3],
    )
    address = f"/org/performance/units/{unit}"

    board = words_of(visit(a_worker()).get(address).text)
    table = visit(a_worker()).get(f"{address}.csv").text

    assert "Visits, by month 100" in board
    assert "Visits, by quarter 310" in board
    assert "Incidents 3" in board
    assert ",Visits," in table  # by which it is imported again


@only_on_sqlite  # words
def test_how_far_a_figure_goes_is_said_no_finer_than_that_takes(visit: Visit) -> None:
    unit = a_unit("Packaging")
    some_figures(
        *(
            ["Packaging", "Minutes", f"2025-{month:02}", 49 + 2 * (month % 2), None, None, 50.0004]
            for month in range(1, 13)
        ),
    )

    board = words_of(visit(a_worker()).get(f"/org/performance/units/{unit}").text)

    assert "Usually 44.7 to 55.3" in board  # though the mean, 50, is told from a target of 50.0004


def test_a_sum_of_sums_that_units_further_down_lack_in_is_not_called_worse(visit: Visit) -> None:
    unit = a_unit("Clinics")
    figures = [
        [f"Clinics / {region} / Ward {ward}", "Visits", f"2025-{month:02}", 100 + month % 3]
        for month in range(1, 13)
        for region in ("North", "South")
        for ward in range(4)
        if month < 12 or ward == 0
    ]
    some_figures(*figures, adds_up=AddsUp.SUM)
    ana = visit(a_worker())
    about = an_indicator_called("Visits")

    for address in ("/org/performance/", f"/org/performance/units/{unit}"):
        board = words_of(ana.get(address).text)
        assert "Not complete yet: Visits, 200" in board
        assert "beyond chance" not in board.replace("changed beyond chance", "")
    chart = words_of(ana.get(f"/org/performance/units/{unit}/indicators/{about}").text)
    assert "Dec 2025 is not complete yet: 2 units are in it, and 8 were in the month" in chart


def test_a_region_that_gives_its_own_sum_instead_of_its_units_lacks_nothing(visit: Visit) -> None:
    a_unit("Clinics")
    wards = [
        [f"Clinics / {region} / Ward {ward}", "Visits", f"2025-{month:02}", 100]
        for month in range(1, 13)
        for region in ("North", "South")
        for ward in range(4)
        if month < 12 or region == "South"
    ]
    some_figures(*wards, ["Clinics / North", "Visits", "2025-12", 400], adds_up=AddsUp.SUM)

    assert "Not complete yet" not in visit(a_worker()).get("/org/performance/").text


def test_of_very_many_units_a_few_less_do_not_keep_a_sum_from_being_judged(visit: Visit) -> None:
    names = [f"Site {number}" for number in range(40)]
    a_unit(names[0])
    some_figures(
        *([name, "Visits", "2026-01", 100] for name in names),
        *([name, "Visits", "2026-02", 100] for name in names[1:]),
        adds_up=AddsUp.SUM,
    )

    assert "Not complete yet" not in visit(a_worker()).get("/org/performance/").text


def test_figures_that_do_not_add_up_lead_to_where_it_is_said_that_they_do(visit: Visit) -> None:
    a_unit("Operations / Packaging")
    some_figures(["Operations / Packaging", "Visits", "2026-01", 4])
    ana = visit(a_worker())
    whole = ana.get("/org/performance/").text
    below = ana.get(f"/org/performance/units/{a_unit('Operations')}").text

    assert "No figures here yet Units below may have some." in words_of(whole)
    assert re.search(r"<th scope=\"row\">\s*<a [^>]*>Operations</a>", whole)
    assert "Where they do add up, managers and administrators say so: Visits." in words_of(below)
    assert f"/indicators/{an_indicator_called('Visits')}/edit" in below
