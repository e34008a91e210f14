"""Evidence for tests: files that are built here, small and harmless or small and not."""

import zipfile
from io import BytesIO

from PIL import Image

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.mine.evidence import services
from learnplan.mine.evidence.examining import examine
from learnplan.mine.evidence.models import Evidence
from learnplan.mine.evidence.shelf import shelf_here
from learnplan.mine.sharing.items import Item

CONTENTS = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument\
.wordprocessingml.document.main+xml"/></Types>"""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def a_picture(
    kind: str = "PNG", *, size: tuple[int, int] = (40, 30), mode: str = "RGB", **notes: object
) -> bytes:
    """A picture with a corner of another colour, and perhaps what a camera notes in it."""
    image = Image.new(mode, size)
    image.paste(Image.new(mode, (10, 10), 255 if mode == "L" else "red"))
    written = BytesIO()
    image.save(written, kind, **notes)
    return written.getvalue()


def a_document(parts: dict[str, bytes] | None = None, *, contents: str = CONTENTS) -> bytes:
    """A Word document of the parts given, packed as documents are."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", contents)
        for name, data in {"word/document.xml": b"<document/>", **(parts or {})}.items():
            package.writestr(name, data)
    return written.getvalue()


def a_file(
    owner: Actor,
    item: Item,
    data: bytes = b"What I saw on Monday.",
    *,
    name: str = "notes.txt",
    goes_along: bool = False,
    once: str | None = None,
) -> Evidence:
    """A file that its owner attached, privately unless said."""
    with shelf_here().staged(examine(data)) as staged, transaction(Database.LEARNING):
        evidence = services.attach_file(owner, item, staged, name=name, once=once)
        services.let_go_along(owner, evidence, goes_along=goes_along)
    db.session.expunge(evidence)
    return evidence
