"""Excerpts of real role maps and menus: what is read of each kind of them."""

from collections import Counter

import pytest

from learnplan.ours.brokerage.drawing import Sort
from tests.ours.brokerage.files import counts, looks, needs, options, read_path
from tests.places import EXCERPTS


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
