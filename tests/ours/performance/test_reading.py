import weakref
from datetime import date
from pathlib import Path

import pytest

from learnplan.core import garbage
from learnplan.core.errors import Invalid
from learnplan.core.tables import read_table
from learnplan.ours.performance.control_chart import Direction
from learnplan.ours.performance.guessing import guess_mapping
from learnplan.ours.performance.mapping import AddsUp, Layout, Mapping, Settings
from learnplan.ours.performance.observations import ObservationRow, Observations, Rejected
from learnplan.ours.performance.periods import Period
from learnplan.ours.performance.reading import read_observations
from tests.places import EXCERPTS, SHARED

LONG = "unit,indicator,period,value,numerator,denominator,target,direction,contributors,as_of\n"


def read(text: str, mapping: Mapping | None = None, *, name: str = "figures.csv") -> Observations:
    table = read_table(name, text.encode())
    return read_observations(table, mapping or guess_mapping(table))


def read_file(path: Path) -> Observations:
    table = read_table(path.name, path.read_bytes())
    return read_observations(table, guess_mapping(table))


def figures(read: Observations) -> list[tuple[str, str, str, float]]:
    return [(" / ".join(r.unit), r.indicator, r.period.code, r.value) for r in read.rows]


def value_of(read: Observations, unit: str, indicator: str, period: str) -> ObservationRow:
    (found,) = [
        row
        for row in read.rows
        if (row.unit[-1], row.indicator, row.period.code) == (unit, indicator, period)
    ]
    return found


@pytest.mark.parametrize(
    "text",
    [
        LONG + "Line 2,On time,2026-04,97.5%,39,40,95,increase,12,2026-05-02\n",
        LONG + "Line 2,On time,2026-04,,39,40,95,increase,12,\nLine 2,On time,2026-05,x,,,,,,\n",
        "unit,Mar 2026,Apr 2026\nLine 2,4,6\n",
    ],
)
def test_all_of_a_file_goes_once_it_is_read_without_a_search_for_garbage(text: str) -> None:
    with garbage.uncollected():
        table = read_table("figures.csv", text.encode())
        held = weakref.ref(table)
        observations = read_observations(table, guess_mapping(table))
        del table

        assert observations.rows
        assert held() is None


# The plain long layout


def test_every_column_of_the_long_layout_is_read() -> None:
    line = "Operations / Packaging / Line 2,On time,2026-04,97.5%,39,40,95,increase,12,2026-05-02\n"

    (row,) = read(LONG + line).rows

    assert row == ObservationRow(
        line=2,
        unit=("Operations", "Packaging", "Line 2"),
        indicator="On time",
        period=Period(row.period.kind, date(2026, 4, 1)),
        value=97.5,
        numerator=39,
        denominator=40,
        target=95,
        direction=Direction.INCREASE,
        contributors=12,
        as_of=date(2026, 5, 2),
    )


def test_four_columns_are_enough() -> None:
    found = read("unit,indicator,period,value\nOps,Incidents,2026-04,3\n")

    assert figures(found) == [("Ops", "Incidents", "2026-04", 3)]
    assert found.settings == {"Incidents": Settings()}
    assert found.remarks == ()


def test_so_are_three_with_a_quotient() -> None:
    found = read("unit,indicator,period,numerator,denominator\nOps,Yield,2026-04,19,20\n")

    assert figures(found) == [("Ops", "Yield", "2026-04", 0.95)]


def test_a_quotient_whose_target_is_a_percentage_is_one_too() -> None:
    found = read(
        "unit,indicator,period,numerator,denominator,target\n"
        "Ops,On time,2026-04,19,20,95\nOps,Rate,2026-04,19,20,0.9\nOps,Load,2026-04,30,20,2\n"
    )

    assert [row.value for row in found.rows] == [95, 0.95, 1.5]
    assert found.settings["On time"].measure == "%"
    assert found.remarks == ("Shown as percentages, because their targets are: On time.",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",B,2026-04,1,,,,,,", "There is no unit."),
        ("A,,2026-04,1,,,,,,", "There is no indicator."),
        ("A,B,,1,,,,,,", "There is no period."),
        ("A,B,2026-04,,,,,,,", "There is no value."),
        ("A,B,soon,1,,,,,,", "“soon” is not a period. Write one like 2026-04"),
        ("A,B,2026-04,n<10,,,,,,", "“n<10” hides a small number."),
        ("A,B,2026-04,nan,,,,,,", "“nan” is not a number."),
        ("A,B,2026-04,,1,,,,,", "A numerator and a denominator are needed"),
        ("A,B,2026-04,,1,0,,,,", "The denominator is 0."),
        ("A,B,2026-04,,1,-3,,,,", "The denominator is less than 0."),
        ("A,B,2026-04,1,,,many,,,", "“many” is not a number."),
        ("A,B,2026-04,1,,,,sideways,,", "“sideways” is not a direction."),
        ("A,B,2026-04,1,,,,,2,", "Fewer than 3 people contribute to this figure."),
        ("A,B,2026-04,1,,,,,3.5,", "“3.5” is not a number of people."),
        ("A,B,2026-04,1,,,,,,soon", "“soon” is not a day."),
        ("A,B,2026-04,1,,,,,,,extra", "The row has more cells than the heading."),
    ],
)
def test_a_row_that_cannot_be_read_is_listed_with_its_line_and_reason(
    line: str, reason: str
) -> None:
    found = read(f"{LONG}A,B,2026-01,1,,,,,,\n{line}\nA,B,2026-03,1,,,,,,\n")

    assert len(found.rows) == 2
    ((where, why),) = found.rejected
    assert where == 3
    assert why.startswith(reason)


def test_a_row_may_end_early() -> None:
    assert figures(read(LONG + "A,B,2026-04,1\n")) == [("A", "B", "2026-04", 1)]


@pytest.mark.parametrize(
    ("said", "direction"),
    [("Higher is better", "increase"), ("DOWN", "decrease"), ("neutral", "neutral")],
)
def test_directions_are_read_as_people_write_them(said: str, direction: str) -> None:
    (row,) = read(f"{LONG}A,B,2026,1,,,,{said},,\n").rows

    assert row.direction == direction


def test_the_same_figure_twice_is_kept_once() -> None:
    found = read("unit,indicator,period,value\nA,B,2026,1\nA,B,2026,1.0\n")

    assert len(found.rows) == 1
    assert found.repeated == 1
    assert found.remarks == ("Figures that repeat another exactly: 1.",)


def test_figures_that_contradict_each_other_are_all_left_out() -> None:
    found = read("unit,indicator,period,value\nA,B,2026,1\nA,C,2026,1\nA,B,2026,2\nA,B,2026,1\n")

    assert figures(found) == [("A", "C", "2026", 1)]
    assert found.rejected == [
        Rejected(line, "Lines 2 and 4 and 5 give different figures for A, B, 2026.")
        for line in (2, 4, 5)
    ]


def test_spellings_that_differ_in_capitals_are_one() -> None:
    found = read(
        "unit,indicator,period,value\nOps / Line 1,Late,2025,1\nOPS / line 1,late,2026,2\n"
        "ops / Line 1,LATE,2026,3\n"
    )

    assert figures(found) == [("Ops / Line 1", "Late", "2025", 1)]
    assert [line for line, _ in found.rejected] == [3, 4]


def test_a_target_is_in_the_measure_of_its_value() -> None:
    scaled = "layout = 'long'\nunit = 'unit'\nindicator = 'indicator'\nperiod = 'period'\n"
    scaled += "defaults.scale = 100\ncolumns.value = 'value'\ncolumns.target = 'target'\n"
    scaled += "columns.numerator = 'numerator'\ncolumns.denominator = 'denominator'\n"

    found = read(f"{LONG}A,B,2025,0.9,,,0.95,,,\nA,B,2026,,9,10,95,,,\n", Mapping.from_toml(scaled))

    assert [(row.value, row.target) for row in found.rows] == [(90, 95), (90, 95)]


def test_a_file_with_a_persons_key_is_refused_even_with_a_map() -> None:
    table = read_table("t.csv", b"unit,indicator,period,value,employee id\nA,B,2026,1,7\n")
    mapping = Mapping(unit=("unit",), indicator="indicator", period="period")

    with pytest.raises(Invalid, match="employee id"):
        read_observations(table, mapping)


def test_progress_is_told_from_the_first_row_to_the_last() -> None:
    table = read_table("t.csv", b"unit,indicator,period,value\n" + b"A,B,2026,1\n" * 2500)
    told: list[tuple[int, int]] = []

    read_observations(table, guess_mapping(table), progress=lambda n, m: told.append((n, m)))

    assert told == [(0, 2500), (1000, 2500), (2000, 2500), (2500, 2500)]


def test_rows_that_need_a_closer_look_leave_the_others_as_they_are() -> None:
    found = read(
        LONG
        + "Ops,On time,2026-01,97,,,95,,,\n"
        + "Ops,On time,2026-02,much,,,,,,\n"
        + "Ops,On time,2026-03,96,,,,increase,2,\n"
        + "Ops,On time,2026-04,95,,,,,,,too,many\n"
        + "Ops,On time,2026-05,94,,,,,,\n"
        + "OPS,On time,2026-05,94,,,,,,\n"
        + "Ops,on time,2026-06,93,,,,,12,2026-07-01\n"
        + "Ops,On time,2026-07,92\n"
        + "Ops,On time,2026-08,91,9,,,,,\n"
        + "Ops,On time,2026-09,90,,,,,,\n"
        + "Ops,On time,2026-09,89,,,,,,\n"
    )

    assert [(row.line, row.value, row.target) for row in found.rows] == [
        (2, 97, 95),
        (6, 94, None),
        (8, 93, None),
        (9, 92, None),
    ]
    assert {row.unit for row in found.rows} == {("Ops",)}
    assert {row.indicator for row in found.rows} == {"On time"}
    assert (found.rows[2].contributors, found.rows[2].as_of) == (12, date(2026, 7, 1))
    assert [line for line, _ in found.rejected] == [3, 4, 5, 10, 11, 12]
    assert found.repeated == 1


def test_one_quotient_that_is_to_be_worked_out_has_all_rows_looked_at_together() -> None:
    found = read(
        "unit,indicator,period,value,numerator,denominator,target\n"
        "Ops,On time,2026-01,0.5,1,2,90\n"
        "Ops,On time,2026-02,,3,4,90\n"
    )

    assert [row.value for row in found.rows] == [50, 75]
    assert found.settings["On time"].measure == "%"


# Maps at work


SHOPS = """
layout = "a column for each indicator"
unit = "shop"
period = "month"
several_rows = "sum"
[indicators."On time"]
numerator = "orders - late"
denominator = "orders"
scale = 100
[indicators."Busy"]
value = "orders + visits"
"""


def test_columns_are_added_and_taken_away_and_rows_added_up() -> None:
    found = read(
        "shop,month,kind,orders,late,visits\n"
        "A,2026-04,x,60,5,1\nA,2026-04,y,40,10,2\nA,2026-05,x,10,0,3\n",
        Mapping.from_toml(SHOPS),
    )

    assert figures(found) == [
        ("A", "On time", "2026-04", 85),
        ("A", "Busy", "2026-04", 103),
        ("A", "On time", "2026-05", 100),
        ("A", "Busy", "2026-05", 13),
    ]
    assert (found.rows[0].numerator, found.rows[0].denominator) == (85, 100)
    assert found.remarks == ("Columns not read: kind.",)


def test_a_sum_without_one_of_its_parts_is_not_made() -> None:
    found = read(
        "shop,month,orders,late,visits\n"
        "A,2026-04,60,5,1\nA,2026-04,40,n<10,2\nB,2026-04,,,\nB,2026-04,10,0,3\n",
        Mapping.from_toml(SHOPS),
    )

    assert figures(found) == [("A", "Busy", "2026-04", 103)]
    assert found.rejected == [
        Rejected(2, "Line 3 has no figure for A, On time, Apr 2026, so it cannot be added up."),
        Rejected(3, "On time: “n<10” hides a small number."),
        Rejected(5, "Line 4 has no figure for B, Busy, Apr 2026, so it cannot be added up."),
        Rejected(5, "Line 4 has no figure for B, On time, Apr 2026, so it cannot be added up."),
    ]
    assert found.without_value == 2


def test_a_part_of_a_sum_that_too_few_people_made_spoils_the_sum() -> None:
    mapping = Mapping.from_toml(SHOPS + '[columns]\ncontributors = "people"\n')

    found = read(
        "shop,month,orders,late,visits,people\nA,2026-04,6,5,1,9\nA,2026-04,4,1,2,2\n", mapping
    )

    assert found.rows == []
    assert [line for line, _ in found.rejected] == [2, 2, 3]


def test_rows_that_give_values_and_rows_that_give_quotients_do_not_add_up() -> None:
    found = read(
        "unit,indicator,period,value,numerator,denominator\nA,B,2026,1,,\nA,B,2026,,1,2\n",
        Mapping(
            unit=("unit",),
            indicator="indicator",
            period="period",
            columns={each: each for each in ("value", "numerator", "denominator")},
            several_rows="sum",
        ),
    )

    assert found.rejected == [
        Rejected(2, "Its rows do not all give the same: a value, or the parts of a quotient.")
    ]


def test_a_column_may_become_part_of_the_indicators_name() -> None:
    mapping = Mapping.from_toml(SHOPS.replace('several_rows = "sum"', 'split_by = "kind"'))

    found = read("shop,month,kind,orders,late,visits\nA,2026,x,6,3,1\nA,2026,y,4,1,2\n", mapping)

    assert [row.indicator for row in found.rows] == [
        "On time (x)",
        "Busy (x)",
        "On time (y)",
        "Busy (y)",
    ]


def test_rows_that_are_not_asked_for_are_left_out_and_counted() -> None:
    mapping = Mapping.from_toml('only = { kind = "x" }\n' + SHOPS)

    found = read("shop,month,kind,orders,late,visits\nA,2026,x,6,3,1\nA,2026,y,4,1,2\n", mapping)

    assert {row.line for row in found.rows} == {2}
    assert found.left_out == 1
    assert found.remarks == ("Rows left out, because only kind = x is asked for: 1.",)


def test_a_unit_may_be_named_by_several_columns() -> None:
    mapping = Mapping.from_toml(SHOPS.replace('"shop"', '["region", "shop"]', 1))

    found = read(
        "region,shop,month,orders,late,visits\nN / W,A,2026,6,3,1\nS,S,2026,6,3,1\n,,2026,6,3,1\n",
        mapping,
    )

    assert {row.unit for row in found.rows} == {("N / W", "A"), ("S",)}
    assert found.rejected == [Rejected(4, "There is no unit.")]


def test_a_column_for_each_period_is_read_with_the_indicator_beside_or_in_it() -> None:
    beside = read("unit,measure,Apr-26,May-26\nA,Loaves,1,\nA,Rolls,2,3\n")
    within = read("unit,Apr-26 loaves,May-26 loaves\nA,1,2\n")
    neither = read("unit,Apr-26,May-26\nA,1,2\n", name="loaves.csv.gz")

    assert figures(beside) == [
        ("A", "Loaves", "2026-04", 1),
        ("A", "Rolls", "2026-04", 2),
        ("A", "Rolls", "2026-05", 3),
    ]
    assert beside.without_value == 1
    assert {row.indicator for row in within.rows + neither.rows} == {"loaves"}


def test_a_period_may_stand_in_the_map_or_in_the_name_of_the_file() -> None:
    long = Mapping(
        unit=("unit",), indicator="indicator", fixed_period="Q2 2026", columns={"value": "value"}
    )

    fixed = read("unit,indicator,value\nA,B,1\n", long)
    named = read("unit,loaves\nA,1\n", name="bakery-2026-04.csv")

    assert figures(fixed) == [("A", "B", "2026-Q2", 1)]
    assert figures(named) == [("A", "loaves", "2026-04", 1)]


def test_a_map_that_says_no_period_leaves_every_row_without_one() -> None:
    mapping = Mapping(unit=("unit",), indicator="indicator", columns={"value": "value"})

    found = read("unit,indicator,value\nA,B,1\n", mapping)

    assert found.rejected == [Rejected(2, "There is no period.")]


def test_how_dates_were_read_is_among_the_remarks() -> None:
    found = read("unit,indicator,period,value\nA,B,2026-04-01,1\nA,B,2026-05-01,1\n")

    assert [row.period.code for row in found.rows] == ["2026-04", "2026-05"]
    assert found.remarks == ("Dates such as 1 April 2026 are read as months.",)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [("0.5,1", [50, 100]), ("50%,1", [50, 1]), ("50,1", [50, 1]), ("1,0", [1, 0]), (".,0.5", [50])],
)
def test_shares_are_made_percentages_only_where_the_whole_file_has_shares(
    cells: str, expected: list[float]
) -> None:
    mapping = Mapping(
        layout=Layout.BY_INDICATOR,
        unit=("unit",),
        fixed_period="2026",
        other_columns=True,
        shares_are_percent=True,
        defaults=Settings(measure="%"),
    )

    found = read(f"unit,a,b\nA,{cells}\n", mapping)

    assert [row.value for row in found.rows] == expected


def test_decimal_commas_are_read_where_the_map_says_so() -> None:
    assert figures(read("unit;indicator;period;value\nA;B;2026;1,5\n")) == [("A", "B", "2026", 1.5)]


def test_a_map_without_units_is_refused() -> None:
    with pytest.raises(Invalid, match="does not say which column names the units"):
        read("unit,indicator,period,value\n", Mapping(columns={"value": "value"}))


def test_a_map_without_figures_in_the_file_is_refused() -> None:
    mapping = Mapping(layout=Layout.BY_PERIOD, unit=("unit",))

    with pytest.raises(Invalid, match=r"finds no figures in figures\.csv"):
        read("unit,loaves\nA,1\n", mapping)


def test_a_map_of_other_columns_is_refused_with_the_one_that_is_missing() -> None:
    with pytest.raises(Invalid, match=r"a column “shop”, which figures\.csv lacks"):
        read("branch,month,orders,late,visits\n", Mapping.from_toml(SHOPS))


# Real files: whole where they are, excerpts where they are not

KPI = SHARED / "kpi"
SURVEY = KPI / "civil-service-people-survey"


def accounted_for(read: Observations) -> bool:
    """Whether each row of a long file became an observation, a repetition or a rejection."""
    return read.rows_read == len(read.rows) + read.repeated + read.left_out + len(read.rejected)


def real(path: Path) -> list[Path]:
    """The excerpt of a file, and the file itself where it is."""
    whole = [path] if path.exists() else []
    return [EXCERPTS / "kpi" / path.name, *whole]


def yearly() -> list[Path]:
    return [*(EXCERPTS / "kpi").glob("*[Cc]*20[01]?*.csv"), *SURVEY.glob("raw/*/*.csv")]


@pytest.mark.parametrize("path", real(KPI / "nhs-ae-attendances" / "ae_attendances.csv"))
def test_attendances_at_a_trust_are_added_up_over_its_departments(path: Path) -> None:
    found = read_file(path)

    row = value_of(found, "RF4", "Seen within 4 hours", "2016-04")
    assert found.rejected == []
    assert found.remarks == ()
    assert (row.numerator, row.denominator, row.target) == (17930, 22034, 95)
    assert row.value == pytest.approx(100 * 17930 / 22034)
    assert value_of(found, "RF4", "Attendances", "2016-04").value == 22034
    assert found.settings["Seen within 4 hours"].adds_up is AddsUp.WEIGHTED


def test_a_survey_of_many_years_in_one_long_file_is_read_whole() -> None:
    found = read_file(EXCERPTS / "kpi" / "csps_org_long.csv")  # test_importing has the whole of it

    engagement = [
        row.period.code
        for row in found.rows
        if (row.unit, row.indicator)
        == (("Crown Prosecution Service",), "Employee engagement index")
    ]
    assert found.rejected == []
    assert accounted_for(found)
    assert sorted(engagement) == [str(year) for year in range(2009, 2025)]


@pytest.mark.parametrize("path", yearly(), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_each_years_survey_is_read_whole_with_its_themes_by_one_name(path: Path) -> None:
    found = read_file(path)

    themes = {"Employee engagement index", "My work", "My manager", "Learning and development"}
    engagement = [row.value for row in found.rows if row.indicator == "Employee engagement index"]
    assert themes <= found.settings.keys()
    assert len(engagement) == found.rows_read
    assert all(20 <= value <= 100 for value in engagement)
    assert all(row.period.code in path.name for row in found.rows)
    assert {reason[-24:] for _, reason in found.rejected} <= {
        "“.” stands for no value.",
        "0” hides a small number.",
    }


def test_the_year_that_writes_shares_comes_out_in_percent() -> None:
    found = read_file(EXCERPTS / "kpi" / "csps2011_allorganisations_20120202.csv")

    assert value_of(found, "Attorney General's Office", "My work", "2011").value == 92
    assert found.remarks == ("All figures lie between 0 and 1: they are read as shares of 100.",)


def test_what_is_better_depends_on_the_question() -> None:
    found = read_file(EXCERPTS / "kpi" / "csps2009_allorganisations_20140213.csv").settings

    bullying = next(name for name in found if "bullying" in name)
    assert found[bullying].direction is Direction.DECREASE
    assert found["My work"].direction is Direction.INCREASE


@pytest.mark.parametrize("path", real(KPI / "govuk-transactions" / "transaction-volumes.csv"))
def test_overlapping_years_are_kept_apart_and_the_impossible_one_is_listed(path: Path) -> None:
    found = read_file(path)

    name = "E-petitions created"
    first = value_of(found, name, "Transactions", "2011-04/2012-03")
    second = value_of(found, name, "Transactions", "2012")
    assert second.period.start <= first.period.end
    assert {line for line, _ in found.rejected} == {1}
    assert all("is 24 months" in reason for _, reason in found.rejected)


@pytest.mark.parametrize("path", real(KPI / "govuk-transactions" / "services.csv"))
def test_a_hand_kept_sheet_is_read_and_its_marks_are_listed(path: Path) -> None:
    found = read_file(path)

    row = value_of(
        found,
        "Trusts and estates: referrals of estates and company assets (bona vacantia)",
        "Transactions, twelve months",
        "2012-Q4",
    )
    assert row.value == 40_000
    assert found.rejected
    assert all("“-” stands for no value." in reason for _, reason in found.rejected)
