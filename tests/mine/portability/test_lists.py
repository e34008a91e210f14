"""Lists kept as data: YAML, JSON, and the statements of learning systems."""

import json

import pytest

from learnplan.core.errors import Invalid
from tests.mine.portability.logs import days, keys, only, reading_of, reasons

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


def a_statement(**more: object) -> dict[str, object]:
    return {
        "id": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
        "actor": {"mbox": "mailto:ana@example.invalid"},
        "verb": {
            "id": "http://adlnet.gov/expapi/verbs/completed",
            "display": {"en-GB": "completed"},
        },
        "object": {"id": "http://x.example/courses/sql-joins/", "objectType": "Activity"},
        "timestamp": "2021-03-05T23:30:00-06:00",
        **more,
    }


@pytest.mark.parametrize(
    "text",
    [
        "- title: Joins\n  date: 2021-03-05\n  link: https://x.example\n",
        "books:\n  - title: Joins\n    date: 2021-03-05\n    url: https://x.example\n",
        "reading:\n  '2021':\n    - {name: Joins, finished: 2021-03-05, url: 'https://x.example'}\n",
        "2021-03-05:\n  - title: Joins\n    url: https://x.example\n",
        "---\n- title: Joins\n  date: !!str 2021-03-05\n  url: https://x.example\n...\n",
    ],
)
def test_a_yaml_list_may_stand_anywhere(text: str) -> None:
    entry = only(reading_of(text, "list.yml"))

    assert (entry.what, entry.on.isoformat()) == ("Joins", "2021-03-05")
    assert [link.address for link in entry.links] == ["https://x.example"]


def test_items_of_a_list_that_are_not_understood_are_listed_by_line() -> None:
    text = "- title: A\n  date: 2020-02-30\n- title: B\n  date: 2020-03-01\n- C\n- title: D\n"

    reading = reading_of(text, "list.yaml")

    assert days(reading) == ["2020-03-01"]
    assert reasons(reading) == {
        1: "“February 30” is not a date: February ended on the 29th in 2020.",
        5: "This is not an item with a date and a title.",
        6: "It has no date.",
    }


def test_a_book_that_is_finished_later_is_still_the_same_book() -> None:
    begun = "- title: Joins\n  url: https://x.example\n  started: 2021-03-01\n"

    done = reading_of(f"{begun}  finished: 2021-03-05\n", "books.yml")

    assert keys(done) == keys(reading_of(begun, "books.yml"))
    assert days(done) == ["2021-03-05"]


def test_items_of_one_name_are_each_an_entry() -> None:
    reading = reading_of("- {title: A, date: 2021-03-05}\n" * 3, "list.yml")

    assert len(set(keys(reading))) == 3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (BOMB, "repeats itself more often than a file of words can"),
        ("a: " + "[" * 200_000, "nests more than 50 levels deep"),
        ("- &a [*a]\n", "refers to “a”"),
        ("a: [1\nb: {", "stops being YAML on line 2"),
        ("- @a\n", "stops being YAML on line 1"),
    ],
)
def test_yaml_that_is_broken_or_built_to_break_us_is_refused(text: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        reading_of(text, "list.yml")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[" + '{"a":[' * 99_999])
def test_json_that_is_built_to_break_us_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="deep"):
        reading_of(text, "list.json")


@pytest.mark.parametrize(
    "text",
    [
        '[{"date": "2021-03-05", "title": "Joins"}]',
        '{"date": "2021-03-05", "title": "Joins"}',
        '{"log": {"entries": [{"date": 1614902400, "title": "Joins"}]}}',
        '\ufeff[\n{"completed_at": "2021-03-05T10:00:00Z", "name": "Joins", "n": null}]',
    ],
)
def test_json_lists_are_read_too(text: str) -> None:
    entry = only(reading_of(text, "list.json"))

    assert (entry.what, entry.on.isoformat()) == ("Joins", "2021-03-05")


def test_lines_of_json_are_read_past_a_broken_one() -> None:
    good = '{"date": "2021-03-05", "title": "A"}'

    reading = reading_of(f"{good}\n{{broken\n{good.replace('A', 'B')}\n", "log.jsonl")

    assert [(entry.line, entry.what) for entry in reading.entries] == [(1, "A"), (3, "B")]
    assert "The JSON is broken here" in reasons(reading)[2]


def test_what_no_database_can_hold_is_replaced() -> None:
    entry = only(reading_of('[{"date": "2021-03-05", "title": "a\\u0000b\\ud800"}]', "log.json"))

    assert entry.what == "a\ufffdb\ufffd"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: json.dumps([one], indent=2),
        lambda one: json.dumps({"statements": [one], "more": ""}),
        lambda one: json.dumps({"more": "", "statements": [one]}, indent=1),
        json.dumps,
        lambda one: json.dumps(one) + "\n\n",
    ],
)
def test_statements_come_in_any_wrapping(wrap: "object") -> None:
    text = wrap(a_statement(result={"duration": "PT1H30M", "score": {"raw": 8, "max": 10}}))  # type: ignore[operator] # a function of a statement

    entry = only(reading_of(text, "statements.json"))

    assert entry.what == "Completed: sql joins"
    assert (entry.on.isoformat(), entry.at and entry.at.hour) == ("2021-03-05", 23)
    assert (entry.minutes, entry.note) == (90, "- Score: 8 of 10")
    assert entry.source_key == "xapi:6690e6c9-3ef0-4ed3-8b37-7f3964730bee"


def test_a_statement_prefers_the_names_it_gives() -> None:
    thing = {
        "id": "http://x.example/1",
        "definition": {
            "name": {"fr": "Jointures", "en-US": "Joins"},
            "type": "http://adlnet.gov/expapi/activities/course",
            "description": {"en": "How to join."},
        },
    }

    entry = only(reading_of(json.dumps([a_statement(object=thing)]), "s.json"))

    assert (entry.what, entry.kind, entry.note) == ("Completed: Joins", "course", "How to join.")


def test_a_statement_counts_once_and_not_at_all_when_it_is_taken_back() -> None:
    voids = a_statement(
        id="2",
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
        object={"objectType": "StatementRef", "id": "3"},
    )
    statements = [a_statement(), a_statement(), a_statement(id="3"), voids, {"id": "4"}]
    statements += [a_statement(timestamp="2021-03-06T00:00:00Z")]

    reading = reading_of(json.dumps(statements, indent=1), "s.json")

    assert len(reading.entries) == 1
    assert reading.remarks == ("1 statement stands here twice and counted once.",)
    assert sorted(reasons(reading).values()) == [
        "A later statement takes this one back.",
        "An earlier statement has the same id and says something else.",
        "It only takes another statement back.",
        "This is not an xAPI statement: it lacks a verb or an object.",
    ]


def test_statements_before_a_break_are_kept() -> None:
    text = json.dumps([a_statement(), a_statement(id="2")], indent=1)[:-120]

    reading = reading_of(text, "s.json")

    assert len(reading.entries) == 1
    assert "The JSON is broken here" in next(iter(reasons(reading).values()))
