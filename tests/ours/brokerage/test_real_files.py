"""Real role maps and menus, whole where they are here: nothing is lost, and each count is exact."""

from collections import Counter

import pytest

from learnplan.ours.brokerage.drawing import Sort
from tests.ours.brokerage.files import counts, looks, needs, options, read_path
from tests.places import EXCERPTS, SHARED

MAPS = (Sort.ROLE, Sort.ROLE_LEVEL, Sort.COMPETENCY, Sort.NEED)
whole = pytest.mark.skipif(not SHARED.is_dir(), reason="the whole files are not beside the project")


@whole
def test_the_whole_table_of_roles() -> None:
    reading = read_path(SHARED / "skills/ddat/roles.csv")

    assert counts(reading, *MAPS) == [52, 201, 188, 1781]
    assert (reading.rows_read, reading.rejected) == (1825, [])
    families = {entry.said["family"] for entry in reading.drawing.entries[Sort.ROLE].values()}
    assert len(families) == 8
    (framework,) = reading.drawing.entries[Sort.FRAMEWORK].values()
    assert framework.said["scale"].split("\n") == ["Awareness", "Working", "Practitioner", "Expert"]
    said = " ".join(reading.remarks)
    assert "repeat another exactly: 16" in said
    assert "28 rows say “NOT IN USE” under “Role Level”" in said
    assert "one of 202 different words" in said


@whole
def test_the_whole_wide_table_of_skills() -> None:
    reading = read_path(SHARED / "skills/ddat/skills.csv")

    assert counts(reading, Sort.COMPETENCY, Sort.LEVEL, Sort.ROLE) == [188, 604, 51]
    assert not reading.rejected


@whole
@pytest.mark.parametrize(
    ("name", "found"), [("engineering", [1, 8, 72, 72]), ("operations", [1, 3, 48, 48])]
)
def test_the_whole_frameworks_in_yaml(name: str, found: list[int]) -> None:
    reading = read_path(SHARED / f"skills/ft-competencies/{name}.yml")

    assert counts(reading, *MAPS) == found
    assert not reading.rejected
    themes = {e.said["theme"] for e in reading.drawing.entries[Sort.COMPETENCY].values()}
    assert len(themes) == {"engineering": 9, "operations": 4}[name]


@whole
@pytest.mark.parametrize(("card", "listed"), [("Entry", 28), ("Mid", 40), ("Senior", 4)])
def test_a_whole_card_and_the_courses_on_it(card: str, listed: int) -> None:
    name = f"0510-Primary-Accounting-Analysis-{card}.md"
    reading = read_path(SHARED / "skills/cfo-gov-cards" / name)

    assert counts(reading, Sort.OPTION, Sort.SERVING, Sort.COMPETENCY) == [listed, listed, 1]
    assert not reading.rejected


@whole
@pytest.mark.parametrize(
    ("name", "listed", "rejected"),
    [
        ("cfo-gov-courses/courses.csv", 12, 0),
        ("free-programming-books/free-courses-en.md", 1377, 0),
        ("free-programming-books/free-courses-pt_BR.md", 318, 0),
        ("every-programmer-should-know/README.md", 192, 4),
    ],
)
def test_whole_menus(name: str, listed: int, rejected: int) -> None:
    reading = read_path(SHARED / "menus" / name)

    assert counts(reading, Sort.OPTION) == [listed]
    assert [row.says for row in reading.rejected] == ["There is no link in it."] * rejected


def test_an_excerpt_of_the_table_of_roles() -> None:
    reading = read_path(EXCERPTS / "skills/ddat/roles.csv")

    assert counts(reading, Sort.ROLE, Sort.ROLE_LEVEL) == [4, 10]
    assert (
        "Data architect",
        "Chief data architect",
        "Data governance (data architect)",
        "Expert",
    ) in needs(reading)
    role = reading.drawing.entries[Sort.ROLE]["map", "chief technology officer"]
    assert role.said["family"] == "Chief digital and data"
    named = [e.said.get("needed_by") for e in reading.drawing.entries[Sort.COMPETENCY].values()]
    assert named.count("Chief technology officer") == 3  # its levels are NOT IN USE


def test_cards_say_what_a_level_looks_like_and_what_helps() -> None:
    reading = read_path(EXCERPTS / "skills/cfo-gov-cards")

    assert needs(reading) == {
        ("Accounting", "Entry", "Accounting Analysis", "Basic"),
        ("Accounting", "Senior", "Accounting Analysis", "Expert"),
    }
    basic = looks(reading)["Accounting Analysis", "Basic"]
    assert basic.startswith("- Applies general analytical and evaluation techniques")
    listed = options(reading)
    (virtual,) = [one for one in listed if "(live, virtual)" in str(one["title"])]
    assert (virtual["kind"], virtual["provider"]) == ("classroom session", "AGA")
    assert {one["provider"] for one in listed} >= {"Data Society", "George Mason University"}
    level = reading.drawing.entries[Sort.ROLE_LEVEL]["map", "accounting", "entry"]
    assert level.said["summary"] == "Grade 7-9"  # neither a date nor a sum


def test_competencies_of_one_name_are_told_apart_by_their_ids() -> None:
    reading = read_path(EXCERPTS / "skills/ft-competencies/operations.yml")

    called = [e.said["name"] for e in reading.drawing.entries[Sort.COMPETENCY].values()]
    assert reading.rows_read == len(called) == len(needs(reading)) + len(called) - len(set(called))
    name = "Support systems and performs technical processes"
    assert "without help or guidance" in looks(reading)[name, "Working knowledge"]


def test_a_list_of_courses_says_what_each_costs_and_takes() -> None:
    listed = options(read_path(EXCERPTS / "menus/courses.csv"))

    assert len(listed) == 12
    leadership = listed[0]
    assert (leadership["cost"], leadership["price"]) == ("$750", 750)
    assert (leadership["length"], leadership["hours"]) == ("40h", 40)
    assert leadership["topics"] == "0501 Financial Administration and Program Support\nGS 7-9"


@pytest.mark.parametrize(
    ("name", "title", "kind", "provider", "topic"),
    [
        (
            *("free-courses-pt_BR.md", "Introdução ao Desenvolvimento de Aplicativos Android"),
            *("course", "Unicamp", "Android"),
        ),
        ("every-programmer.md", "Introduction to Algorithms", "book", "", "Algorithms"),
    ],
)
def test_lists_of_links(name: str, title: str, kind: str, provider: str, topic: str) -> None:
    listed = options(read_path(EXCERPTS / "menus" / name))

    (found,) = [one for one in listed if one["title"] == title]
    assert (found["kind"], found["provider"], found["topics"]) == (kind, provider, topic)


def test_topics_lose_the_marks_of_markdown() -> None:
    listed = options(read_path(EXCERPTS / "menus/free-courses-pt_BR.md"))

    assert set(Counter(one["topics"] for one in listed)) >= {"Android", "C", "C#"}
