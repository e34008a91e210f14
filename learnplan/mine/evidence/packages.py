"""Office documents: zip files of XML, unpacked once within bounds before they are believed."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from defusedxml import DefusedXmlException, ElementTree

from learnplan.core.errors import Invalid
from learnplan.mine.evidence.words import MEBIBYTE, Medium

MOST_PARTS = 10_000
MOST_UNPACKED = 200 * MEBIBYTE
STEEPEST = 100  # times its size; what people write packs to a tenth, a bomb to a thousandth
NO_MATTER_HOW_STEEP = 10 * MEBIBYTE
DEEPEST = 2  # a document within a document, such as the table behind a chart
LONGEST_CONTENTS = MEBIBYTE
CHUNK = 65_536
PACKED = b"PK\x03\x04"
CONTENTS = "[Content_Types].xml"
OPEN_DOCUMENTS = {
    medium.media_type.encode(): medium
    for medium in (Medium.ODT, Medium.ODS, Medium.ODP, Medium.ODG)
}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
OFFICE = {_WORD: Medium.DOCX, _EXCEL: Medium.XLSX, _SLIDES: Medium.PPTX}
PROGRAMS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/activex/", "basic/", "scripts/")
ENTITIES = tuple("<!ENTITY".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))

NOT_A_DOCUMENT = (
    "This is a zip file. Unpack it, and attach the files in it that you want to keep here."
)
BROKEN = "This document is broken, or breaks off before its end."
TOO_MUCH = "This document unpacks to far more than a document does. It is not kept."
WITH_PROGRAMS = (
    "There are programs (macros) in this document. Save it without them, as .docx, .xlsx, .pptx "
    "or a LibreOffice document, and attach that."
)


@dataclass
class Allowance:
    """How much may still be unpacked of one file, with all that is packed inside of it."""

    left: int
    parts: int = MOST_PARTS


def medium_of(data: bytes) -> Medium:
    """Which kind of document is in ``data``, once all of it was unpacked and is harmless.

    Raises:
        Invalid: it is none, it is broken, there are programs in it, or it is made to do harm.
    """
    allowed = Allowance(max(NO_MATTER_HOW_STEEP, min(MOST_UNPACKED, STEEPEST * len(data))))
    with _opened(data) as package:
        medium = _kind(package)
        _look_through(package, data, allowed, depth=1)
    return medium


@contextmanager
def _opened(data: bytes) -> Iterator[ZipFile]:
    """The package, while it is being read.

    Raises:
        Invalid: it says something of itself that is not so.
    """
    try:
        with ZipFile(BytesIO(data)) as package:
            yield package
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise Invalid(BROKEN) from None
    except RuntimeError:  # zipfile's word for what is locked
        raise Invalid("This document is locked with a password. Attach it unlocked.") from None


def _kind(package: ZipFile) -> Medium:
    names = set(package.namelist())
    if "mimetype" in names:
        said = _beginning(package, "mimetype")
        if said in OPEN_DOCUMENTS:
            return OPEN_DOCUMENTS[said]
    if CONTENTS not in names:
        raise Invalid(NOT_A_DOCUMENT)
    try:
        contents = ElementTree.fromstring(_beginning(package, CONTENTS), forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException):
        raise Invalid(BROKEN) from None
    types = [part.get("ContentType", "") for part in contents]
    if any("macroenabled" in said.lower() for said in types):
        raise Invalid(WITH_PROGRAMS)
    found = [OFFICE[said] for said in types if said in OFFICE]
    if len(found) != 1:
        raise Invalid(NOT_A_DOCUMENT)
    return found[0]


def _beginning(package: ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(LONGEST_CONTENTS)


def _look_through(package: ZipFile, data: bytes, allowed: Allowance, *, depth: int) -> None:
    """Unpack every part to nowhere, counting what really comes out of it.

    Raises:
        Invalid: it is too much, or there is something in it that does not belong there.
    """
    parts = package.infolist()
    allowed.parts -= len(parts)
    packed = sum(part.compress_size for part in parts)
    if allowed.parts < 0 or packed > len(data):  # parts that overlap count the same bytes again
        raise Invalid(TOO_MUCH)
    for part in parts:
        name = f"/{part.filename.lower()}"
        if any(program in name for program in PROGRAMS):
            raise Invalid(WITH_PROGRAMS)
        _unpack(package, part, allowed, depth=depth)


def _unpack(package: ZipFile, part: ZipInfo, allowed: Allowance, *, depth: int) -> None:
    with package.open(part) as stream:
        before = stream.read(CHUNK)
        kept = bytearray(before) if before.startswith(PACKED) else None
        allowed.left -= len(before)
        end = b""
        while before:
            _refuse_entities(end + before)
            end = before[-16:]
            before = stream.read(CHUNK)
            allowed.left -= len(before)
            if allowed.left < 0:
                raise Invalid(TOO_MUCH)
            if kept is not None:
                kept += before
    if kept is not None:
        if depth == DEEPEST:
            raise Invalid(TOO_MUCH)
        with _opened(bytes(kept)) as inner:
            _look_through(inner, bytes(kept), allowed, depth=depth + 1)


def _refuse_entities(some: bytes) -> None:
    """No program writes entities of its own into a document; a few lines of them fill a memory.

    Raises:
        Invalid: here they are.
    """
    if any(entity in some for entity in ENTITIES):
        raise Invalid(TOO_MUCH)
