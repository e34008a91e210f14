"""Dates are taken at their word, in whatever form, and never guessed."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.mine.portability.dates import dates_in, on_calendar, whole_date
from tests.mine.portability.logs import days, reading_of, reasons


def day_of(text: str, *, day_first: bool = False) -> date | None:
    found = whole_date(text)
    if found is None or found.year is None:
        return None
    return on_calendar(found, year=found.year, day_first=day_first)


@pytest.mark.parametrize(
    "text",
    [
        "2021-03-05",
        "2021/03/05",
        "2021.3.5",
        "20210305",
        "2021-03-05T22:02:43-06:00",
        "2021-03-05 22:10:00 -0600",
        "2021-03-05T19:09:34.978Z",
        "March 5, 2021",
        "Mar 5 2021",
        "Mar. 5th, 2021",
        "5 March 2021",
        "5th of March 2021",
        "05-Mar-2021",
        "Friday, March 5, 2021",
        "Fri, 05 Mar 2021 10:00:00 +0000",
        "Fri Mar 05 2021 10:00:00 GMT+0100 (CET)",
        "[March 5, Friday, 2021]",
        "2021, March 5",
        "March 5 '21",
        "Marhc 5, 2021",
        "5 de marzo de 2021",
        "5 mars 2021",
        "5. März 2021",
        "05 de março de 2021",
        "5 marzo 2021",
        "2021年3月5日",
        "3/5/2021",
        "3/5/21",
        "3/5/2021, 2:30:00 PM",
        "1614902400",
        "1614902400000",
    ],
)
def test_a_day_is_written_in_many_ways(text: str) -> None:
    assert day_of(text) == date(2021, 3, 5)


@pytest.mark.parametrize(
    ("text", "month"),
    [("Febuary 3, 2020", 2), ("Setember 3, 2020", 9), ("Ocotber 3", 10), ("Agust 3, 2020", 8)],
)
def test_misspelt_months_are_read_with_a_remark(text: str, month: int) -> None:
    (found,) = dates_in(text)

    assert found.month == month
    assert "was read as" in found.remark or month == 8


@pytest.mark.parametrize(
    "text",
    [
        "JUnit 5",
        "Match 5",
        "Chapter 3",
        "version 1.2",
        "Remember 5 things",
        "Set 5 goals",
        "3 katas",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert dates_in(text) == ()


@pytest.mark.parametrize("text", ["2021", "2021-03", "43831", "read 3/4/2021 again", "soon", ""])
def test_what_names_no_day_is_no_date(text: str) -> None:
    assert whole_date(text) is None


def test_the_time_and_day_are_those_written_at_their_own_offset() -> None:
    found = whole_date("2015-02-06T22:02:43-06:00")

    assert found is not None
    assert (found.day, found.at) == (6, time(22, 2, 43))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("February 30, 2020", "“February 30” is not a date: February ended on the 29th in 2020."),
        ("April 31, 2021", "“April 31” is not a date: April ended on the 30th in 2021."),
        ("2021-02-29", "“February 29” is not a date: February ended on the 28th in 2021."),
        ("2021-13-05", "“2021-13-05” is not a date: there is no month 13."),
        ("2021-03-00", "“2021-03-00” is not a date: no month has a day 0."),
        ("1021-03-05", "“1021-03-05” is not a date in a log: it is in the year 1021."),
    ],
)
def test_an_impossible_day_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        day_of(text)

    assert str(refusal.value) == reason


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.data())
def test_any_day_in_any_form_is_that_day(day: date, data: st.DataObject) -> None:
    forms = ["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%A, %B %d, %Y", "%d %b %Y", "%Y%m%d", "%Y/%m/%d"]
    form = data.draw(st.sampled_from([*forms, "%m/%d/%Y", "%b %d %Y", "%d-%b-%Y", "%c"]))

    assert day_of(day.strftime(form)) == day


@given(st.text(max_size=60))
def test_any_text_has_dates_or_none(text: str) -> None:
    for found in dates_in(text, short=True):
        assert text[found.start : found.end].strip()
    whole_date(text)


def a_log(*written: str) -> str:
    return "".join(f"## {heading}\nDid a thing.\n\n" for heading in written)


def test_one_clear_date_decides_the_order_of_the_others() -> None:
    reading = reading_of(a_log("3/4/2021", "23/4/2021"))

    assert days(reading) == ["2021-04-03", "2021-04-23"]
    assert reading.entries[0].remarks == ("Read “3/4/2021” as day/month, as on line 4.",)


def test_a_weekday_decides_the_order_too() -> None:
    assert days(reading_of(a_log("Monday 1/3/2021", "2/3/2021"))) == ["2021-03-01", "2021-03-02"]


def test_days_of_a_diary_are_near_each_other() -> None:
    assert days(reading_of(a_log("1/2/2021", "2/2/2021", "3/2/2021"))) == [
        "2021-02-01",
        "2021-02-02",
        "2021-02-03",
    ]


def test_without_any_evidence_months_go_first_and_it_is_said() -> None:
    reading = reading_of(a_log("3/4/2021"))

    assert days(reading) == ["2021-03-04"]
    assert "nothing in this log says" in reading.entries[0].remarks[0]
    assert days(reading_of(a_log("3/4/2021"), day_first=True)) == ["2021-04-03"]
    assert days(reading_of(a_log("3.4.2021"))) == ["2021-04-03"]


def test_a_log_may_change_its_order_midway() -> None:
    log = a_log(
        "3/13/2021", "3/14/2021", "4/5/2021", "4/20/2021", "21/4/2021", "6/5/2021", "22/5/2021"
    )

    assert days(reading_of(log)) == [
        "2021-03-13",
        "2021-03-14",
        "2021-04-05",
        "2021-04-20",
        "2021-04-21",
        "2021-05-06",
        "2021-05-22",
    ]


def test_where_the_order_changes_only_a_date_that_fits_one_way_is_taken() -> None:
    fits = reading_of(a_log("4/20/2021", "5/4/2021", "13/5/2021"))
    unsure = reading_of(a_log("1/20/2021", "3/4/2021", "13/5/2021"))

    assert days(fits) == ["2021-04-20", "2021-05-04", "2021-05-13"]
    assert "can be two days" in reasons(unsure)[4]


def test_a_year_is_taken_from_the_neighbours_across_new_year() -> None:
    reading = reading_of(a_log("December 30, 2019", "December 31", "January 1", "Febuary 2"))

    assert days(reading) == ["2019-12-30", "2019-12-31", "2020-01-01", "2020-02-02"]
    assert reading.entries[2].remarks == ("No year, took 2020 from line 1.",)


def test_a_year_is_taken_from_below_and_backwards() -> None:
    assert days(reading_of(a_log("January 2", "January 1", "December 31, 2019"))) == [
        "2020-01-02",
        "2020-01-01",
        "2019-12-31",
    ]


def test_a_year_is_taken_from_the_heading_above() -> None:
    log = (
        "# 2019\n## December 30\na\n## December 31\nb\n# 2020\n## January 1\nc\n## 29 February\nd\n"
    )

    assert days(reading_of(log)) == ["2019-12-30", "2019-12-31", "2020-01-01", "2020-02-29"]


def test_a_year_is_taken_from_when_the_log_says_it_began() -> None:
    began = "Started on [January 14, Thursday, 2021].\n\n"
    log = began + a_log("Day 1: January 14", "Day 2: January 15")

    assert days(reading_of(log)) == ["2021-01-14", "2021-01-15"]


def test_without_any_year_nothing_is_guessed() -> None:
    reading = reading_of(a_log("June 27", "June 28"))

    assert not reading.entries
    assert "has no year" in reasons(reading)[1]


def test_a_leap_day_in_a_year_without_one_is_refused() -> None:
    reading = reading_of(a_log("February 28, 2019", "February 29", "March 1"))

    assert days(reading) == ["2019-02-28", "2019-03-01"]
    assert reasons(reading)[4].startswith("“February 29” is not a date")


def test_a_day_to_come_and_a_wrong_weekday_are_remarked() -> None:
    reading = reading_of(a_log("Monday, January 1, 2030"))

    assert reading.entries[0].remarks == (
        "The weekday does not fit: 1 January 2030 was a Tuesday.",
        "1 January 2030 is still to come.",
    )
