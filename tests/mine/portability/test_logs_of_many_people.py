"""Logs in the shapes that many people keep: every day, what was done and where, and no other."""

import json
from dataclasses import dataclass

import pytest

from tests.mine.portability.logs import reading_of, reasons

GOODREADS = (
    "Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,"
    "Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,"
    "Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,"
    "Private Notes,Read Count,Recommended For,Recommended By,Owned Copies,"
    "Original Purchase Date,Original Purchase Location,Condition,Condition Description,BCID\n"
)
BOOK = (
    '7,Café,Ana Öz,Öz,,"=""0525""","=""""",4,4.1,Pub,Paper,99,2020,2019,2020/03/05,2020/01/01,'
    ",,read,Bien,,,1,,,0,,,,,\n"
)
WISH = BOOK.replace("7,", "8,", 1).replace("read,Bien", "to-read,").replace("2020/03/05", "")


def statement(at: int, **more: object) -> dict[str, object]:
    return {
        "id": f"6690e6c9-3ef0-4ed3-8b37-7f396473000{at}",
        "actor": {"mbox": "mailto:ana@example.invalid"},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"en": "completed"}},
        "object": {"id": "http://x.example/j", "definition": {"name": {"en": "Joins"}}},
        "timestamp": f"2020-03-0{at}T10:00:00Z",
        **more,
    }


@dataclass(frozen=True)
class Kept:
    """A log as somebody keeps it, and what has to come of it, written in short.

    ``expected`` has a line for each entry: the day of March 2020, what was done, the links.
    """

    name: str
    text: str | bytes
    expected: str
    rejected: tuple[int | None, ...] = ()


JOINED = "5 Joins\n6 Keys"
DONE = "5 Completed: Joins http://x.example/j"
TWICE = f"{DONE}\n6 Completed: Joins http://x.example/j"
LOGS = (
    # "100 days of code" and its forks
    Kept(
        "log.md",
        "# 100 Days Of Code\n\n### Day 1: March 5, Thursday\n\n**Today's Progress**: Joins\n\n"
        "**Thoughts:** Fun.\n\n**Link to work:** [App](http://x.example/a)\n\n"
        "### Day 2: March 6, Friday 2020\n\n**Today's Progress**: Keys\n",
        "5 Joins http://x.example/a\n6 Keys",
    ),
    Kept(
        "log.md",
        "# Round 1\n| Day | Date | What I did | Link |\n|:-:|---|---|---|\n"
        "| 1 | 5 Mar 2020 | Joins | [repo](https://x.example/r) |\n| 2 | 6 Mar 2020 | Keys | |\n",
        "5 Joins https://x.example/r\n6 Keys",
    ),
    Kept(
        "log.md", "## Day 1 :: 2020-03-05\n- [x] Joins\n## Day 2 :: 2020-03-06\n1. Keys\n", JOINED
    ),
    Kept(
        "log.md",
        "<h2>Day 1 - March 5, 2020</h2>\n<p>Joins</p>\n\n<h2>Day 2 - March 6, 2020</h2>\nKeys\n",
        JOINED,
    ),
    Kept(
        "log.md",
        "### Day 1: 5/3/20\n**Progress:** Joins\n### Day 2: 6/3/20\n**Progress:** Keys\n"
        "### Day 11: 15/3/20\n**Progress:** Views\n",
        "5 Joins\n6 Keys\n15 Views",
    ),
    Kept("log.txt", "Day 1 - 5th March 2020\nJoins\n\nDay 2 - 6th March 2020\nKeys\n", JOINED),
    Kept(
        "log.md",
        "***\n#### Day 1 | 3.5.2020\nJoins\n***\n#### Day 9 | 3.13.2020\nKeys\n",
        "5 Joins\n13 Keys",
    ),
    Kept(
        "log.md", "- **Day 1 (March 5, 2020)**: Joins\n- **Day 2 (March 6, 2020)**: Keys\n", JOINED
    ),
    Kept("log.md", "1. March 5, 2020 - Joins\n2. March 6, 2020 - Keys\n", JOINED),
    Kept(
        "log.md",
        "> ## Day 1: March 5, 2020\n> Joins\n\n> ## Day 2: March 6, 2020\n> Keys\n",
        JOINED,
    ),
    Kept(
        "log.md",
        "### Day 1: March 5, 2020 🎉\nJoins\n### Day 2: (rest)\n### Day 3: March 7, 2020\nKeys\n",
        "5 Joins\n7 Keys",
        rejected=(3,),
    ),
    Kept(
        "log.md",
        "# Day 2 - 6 March, 2020\n\nKeys\n\n# Day 1 - 5 March\n\nJoins\n",
        "6 Keys\n5 Joins",
    ),
    Kept(
        "log.md", "## March 5 2020 – Day 1 – Joins\na\n## March 6 2020 – Day 2 – Keys\nb\n", JOINED
    ),
    Kept(
        "log.md",
        "**Date:** March 5, 2020\n**Progress:** Joins\n\n**Date:** March 6, 2020\nKeys\n",
        JOINED,
    ),
    Kept(
        "log.md",
        "## Day 1: Thursday the 5th of March, 2020\nJoins\n## Day 2: 6th March 2020\nKeys\n",
        JOINED,
    ),
    Kept("log.txt", "Day 1\n2020-03-05\nJoins\n\nDay 2\n2020-03-06\nKeys\n", JOINED),
    # Diaries in plain text
    Kept("log.txt", "2020-03-05: Joins\n2020-03-06: Keys\n", JOINED),
    Kept("log.txt", "[2020-03-05] Joins\n[2020-03-06] Keys\n", JOINED),
    Kept("log.txt", "2020-03-05 Joins\n2020-03-06 Keys\n", JOINED),
    Kept("log.txt", "Thu 5 Mar 2020\n  Joins\nFri 6 Mar 2020\n  Keys\n", JOINED),
    Kept("log.rst", "2020-03-05\n==========\n\nJoins\n\n2020-03-06\n==========\n\nKeys\n", JOINED),
    # "Today I learned"
    Kept(
        "README.md",
        "# TIL\n\n## 2020-03-06\n* [Keys](sql/keys.md)\n* [Views](sql/views.md)\n\n## 2020-03-05\n"
        "* [Joins](sql/joins.md)\n",
        "6 Keys\n6 Views\n5 Joins",
    ),
    Kept("sql/joins.md", "# Joins\n\n_5 March 2020_\n\nText\n", "5 Joins"),
    Kept("sql/joins.md", "# Joins\n\nText.\n\n*Learned on March 5, 2020*\n", "5 Joins"),
    Kept("sql/j.md", "Title: Joins\nDate: 2020-03-05 10:20\nTags: sql\n\nText\n", "5 Joins"),
    # Reading lists
    Kept(
        "read.md",
        "# Books read in 2020\n\n- Joins, by Ann (March 5)\n- Keys, by Bo (March 6)\n- Later\n",
        "5 Joins, by Ann\n6 Keys, by Bo",
        rejected=(5,),
    ),
    Kept(
        "read.md",
        "## 2020\n\n- [Joins](https://x.example) - 5 Mar\n- [Keys](https://y.example) - 6 March\n",
        "5 Joins https://x.example\n6 Keys https://y.example",
    ),
    Kept(
        "list.yml",
        "- Joins by Ann (2020-03-05)\n- Keys by Bo (2020-03-06)\n",
        "5 Joins by Ann\n6 Keys by Bo",
    ),
    Kept("list.yml", "- 2020-03-05: Joins\n- 2020-03-06: Keys\n", JOINED),
    Kept(
        "list.yml",
        "2020:\n  - {title: Joins, date: 5 March}\n  - {title: Keys, url: 'https://x.example'}\n",
        "5 Joins",
        rejected=(3,),
    ),
    Kept(
        "list.yml",
        "version: 1\nJoins: {author: Ann, on: 2020-03-05}\nKeys: {author: Bo, date: 2020-03-06}\n",
        "5 Joins by Ann\n6 Keys by Bo",
        rejected=(1,),
    ),
    Kept(
        "list.json",
        '{"2020-03-05": "Joins", "2020-03-06": ["Keys", "Views"]}',
        f"{JOINED}\n6 Views",
    ),
    Kept("books.csv", GOODREADS + BOOK + WISH, "5 Café by Ana Öz", rejected=(3,)),
    Kept(
        "books.csv", (GOODREADS + BOOK + WISH).encode("cp1252"), "5 Café by Ana Öz", rejected=(3,)
    ),
    Kept("books.csv", (GOODREADS + BOOK).replace(",", ";").encode("cp1252"), "5 Café by Ana Öz"),
    Kept(
        "log.csv",
        "Fecha;Título;Minutos\n05/03/2020;Joins;45\n16/03/2020;Keys;30\n",
        "5 Joins\n16 Keys",
    ),
    # Statements of learning systems
    Kept("s.json", json.dumps({"statements": [statement(5)], "more": "/next"}), DONE),
    Kept("s.jsonl", "\n".join(json.dumps(statement(at)) for at in (5, 6)), TWICE),
    Kept("s.jsonl", "\n".join(json.dumps({"statements": [statement(at)]}) for at in (5, 6)), TWICE),
    Kept("s.json", json.dumps([{"_id": {"$oid": "x"}, "statement": statement(5)}]), DONE),
    Kept("s.json", json.dumps({"data": {"statements": [statement(5)]}}), DONE),
    Kept("s.json", json.dumps([statement(5, timestamp={"$date": "2020-03-05T10:00:00Z"})]), DONE),
    Kept("s.json", json.dumps([statement(5)]) + "\nand more", DONE, rejected=(2,)),
)


@pytest.mark.parametrize("kept", LOGS, ids=lambda kept: kept.name)
def test_a_log_comes_in_as_it_was_kept(kept: Kept) -> None:
    reading = reading_of(kept.text, kept.name)

    found = [
        " ".join((str(entry.on.day), entry.what, *(link.address for link in entry.links)))
        for entry in reading.entries
    ]
    assert found == kept.expected.split("\n")
    assert {(entry.on.year, entry.on.month) for entry in reading.entries} == {(2020, 3)}
    assert tuple(reasons(reading)) == kept.rejected
