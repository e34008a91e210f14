"""Every attack is tried where docs/attacks.md says, and nowhere that it does not say."""

import re
from collections import defaultdict

from tests.places import ROOT

ROW = re.compile(r"^\| (\d+) \|.*\| ([^|]*) \|$", re.MULTILINE)
MARK = re.compile(r"pytest\.mark\.attack\((\d+)\)")


def test_every_attack_is_tried_where_the_table_says() -> None:
    table = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    said = {
        int(number): set(re.findall(r"`([^`]+)`", files)) for number, files in ROW.findall(table)
    }
    marked: dict[int, set[str]] = defaultdict(set)
    for file in (ROOT / "tests").rglob("test_*.py"):
        for number in MARK.findall(file.read_text(encoding="utf-8")):
            marked[int(number)].add(file.relative_to(ROOT).as_posix())

    assert sorted(said) == list(range(1, 28))
    assert said == marked
