"""Tables of what people did: any delimiter, with a header or without, mapped by guess or hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.mine.portability.reading import Mapping, Reading, read
from tests.mine.portability.logs import TODAY, a_file, days, keys, only, reading_of, reasons

GOODREADS = (
    "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,"
    "Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,"
    "Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review"
)


def mapped(text: str, mapping: Mapping) -> Reading:
    return read(a_file(text, "log.csv"), today=TODAY, mapping=mapping)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_will_do(delimiter: str) -> None:
    text = "date,title,minutes,tags\n2021-03-05,Joins,45,sql\n2021-03-06,Views,1h30,sql\n"

    reading = reading_of(text.replace(",", delimiter), "log.csv")

    assert [(e.what, e.minutes, e.tags) for e in reading.entries] == [
        ("Joins", 45, ("sql",)),
        ("Views", 90, ("sql",)),
    ]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Date,Activity,Duration (hours),Category", "05/03/2021,Joins,1.5,sql"),
        ("Datum;Titel;Dauer;Tags", "05.03.2021;Joins;1h30;sql"),
        ("Completed On\tCourse\tTime Spent\tTopic", "5 March 2021\tJoins\t90 min\tsql"),
        ("title,finished,started,length,tags", 'Joins,2021-03-05,2021-03-01,1:30,"sql"'),
        ("timestamp,what i learned,mins,labels", "1614902400,Joins,90,sql"),
        ("sep=;\nDate;Title;Hours;Skill", "2021-03-05;Joins;1,5;sql"),
    ],
)
def test_columns_are_recognised_by_their_names(header: str, row: str) -> None:
    reading = read(a_file(f"{header}\n{row}\n", "log.csv"), today=TODAY, day_first=True)

    entry = only(reading)
    assert (entry.what, entry.on.isoformat(), entry.minutes, entry.tags) == (
        "Joins",
        "2021-03-05",
        90,
        ("sql",),
    )


def test_what_was_done_is_in_an_unknown_column_of_words_rather_than_in_a_note() -> None:
    text = "Date,Thing,Dur,Note\n2021-03-05,Joins,45,hard\n2021-03-06,Views,1h30,easier\n"

    reading = reading_of(text, "log.csv")

    assert [(e.what, e.minutes, e.note) for e in reading.entries] == [
        ("Joins", 45, "hard"),
        ("Views", 90, "easier"),
    ]


@pytest.mark.parametrize("heading", ["Note", "Notes"])
def test_a_note_tells_what_was_done_where_nothing_else_does(heading: str) -> None:
    entry = only(reading_of(f"Date,{heading},Mins\n2021-03-05,Joins,45\n", "log.csv"))

    assert (entry.what, entry.note) == ("Joins", "")


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        *((name, "90") for name in ("Dur", "dur.", "Duration", "Length", "Time spent", "Mins")),
        *((name, "90") for name in ("min", "Dur (min)")),
        *((name, "1.5") for name in ("Hrs", "hours", "Dur (h)", "Duration hrs")),
    ],
)
def test_how_long_it_took_has_many_names(heading: str, cell: str) -> None:
    entry = only(reading_of(f"Date,What,{heading}\n2021-03-05,Joins,{cell}\n", "log.csv"))

    assert entry.minutes == 90


def test_a_file_without_a_header_is_guessed_and_can_be_mapped_by_position() -> None:
    text = "2021-03-05,Joins,45\n2021-03-06,Views,30\n"

    guess = reading_of(text, "log.csv")
    reading = mapped(text, Mapping(date=(1,), what=2, minutes=3, has_header=False))

    assert guess.columns == ("1", "2", "3")
    assert [entry.what for entry in guess.entries] == ["Joins", "Views"]
    assert [(entry.line, entry.minutes) for entry in reading.entries] == [(1, 45), (2, 30)]


def test_a_guess_can_be_put_right_and_kept() -> None:
    text = "a,b,c\nJoins,5/3/2021,x\nViews,25/3/2021,y\n"

    guess = reading_of(text, "log.csv").mapping
    mapping = Mapping.from_toml('what = "A"\ndate = "b"\ntags = [3]\n')
    reading = mapped(text, mapping)

    assert guess is not None
    assert [(entry.what, entry.tags) for entry in reading.entries] == [
        ("Joins", ("x",)),
        ("Views", ("y",)),
    ]
    assert reading.mapping is not None
    assert Mapping.from_toml(reading.mapping.to_toml()) == reading.mapping


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ("what = ", "not valid TOML"),
        ("when = 1", "knows no “when”"),
        ("what = true", "has to be the name of a column"),
        ("what = [1]", "has to be the name of a column"),
        ("has_header = 1", "has to be true or false"),
        ('delimiter = ";;"', "has to be one character"),
        ("what = 9", "There is no column 9"),
        ('what = "z"', "There is no column “z”"),
    ],
)
def test_a_mapping_that_does_not_fit_says_so(toml: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        mapped("date,b\n2021-03-05,x\n", Mapping.from_toml(toml))


def test_rows_that_are_not_understood_are_listed_with_line_and_reason() -> None:
    wrong = "2021-02-30,A\n,B\nsoon,C\n2021-03-05,\n"
    text = f'date,title\n{wrong}\n2021-03-06,"two\nlines"\n2021-03-07,D\n'

    reading = reading_of(text, "log.csv")

    assert reasons(reading) == {
        2: "“February 30” is not a date: February ended on the 28th in 2021.",
        3: "It has no date.",
        4: "“soon” names no day.",
        5: "Nothing here says what was done.",
    }
    assert [(entry.line, entry.what) for entry in reading.entries] == [(7, "two lines"), (9, "D")]


def test_a_quotation_mark_that_is_never_closed_costs_one_row() -> None:
    text = 'date,title\n2021-03-05,"open\n2021-03-06,two\n2021-03-07,"fine, this one"\n'

    reading = reading_of(text, "log.csv")

    assert days(reading) == ["2021-03-06", "2021-03-07"]
    assert reasons(reading) == {2: "The quotation mark opened on line 2 is never closed."}


def test_what_no_column_is_for_is_kept() -> None:
    text = "date,title,instructor,done,url,rating\n2021-03-05,A,Ann,yes,https://x.example,5\n"

    entry = only(reading_of(text, "log.csv"))

    assert entry.note == "- instructor: Ann\n- rating: 5"
    assert entry.tags == ("done",)
    assert [link.address for link in entry.links] == ["https://x.example"]


def test_cells_beyond_the_last_column_are_kept() -> None:
    assert only(reading_of("date,title\n2021-03-05,A,more\n", "log.csv")).note == "- column 3: more"


def test_identical_rows_are_each_an_entry_and_new_rows_leave_old_keys_alone() -> None:
    header, rows = "date,title,minutes\n", "2021-03-05,Spanish,15\n2021-03-05,Spanish,15\n"

    before = reading_of(header + rows, "log.csv")
    after = reading_of(f"{header}2021-03-06,Spanish,15\n{rows}2021-03-05,Spanish,30\n", "other.csv")

    assert len(set(keys(before))) == 2
    assert keys(after)[1:3] == keys(before)


def test_a_long_cell_is_one_line_of_what_and_kept_whole() -> None:
    long = "word " * 100_000

    entry = only(reading_of(f"date,title\n2021-03-05,{long}\n", "log.csv"))

    assert len(entry.what) <= 500
    assert entry.what.endswith("…")
    assert entry.note == long.strip()


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Invalid, match="more than 100,000"):
        reading_of("date,title\n" + "2021-03-05,A\n" * 100_001, "log.csv")


def test_one_column_is_no_table() -> None:
    with pytest.raises(Invalid, match="one column only"):
        reading_of("title\nA\nB\n", "log.csv")


@pytest.mark.parametrize("extra", ["", ",Spoiler,Private Notes,Read Count,Owned Copies", ",BCID"])
def test_goodreads_is_known_by_its_header_whatever_else_it_has(extra: str) -> None:
    row = (
        '7,"A, B",Ann Lee,"Lee, Ann",Bo Ek,"=""052550""","=""""",4,4.1,Pub,Paper,99,2020,2019,'
        '2021/03/05,2021/01/01,"sql, db",sql (#1),read,"Good.<br/>Very."'
    )

    reading = reading_of(f"{GOODREADS}{extra}\n{row}\n", "export.csv")

    entry = only(reading)
    assert reading.kind == "a Goodreads library"
    assert entry.what == "A, B by Ann Lee, Bo Ek"
    assert (entry.on.isoformat(), entry.kind, entry.source_key) == (
        "2021-03-05",
        "reading",
        "goodreads:7",
    )
    assert (entry.tags, entry.thoughts) == (("sql", "db"), "Good.\nVery.")


def test_a_book_that_is_only_wished_for_was_not_read() -> None:
    rows = "".join(
        f"{at},T{at},Ann,,,,,0,4,P,B,9,2020,2020,,2021/03/0{at},{shelf},,{shelf},\n"
        for at, shelf in enumerate(("to-read", "currently-reading", "read"), start=1)
    )

    reading = reading_of(f"{GOODREADS}\n{rows}", "export.csv")

    assert reasons(reading) == {2: "It is on the shelf “to-read”: not read yet."}
    assert [entry.tags for entry in reading.entries] == [("currently-reading",), ("read",)]


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r", exclude_categories=["Cc"]),
    min_size=1,
    max_size=20,
).filter(lambda text: any(char.isalpha() for char in text))


@given(
    st.lists(st.tuples(st.dates(TODAY.replace(year=1999), TODAY), cells), min_size=2, max_size=20)
)
def test_every_row_is_an_entry_or_listed(rows: list[tuple[object, str]]) -> None:
    quoted = ('{},"{}"\n'.format(day, said.replace('"', '""')) for day, said in rows)

    reading = reading_of("date,title\n" + "".join(quoted), "log.csv")

    assert len(reading.entries) + len(reading.rejected) == len(rows)
    assert len(set(keys(reading))) == len(reading.entries)
