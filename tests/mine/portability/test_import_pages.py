import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest

from learnplan.core import clock, languages
from learnplan.core.db import Database, transaction
from learnplan.core.sources import FILE_LIMIT
from learnplan.mine.portability import services
from tests.factories.imports import (
    DIARY,
    a_zip,
    activities_of,
    id_on,
    load,
    number_of_activities,
)
from tests.factories.people import a_worker
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
TABLE = "When;What;Mins\n05.03.2026;Read a book;30\n06.03.2026;Wrote a test;45\n"
INDEX = """# Today I learned

### Git

- [Undo a commit](git/undo.md)
- [Bisect](git/bisect.md)

### Unix

- [Find a file](unix/find.md)
"""


def figures(html: str) -> list[str]:
    """What the three cards say: will be added, already there, not understood."""
    return re.findall(r'kpi__value">([\d,]+)', html)


def columns_are_open(html: str) -> bool:
    """Whether the form that says which column is what stands open."""
    before, found, _ = html.partition("Change how the columns are read")
    assert found
    return " open" in before[before.rindex("<details") :]


@only_on_sqlite  # how days are written is up to no database
def test_remarks_write_days_as_their_reader_does(visit: Visit) -> None:
    ana = a_worker()
    visit(ana).post("/account/language", page="/account/time-zone", language="en-US")

    shown = load(visit(ana), ("diary.md", "## 2130-01-02\n\nRead on\n"))

    assert "January 2, 2130 is still to come." in shown.text
    assert languages.day_said(date(2130, 1, 2)) == "2 January 2130"  # for whoever asks next


def test_a_log_is_looked_at_before_anything_is_added(visit: Visit) -> None:
    ana = a_worker()

    shown = load(visit(ana), ("diary.md", DIARY))

    assert shown.status_code == 200
    assert figures(shown.text) == ["2", "0", "1"]
    assert "Wrote a parser" in shown.text
    assert "February ended on the 29th in 2020" in shown.text
    assert "Add 2 activities" in shown.text
    assert activities_of(ana) == []


@pytest.mark.parametrize(
    ("header", "is_open"),
    [
        ("When;What;Mins", False),
        ("When;Thing;Mins", True),
        ("When;What;Zorp", True),
        ("When;Note;Mins", True),
    ],
)
def test_the_columns_are_open_to_be_put_right_where_their_names_do_not_tell(
    visit: Visit, header: str, *, is_open: bool
) -> None:
    browser = visit(a_worker())
    rows = TABLE.partition("\n")[2]

    shown = load(browser, ("log.csv", f"{header}\n{rows}"))
    page = f"/import/{id_on(shown)}"
    said = {"column_1": "date", "column_2": "what", "column_3": "minutes", "has_header": "y"}
    again = browser.post(f"{page}/columns", page=page, **said)

    assert columns_are_open(shown.text) is is_open
    assert not columns_are_open(again.text)


def test_confirming_adds_it_all(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    import_id = id_on(load(browser, ("diary.md", DIARY)))

    added = browser.post(f"/import/{import_id}/add", page=f"/import/{import_id}")

    assert "2 activities added" in added.text
    first, second = activities_of(ana)
    assert (first.happened_on.isoformat(), second.happened_on.isoformat()) == (
        "2020-03-05",
        "2020-03-06",
    )
    assert "friendlier" in first.thoughts
    assert [link.address for link in first.links] == ["https://example.org/parser"]


def test_the_same_file_twice_adds_nothing(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    first = id_on(load(browser, ("diary.md", DIARY)))
    browser.post(f"/import/{first}/add", page=f"/import/{first}")

    again = load(browser, ("renamed.md", DIARY))

    assert figures(again.text) == ["0", "2", "1"]
    assert "is in your log already" in again.text
    browser.post(f"/import/{id_on(again)}/add", page=f"/import/{id_on(again)}")
    assert len(activities_of(ana)) == 2


def test_confirming_twice_adds_once(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    import_id = id_on(load(browser, ("diary.md", DIARY)))

    browser.post(f"/import/{import_id}/add", page=f"/import/{import_id}")
    again = browser.post(f"/import/{import_id}/add", page=f"/import/{import_id}")

    assert again.status_code == 200
    assert len(activities_of(ana)) == 2


def test_an_import_can_be_taken_out_again(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    before = id_on(load(browser, ("log.csv", TABLE)))
    browser.post(f"/import/{before}/add", page=f"/import/{before}")
    import_id = id_on(load(browser, ("diary.md", DIARY)))
    browser.post(f"/import/{import_id}/add", page=f"/import/{import_id}")

    undone = browser.post(f"/import/{import_id}/undo", page="/import/")

    assert "2 activities taken out of your log again." in undone.text
    assert [one.what for one in activities_of(ana)] == ["Read a book", "Wrote a test"]
    assert "Taken out again" in browser.get(f"/import/{import_id}").text


def test_what_was_changed_since_stays_and_is_counted(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    import_id = id_on(load(browser, ("diary.md", DIARY)))
    browser.post(f"/import/{import_id}/add", page=f"/import/{import_id}")
    with transaction(Database.LEARNING):
        changed = activities_of(ana)[0]
        changed.what, changed.version = "Wrote a better parser", 2

    undone = browser.post(f"/import/{import_id}/undo", page="/import/")

    assert "1 activity taken out" in undone.text
    assert "1 that you have changed since stayed" in undone.text
    assert [one.what for one in activities_of(ana)] == ["Wrote a better parser"]


def test_an_import_cannot_be_undone_twice(visit: Visit) -> None:
    browser = visit(a_worker())
    import_id = id_on(load(browser, ("diary.md", DIARY)))
    browser.post(f"/import/{import_id}/add", page=f"/import/{import_id}")
    browser.post(f"/import/{import_id}/undo", page="/import/")

    again = browser.post(f"/import/{import_id}/undo", page="/import/")

    assert again.status_code == 409
    assert "undone by now" in again.text


def test_an_import_can_be_undone_for_30_days(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    with clock.stopped(clock.now() - timedelta(days=31)):
        import_id = id_on(load(browser, ("diary.md", DIARY)))
        browser.post(f"/import/{import_id}/add", page=f"/import/{import_id}")

    late = browser.post(f"/import/{import_id}/undo", page="/import/")

    assert late.status_code == 409
    assert "can be undone for 30 days" in late.text
    assert len(activities_of(ana)) == 2
    assert f"/import/{import_id}/undo" not in browser.get("/import/").text


@pytest.mark.parametrize(
    ("act", "method"),
    [
        ("", "get"),
        ("/throw-away", "get"),
        *(
            (act, "post")
            for act in (
                "/add",
                "/again",
                "/columns",
                "/day-order",
                "/throw-away",
                "/undated",
                "/undated/leave-out",
                "/undo",
            )
        ),
    ],
)
def test_somebody_elses_import_is_not_there(visit: Visit, act: str, method: str) -> None:
    ana, ben = a_worker(), visit(a_worker())
    theirs = id_on(load(visit(ana), ("log.csv", TABLE)))

    answers = [
        ben.get(f"/import/{one}{act}")
        if method == "get"
        else ben.post(f"/import/{one}{act}", page="/import/")
        for one in (theirs, uuid4())
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({re.sub(r"[0-9a-f-]{32,}|nonce-\S+|value=\S+", "", a.text) for a in answers}) == 1
    assert activities_of(ana) == []
    assert "Read a book" in visit(ana).get(f"/import/{theirs}").text


def test_nobody_else_sees_what_was_imported_by_whom(visit: Visit) -> None:
    load(visit(a_worker()), ("secret-diary.md", DIARY))

    assert "secret-diary" not in visit(a_worker()).get("/import/").text


def test_the_columns_of_a_table_can_be_put_right(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    shown = load(browser, ("log.csv", "2026-03-05,12,Read a book\n2026-03-06,45,Wrote a test\n"))
    page = f"/import/{id_on(shown)}"

    browser.post(f"{page}/columns", page=page, column_1="date", column_2="minutes", column_3="what")
    browser.post(f"{page}/add", page=page)

    assert [(one.what, one.minutes) for one in activities_of(ana)] == [
        ("Read a book", 12),
        ("Wrote a test", 45),
    ]


def test_a_column_cannot_be_what_another_is(visit: Visit) -> None:
    browser = visit(a_worker())
    page = f"/import/{id_on(load(browser, ('log.csv', TABLE)))}"

    wrong = browser.post(
        f"{page}/columns",
        page=page,
        column_1="date",
        column_2="what",
        column_3="what",
        has_header="y",
    )

    assert wrong.status_code == 422
    assert "Only one column can be this: what was done." in wrong.text
    assert 'href="#column_3"' in wrong.text


def test_a_table_needs_a_column_that_says_what(visit: Visit) -> None:
    browser = visit(a_worker())
    page = f"/import/{id_on(load(browser, ('log.csv', TABLE)))}"

    wrong = browser.post(
        f"{page}/columns", page=page, column_1="date", column_2="", column_3="", has_header="y"
    )

    assert wrong.status_code == 422
    assert "Say which column holds what was done." in wrong.text


def test_dates_that_can_be_two_days_can_be_read_the_other_way(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    shown = load(browser, ("log.csv", "Date,What\n3/4/2026,Read\n3/4/2026,Wrote\n"))
    page = f"/import/{id_on(shown)}"
    read_as = re.findall(r'name="order" value="([^"]+)"', shown.text)
    assert read_as

    for order, day in (("day/month", "3 Apr 2026"), ("month/day", "4 Mar 2026")):
        read = browser.post(f"{page}/day-order", page=page, order=order)
        assert day in read.text
        assert "because you said so" in read.text


def test_what_has_no_date_is_left_out_or_put_on_a_day(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    shown = load(browser, ("README.md", INDEX))
    page = f"/import/{id_on(shown)}"
    assert figures(shown.text) == ["0", "0", "3"]
    assert "3 things have no date" in shown.text

    unsaid = browser.post(f"{page}/undated", page=page)
    assert unsaid.status_code == 422
    assert "Write a day" in unsaid.text

    put = browser.post(f"{page}/undated", page=page, **{"undated-on": "2026-03-05"})
    assert figures(put.text) == ["3", "0", "0"]

    left = browser.post(f"{page}/undated/leave-out", page=page)
    assert figures(left.text) == ["0", "0", "3"]


def test_a_long_log_is_shown_page_by_page(visit: Visit) -> None:
    rows = [f"2026-03-05,Exercise {n}" for n in range(120)]
    text = "\n".join(["Date,What", *rows, "never,Rested"])
    browser = visit(a_worker())
    page = f"/import/{id_on(load(browser, ('log.csv', text)))}"

    first, last = browser.get(page), browser.get(f"{page}?page=3")

    assert "Rows 1 to 50 of 121" in first.text
    assert "Exercise 49" in first.text
    assert "Exercise 50" not in first.text
    assert "Rows 101 to 121 of 121" in last.text
    assert "Rows 1 to 1 of 1" in browser.get(f"{page}?show=not-understood").text
    assert "Rows 101 to 121" in browser.get(f"{page}?page=99").text
    assert browser.get(f"{page}?page=x&show=y").status_code == 200


def test_a_draft_can_be_thrown_away_after_one_question(visit: Visit) -> None:
    browser = visit(a_worker())
    page = f"/import/{id_on(load(browser, ('diary.md', DIARY)))}"

    asked = browser.get(f"{page}/throw-away")
    gone = browser.post(f"{page}/throw-away")

    assert "The copy that was loaded here goes" in asked.text
    assert "Thrown away." in gone.text
    assert browser.get(page).status_code == 404


def test_what_was_added_cannot_be_thrown_away(visit: Visit) -> None:
    browser = visit(a_worker())
    page = f"/import/{id_on(load(browser, ('diary.md', DIARY)))}"
    browser.post(f"{page}/add", page=page)

    assert browser.get(f"{page}/throw-away").status_code == 404
    assert browser.post(f"{page}/throw-away", page="/import/").status_code == 409


def test_drafts_go_after_seven_days(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    with clock.stopped(clock.now() - timedelta(days=8)):
        page = f"/import/{id_on(load(browser, ('old.md', DIARY)))}"
    assert "old.md" not in browser.get("/import/").text

    load(browser, ("new.md", DIARY))

    assert browser.get(page).status_code == 404
    with transaction(Database.LEARNING):
        assert services.purge_drafts(before=clock.now() + timedelta(days=1)) == 1


def test_choosing_nothing_is_said_beside_the_field(visit: Visit) -> None:
    answer = visit(a_worker()).post("/import/")

    assert answer.status_code == 422
    assert 'id="files-error"' in answer.text
    assert "Choose a file to import." in answer.text


@pytest.mark.parametrize(
    ("name", "made", "sentence"),
    [
        ("large.md", lambda: b"x" * (FILE_LIMIT + 1), "is larger than 50 MiB"),
        ("broken.zip", lambda: b"PK\x03\x04 and then nothing", "is damaged"),
        ("empty.zip", a_zip, "nothing in"),
        ("bomb.zip", lambda: a_zip(**{f"{n}.md": "0" * 45_000_000 for n in range(5)}), "200 MiB"),
    ],
    ids=["large", "broken", "empty", "bomb"],
)
def test_what_cannot_be_opened_is_refused_at_once(
    visit: Visit, name: str, made: Callable[[], bytes], sentence: str
) -> None:
    browser = visit(a_worker())

    answer = load(browser, (name, made()))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert name not in browser.get("/import/").text


def test_what_cannot_be_read_says_why(visit: Visit) -> None:
    browser = visit(a_worker())

    answer = load(browser, ("picture.md", b"\x89PNG\r\n\x1a\n\x00\x00"))

    assert "This could not be read" in answer.text
    assert "is a picture" in answer.text
    assert browser.post(f"/import/{id_on(answer)}/throw-away").status_code == 200


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.md", "<script>alert(1)</script>.md", "a\u202egpj.md", "x" * 5_000]
)
def test_hostile_names_are_only_names(visit: Visit, name: str) -> None:
    browser = visit(a_worker())

    for shown in (
        load(browser, (name, DIARY)),
        load(browser, ("some.zip", a_zip(**{name + ".md": DIARY, "b.md": DIARY}))),
    ):
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
    assert "<script>alert" not in browser.get("/import/").text


def test_hostile_words_are_only_words(visit: Visit) -> None:
    ana = a_worker()
    browser = visit(ana)
    shown = load(
        browser,
        ("log.csv", "Date,What,Link\n2026-03-05,<script>alert(1)</script>,javascript:alert(1)\n"),
    )
    page = f"/import/{id_on(shown)}"
    browser.post(f"{page}/add", page=page)

    assert "<script>alert" not in shown.text
    kept = activities_of(ana)[0]
    assert kept.what == "<script>alert(1)</script>"
    assert kept.links == []


def test_looking_adds_nothing(visit: Visit) -> None:
    browser = visit(a_worker())
    page = f"/import/{id_on(load(browser, ('diary.md', DIARY)))}"

    for address in ("/import/", page, f"{page}?page=2", f"{page}/throw-away", f"{page}/add"):
        browser.get(address)

    assert number_of_activities() == 0
