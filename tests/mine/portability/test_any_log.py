"""Whatever is thrown at the door: it is read or refused in a sentence, and nothing is lost."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.core.sources import source_from_upload
from learnplan.mine.portability.reading import KINDS, Reading, read
from tests.mine.portability.logs import TODAY, keys, reading_of

PIECES = st.sampled_from(
    [
        *("# Log\n", "## Day 1: March 5, 2021\n", "### R1D2 - 3/4/21\n"),
        *("Day 3: February 30, 2020\n", "**Today's Progress**: joins\n", "**Thoughts:** hm\n"),
        *("**Link to work:** <https://x.example>\n", "---\n", "+++\n", "===\n", "```\n"),
        *("date: 2021-03-05\n", "- title: A\n", "  date: 5 May 2020\n", "&a *a\n"),
        *("- [A](a/b.md)\n", "- [B](https://x.example) - 2020-01-05\n", "<!--\n", "-->\n"),
        *("date,title,minutes\n", "2021-03-05,Joins,45\n", '2021-03-06,"open,1h\n'),
        *("2021-02-30;x;y\n", "| date | what |\n", "|--|--|\n", "| 2021-03-05 | joins |\n"),
        *('{"id": "1", "verb": {}}\n', '[{"date": 1614902400, "title": "x"}]\n', "[", "{"),
        *("2021-03-05\n", "- 2021-03-05: joins\n", "text of a paragraph\n", "\n", "\t"),
        *("\ufeff", "\u2028", "\x1b[0m", "Ω≈ç√∫", "=HYPERLINK(1)\n", "2019\n----\n"),
        *("Day X: Month, 20XX\n", "1614902400\n", "%PDF", "e\u0301\u202e\n"),
    ]
)
NAMES = st.sampled_from(
    [
        *("log.md", "log.rst", "log.txt", "log.csv", "log.tsv"),
        *("log.yml", "log.json", "log", "2020-01-05.md"),
    ]
)
logs = st.lists(PIECES | st.text(max_size=30), max_size=25).map("".join)


def attempted(files: list[tuple[str, str]]) -> Reading | None:
    """What is read; nothing where it is refused, which has to be in a sentence."""
    data = [(name, text.encode(errors="surrogatepass")) for name, text in files]
    sentence = "."
    try:
        return read(source_from_upload(data), today=TODAY)
    except Invalid as refusal:
        sentence = str(refusal)
    assert sentence.endswith(".")
    return None


def is_sound(reading: Reading) -> bool:
    for entry in reading.entries:
        assert entry.what.strip()
        assert "\n" not in entry.what
        assert len(entry.what) <= 500
        assert len(entry.source_key) <= 210
        assert entry.kind in KINDS
        assert entry.minutes is None or entry.minutes > 0
        assert all(tag.strip() for tag in entry.tags)
        "".join((entry.what, entry.note, entry.thoughts, *entry.tags)).encode()
    for rejected in reading.rejected:
        assert rejected.reason.endswith((".", "”"))
        rejected.text.encode()
    return len(set(keys(reading))) == len(reading.entries)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(NAMES, logs)
def test_any_file_is_read_soundly_or_refused_in_a_sentence(name: str, text: str) -> None:
    reading = attempted([(name, text)])

    assert reading is None or is_sound(reading)
    again = attempted([(name, text)])
    assert again == reading


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(NAMES.map("a/{}".format) | NAMES, logs, min_size=2, max_size=4))
def test_any_folder_is_read_soundly_or_refused_in_a_sentence(files: dict[str, str]) -> None:
    reading = attempted(list(files.items()))

    assert reading is None or is_sound(reading)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=25).map("".join))
def test_no_word_under_a_day_is_lost(body: str) -> None:
    body = re.sub(r"<!--|-->|delete me", "", body)
    log = f"## Day 1: March 4, 2021\nfirst\n\n## Day 2: March 5, 2021\n{body}\n"

    reading = attempted([("log.md", log)])

    if reading is None or reading.kind != "a log of days":
        return
    kept = " ".join(
        (
            *(
                f"{e.what} {e.note} {e.thoughts} {e.on:%B %d %Y} {e.minutes}"
                for e in reading.entries
            ),
            *(link.address for e in reading.entries for link in e.links),
            *(rejected.text for rejected in reading.rejected),
            *reading.remarks,
        )
    )
    for word in ("joins", "paragraph", "HYPERLINK", "title", "minutes"):
        outside = any("outside the days" in remark for remark in reading.remarks)
        assert word not in body or word in kept or outside


def test_nothing_makes_a_reader_slow() -> None:
    hostile = [
        "#" * 50_000,
        "[" * 20_000 + "](",
        "*" * 50_000,
        "`" * 20_000 + "<",
        "- [a](" * 10_000,
        "Day 1 " * 10_000,
        "<!--" * 20_000,
        "1/" * 30_000,
        "March " * 20_000,
        "1 & " * 20_000,
        "## Day 1" + " and 2" * 10_000,
        "\n".join(["Day 1: March 5, 2021"] * 3_000),
        "a: " * 20_000,
        "**a" * 20_000,
        "<a " * 20_000,
        "_" * 30_000 + "a",
        "https://" * 10_000,
        "- - " * 10_000,
        "(" * 20_000 + "2021-03-05",
    ]

    for text in hostile:
        attempted(
            [("log.md", f"## Day 1: March 4, 2021\n{text}\n\n## Day 2: March 5, 2021\n{text}\n")]
        )


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is empty"):
        reading_of(text)


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    rows = "date,title\n" + "2021-03-05,A\n" * 2_500

    read(
        source_from_upload([("log.csv", rows.encode())]),
        today=TODAY,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told[-1] == (2_500, 2_500)
