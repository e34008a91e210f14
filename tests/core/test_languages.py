"""The few things that Englishes write differently, held to what Unicode's CLDR says of them."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from learnplan.core import languages

DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(366)]
EVERY = pytest.mark.parametrize("language", languages.LANGUAGES)


def locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def without_year(pattern: str) -> str:
    return pattern.replace(", y", "").replace(" y", "")


@EVERY
def test_days_are_written_as_the_repository_says(language: str) -> None:
    its = locale(language)
    full = its.date_formats["full"].pattern.replace("EEEE, d", "EEEE d")  # the house's own
    long = its.date_formats["long"].pattern

    for day in DAYS:
        assert languages.day(day, language, year=True) == format_date(day, full, its)
        plain = format_date(day, without_year(full), its)
        assert languages.day(day, language, year=False) == plain
        assert languages.long_day(day, language) == format_date(day, long, its)
        assert languages.day_of_month(day, language) == format_date(day, without_year(long), its)
        medium = format_date(day, "medium", its).replace("Sept ", "Sep ")  # likewise
        assert languages.short_day(day, language) == medium
        assert languages.month(day, language) == format_date(day, "MMMM y", its)


@EVERY
def test_clocks_and_weeks_are_as_the_repository_says(language: str) -> None:
    its = locale(language)
    short = its.time_formats["short"].pattern.replace("HH", "H")

    for minute in range(0, 24 * 60, 5):
        now = time(minute // 60, minute % 60)
        written = format_time(now, short, locale=its).replace("\u202f", "\u00a0")
        assert languages.clock(now, language) == written
    assert languages.first_weekday(language) == its.first_week_day
    assert languages.named(language) == its.get_display_name("en")


@EVERY
@pytest.mark.parametrize("places", [0, 2])
def test_thousands_stand_apart_as_the_repository_says(language: str, places: int) -> None:
    its = locale(language)
    whole = its.decimal_formats[None].pattern.partition(".")[0]
    pattern = f"{whole}.{'0' * places}" if places else whole

    for power in range(13):
        for value in (10**power - 1, 10**power, 10**power + 0.25):
            rounded = Decimal(f"{value:.{places}f}")
            said = languages.number(value, language, places=places)
            assert said == format_decimal(rounded, pattern, its)
