import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.ours.performance.period_words import (
    PeriodReader,
    parse,
    parse_day,
    period_in_name,
    split_heading,
)
from learnplan.ours.performance.periods import Period, PeriodKind

WEEK, MONTH, QUARTER, YEAR = PeriodKind


def a_month(year: int, month: int) -> Period:
    return Period(MONTH, date(year, month, 1))


# What a period is


@pytest.mark.parametrize(
    ("period", "code", "label", "end"),
    [
        (a_month(2026, 4), "2026-04", "Apr 2026", date(2026, 4, 30)),
        (Period(WEEK, date(2026, 3, 16)), "2026-W12", "Week 12, 2026", date(2026, 3, 22)),
        (Period(WEEK, date(2024, 12, 30)), "2025-W01", "Week 1, 2025", date(2025, 1, 5)),
        (Period(QUARTER, date(2026, 4, 1)), "2026-Q2", "Q2 2026", date(2026, 6, 30)),
        (Period(QUARTER, date(2026, 10, 1)), "2026-Q4", "Q4 2026", date(2026, 12, 31)),
        (Period(YEAR, date(2024, 1, 1)), "2024", "2024", date(2024, 12, 31)),
        (
            Period(YEAR, date(2012, 4, 1)),
            "2012-04/2013-03",
            "Apr 2012 to Mar 2013",
            date(2013, 3, 31),
        ),
    ],
)
def test_a_period_has_a_code_a_label_and_an_end(
    period: Period, code: str, label: str, end: date
) -> None:
    assert (period.code, period.label, str(period), period.end) == (code, label, label, end)


@pytest.mark.parametrize(
    ("kind", "start", "reason"),
    [
        (MONTH, date(2026, 4, 2), "2 April 2026 is not the first day of a month."),
        (WEEK, date(2026, 3, 17), "17 March 2026 is not a Monday, and weeks start on Mondays."),
        (QUARTER, date(2026, 5, 1), "May is not the first month of a quarter."),
        (YEAR, date(2026, 5, 31), "31 May 2026 is not the first day of a year."),
        (YEAR, date(1, 1, 1), "1 is too far away to be a period's year."),
    ],
)
def test_an_impossible_period_is_refused(kind: PeriodKind, start: date, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Period(kind, start)

    assert str(refusal.value) == reason


def test_periods_follow_one_another() -> None:
    assert a_month(2025, 12).next() == a_month(2026, 1)
    assert a_month(2026, 1).previous() == a_month(2025, 12)
    assert parse("2026-Q1").previous().code == "2025-Q4"
    assert parse("2020-W53").next().code == "2021-W01"
    assert parse("2012/13").next().code == "2013-04/2014-03"


def test_periods_sort_by_when_they_start_and_then_by_when_they_end() -> None:
    codes = ["2026", "2025-12", "2026-Q1", "2026-01", "2025-W52"]

    assert [period.code for period in sorted(map(parse, codes))] == [
        "2025-12",
        "2025-W52",
        "2026-01",
        "2026-Q1",
        "2026",
    ]


def test_rolling_years_overlap() -> None:
    first, second = parse("April 2011 to March 2012"), parse("July 2011 to June 2012")

    assert first.start < second.start <= first.end < second.end


# What people write


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2016-04", "2016-04"),
        ("201604", "2016-04"),
        ("04/2016", "2016-04"),
        ("Apr-16", "2016-04"),
        ("APR 2016", "2016-04"),
        ("April, 2016", "2016-04"),
        ("2016 Apr", "2016-04"),
        ("Sept '15", "2015-09"),
        ("Dec-99", "1999-12"),
        ("1 April 2016", "2016-04"),
        ("April 1, 2016", "2016-04"),
        ("01-Apr-16", "2016-04"),
        ("2016-04-30", "2016-04"),
        ("2016-04-01T00:00:00Z", "2016-04"),
        ("2012-Q4", "2012-Q4"),
        ("Q4 2012", "2012-Q4"),
        ("quarter 4, 2012", "2012-Q4"),
        ("Apr to Jun 2026", "2026-Q2"),
        ("Jul – Sep 2012", "2012-Q3"),
        ("2012-04 to 2012-06", "2012-Q2"),
        ("2012/13 Q1", "2012-Q2"),
        ("Q4 2012/13", "2013-Q1"),
        ("2019", "2019"),
        ("2012/13", "2012-04/2013-03"),
        ("FY2012-13", "2012-04/2013-03"),
        ("FY2011/12", "2011-04/2012-03"),
        ("2012-2013", "2012-04/2013-03"),
        ("April 2012 to March 2013", "2012-04/2013-03"),
        ("2012-04/2013-03", "2012-04/2013-03"),
        ("Oct16-Sep17", "2016-10/2017-09"),
        ("year ending March 2013", "2012-04/2013-03"),
        ("12 months to December 2013", "2013"),
        ("January 2014 to December 2014", "2014"),
        ("2019-W07", "2019-W07"),
        ("Week 12, 2026", "2026-W12"),
        ("wk 7 2019", "2019-W07"),
        ("w/c 3 Mar 2025", "2025-W10"),
        ("Week commencing 2025-03-03", "2025-W10"),
        ("week ending 9 March 2025", "2025-W10"),
    ],
)
def test_periods_are_read_as_people_write_them(written: str, code: str) -> None:
    assert parse(written).code == code


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "There is no period."),
        ("soon", "“soon” is not a period. Write one like 2026-04, 2026-Q2, 2026-W12 or 2026."),
        ("Feburary 2016", "“Feburary 2016” is not a period."),
        ("2016-02-30", "“2016-02-30” is not a date."),
        ("31 February 2020", "“31 February 2020” is not a date."),
        ("2016-04-13", "13 April 2016 is a day; a period is a week, a month"),
        ("w/c 4 Mar 2025", "4 March 2025 is not a Monday"),
        ("w/c soon", "“soon” is not a date."),
        ("2019-W60", "2019 has no week 60."),
        ("2016-13", "“2016-13” is neither a month nor a financial year."),
        ("2011/12", "“2011/12” can be a month or a financial year. Write 2011-12 or FY2011/12."),
        ("FY2012/15", "“FY2012/15” is not a financial year, which ends in the year after."),
        ("05/06/2016", "“05/06/2016” can be read day first or month first."),
        ("January 2014 to December 2015", "Jan 2014 to Dec 2015 is 24 months; a period is"),
        ("Dec 2016 to Jan 2016", "“Dec 2016 to Jan 2016” ends before it starts."),
        ("May to Foo 2016", "“Foo 2016” is not a month."),
        ("Feb 2016 to Apr 2016", "February is not the first month of a quarter."),
        ("to " * 50 + "2016", "“to to"),
        ("2999", "2999 is too far away to be a period's year."),
        ("0000-Q1", "“0000-Q1” is no period: there is no such year."),
    ],
)
def test_what_is_not_a_period_is_refused_with_a_reason(written: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(written)

    assert str(refusal.value).startswith(reason)


@given(
    st.dates(date(1900, 1, 1), date(2198, 12, 1)).map(lambda day: day.replace(day=1)),
    st.sampled_from([MONTH, YEAR]),
)
def test_a_code_can_be_read_back(start: date, kind: PeriodKind) -> None:
    period = Period(kind, start)

    assert parse(period.code) == period
    assert parse(period.label) == period
    assert period.next().start > period.end


@given(st.text(max_size=25))
def test_whatever_is_written_is_a_period_or_refused(written: str) -> None:
    with contextlib.suppress(Invalid):
        assert parse(written).kind in PeriodKind


# What a file says as a whole


@pytest.mark.parametrize(
    ("texts", "kind", "codes"),
    [
        (["2016-04-01", "2017-03-01"], None, ["2016-04", "2017-03"]),
        (["2016-04-30", "2017-02-28"], None, ["2016-04", "2017-02"]),
        (["2016-01-01", "2017-01-01"], None, ["2016", "2017"]),
        (["2016-04-04", "2016-04-11", "2016-08-01"], None, ["2016-W14", "2016-W15", "2016-W31"]),
        (["01/04/2016", "01/05/2016"], None, ["2016-04", "2016-05"]),
        (["04/01/2016", "05/01/2016"], None, ["2016-04", "2016-05"]),
        (["28/03/2016", "04/04/2016"], None, ["2016-W13", "2016-W14"]),
        (["2016-04-01", "2016-07-01"], QUARTER, ["2016-Q2", "2016-Q3"]),
        (["2016-04", "2016-07"], QUARTER, ["2016-Q2", "2016-Q3"]),
        (["2016-04-01", "2017-04-01"], YEAR, ["2016-04/2017-03", "2017-04/2018-03"]),
        (["2011/12", "2012/13"], None, ["2011-04/2012-03", "2012-04/2013-03"]),
        (["2011-12", "2012-13"], None, ["2011-04/2012-03", "2012-04/2013-03"]),
        (["2011/11", "2011/12"], None, ["2011-11", "2011-12"]),
    ],
)
def test_a_files_dates_decide_together_what_its_periods_are(
    texts: list[str], kind: PeriodKind | None, codes: list[str]
) -> None:
    reader = PeriodReader(texts, kind=kind)

    assert [reader.read(text).code for text in texts] == codes


def test_how_dates_were_read_is_said() -> None:
    assert PeriodReader(["2016-04-01", "2016-05-01"]).remark == (
        "Dates such as 1 April 2016 are read as months."
    )
    assert PeriodReader(["2016-04"]).remark == ""


def test_one_odd_date_does_not_change_how_the_others_are_read() -> None:
    reader = PeriodReader(["2016-04-01", "2016-05-01", "2016-06-13"])

    assert reader.read("2016-05-01").code == "2016-05"
    with pytest.raises(Invalid, match="13 June 2016 is not the first day of a month"):
        reader.read("2016-06-13")
    with pytest.raises(Invalid, match="13 June 2016"):
        reader.read("2016-06-13")


def test_an_impossible_date_does_not_stop_the_others() -> None:
    reader = PeriodReader(["2016-02-30", "2016-04-01", "2016-05-01"])

    assert reader.read("2016-04-01").code == "2016-04"
    with pytest.raises(Invalid, match="is not a date"):
        reader.read("2016-02-30")


# Days, headings and file names


def test_a_day_is_read_or_refused() -> None:
    assert parse_day("30 April 2026") == date(2026, 4, 30)
    with pytest.raises(Invalid, match="“April” is not a day"):
        parse_day("April")


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("2012-Q4 Vol.", ("2012-Q4", "Vol.")),
        ("April 2011 to March 2012: volume", ("April 2011 to March 2012", "volume")),
        ("Total transactions Jul - Sep 2012", ("Jul - Sep 2012", "Total transactions")),
        ("January 2014 to December 2015: x", ("January 2014 to December 2015", "x")),
        ("Volume (2016-04)", ("2016-04", "Volume")),
        ("Apr-16", ("Apr-16", "")),
        ("Hi-vol", None),
        ("Previous dept (MOG, Jun 2016)", None),
        ("Totals check Oct-Sep [pasted values]", None),
        ("", None),
    ],
)
def test_a_heading_is_parted_into_period_and_indicator(
    heading: str, parts: tuple[str, str] | None
) -> None:
    assert split_heading(heading) == parts


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("csps2009_allorganisations_20140213.csv", "2009"),
        ("csps2010allorganisations_tcm6-38334.csv", "2010"),
        ("figures-2026-04.csv", "2026-04"),
        ("figures-2026-Q1.csv", "2026-Q1"),
    ],
)
def test_a_files_name_may_say_its_period(name: str, period: str) -> None:
    assert period_in_name(name) == period


@pytest.mark.parametrize("name", ["figures.csv", "2015 and 2016.csv"])
def test_a_name_with_no_period_or_two_says_none(name: str) -> None:
    with pytest.raises(Invalid, match="does not say which period"):
        period_in_name(name)
