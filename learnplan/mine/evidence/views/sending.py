"""Sending files to whoever may have them, in a way that lets none of them run."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from flask import Response

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.disclosures.queries import has_looked_today
from learnplan.mine.evidence import queries, services
from learnplan.mine.evidence.views.room import bp
from learnplan.web.doors import current_actor, open_to

CHUNK = 65_536
NOTHING_RUNS = "sandbox; default-src 'none'"


@bp.get("/<uuid:evidence_id>/file")
@open_to(Role.WORKER)
def send(evidence_id: UUID) -> Response:
    """A file, to be saved; its owner is told once a day who else had it."""
    actor = current_actor()
    file = queries.file_for(actor, evidence_id)
    if file.owner_id != actor.id and not has_looked_today(
        actor, item_kind=services.EVIDENCE, item_id=evidence_id
    ):
        with transaction(Database.LEARNING):
            file = queries.file_for(actor, evidence_id)
            services.look_at(actor, file)
    return to_be_saved(file)


@bp.get("/<uuid:evidence_id>/picture")
@open_to(Role.WORKER)
def send_thumbnail(evidence_id: UUID) -> Response:
    """The small picture that was made of a large one."""
    file = queries.file_for(current_actor(), evidence_id)
    if file.thumbnail is None:
        raise NotFound(queries.NO_EVIDENCE)
    return _harmless(file.thumbnail, "image/webp")


def to_be_saved(file: queries.FileToSend) -> Response:
    """A file as it is sent to whoever may have it: to be saved, not shown.

    Raises:
        NotFound: it is not on the shelf.
    """
    response = _harmless(file.path, file.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file.file_name)
    return response


def _harmless(path: Path, media_type: str) -> Response:
    """What stands at ``path``, read as it is sent.

    Raises:
        NotFound: it is not there, as after a backup that left the files out.
    """
    if not path.is_file():
        raise NotFound(queries.NO_EVIDENCE)
    response = Response(_chunks(path), mimetype=media_type)
    response.content_length = path.stat().st_size
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
