"""A portfolio's files: examined, shown before they come, attached, and taken out again."""

import io
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from learnplan.core.db import db
from learnplan.mine.evidence.models import Evidence, StoredFile
from learnplan.mine.evidence.shelf import shelf_here
from learnplan.mine.portability.reading import Reading, read
from learnplan.mine.sharing.items import ItemKind
from tests.factories.imports import id_on, load
from tests.factories.people import a_worker
from tests.mine.portability.logs import TODAY, a_zip, reasons, zipped
from tests.mine.portability.test_programmes_exports import FEED, JOURNAL, PLAN
from tests.visitors import Visitor

PDF = b"%PDF-1.4\nnotes\n%%EOF\n"
FILE = """
  <entry><title>{title}</title><id>portfolio:{id}</id><published>2021-04-01T08:00:00Z</published>
    <content/><rdf:type rdf:resource="leap2:resource"/>{more}
    <category term="Offline" scheme="categories:resource_type#" label="File"/>
    <link rel="enclosure" type="x/y" href="files/{path}"/></entry>"""
ENCLOSED = '<link rel="enclosure" href="files/0-notes.pdf"/>'
ENTRIES = (
    JOURNAL.replace("<title>notes.pdf</title>", ENCLOSED + "<title>notes.pdf</title>")
    + PLAN
    + FILE.format(
        title="Certificate", id="artefact30", path="1-my%20certificate.txt",
        more='<link rel="leap2:is_evidence_of" href="portfolio:artefact21"/>',
    )
    + FILE.format(title="Drawing", id="artefact31", path="2-drawing.svg", more="")
    + FILE.format(title="Lost", id="artefact32", path="3-lost.pdf", more="")
    + FILE.format(title="A list", id="artefact33", path="4-list.md", more="")
    + FILE.format(title="Me", id="artefact34", path="5-me.png", more="").replace(
        "<content/>",
        '<mahara:artefactplugin xmlns:mahara="http://m.example/" mahara:type="profileicon"/>',
    )
)  # fmt: skip
FILES: dict[str, str | bytes] = {
    "leap2a.xml": FEED.format(entries=ENTRIES),
    "files/0-notes.pdf": PDF,
    "files/1-my certificate.txt": "Passed.",
    "files/2-drawing.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "files/4-list.md": "# 2021-04-02\n\n- Read something that is no entry of the log\n",
}


def a_portfolio(files: dict[str, str | bytes], *, room: int | None = None) -> Reading:
    return read(a_zip(files, "portfolio.zip"), today=TODAY, room=room)


def titles_beside(kind: ItemKind) -> list[str]:
    return sorted(db.session.scalars(select(Evidence.title).where(Evidence.item_kind == kind)))


def test_files_come_with_what_they_are_attached_to_from_either_side() -> None:
    reading = a_portfolio(FILES)
    (journal,), (alone,) = reading.reflections, reading.activities
    (goal,) = reading.goals

    assert [file.title for file in journal.files] == ["notes.pdf"]
    assert "Attached" not in journal.note
    assert [file.title for file in goal.files] == ["Certificate"]
    assert (alone.what, alone.tags) == ("A list", ("file",))
    said = " ".join(reasons(reading).values())
    for why in ("SVG drawings can carry programs", "not in what you loaded", "picture of yourself"):
        assert why in said


def test_in_a_folder_around_it_all_is_the_same() -> None:
    reading = a_portfolio({f"portfolio-ana/{name}": data for name, data in FILES.items()})

    assert len(reading.paths) == 3


@pytest.mark.parametrize(
    ("data", "room", "why"),
    [
        (b"MZ\x90\x00\x03", None, "not a kind of file"),
        (PDF, 5, "no room left"),
        (PDF.replace(b"%%EOF", b""), None, "breaks off"),
    ],
)
def test_what_cannot_be_kept_stays_named_with_the_reason(
    data: bytes, room: int | None, why: str
) -> None:
    assert_named_and_not_kept(data, room, why)


def test_what_is_too_large_to_be_kept_stays_named_with_the_reason() -> None:
    assert_named_and_not_kept(b"\0" * 26 * 1024 * 1024, None, "at most 25 MiB")


def assert_named_and_not_kept(data: bytes, room: int | None, why: str) -> None:
    (entry,) = a_portfolio(FILES | {"files/0-notes.pdf": data}, room=room).reflections

    assert not entry.files
    assert entry.note == "- Attached: notes.pdf"
    assert any("notes.pdf" in remark and why in remark for remark in entry.remarks)


def test_no_path_leads_out_of_the_zip() -> None:
    outside = FEED.format(
        entries=FILE.format(title="X", id="a", path="../../../etc/passwd", more="")
    )

    assert "not in what you loaded" in str(reasons(a_portfolio({"leap2a.xml": outside, "a": "b"})))


def test_files_are_shown_added_once_and_go_with_undo(app: Flask) -> None:
    ana = a_worker()
    visitor = Visitor(app, ana)
    picture = io.BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    given = zipped(FILES | {"files/0-notes.pdf": picture.getvalue()})

    preview = load(visitor, ("portfolio.zip", given))
    address = f"/import/{id_on(preview)}"
    visitor.post(f"{address}/add", page=address)
    added = visitor.get(address)
    again = load(visitor, ("portfolio.zip", given))

    assert "Add 1 activity, 1 goal, 1 reflection and 3 files" in preview.text
    assert "Brings notes.pdf." in preview.text
    assert "3 pieces of evidence" in added.text
    assert "There is nothing to add" in again.text
    db.session.rollback()
    assert titles_beside(ItemKind.REFLECTION) == ["notes.pdf"]
    assert titles_beside(ItemKind.GOAL) == ["Certificate"]
    assert titles_beside(ItemKind.ACTIVITY) == ["A list"]
    shelf: Path = shelf_here().folder
    assert len([path for path in shelf.iterdir() if "thumbnail" not in path.name]) == 3

    visitor.post(f"{address}/undo", page=address)

    db.session.rollback()
    for table in (Evidence, StoredFile):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert not list(shelf.iterdir())
