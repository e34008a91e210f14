"""Real role maps and menus, whole: nothing is lost, and each count is exact.

They are large and stand beside the project; where they do not, nothing here is collected, and the
excerpts of ``test_real_files`` are what there is.
"""

import pytest

from learnplan.ours.brokerage.drawing import Sort
from tests.ours.brokerage.files import counts, read_path
from tests.places import SHARED

MAPS = (Sort.ROLE, Sort.ROLE_LEVEL, Sort.COMPETENCY, Sort.NEED)


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


def test_the_whole_wide_table_of_skills() -> None:
    reading = read_path(SHARED / "skills/ddat/skills.csv")

    assert counts(reading, Sort.COMPETENCY, Sort.LEVEL, Sort.ROLE) == [188, 604, 51]
    assert not reading.rejected


@pytest.mark.parametrize(
    ("name", "found"), [("engineering", [1, 8, 72, 72]), ("operations", [1, 3, 48, 48])]
)
def test_the_whole_frameworks_in_yaml(name: str, found: list[int]) -> None:
    reading = read_path(SHARED / f"skills/ft-competencies/{name}.yml")

    assert counts(reading, *MAPS) == found
    assert not reading.rejected
    themes = {e.said["theme"] for e in reading.drawing.entries[Sort.COMPETENCY].values()}
    assert len(themes) == {"engineering": 9, "operations": 4}[name]


@pytest.mark.parametrize(("card", "listed"), [("Entry", 28), ("Mid", 40), ("Senior", 4)])
def test_a_whole_card_and_the_courses_on_it(card: str, listed: int) -> None:
    name = f"0510-Primary-Accounting-Analysis-{card}.md"
    reading = read_path(SHARED / "skills/cfo-gov-cards" / name)

    assert counts(reading, Sort.OPTION, Sort.SERVING, Sort.COMPETENCY) == [listed, listed, 1]
    assert not reading.rejected


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
