from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.mine.log.words import day_said, fitted, minutes_said

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-05-08", date(2026, 5, 8)),
        ("3/11/2026", date(2026, 11, 3)),
        ("3/11/26", date(2026, 11, 3)),
        ("3.11.2026", date(2026, 11, 3)),
        ("3. 11.", date(2026, 11, 3)),
        ("3 Nov", date(2026, 11, 3)),
        ("3rd of November 2025", date(2025, 11, 3)),
        ("1. Sept. 2026", date(2026, 9, 1)),
        ("May 8, 2026", date(2026, 5, 8)),
        ("  8   may ", date(2026, 5, 8)),
        ("24 December", date(2025, 12, 24)),
        ("29 Feb", date(2024, 2, 29)),
        ("today", MONDAY),
        ("Yesterday", date(2026, 11, 22)),
        ("mon", MONDAY),
        ("last Monday", date(2026, 11, 16)),
        ("on tuesday", date(2026, 11, 17)),
        ("last sun", date(2026, 11, 22)),
    ],
)
def test_a_day_is_understood_as_people_write_it(said: str, meant: date) -> None:
    assert day_said(said, today=MONDAY) == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("31 February", "“31 February” is not a date: February ended on the 28th."),
        ("2028-02-30", "“2028-02-30” is not a date: February ends on the 29th."),
        ("31/11/2025", "“31/11/2025” is not a date: November ended on the 30th."),
        ("0 May 2026", "“0 May 2026” is not a date: May ended on the 31st."),
        ("11/23/2026", "“11/23/2026” is not a date: there is no month 23."),
        ("1 Jan 0026", "“1 Jan 0026” is too far away: a year is from 1900 to 2199."),
        ("the other day", "“the other day” is not a date Learnplan knows."),
        ("3 Nox", "“3 Nox” is not a date Learnplan knows."),
        (" ", "Write the day."),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(said: str, why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        day_said(said, today=MONDAY)

    assert str(refusal.value).startswith(why)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("45", 45),
        ("45m", 45),
        ("45 min", 45),
        ("1h", 60),
        ("1h30", 90),
        ("1h 15m", 75),
        ("1 h 15 min", 75),
        ("1 hour 15 minutes", 75),
        ("1.5h", 90),
        ("1,25 hours", 75),
        ("1:05", 65),
        ("90 Minutes", 90),
    ],
)
def test_a_time_is_understood_as_people_write_it(said: str, minutes: int) -> None:
    assert minutes_said(said) == minutes


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("an hour or so", "Write a number of minutes, like 45, or like 1h 15m."),
        ("1:75", "Write a number of minutes, like 45, or like 1h 15m."),
        ("-5", "Write a number of minutes, like 45, or like 1h 15m."),
        ("0", "A time is at least one minute."),
        ("99999h", "That is longer than 1,666 hours."),
        ("9" * 5_000, "That is longer than 1,666 hours."),
    ],
)
def test_what_is_no_time_is_refused_with_the_reason(said: str, why: str) -> None:
    with pytest.raises(Invalid) as refusal:
        minutes_said(said)

    assert str(refusal.value) == why


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_understood_in_each_of_its_forms(day: date) -> None:
    forms = [day.isoformat(), f"{day.day}/{day.month}/{day.year}", f"{day.day} {day:%b %Y}"]

    assert {day_said(form, today=MONDAY) for form in forms} == {day}


@given(st.text())
def test_any_text_is_a_day_or_is_refused(text: str) -> None:
    try:
        day = day_said(text, today=MONDAY)
    except Invalid:
        return
    assert isinstance(day, date)


@given(st.text(), st.integers(1, 30))
def test_fitting_loses_no_word(text: str, limit: int) -> None:
    head, rest = fitted(text, limit)

    assert len(head) <= limit
    assert "".join((head + rest).split()) == "".join(text.split())
