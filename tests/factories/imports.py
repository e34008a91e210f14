"""Logs to bring in, and what came of them."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from werkzeug.test import EnvironBuilder, TestResponse

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.log.models import Activity
from learnplan.mine.portability.drafts import Choices
from learnplan.mine.portability.importing import Report, keep_log, read_log
from tests.visitors import Visitor, hidden_fields

TODAY = date(2026, 11, 23)
DIARY = """# 100 days of code

## Day 1: March 5, 2020

**Today's Progress**: Wrote a parser.

**Thoughts**: Grammars are friendlier than they look.

**Link to work**: [Parser](https://example.org/parser)

## Day 2: March 6, 2020

**Today's Progress**: Tested the parser.

## Day 3: February 30, 2020

**Today's Progress**: Slept.
"""


def a_zip(**members: str) -> bytes:
    """A zip with these files; a name may hold anything a zip's may."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return packed.getvalue()


def brought_in(
    actor: Actor, path: Path, *, choices: Choices | None = None, dry_run: bool = False
) -> Report:
    """What the command does with the log at ``path``."""
    reading = read_log(path, today=TODAY, choices=choices)
    with transaction(Database.LEARNING):
        return keep_log(actor, path.name, reading, dry_run=dry_run)


def load(visitor: Visitor, *files: tuple[str, str | bytes]) -> TestResponse:
    """Load files on the import page, and see what they were read as."""
    shown = visitor.get("/import/")
    parts = [
        (io.BytesIO(data.encode() if isinstance(data, str) else data), name) for name, data in files
    ]
    data: dict[str, Any] = {**hidden_fields(shown.text, "/import/"), "files": parts}
    sent = EnvironBuilder("/import/", method="POST", data=data)
    environ = sent.get_environ()
    try:
        return visitor.client.open(environ, follow_redirects=True)
    finally:
        environ["wsgi.input"].close()
        sent.close()


def id_on(response: TestResponse) -> UUID:
    """The id of the import whose page this is."""
    found = re.search(r"/import/([0-9a-f-]{36})", response.request.path + response.text)
    assert found is not None
    return UUID(found[1])


def activities_of(actor: Actor) -> list[Activity]:
    """Everything in somebody's log, oldest first."""
    db.session.rollback()
    stmt = (
        select(Activity)
        .where(Activity.owner_id == actor.id, Activity.deleted_at.is_(None))
        .order_by(Activity.happened_on, Activity.kept_at, Activity.position)
        .options(selectinload(Activity.tags), selectinload(Activity.links))
    )
    return list(db.session.scalars(stmt))


def number_of_activities() -> int:
    """How many activities there are, anybody's."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Activity)) or 0
