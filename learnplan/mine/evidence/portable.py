"""What stands beside somebody's items comes along when they leave, its files and all."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from learnplan.core.db import afterwards, db
from learnplan.core.drawers import Aside, Drawer, Said
from learnplan.core.errors import Invalid
from learnplan.mine.evidence import queries, services
from learnplan.mine.evidence.bare import is_bare
from learnplan.mine.evidence.examining import examine
from learnplan.mine.evidence.models import Evidence, StoredFile
from learnplan.mine.evidence.naming import harmless
from learnplan.mine.evidence.shelf import shelf_here
from learnplan.mine.evidence.words import LARGEST_FILE, QUOTATION_LIMIT, Kind, Medium

FILES = "stored_files"
EVIDENCE = "evidence"
OPENABLE = ("http://", "https://")


def _check_file(file: Said) -> None:
    if len(file["sha256"]) != len("0" * 64) or not set(file["sha256"]) <= set("0123456789abcdef"):
        raise Invalid("A file has no checksum.")
    if not 0 < file["size"] <= LARGEST_FILE:
        raise Invalid("A file is larger than any that is kept, or holds nothing.")


def _check_evidence(evidence: Said) -> None:
    """Whatever no page would have attached, is not taken from elsewhere."""
    if evidence["kind"] is Kind.LINK and not evidence["address"].lower().startswith(OPENABLE):
        raise Invalid("A link is not the address of a page.")
    if evidence["kind"] is Kind.QUOTATION and not evidence["quotation"].strip():
        raise Invalid("A quotation has no words.")
    if len(evidence["quotation"]) > QUOTATION_LIMIT:
        raise Invalid(f"A quotation is longer than {QUOTATION_LIMIT:,} characters.")
    if (evidence["kind"] is Kind.FILE) != (evidence["file_id"] is not None):
        raise Invalid("A piece of evidence is only half a file.")


def name_of(sha256: str, medium: Medium) -> str:
    """What a file is called in an archive: by what it holds, with an ending."""
    return f"files/{harmless(sha256, medium)}"


def path_of(owner_id: UUID, row_id: UUID, sha256: str) -> Path:
    """Where one of somebody's files stands."""
    return shelf_here().path(_on_the_shelf(owner_id, row_id, sha256))


def put_file(owner_id: UUID, row_id: UUID, said: Said, data: bytes) -> None:
    """Put a file that came back on the shelf, as it was; its row is written with the others.

    It is examined as if it were attached anew, but a picture is not written anew: it was when it
    was attached, and is to stay the same. One that holds more than is to be seen never was.

    Raises:
        Invalid: it cannot be kept, or is not what its row says.
    """
    content = examine(data)
    if (content.thumbnail is not None) is not said["has_thumbnail"]:
        raise Invalid(
            "A file says that it has a small picture, and has none; or has, and does not."
        )
    if content.thumbnail is not None and not is_bare(data, content.medium):
        raise Invalid("A picture has notes of a camera or a program in it. None that was kept has.")
    if content.medium is not said["medium"]:
        raise Invalid(f"A file says that it is {said['medium'].called}, and is not.")
    shelf, name = shelf_here(), _on_the_shelf(owner_id, row_id, said["sha256"])
    with shelf.staged(replace(content, data=data)) as staged:
        if (staged.sha256, staged.size) != (said["sha256"], said["size"]):
            raise Invalid("A file is not the one that was exported.")
        afterwards(lost=partial(shelf.take, name))
        shelf.put(name, staged)


def room_for(owner_id: UUID) -> int:
    """How many bytes of files somebody may still keep."""
    used = queries.used_by(owner_id)
    return used.quota - used.used


def names_of(owner_id: UUID) -> Iterator[str]:
    """What somebody's files are called on the shelf."""
    for file in db.session.scalars(select(StoredFile).where(StoredFile.owner_id == owner_id)):
        yield file.name


def _on_the_shelf(owner_id: UUID, row_id: UUID, sha256: str) -> str:
    return f"{owner_id}.{sha256}.{row_id.hex}"


DRAWERS = (
    Drawer(
        name=FILES,
        model=StoredFile,
        in_order_of=("sha256",),
        same_by=("sha256",),
        check=_check_file,
    ),
    Drawer(
        name=EVIDENCE,
        found_by=services.let_be_found,
        model=Evidence,
        refers={"file_id": FILES},
        items=(("item_kind", "item_id"),),
        left_out=frozenset({"deleted_at", "once"}),
        gone_when=("deleted_at",),
        in_order_of=("item_kind", "item_id", "position"),
        check=_check_evidence,
    ),
)
ASIDE: tuple[Aside, ...] = ()
