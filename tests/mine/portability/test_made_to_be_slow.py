"""A file that is made to be slow is read as quickly as any other of its size."""

from contextlib import suppress
from time import process_time

import pytest

from learnplan.core.errors import Invalid
from tests.mine.portability.logs import reading_of


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("log.md", "# Day 1: 1 May 2026\nRead on.\n" + "\n" * 60_000),
        ("notes.org", "* TODO Read on\n" + "\n" * 60_000),
        ("bookmarks.html", "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>" + "<a " * 20_000),
    ],
    ids=["empty lines", "empty lines in Org", "tags without an end"],
)
def test_what_is_repeated_takes_only_as_long_as_there_is_more_of_it(name: str, text: str) -> None:
    began = process_time()

    with suppress(Invalid):
        reading_of(text, name)

    assert process_time() - began < 5  # it took minutes, and a file may be 800 times as large
