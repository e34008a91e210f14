"""A file is text in whatever encoding and with whatever newlines it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.mine.portability.texts import lines_of, storable, text_of
from tests.mine.portability.logs import only, reading_of

SAID = "date;title\n2020-01-05;Café “olé” naïve – done\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_and_newlines_make_no_difference(encoding: str, newline: str) -> None:
    data = SAID.replace("\n", newline).encode(encoding)

    assert text_of(data, "log.csv") == SAID
    assert only(reading_of(data, "log.csv")).what == "Café “olé” naïve – done"


def test_a_stray_byte_does_not_spoil_the_rest() -> None:
    data = "Grüße aus Köln, Müller".encode() + b" \x96 na\xefve"

    assert text_of(data, "log.md") == "Grüße aus Köln, Müller – naïve"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
        b"\x00\x01\x02" * 99,
        b"text\x00text",
        bytes(range(32)) * 9,
        b"SQLite format 3\x00",
    ],
)
def test_what_is_not_text_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"^“holiday.md” is .+\.$"):
        text_of(data, "holiday.md")


def test_only_line_feeds_end_a_line() -> None:
    assert lines_of("a\u2028b\x0cc\x85d\ne") == ["a\u2028b\x0cc\x85d", "e"]


def test_a_line_separator_inside_a_cell_stays_there() -> None:
    entry = only(reading_of("date,title,note\n2020-01-05,A,one\u2028two\n", "log.csv"))

    assert entry.note == "one\u2028two"


@given(st.text())
def test_every_text_survives_utf8(text: str) -> None:
    plain = storable(text).replace("\x00", "")
    if any(ord(char) < 32 or ord(char) == 127 for char in plain):
        return
    assert text_of(b"Log: " + plain.encode(), "log.md") == f"Log: {plain}"


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = text_of(data, "log")
    except Invalid as refusal:
        text = str(refusal)
    assert "\r" not in text
