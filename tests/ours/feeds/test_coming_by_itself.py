"""Files from the folder and tables from other servers are kept whole, traced, and never doubled."""

import io
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from flask import Flask
from openpyxl import Workbook  # type: ignore[import-untyped]
from sqlalchemy import select

from learnplan.config import Figures
from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.fetching import origins_from
from learnplan.ours.feeds import addresses, folder
from learnplan.ours.feeds.models import Address
from learnplan.ours.performance import importing
from learnplan.ours.performance.models import ObservationBatch
from learnplan.ours.performance.senders import Origin
from tests.core.test_fetching import BODY, SLOW, server
from tests.factories.people import a_unit, an_administrator
from tests.factories.performance import some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
FEEDS = "/org/performance/feeds/"
assert server is not None  # a fixture


@pytest.fixture(autouse=True)
def packaging(app: Flask) -> None:
    assert app
    a_unit("Packaging")


def put(into: Path, name: str, data: bytes, *, minutes_ago: int = 2) -> Path:
    """Put a file into a folder, as if some minutes ago."""
    file = into / name
    file.write_bytes(data)
    then = file.stat().st_mtime - 60 * minutes_ago
    os.utime(file, (then, then))
    return file


def batches() -> list[tuple[Origin, str]]:
    found = db.session.scalars(select(ObservationBatch).order_by(ObservationBatch.number))
    said = [(batch.origin, batch.file_name) for batch in found]
    db.session.rollback()
    return said


def untried() -> int:
    """How many addresses nobody has taken in hand."""
    found = db.session.scalars(select(Address.id).where(Address.tried_at.is_(None))).all()
    db.session.rollback()
    return len(found)


def said_of(name: str) -> str:
    """The trouble that stands beside an address."""
    found = db.session.scalars(select(Address.trouble).where(Address.name == name)).one()
    db.session.rollback()
    return found


def test_what_lies_in_the_folder_is_taken_up_with_a_note(tmp_path: Path) -> None:
    put(tmp_path, "march.csv", BODY)
    put(tmp_path, "wrong.csv", BODY + b"Packaging,Incidents,soon,5\n")
    put(tmp_path, "picture.csv", b"\x89PNG")
    put(tmp_path, "to-come.csv", BODY + b"Packaging,Incidents,2126-03,5\n")
    put(tmp_path, "unclear.csv", b"unit,indicator,period,Value,value\nA,B,2026-04,1,2\n")
    still = [
        put(tmp_path, "slow.csv", BODY, minutes_ago=0),
        put(tmp_path, "april.csv.part", BODY),
        put(tmp_path, ".hidden.csv", BODY),
    ]
    (tmp_path / "link.csv").symlink_to(put(tmp_path.parent, "elsewhere.csv", BODY))

    went = folder.take_up(tmp_path, attest=True)
    again = folder.take_up(tmp_path, attest=True)

    assert batches() == [(Origin.FOLDER, "march.csv")]
    assert again == []
    assert sorted(file.parent.name for file in went) == ["done", *["refused"] * 4]
    [done] = (tmp_path / "done").glob("*-march.csv.txt")
    assert "1 added" in done.read_text()
    refused = sorted((tmp_path / "refused").glob("*.txt"))
    assert "is a picture and not text" in refused[0].read_text()
    assert "Line 3: Mar 2126 has not begun yet" in refused[1].read_text()
    assert "Several columns of unclear.csv are called “value”." in refused[2].read_text()
    assert "Line 3: “soon” is not a period." in refused[3].read_text()
    assert all(file.exists() for file in [*still, tmp_path / "link.csv"])


def test_administrators_read_which_files_lie_refused_and_why(
    app: Flask, visit: Visit, tmp_path: Path
) -> None:
    app.extensions["ours"].config["FIGURES"] = Figures(folder=tmp_path)
    ada = visit(an_administrator())
    before = ada.get(FEEDS).text
    put(tmp_path, "april.csv", BODY.replace(b"2026-03", b"soon"))
    put(tmp_path, "may.csv", BODY)
    folder.take_up(tmp_path, attest=True)

    told = words_of(ada.get(FEEDS).text)
    [file] = (tmp_path / "refused").glob("*.csv")
    file.unlink()

    assert "Refused, and not put right yet" not in before
    assert f"{file.name} Nothing was kept Nothing was kept: of 1, 1 figure is wrong." in told
    assert "“soon” is not a period" in told
    assert "may.csv" not in told
    assert "april.csv" not in ada.get(FEEDS).text


def test_the_note_beside_a_file_says_what_was_not_read_of_it(tmp_path: Path) -> None:
    book = Workbook()
    for name in ("March", "April"):
        sheet = book.active if name == "March" else book.create_sheet()
        sheet.title = name
        sheet.append(["unit", "indicator", "period", "value", "remark"])
        sheet.append(["Packaging", "Incidents", f"{name} 2026", 4, "none"])
    packed = io.BytesIO()
    book.save(packed)
    put(tmp_path, "months.xlsx", packed.getvalue())

    [went] = folder.take_up(tmp_path, attest=True)

    note = went.with_name(f"{went.name}.txt").read_text("utf-8")
    assert note.startswith("Kept: 1 added, 0 changed, 0 already there.")
    assert "Only the sheet “March” was read, and not “April”." in note
    assert "Columns not read: remark." in note


def test_what_holds_no_figure_is_refused_and_what_changes_nothing_says_so(tmp_path: Path) -> None:
    wide = importing.opened("wide.csv", b"team,Mar 2026,Apr 2026\nPackaging,4,6\n")
    with transaction(Database.ORGANISATION):
        importing.save_mapping(*wide)
    put(tmp_path, "1-whole.csv", BODY)
    put(tmp_path, "2-again.csv", BODY)
    put(tmp_path, "3-heading.csv", BODY.split(b"\n", maxsplit=1)[0] + b"\n,,,\n")
    put(tmp_path, "4-blank.csv", b"team,Mar 2026,Apr 2026\nPackaging,,\n")

    went = folder.take_up(tmp_path, attest=True)

    assert [file.parent.name for file in went] == ["done", "done", "refused", "refused"]
    notes = [file.with_name(f"{file.name}.txt").read_text() for file in went]
    assert "It can be undone" in notes[0]
    assert notes[1] == "Nothing changed: all its figures, 1, were there already.\n"
    assert "3-heading.csv has a heading and no row below it" in notes[2]
    assert "none of the 1 rows of 4-blank.csv has a figure" in notes[3]


@only_on_sqlite  # what a folder may hold, not how figures are kept
def test_no_file_keeps_the_others_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = f"{'a' * 251}.csv"
    put(tmp_path, long, BODY)
    put(tmp_path, os.fsdecode(b"b-M\xe4rz.csv"), BODY.replace(b"2026-03", b"2026-05"))
    put(tmp_path, "c.csv", BODY.replace(b"2026-03", b"2026-06"))
    put(tmp_path, "d.csv", BODY.replace(b"2026-03", b"2026-07"))
    read = Path.read_bytes

    def unreadable(file: Path) -> bytes:
        if file.name == "c.csv":
            raise PermissionError(13, "Permission denied")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", unreadable)

    went = folder.take_up(tmp_path, attest=True)

    assert [file.parent.name for file in went] == ["done", "done", "refused", "done"]
    assert went[0].name.endswith("aaa.csv")
    note = went[2].with_name(f"{went[2].name}.txt").read_text()
    assert note == "It cannot be read: Permission denied.\n"
    assert [name for _, name in batches()] == [long, "b-M\N{REPLACEMENT CHARACTER}rz.csv", "d.csv"]


def test_what_was_left_half_way_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".taking").mkdir()
    put(tmp_path / ".taking", "march.csv", BODY)
    assert folder.take_up(tmp_path, attest=True) == []

    later = clock.now() + folder.DEAD * 2
    monkeypatch.setattr("learnplan.core.clock.now", lambda: later)

    assert [file.parent.name for file in folder.take_up(tmp_path, attest=True)] == ["done"]


def test_two_who_watch_one_folder_take_each_file_once(app: Flask, tmp_path: Path) -> None:
    names = [f"{number}.csv" for number in range(6)]
    for number, name in enumerate(names):
        put(tmp_path, name, BODY.replace(b"2026-03", f"2026-{number + 4:02}".encode()))
    begin = threading.Barrier(2)

    def watch() -> list[Path]:
        with app.app_context():
            begin.wait()
            return folder.take_up(tmp_path, attest=True)

    with ThreadPoolExecutor(2) as both:
        went = [file for found in both.map(lambda _one: watch(), range(2)) for file in found]

    assert sorted(file.name.partition("-")[2].rpartition("-")[2] for file in went) == names
    assert {file.parent.name for file in went} == {"done"}
    assert sorted(name for _, name in batches()) == names


def test_a_table_elsewhere_is_fetched_when_due_and_kept_once(server: str) -> None:
    ada, allowed = an_administrator(), origins_from(server)
    with transaction(Database.ORGANISATION):
        addresses.add_address(
            ada, name="Office", url=f"{server}/moved", hours=24, attests=True, allowed=allowed
        )

    first = addresses.fetch_due(allowed, may_reach=bool)
    second = addresses.fetch_due(allowed, may_reach=bool)
    with transaction(Database.ORGANISATION):
        db.session.scalars(select(Address)).one().due_at = clock.now()
        db.session.scalars(select(Address)).one().trouble = "It was not there."
    third = addresses.fetch_due(allowed, may_reach=bool)
    trouble = db.session.scalars(select(Address)).one().trouble
    db.session.rollback()

    assert first == {"Office": "Kept: 1 added, 0 changed, 0 already there."}
    assert second == {}
    assert third == {"Office": "Unchanged."}
    assert trouble == "", "what it was refused for is over"
    assert batches() == [(Origin.ADDRESS, "moved")]


def test_a_table_with_a_figure_to_come_is_refused_whole_and_its_line_is_said(
    server: str, app: Flask, visit: Visit
) -> None:
    ada, allowed = an_administrator(), origins_from(server)
    app.extensions["ours"].config["FIGURES"] = Figures(servers=allowed)
    with transaction(Database.ORGANISATION):
        addresses.add_address(
            ada, name="Office", url=f"{server}/to-come", hours=24, attests=True, allowed=allowed
        )

    fetched = addresses.fetch_due(allowed, may_reach=bool)

    why = "Line 3: Mar 2126 has not begun yet, so there can be no figure of it."
    assert why in fetched["Office"]
    assert why in said_of("Office")
    assert why in words_of(visit(ada).get(FEEDS).text)
    assert batches() == []


def test_a_slow_server_keeps_no_other_waiting_and_each_table_comes_once(
    app: Flask, server: str, tmp_path: Path
) -> None:
    ada, allowed = an_administrator(), origins_from(server)
    paths = {"Slow": "/slow", "Gone": "/gone", **{f"Office {n}": f"/{n}.csv" for n in range(5)}}
    with transaction(Database.ORGANISATION):
        for name, path in paths.items():
            addresses.add_address(
                ada, name=name, url=f"{server}{path}", hours=24, attests=True, allowed=allowed
            )
    SLOW.clear()

    def fetch(_process: int) -> dict[str, str]:
        with app.app_context():
            return addresses.fetch_due(allowed, may_reach=bool, alone=app.app_context)

    with ThreadPoolExecutor(2) as both:
        two = [both.submit(fetch, process) for process in range(2)]
        try:
            while len(batches()) < 1 or untried() or not said_of("Gone"):
                sleep(0.01)
            put(tmp_path, "april.csv", BODY.replace(b"2026-03", b"2026-04"))
            [went] = folder.take_up(tmp_path, attest=True)
            before = batches()
        finally:
            SLOW.set()
        done = [each.result() for each in two]

    assert went.parent.name == "done"
    assert [name for _, name in before][-1] == "april.csv"
    assert "slow" not in [name for _, name in before]
    assert batches()[-1] == (Origin.ADDRESS, "slow")
    assert sorted([*done[0], *done[1]]) == sorted(paths)
    assert "410 Gone" in said_of("Gone")


def test_an_administrator_adds_an_address_and_reads_what_went_wrong(
    app: Flask, visit: Visit
) -> None:
    servers = origins_from("data.example")
    app.extensions["ours"].config["FIGURES"] = Figures(servers=servers)
    some_figures(["Packaging", "Incidents", "2026-03", 4])
    ada, new = visit(an_administrator()), f"{FEEDS}addresses/new"

    wrong = ada.post(new, name="Office", url="https://evil.example/a.csv", hours="24")
    added = ada.post(new, name="Office", url="https://data.example/a.csv", hours="24")
    addresses.fetch_due(frozenset())

    assert wrong.status_code == 422
    assert "evil.example is not a server that may be fetched from." in wrong.text
    assert "https://evil.example/a.csv" in wrong.text
    assert "It is fetched within a minute." in added.text
    assert "data.example is not a server that may be fetched from." in ada.get(FEEDS).text

    found = db.session.scalars(select(Address.id)).one()
    db.session.rollback()
    ada.post(f"{FEEDS}addresses/{found}/fetch", page=FEEDS)
    stopped = ada.post(f"{FEEDS}addresses/{found}/stop", page=FEEDS).text
    assert addresses.fetch_due(servers) == {}
    assert "Stopped" in ada.get(FEEDS).text
    undo = f"{FEEDS}addresses/{found}/fetch-again"
    assert f'action="{undo}"' in stopped
    assert "is fetched again, within a minute" in ada.post(undo, page=new).text
    assert addresses.fetch_due(frozenset()).keys() == {"Office"}
