"""One line finds what everyone can read in Ours, and nothing that anybody cannot."""

import re

from flask import Flask

from learnplan.directory import queries
from tests.canaries import CANARY, fill_with_canaries
from tests.mine.wording import words
from tests.visitors import Visitor


def test_every_room_is_looked_through_and_no_record_is(northwind: Flask) -> None:
    ana = queries.actor_for_email("ana@northwind.example")
    fill_with_canaries(ana.id)
    visitor = Visitor(northwind, ana)

    found = {line: words(visitor.get(f"/org/search?q={line}").text) for line in ("a", "a e")}

    for name in (
        "People to ask",
        "Practices",
        "Voice",
        "Roles",
        "Competencies",
        "Learning options",
    ):
        assert all(f" {name} " in page for page in found.values()), name
    assert "Nothing here has all of these words" in words(
        visitor.get(f"/org/search?q={CANARY}").text
    )


def test_what_is_found_is_there_and_nothing_is_no_question(northwind: Flask) -> None:
    visitor = Visitor(northwind, queries.actor_for_email("marek@northwind.example"))

    page = visitor.get("/org/search?q=a").text
    addresses = re.findall(r'class="row__title" href="([^"]*)"', page)

    assert len(addresses) > 10
    for address in addresses:
        assert visitor.get(address).status_code == 200, address
    for nothing in ("", "%20", "x" * 5_000, "%25", "_"):
        assert visitor.get(f"/org/search?q={nothing}").status_code == 200
    assert "There are more." not in visitor.get("/org/search").text
