from datetime import date
from typing import Any

import pytest

from learnplan.mine.log.kinds import ADDRESS_LIMIT, TAG_LIMIT, TEXT_LIMIT, WITH_LIMIT
from learnplan.mine.portability.fitting import activities, fit, source_key
from learnplan.mine.portability.readers.values import Entry, Link, Reading


def an_entry(**said: Any) -> Entry:
    plain: dict[str, Any] = {
        "source_key": "note:a",
        "member": "a.md",
        "line": 1,
        "what": "Read a book",
    }
    return Entry(**plain | {"on": date(2026, 3, 5)} | said)


def fitted(**said: Any) -> Entry:
    return fit(Reading(kind="notes", entries=(an_entry(**said),))).entries[0]


def test_what_fits_is_left_alone() -> None:
    entry = an_entry(tags=("postgres",), links=(Link(address="https://example.org/"),), minutes=45)

    assert fit(Reading(kind="notes", entries=(entry,))).entries == (entry,)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "notes/a.md", "http://[", "https://", ""],
)
def test_an_address_that_cannot_be_opened_goes_into_the_note(address: str) -> None:
    entry = fitted(note="Good.", links=(Link(address=address, title="Work"),))

    assert entry.links == ()
    assert entry.note.startswith("Good.\n\nWork")
    assert address in entry.note
    assert entry.remarks == ("A link that cannot be opened from here is in the note.",)


def test_an_address_too_long_to_keep_goes_into_the_note_whole() -> None:
    address = "https://example.org/" + "a" * ADDRESS_LIMIT

    entry = fitted(links=(Link(address=address),))

    assert entry.links == ()
    assert entry.note == address


def test_tags_are_written_as_the_log_writes_them() -> None:
    entry = fitted(tags=("#Postgres", "postgres", "##", "x" * 100))

    assert entry.tags[0] == "postgres"
    assert len(entry.tags) == 2
    assert len(entry.tags[1]) <= TAG_LIMIT
    assert entry.remarks == ("A tag is longer than 60 characters and was cut there.",)


@pytest.mark.parametrize("minutes", [0, -5, 10**9])
def test_minutes_that_cannot_be_are_left_out_and_said(minutes: int) -> None:
    entry = fitted(minutes=minutes)

    assert entry.minutes is None
    assert "cannot be right" in entry.remarks[0]


def test_long_texts_are_cut_and_said() -> None:
    entry = fitted(
        note="n" * (TEXT_LIMIT + 1), thoughts="t" * (TEXT_LIMIT + 1), with_whom="w" * 400
    )

    assert len(entry.note) == len(entry.thoughts) == TEXT_LIMIT
    assert len(entry.with_whom) == WITH_LIMIT
    assert len(entry.remarks) == 3


def test_what_could_not_be_read_is_pointed_out() -> None:
    assert fitted(what="Read a\ufffdbook").remarks != ()


def test_whatever_is_fitted_can_be_kept() -> None:
    entry = fitted(
        what="w" * 5_000,
        tags=("İ" * 100, "#"),
        links=(Link(address="https://e.org", title="t" * 900),),
    )

    assert len(list(activities([entry]))) == 1


def test_within_a_day_the_source_says_what_came_first() -> None:
    days = [date(2026, 3, 5), date(2026, 3, 5), date(2026, 3, 6)]
    entries = [an_entry(on=day, what=str(place)) for place, day in enumerate(days)]

    oldest_first = sorted(activities(entries), key=lambda one: (one.happened_on, one.position))
    newest_first = sorted(
        activities(entries[::-1]), key=lambda one: (one.happened_on, one.position)
    )

    assert [one.what for one in oldest_first] == ["0", "1", "2"]
    assert [one.what for one in newest_first] == ["0", "1", "2"]


def test_a_source_key_has_one_length() -> None:
    keys = {source_key(an_entry(source_key=key)) for key in ("a", "b", "ü" * 200)}

    assert {len(key) for key in keys} == {64}
    assert len(keys) == 3
