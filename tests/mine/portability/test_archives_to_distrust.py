"""Archives that were changed, forged or built to do harm: refused in words, and nothing kept."""

import hashlib
import io
import json
import stat
import warnings
import zipfile
from collections.abc import Sequence
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from learnplan.core.db import db
from learnplan.core.errors import Invalid
from learnplan.mine.evidence.examining import examine
from learnplan.mine.log.models import Activity
from learnplan.mine.plan.models import Goal
from learnplan.mine.portability.archive import opening
from tests.factories.activities import an_activity
from tests.factories.archives import an_archive_of, brought_back, changed, member, remade
from tests.factories.evidence import a_file, a_picture
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite

pytestmark = only_on_sqlite  # what is refused is refused before any database sees it
EMPTY = b'{"schema": "learnplan-record", "version": 1, "tables": {'


@pytest.fixture
def archive(app: Flask) -> bytes:  # noqa: ARG001 - it is made there
    """A small archive of somebody's."""
    owner = a_worker()
    a_goal(owner=owner)
    an_activity(owner=owner, what="Read a blueprint")
    return an_archive_of(owner)


def record(**tables: Sequence[object]) -> bytes:
    written = [
        b'\n"%s": [%s\n]'
        % (name.encode(), b",".join(b"\n" + json.dumps(row).encode() for row in rows))
        for name, rows in tables.items()
    ]
    return EMPTY + b",".join(written) + b"\n}}\n"


def a_goal_said(archive: bytes, **other: object) -> dict[str, object]:
    (goal,) = json.loads(member(archive, "record.json"))["tables"]["goals"]
    return {**goal, **other}


def refused(archive: bytes, why: str) -> None:
    before = [db.session.scalar(select(func.count()).select_from(one)) for one in (Goal, Activity)]
    reader = a_worker()
    with pytest.raises(Invalid, match=why):
        brought_back(reader, archive)
    after = [db.session.scalar(select(func.count()).select_from(one)) for one in (Goal, Activity)]
    assert after == before


@pytest.mark.parametrize("name", ["record.json", "index.html", "tables/goals.csv"])
def test_a_changed_byte_is_refused_with_the_name_of_the_file(archive: bytes, name: str) -> None:
    data = bytearray(member(archive, name))
    data[len(data) // 2] ^= 1
    key = name.replace("/", "__").replace(".", "_DOT_")

    refused(changed(archive, **{key: bytes(data)}), f"“{name}” is not as it was")


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "a/../../evil.txt", "C:/evil.txt", "a\\b.txt"]
)
def test_a_name_that_leads_out_is_refused(archive: bytes, name: str) -> None:
    written = io.BytesIO(remade(archive))
    with zipfile.ZipFile(written, "a") as opened:
        opened.writestr(name, b"evil")

    refused(written.getvalue(), "no name for a file")


def test_what_was_added_later_or_is_missing_is_refused(archive: bytes) -> None:
    more = changed(archive, more_DOT_txt=b"more")
    fewer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(fewer, "w") as new:
        for info in old.infolist():
            if info.filename != "index.html":
                new.writestr(info, old.read(info))

    refused(more, "was not in the archive when it was made")
    refused(fewer.getvalue(), "“index.html” is missing")


@pytest.mark.parametrize(
    ("tables", "why"),
    [
        ({"secrets": [{"id": 1}]}, "nothing that a record has"),
        ({"disclosures": [{"id": 1}]}, "nothing that a record has"),
        ({"activities": [], "goals": []}, "does not stand where it should"),
        ({"goals": [{"id": str(uuid4())}]}, "is missing"),
        ({"goals": [7]}, "says nothing by name"),
    ],
)
def test_a_record_of_another_shape_is_refused(
    archive: bytes, tables: dict[str, list[object]], why: str
) -> None:
    refused(remade(archive, record_DOT_json=record(**tables)), why)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"owner_id": str(uuid4())}, "not something that it says"),
        ({"title": " "}, "title is empty"),
        ({"title": "x" * 300}, "“title” cannot be"),
        ({"title": "a\x00b"}, "“title” cannot be"),
        ({"state": "approved"}, "“state” cannot be"),
        ({"version": "1"}, "“version” cannot be"),
        ({"version": 2**40}, "“version” cannot be"),
        ({"set_at": "2026-01-01T00:00:00"}, "“set_at” cannot be"),
        ({"by": "2026-02-30"}, "“by” cannot be"),
        ({"why": "x" * 30_000}, "why is longer"),
    ],
)
def test_a_row_that_no_page_would_have_kept_is_refused(
    archive: bytes, other: dict[str, object], why: str
) -> None:
    goal = a_goal_said(archive, **other)

    refused(remade(archive, record_DOT_json=record(goals=[goal])), why)


def test_a_row_cannot_reach_what_is_somebody_elses(archive: bytes) -> None:
    theirs = a_goal()
    step = {
        "id": str(uuid4()),
        "goal_id": str(theirs.id),
        "text": "Mine now",
        "position": 1,
        "done_at": None,
    }

    forged = remade(archive, record_DOT_json=record(goals=[], goal_steps=[step]))
    refused(forged, "not among its “goals”")
    taken = remade(archive, record_DOT_json=record(goals=[a_goal_said(archive, id=str(theirs.id))]))
    brought_back(a_worker(), taken)

    db.session.expire_all()
    kept = db.session.get(Goal, theirs.id)
    assert kept is not None
    assert (kept.owner_id, kept.title) == (theirs.owner_id, theirs.title)


def test_more_rows_than_anybody_has_are_refused(
    archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ROW_LIMIT", 3)
    rows = [a_goal_said(archive, id=str(uuid4())) for _ in range(4)]

    refused(remade(archive, record_DOT_json=record(goals=rows)), "more than 3 rows")


def test_a_member_that_unfolds_further_than_it_says_is_refused(archive: bytes) -> None:
    data = b"0" * 5_000_000
    bomb = changed(archive, index_DOT_html=data)

    refused(bomb, "“index.html” is not as it was")


def test_what_is_no_zip_any_more_is_refused(archive: bytes) -> None:
    refused(archive[: len(archive) // 2], "damaged")


def test_two_files_of_one_name_are_refused(archive: bytes) -> None:
    written = io.BytesIO(archive)
    with warnings.catch_warnings(), zipfile.ZipFile(written, "a") as opened:
        warnings.simplefilter("ignore", UserWarning)  # this is what is tried
        opened.writestr("index.html", b"another")

    refused(written.getvalue(), "the same name")


def test_a_link_to_a_file_outside_is_refused(archive: bytes) -> None:
    written = io.BytesIO(archive)
    link = zipfile.ZipInfo("files/passwd")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(written, "a") as opened:
        opened.writestr(link, b"/etc/passwd")

    refused(written.getvalue(), "no name for a file")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (a_picture("JPEG", comment=b"taken at home"), "has notes"),
        (examine(a_picture("JPEG")).data + b"<script>", "has notes"),
        (a_picture("PNG"), "says that it is"),
        (a_picture("JPEG")[:200], "broken"),
        (b"<svg onload=alert(1)>", "Web pages"),
    ],
    ids=["notes of a camera", "something after it", "another kind", "broken", "a drawing"],
)
def test_a_file_that_no_page_would_have_kept_is_refused(
    app: Flask,  # noqa: ARG001
    data: bytes,
    why: str,
) -> None:
    owner = a_worker()
    kept = a_file(owner, a_goal(owner=owner).as_item, a_picture("JPEG"), name="photo.jpg")
    archive = an_archive_of(owner)
    said = json.loads(member(archive, "record.json"))["tables"]["stored_files"][0]
    sha256 = hashlib.sha256(data).hexdigest()
    written = member(archive, "record.json").replace(said["sha256"].encode(), sha256.encode())
    written = written.replace(b'"size":%d' % said["size"], b'"size":%d' % len(data))

    members = {"record_DOT_json": written, f"files__{sha256}_DOT_jpg": data}
    refused(remade(archive, **members), why)
    assert kept.owner_id == owner.id
