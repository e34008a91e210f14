from dataclasses import fields

import pytest

from learnplan.core.errors import Invalid
from learnplan.core.tables import Table, read_table
from learnplan.ours.performance.control_chart import Direction
from learnplan.ours.performance.guessing import guess_mapping
from learnplan.ours.performance.mapping import AddsUp, Layout, Mapping, Settings, ready_maps
from learnplan.ours.performance.periods import PeriodKind
from tests.places import ROOT

SAID = """
name = "Bakery"
recognise = [["shop", "branch"], "month"]
layout = "a column for each indicator"
unit = ["region", "shop"]
period = "month"
period_kind = "month"
several_rows = "sum"
only = { type = "1" }

[columns]
contributors = "people"

[names]
"Sold*" = "Loaves sold"

[defaults]
measure = "loaves"
adds_up = "sum"

[indicators."Loaves sold"]
value = "sold - returned"
direction = "increase"
target = 400

[indicators."On time"]
numerator = "orders - late"
denominator = "orders"
adds_up = "weighted"
measure = "%"
decimals = 1
scale = 100
"""


def a_table(text: str, *, name: str = "figures.csv") -> Table:
    return read_table(name, text.encode())


# Maps as TOML


def test_a_map_is_read_from_toml() -> None:
    mapping = Mapping.from_toml(SAID)

    assert mapping.recognise == (("shop", "branch"), ("month",))
    assert mapping.layout is Layout.BY_INDICATOR
    assert mapping.unit == ("region", "shop")
    assert mapping.period_kind is PeriodKind.MONTH
    assert mapping.only == {"type": "1"}
    assert mapping.columns == {"contributors": "people"}
    assert mapping.indicators["On time"] == Settings(
        numerator="orders - late",
        denominator="orders",
        adds_up=AddsUp.WEIGHTED,
        measure="%",
        decimals=1,
        scale=100,
    )


def test_what_is_not_said_of_an_indicator_comes_from_the_defaults() -> None:
    loaves = Mapping.from_toml(SAID).indicators["Loaves sold"]

    assert (loaves.measure, loaves.adds_up) == ("loaves", AddsUp.SUM)
    assert (loaves.direction, loaves.target) == (Direction.INCREASE, 400)


def test_a_map_written_down_is_read_back_the_same() -> None:
    mapping = Mapping.from_toml(SAID)

    assert Mapping.from_toml(mapping.to_toml()) == mapping


def test_a_map_can_speak_of_any_heading() -> None:
    odd = 'a "quoted" = heading\\ with \x7f, 💶 and [brackets]'
    mapping = Mapping(unit=(odd,), names={odd: odd}, indicators={odd: Settings(value=odd)})

    assert Mapping.from_toml(mapping.to_toml()) == mapping


def test_the_ready_maps_can_be_written_down_too() -> None:
    for mapping in ready_maps():
        assert Mapping.from_toml(mapping.to_toml()) == mapping


def test_everything_a_map_can_say_is_explained() -> None:
    manual = (ROOT / "docs" / "importing-performance.md").read_text("utf-8")

    for each in (*fields(Mapping), *fields(Settings)):
        assert f"`{each.name}`" in manual or f"`[{each.name}" in manual


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("name = ", "This map is not valid TOML"),
        ('colour = "red"', "“colour” is not something a map can say. It can say name, recognise"),
        ("name = 3", "In this map, name cannot be 3."),
        ("unit = 3", "In this map, unit cannot be 3."),
        ("unit = [3]", "In this map, unit cannot be [3]."),
        ('recognise = "a"', 'In this map, recognise cannot be "a".'),
        ('layout = "tall"', 'In this map, layout cannot be "tall".'),
        ('period_kind = "day"', 'In this map, period_kind cannot be "day".'),
        ('several_rows = "mean"', 'In this map, several_rows cannot be "mean".'),
        ('other_columns = "yes"', 'In this map, other_columns cannot be "yes".'),
        ("only = 1", "In this map, only cannot be 1."),
        ('columns = { colour = "c" }', "In this map, columns cannot be"),
        ("defaults = 1", "In this map, defaults cannot be 1."),
        ("indicators = 1", "In this map, indicators cannot be 1."),
        ("indicators.a = 1", "In this map, indicators cannot be"),
        ("indicators.a.target = true", "In this map, target cannot be true."),
        ("indicators.a.decimals = 1.5", "In this map, decimals cannot be 1.5."),
        ("indicators.a.direction = 'up'", 'In this map, direction cannot be "up".'),
        ("defaults.colour = 1", "“colour” is not something a map can say. It can say value"),
    ],
)
def test_what_a_map_cannot_say_is_refused(said: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Mapping.from_toml(said)

    assert str(refusal.value).startswith(reason)


def test_names_and_settings_are_found_exactly_before_they_are_found_by_pattern() -> None:
    mapping = Mapping.from_toml(
        """
        [names]
        "Wait*" = "Waiting"
        "Wait list" = "List"
        [indicators."*ing"]
        target = 1
        [indicators."Waiting"]
        target = 2
        """
    )

    assert mapping.name_for("waiting_time (B1)") == "Waiting"
    assert mapping.name_for("WAIT  list") == "List"
    assert mapping.name_for(" Other \n name ") == "Other name"
    assert mapping.settings_for("Waiting").target == 2
    assert mapping.settings_for("Baking").target == 1
    assert mapping.settings_for("Bread") == mapping.defaults


# Guessing


def test_the_plain_long_layout_is_recognised() -> None:
    table = a_table("Unit,Indicator,Period,Value,Target,as_of\nA,B,2026-04,1,2,2026-05-01\n")

    assert guess_mapping(table) == Mapping(
        layout=Layout.LONG,
        unit=("Unit",),
        indicator="Indicator",
        period="Period",
        columns={"value": "Value", "target": "Target", "as_of": "as_of"},
    )


def test_a_quotient_does_instead_of_a_value() -> None:
    table = a_table("unit,indicator,period,numerator,denominator\nA,B,2026-04,1,2\n")

    assert guess_mapping(table).columns == {
        "numerator": "numerator",
        "denominator": "denominator",
    }


def test_other_words_for_the_same_columns_are_understood() -> None:
    table = a_table("Team,KPI,Month,Score,Goal\nA,B,Apr-26,1,2\n")

    mapping = guess_mapping(table)

    assert (mapping.unit, mapping.indicator, mapping.period) == (("Team",), "KPI", "Month")
    assert mapping.columns == {"value": "Score", "target": "Goal"}


def test_a_column_for_each_period_is_recognised() -> None:
    table = a_table("Team,Measure,Lead,Apr-26,May-26\nA,Loaves,north,1,2\n")

    assert guess_mapping(table) == Mapping(
        layout=Layout.BY_PERIOD, unit=("Team",), indicator="Measure"
    )


def test_a_column_for_each_indicator_is_recognised_with_its_percentages() -> None:
    table = a_table("Shop,When,Loaves,On time,Remark\nA,2026-04,1,97%,fine\nB,2026-04,2,-,\n")

    mapping = guess_mapping(table)

    assert (mapping.layout, mapping.unit, mapping.period) == (
        Layout.BY_INDICATOR,
        ("Shop",),
        "When",
    )
    assert list(mapping.indicators) == ["Loaves", "On time"]


def test_percent_signs_say_what_is_measured() -> None:
    table = a_table("shop,month,on time\nA,2026-04,97%\nB,2026-04,98%\n")

    assert guess_mapping(table).indicators["on time"].measure == "%"


def test_the_name_of_the_file_may_say_the_period() -> None:
    table = a_table("Shop,Loaves\nA,1\n", name="bakery-2026-04.csv")

    mapping = guess_mapping(table)

    assert mapping.period_from_name
    assert mapping.period == ""


def test_decimal_commas_are_noticed_in_files_that_can_have_them() -> None:
    assert guess_mapping(a_table("unit;indicator;period;value\nA;B;2026;1,5\n")).decimal_comma
    assert not guess_mapping(a_table("unit;indicator;period;value\nA;B;2026;1,500\n")).decimal_comma
    assert not guess_mapping(a_table('unit,indicator,period,value\nA,B,2026,"1,5"\n')).decimal_comma


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Shop,Loaves\nA,1\n", "It is not clear which periods figures.csv is about."),
        ("period,Loaves\n2026-04,1\n", "It is not clear which column of figures.csv names"),
        ("unit,period,remark\nA,2026-04,fine\n", "No column of figures.csv holds figures."),
        ("A,B,2026-01,5\nA,B,2026-02,6\n", "The first line of figures.csv holds figures"),
    ],
)
def test_what_cannot_be_told_is_said(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        guess_mapping(a_table(text))

    assert str(refusal.value).startswith(reason)


# A person's key


@pytest.mark.parametrize(
    "heading",
    [
        "email",
        "E-mail address",
        "Staff_Number",
        "employee ID",
        "NI number",
        "Line Manager",
        "Name of person",
        "Payroll No.",
    ],
)
def test_a_column_that_names_people_refuses_the_whole_file(heading: str) -> None:
    table = a_table(f"unit,indicator,period,value,{heading}\nA,B,2026,1,x\n")

    with pytest.raises(Invalid, match="without any person's key") as refusal:
        guess_mapping(table)

    assert f"The column “{heading}” says who" in str(refusal.value)


@pytest.mark.parametrize("cell", ["ana@northwind.example", " Ana <ana@northwind.example>"])
def test_an_e_mail_address_in_any_column_refuses_the_whole_file(cell: str) -> None:
    table = a_table(f"unit,indicator,period,value,note\nA,B,2026,1,\nA,C,2026,1,{cell}\n")

    with pytest.raises(Invalid, match="The column “note” has an e-mail address on line 3"):
        guess_mapping(table)


def test_an_at_sign_in_a_long_text_is_not_an_address() -> None:
    table = a_table(f"unit,period,loaves,note\nA,2026,1,{'x' * 500}@northwind.example\n")

    assert guess_mapping(table).period == "period"


def test_indicators_about_mail_and_managers_are_not_keys() -> None:
    table = a_table("unit,period,E-mails answered,My manager,2 @ £5\nA,2026,1,2,3\n")

    assert len(guess_mapping(table).indicators) == 3
