from datetime import date, time

from learnplan.mine.portability import drafts
from learnplan.mine.portability.drafts import Choices
from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.readers.values import Entry, Link, Reading, Rejected


def test_files_come_out_as_they_went_in() -> None:
    files = [
        ("../../etc/passwd", b"root\n"),
        ("<script>.md", b"\x00\xff\n\n"),
        ("", b""),
        ("same.md", b"1"),
        ("same.md", b"2"),
    ]

    assert drafts.unpack_files(drafts.pack_files(files)) == files


def test_a_reading_comes_out_as_it_went_in() -> None:
    entry = Entry(
        source_key="row:1",
        member="log.csv",
        line=2,
        on=date(2026, 3, 5),
        at=time(9, 30),
        what="Read “Ünïcode”\u2028and more",
        tags=("a", "b"),
        links=(Link(address="https://example.org/", title="There"),),
        remarks=("No year.",),
    )
    reading = Reading(
        kind="a table",
        entries=(entry,),
        rejected=(Rejected(member="log.csv", line=3, text="?", reason="It has no date."),),
        remarks=("Two files were left out.",),
        undated=1,
        columns=("When", "What"),
        rows=(("5.3.2026", "Read"),),
        mapping=Mapping(date=("When",), what=2, has_header=True, delimiter=";"),
    )

    assert drafts.unpack_reading(drafts.pack_reading(reading)) == reading


def test_choices_are_kept_with_the_draft() -> None:
    choices = Choices(mapping=Mapping(what=1), day_first=False, undated_on=date(2026, 3, 5))

    assert Choices.from_json(choices.to_json()) == choices
    assert Choices.from_json({}) == Choices()
