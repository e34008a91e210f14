from datetime import date

from learnplan.mine.portability.previews import Leaf, Preview, Row
from learnplan.mine.portability.readers.values import Entry, Reading, Rejected


def an_entry(line: int, *remarks: str, member: str = "log.md") -> Entry:
    return Entry(
        source_key=f"{member}:{line}",
        member=member,
        line=line,
        on=date(2026, 3, 5),
        what="Read",
        remarks=remarks,
    )


def a_refusal(line: int, reason: str, member: str = "log.md") -> Rejected:
    return Rejected(member=member, line=line, text="?", reason=reason)


def a_preview(*entries: Entry, rejected: tuple[Rejected, ...] = ()) -> Preview:
    reading = Reading(kind="notes", entries=entries, rejected=rejected)
    return Preview.of(reading, known=[False] * len(entries))


def test_rows_stand_where_they_stand_in_the_source() -> None:
    preview = a_preview(
        an_entry(9), an_entry(2), an_entry(1, member="b.md"), rejected=(a_refusal(5, "No."),)
    )

    assert [(row.member, row.line) for row in preview.rows] == [
        ("log.md", 2),
        ("log.md", 5),
        ("log.md", 9),
        ("b.md", 1),
    ]


def test_every_row_is_added_known_or_refused() -> None:
    reading = Reading(
        kind="notes",
        entries=(an_entry(1), an_entry(2, "Hm."), an_entry(3)),
        rejected=(a_refusal(4, "No."),),
    )

    preview = Preview.of(reading, known=[False, False, True])

    assert [len(rows) for rows in (preview.to_add, preview.known, preview.refused)] == [2, 1, 1]
    assert [row.line for row in preview.remarkable] == [2]


def test_doubts_of_one_sort_are_one_concern() -> None:
    preview = a_preview(
        an_entry(12, "No year, took 2025 from line 9."),
        an_entry(19, "No year, took 2024 from line 15."),
        rejected=(
            a_refusal(88, "“February 30” is not a date."),
            a_refusal(141, "“next tues” is not a date."),
        ),
    )

    refused, unsure = preview.concerns
    assert refused.refused
    assert refused.sentences == ("“February 30” is not a date.", "“next tues” is not a date.")
    assert refused.where == "88 and 141"
    assert unsure.count == 2
    assert unsure.where == "12 and 19"


def test_many_places_are_counted() -> None:
    (concern,) = a_preview(*(an_entry(line, "Hm.") for line in range(1, 21))).concerns

    assert concern.where == "1, 2, 3, 4, 5, 6, 7, 8 and 12 more"


def test_places_in_several_files_name_the_file() -> None:
    (concern,) = a_preview(an_entry(3, "Hm."), an_entry(1, "Hm.", member="b.md")).concerns

    assert concern.where == "log.md:3 and b.md:1"


def test_a_page_that_is_not_there_is_the_nearest_one() -> None:
    rows = [Row(line=line, member="", what="") for line in range(120)]

    assert [row.line for row in Leaf.of(rows, number=3).rows] == list(range(100, 120))
    assert Leaf.of(rows, number=-4).number == 1
    assert Leaf.of(rows, number=10**9).number == 3
    assert not Leaf.of([], number=1).has_next
