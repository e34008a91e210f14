import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.ours.performance.figures import LARGEST, figure


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("58", "58"),
        (" 58 % ", "58"),
        ("58%", "58"),
        ("14,000", "14000"),
        ("12,345,678.9", "12345678.9"),
        ("2,228.00", "2228"),
        ("21289.0", "21289"),
        ("£1.20", "1.20"),
        ("-£1.20", "-1.20"),
        ("£-1.20", "-1.20"),
        ("€ 5", "5"),
        ("1 234", "1234"),
        ("1\u00a0234\u202f567,5".replace(",", "."), "1234567.5"),
        ("(12)", "-12"),
        ("(£1,200)", "-1200"),
        ("\u22123", "-3"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1.2e-05", "0.000012"),
        ("5e-324", "0"),
    ],
)
def test_figures_are_read_as_people_write_them(written: str, number: str) -> None:
    assert figure(written) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "number"), [("58,5", "58.5"), ("1.234,5", "1234.5"), ("1.234", "1234"), ("7", "7")]
)
def test_where_commas_are_decimal_points_they_are_read_so(written: str, number: str) -> None:
    assert figure(written, decimal_comma=True) == Decimal(number)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "There is no value."),
        ("-", "“-” stands for no value."),
        (".", "“.” stands for no value."),
        ("N/A", "“N/A” stands for no value."),
        ("n<10", "“n<10” hides a small number."),
        ("<5", "“<5” hides a small number."),
        ("fewer than 10", "“fewer than 10” hides a small number."),
        ("#DIV/0!", "“#DIV/0!” is a spreadsheet's error, not a value."),
        ("NaN", "“NaN” is not a number."),
        ("inf", "“inf” is not a number."),
        ("1,23", "“1,23” is not a number."),
        ("12 34", "“12 34” is not a number."),
        ("1_000", "“1_000” is not a number."),
        ("0x10", "“0x10” is not a number."),
        ("(-3)", "“(-3)” is not a number."),
        ("(3", "“(3” is not a number."),
        ("58%%", "“58%%” is not a number."),
        ("about 5", "“about 5” is not a number."),
        ("1e15", "“1e15” is too large."),
        ("9" * 50, f"“{'9' * 50}” is too large."),
        ("9" * 400, f"“{'9' * 60}…” is not a number."),
        ("1e999", "“1e999” is too large."),
        ("1e-400", "“1e-400” is closer to 0 than a number here can be, and not 0."),
    ],
)
def test_what_is_not_a_figure_is_refused_with_a_reason(written: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        figure(written)

    assert str(refusal.value) == reason


@given(st.decimals(-(LARGEST - 1), LARGEST - 1, places=3, allow_nan=False))
def test_a_written_number_is_read_back_exactly(number: Decimal) -> None:
    assert figure(f"{number:f}") == number
    assert figure(f"{number:,f}") == number


@given(st.text(max_size=15), st.booleans())
def test_whatever_is_written_is_a_number_or_refused(written: str, comma: bool) -> None:  # noqa: FBT001 - given by position
    with contextlib.suppress(Invalid):
        assert abs(figure(written, decimal_comma=comma)) < LARGEST
