"""A file of people is understood as it is found; a line that is not is listed, with its reason."""

from datetime import date

import pytest

from learnplan.core.actor import Role
from learnplan.core.errors import Invalid
from learnplan.directory.people_file import PeopleFile, read_people

SIMPLE = "email,name,unit,role,starts_on,ends_on\nana@x.example,Ana Lima,Web / Shop,worker,,\n"


def reasons(text: str) -> dict[int, str]:
    return {one.line: one.reason for one in read_people(text.encode()).wrong}


def only_row(file: PeopleFile) -> tuple[str, str, tuple[str, ...]]:
    [row] = file.rows
    assert file.wrong == ()
    return row.email, row.name, row.unit


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_file_is_read_whatever_encoding_it_was_saved_in(encoding: str) -> None:
    text = "email,name,unit\nines@x.example,Inês Carvalho,Café / Línea 2\n"

    read = read_people(text.encode(encoding))

    assert only_row(read) == ("ines@x.example", "Inês Carvalho", ("Café", "Línea 2"))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_newline_and_delimiter_will_do(newline: str, delimiter: str) -> None:
    lines = [["email", "name", "unit"], ["ana@x.example", "Ana Lima", "Web"]]

    read = read_people(newline.join(delimiter.join(cells) for cells in lines).encode())

    assert only_row(read) == ("ana@x.example", "Ana Lima", ("Web",))


def test_headings_are_known_in_any_case_order_and_spelling() -> None:
    text = " Name ,E-mail,Starts on,EMAIL,Shoe size\nAna  Lima,,2024-01-02,ANA@X.example,38\n"

    read = read_people(text.encode())

    assert only_row(read) == ("ana@x.example", "Ana Lima", ())
    assert read.rows[0].starts_on == date(2024, 1, 2)
    assert not read.says_roles


def test_blank_lines_are_no_people_and_do_not_shift_line_numbers() -> None:
    assert reasons("email,name\n\n,,\n\nnobody,Ana\n") == {5: "“nobody” is not an e-mail address."}


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026/11/03", date(2026, 11, 3)),
        ("3.11.2026", date(2026, 11, 3)),
        ("3 November 2026", date(2026, 11, 3)),
        ("3 Nov 2026", date(2026, 11, 3)),
        ("13/11/2026", date(2026, 11, 13)),
        ("11/13/2026", date(2026, 11, 13)),
        ("11/11/2026", date(2026, 11, 11)),
    ],
)
def test_days_are_read_in_the_forms_people_write(said: str, meant: date) -> None:
    [row] = read_people(f"email,name,starts_on\na@x.example,Ana,{said}\n".encode()).rows

    assert row.starts_on == meant


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("3/11/2026", "can be read two ways. Write it like 2026-11-03."),
        ("2026-02-30", "is not a date"),
        ("30/02/2026", "is not a date"),
        ("31/31/2026", "is not a date"),
        ("soon", "is not a date"),
        ("0001-01-01", "too long ago"),
    ],
)
def test_a_day_is_never_guessed(said: str, why: str) -> None:
    assert why in reasons(f"email,name,starts_on\na@x.example,Ana,{said}\n")[2]


def test_the_last_year_there_is_means_no_end() -> None:
    [row] = read_people(b"email,name,ends_on\na@x.example,Ana,9999-12-31\n").rows

    assert row.ends_on is None


def test_every_wrong_line_is_listed_with_its_reason() -> None:
    text = (
        "email,name,unit,role,starts_on,ends_on\n"
        ",Nobody,Web,,,\n"
        "ana@x.example,,Web,,,\n"
        "ben@x.example,Ben,Web,boss,,\n"
        "chi@x.example,Chi,Web,,2026-01-02,2026-01-01\n"
        "dan@x.example,Dan,Web,,,,extra\n"
        f"eve@x.example,{'E' * 201},Web,,,\n"
        f"fay@x.example,Fay,Web / {'u' * 201},,,\n"
        f"{'g' * 250}@x.example,Gil,Web,,,\n"
        "two words@x.example,Hal,Web,,,\n"
        "fine@x.example,Fine,Web,MANAGER,,\n"
    )

    read = read_people(text.encode())

    assert [one.line for one in read.wrong] == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    said = {one.line: one.reason for one in read.wrong}
    assert said[2] == "The e-mail is missing."
    assert said[3] == "The name is missing."
    assert "write worker, manager, steward, administrator" in said[4]
    assert said[5] == "It ends (2026-01-01) before it starts (2026-01-02)."
    assert said[6] == "It has 7 cells, but there are 6 columns."
    assert "longer than 200" in said[7]
    assert "longer than 200" in said[8]
    assert "is not an e-mail address" in said[9]
    assert [row.role for row in read.rows] == [Role.MANAGER]


def test_one_address_has_one_name() -> None:
    said = reasons("email,name\na@x.example,Ana\nA@X.example,Anna\n")

    assert said == {3: "a@x.example is called Ana on line 2, here Anna."}


def test_nobody_is_in_two_units_at_one_time() -> None:
    undated = reasons("email,name,unit\na@x.example,Ana,Web\na@x.example,Ana,Ledger\n")
    same_day = reasons(
        "email,name,unit,starts_on\n"
        "a@x.example,Ana,Web,2026-01-01\n"
        "a@x.example,Ana,Ledger,2026-01-01\n"
    )
    too_long = reasons(
        "email,name,unit,starts_on,ends_on\n"
        "a@x.example,Ana,Ledger,2026-03-01,\n"
        "a@x.example,Ana,Web,2026-01-01,2026-06-30\n"
    )

    assert list(undated) == [2, 3]
    assert "Say on each from when they are there" in undated[3]
    assert same_day == {3: "Ana is from the same day in Web on line 2."}
    assert too_long == {2: "Ana is until 2026-06-30 in Web on line 3, but here from 2026-03-01."}


def test_the_same_place_may_be_named_twice_for_two_roles() -> None:
    text = "email,name,unit,role\na@x.example,Ana,Web,manager\na@x.example,Ana,WEB,steward\n"

    read = read_people(text.encode())

    assert read.wrong == ()
    assert [row.role for row in read.rows] == [Role.MANAGER, Role.STEWARD]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"name,unit\nAna,Web\n", "no column “email”"),
        (b"email,name,name\n", "“name” more than once"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text"),
    ],
)
def test_what_is_no_file_of_people_is_refused_in_words(data: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        read_people(data)


def test_a_file_of_more_than_may_be_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="larger than 50 MiB"):
        read_people(b" " * (50 * 1024 * 1024 + 1))
