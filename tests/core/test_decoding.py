"""A file is text in whatever encoding it was saved, or refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.core.texts import decode

SAID = "unit;note\r\nZoë’s café;“olé” – done\r\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_text_is_read_in_the_encoding_it_was_saved_in(encoding: str) -> None:
    assert decode(SAID.encode(encoding)) == SAID


def test_nothing_is_text_too() -> None:
    assert decode(b"") == ""


def test_what_was_pasted_from_windows_into_utf8_is_read_as_it_was_meant() -> None:
    data = "Grüße aus Köln, Müller".encode() + b" \x96 na\xefve"

    assert decode(data) == "Grüße aus Köln, Müller – naïve"


def test_one_byte_that_means_nothing_does_not_cost_the_rest() -> None:
    assert decode(b"caf\xe9 " * 20 + b"\x81") == "café " * 20 + "\ufffd"


def test_the_end_mark_of_dos_is_no_reason_to_refuse_a_file() -> None:
    assert decode(b"unit,value\r\nOps,2\r\n" * 5 + b"\x1a").endswith("Ops,2\r\n\x1a")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"PK\x03\x04\x14\0", "a compressed file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(data: bytes, what: str) -> None:
    with pytest.raises(Invalid, match=rf"^“figures” is {what} and not text\. Save it as"):
        decode(data, "figures")


@pytest.mark.parametrize(
    "data",
    [b"\xff\xfe\x00", b"caf\x81", b"a\x00b\x00\x00", b"text\x00text", bytes(range(32)) * 9],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match=r"^This file is not text\. Save it as"):
        decode(data)


@given(st.binary(max_size=400))
def test_any_bytes_are_text_that_can_be_kept_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except Invalid as refusal:
        text = str(refusal)
    assert "\0" not in text
    text.encode()
