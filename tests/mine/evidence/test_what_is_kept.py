"""What a file is told by what is in it: what is kept, what is cleaned, and what is refused."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from learnplan.core.errors import Invalid
from learnplan.mine.evidence import packages, pictures
from learnplan.mine.evidence.examining import examine
from learnplan.mine.evidence.naming import harmless
from learnplan.mine.evidence.words import LARGEST_FILE, NAME_LIMIT, Medium
from tests.factories.evidence import CONTENTS, PDF, a_document, a_picture

MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\x00" * 40
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2"
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
EXIF = Image.Exif()
EXIF[0x010F] = "CANARY camera"
EXIF[0x8825] = {1: "N", 2: (38.0, 43.0, 12.0)}


def an_open_document(medium: Medium = Medium.ODT, **parts: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", medium.media_type, zipfile.ZIP_STORED)
        package.writestr("content.xml", "<office:document-content/>")
        for name, data in parts.items():
            package.writestr(name.replace("__", "/"), data)
    return written.getvalue()


def a_moving_picture(kind: str, frames: int = 3, size: tuple[int, int] = (20, 20)) -> bytes:
    pages = [
        Image.new("RGB", size, (40 * page % 256, page // 6 % 256, 10)) for page in range(frames)
    ]
    written = BytesIO()
    pages[0].save(written, kind, save_all=True, append_images=pages[1:], duration=80)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "medium"),
    [
        (PDF, Medium.PDF),
        ("Grüße aus Porto".encode(), Medium.TEXT),
        ("Grüße aus Porto".encode("cp1252"), Medium.TEXT),
        ("Grüße aus Porto".encode("utf-16"), Medium.TEXT),
        (b"<p align=center>A readme in Markdown</p>\n# Title", Medium.TEXT),
        (a_document(), Medium.DOCX),
        (an_open_document(), Medium.ODT),
        (an_open_document(Medium.ODS), Medium.ODS),
        (MP3, Medium.MP3),
        (MP4, Medium.MP4),
        (WEBM, Medium.WEBM),
        (b"OggS\x00\x02" + bytes(20), Medium.OGG),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_kept_stays_as_it_is(data: bytes, medium: Medium) -> None:
    content = examine(data)

    assert (content.medium, content.data, content.thumbnail) == (medium, data, None)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_keeps_nothing_but_what_is_to_be_seen(kind: str) -> None:
    data = a_picture(kind, exif=EXIF)

    content = examine(data)

    assert b"CANARY" in data
    assert b"CANARY" not in content.data
    with Image.open(BytesIO(content.data)) as cleaned:
        assert (cleaned.format, cleaned.size, dict(cleaned.getexif())) == (kind, (40, 30), {})
    assert "such as the place" in content.remark


def test_what_a_camera_turned_is_turned_for_good() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6

    content = examine(a_picture("JPEG", exif=turned))

    with Image.open(BytesIO(content.data)) as upright:
        assert upright.size == (30, 40)


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture_goes_on_moving(kind: str) -> None:
    content = examine(a_moving_picture(kind))

    with Image.open(BytesIO(content.data)) as moving:
        assert (moving.format, getattr(moving, "n_frames", 1)) == (kind, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_is_kept_with_a_small_picture(mode: str) -> None:
    written = BytesIO()
    Image.new(mode, (900, 500)).save(written, "PNG")

    content = examine(written.getvalue())

    assert content.thumbnail is not None
    with Image.open(BytesIO(content.thumbnail)) as small:
        assert (small.format, small.size) == ("WEBP", (320, 178))


def test_what_stands_behind_a_picture_does_not_come_along() -> None:
    content = examine(a_picture() + a_document() + b"<script>alert(1)</script>")

    assert b"PK" not in content.data
    assert b"<script>" not in content.data


def a_lying_zip() -> bytes:
    """A document one part of which unpacks to more than it says."""
    data = bytearray(a_document({"word/media/a.bin": bytes(200_000)}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/media/a.bin"))
    struct.pack_into("<I", data, at + 24, 10)
    return bytes(data)


def an_overlapping_zip() -> bytes:
    """A document whose parts are the same bytes again and again."""
    data = a_document({f"word/media/{n}.bin": bytes(n) for n in range(1, 3)})
    at = data.index(b"PK\x01\x02")
    entry = data[at : data.index(b"PK\x01\x02", at + 4)]
    again = entry * 400
    end = bytearray(data[data.rindex(b"PK\x05\x06") :])
    directory = data[at : data.rindex(b"PK\x05\x06")] + again
    count = directory.count(b"PK\x01\x02")
    struct.pack_into("<HHI", end, 8, count, count, len(directory))
    return data[:at] + directory + bytes(end)


def a_wide_png() -> bytes:
    """A few bytes that say they are a picture of ten billion points."""
    data = bytearray(a_picture())
    struct.pack_into(">II", data, 16, 100_000, 100_000)
    return bytes(data)


BOMB_IN_XML = b'<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
MACROS = CONTENTS.replace("document.main", "document.macroEnabled.main")
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("nothing", lambda: b"", "is empty"),
    ("too large", lambda: b"a" * (LARGEST_FILE + 1), "at most 25 MiB"),
    ("a program", lambda: b"\x7fELF" + bytes(60), "not a kind of file"),
    ("an old Office file", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "not a kind"),
    ("a broken PDF", lambda: PDF[:20], "breaks off"),
    ("a page", lambda: b"<!-- x --> <!DOCTYPE html><script>alert(1)</script>", "Web pages and SVG"),
    ("a drawing", lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "Web pages and SVG"),
    ("a page in UTF-16", lambda: "<html>".encode("utf-16"), "Web pages and SVG"),
    ("a phone's photo", lambda: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC"),
    ("half a picture", lambda: a_picture("JPEG", size=(300, 300))[:900], "breaks off"),
    ("a picture that says it is huge", a_wide_png, "too large|million points|broken"),
    ("too many frames", lambda: a_moving_picture("GIF", 1_001, (1, 1)), "at most 1,000"),
    ("a zip", lambda: a_document(contents="<Types/>"), "This is a zip file"),
    ("half a document", lambda: a_document()[:-60], "broken"),
    ("a steep zip", lambda: a_document({"word/a.xml": bytes(30 * 2**20)}), "far more than"),
    ("a lying zip", a_lying_zip, "broken"),
    ("an overlapping zip", an_overlapping_zip, "broken|far more than"),
    ("macros by type", lambda: a_document(contents=MACROS), "programs"),
    ("macros by part", lambda: a_document({"word/vbaProject.bin": b"x"}), "programs"),
    ("macros of LibreOffice", lambda: an_open_document(Basic__Standard__a=b"x"), "programs"),
    ("entities", lambda: a_document({"word/styles.xml": BOMB_IN_XML}), "far more than"),
    ("entities in the contents", lambda: a_document(contents=BOMB_IN_XML.decode()), "broken|far"),
    (
        "a zip in a zip in a zip",
        lambda: a_document({"a.docx": a_document({"b.docx": a_document()})}),
        "far more than",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("build", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_refused_is_refused_in_words(build: Callable[[], bytes], why: str) -> None:
    with pytest.raises(Invalid, match=why):
        examine(build())


def test_the_table_behind_a_chart_is_no_bomb() -> None:
    assert examine(a_document({"word/embeddings/a.xlsx": a_document()})).medium is Medium.DOCX


def test_many_small_steep_parts_are_a_bomb_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "NO_MATTER_HOW_STEEP", 2**20)  # so that the test is quick

    with pytest.raises(Invalid, match="far more than"):
        examine(a_document({f"word/{n}.xml": bytes(2**18) for n in range(60)}))


def test_a_picture_of_too_many_points_is_refused_before_it_is_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pictures, "MOST_POINTS", 1_000)

    with pytest.raises(Invalid, match="million points"):
        examine(a_picture())


@given(st.binary(max_size=400), st.sampled_from([b"", PDF, a_picture(), a_document(), MP4]))
def test_whatever_comes_is_kept_or_refused_in_words(noise: bytes, beginning: bytes) -> None:
    try:
        said = examine(beginning[: len(noise) * 7] + noise).medium.called
    except Invalid as why:
        said = str(why)

    assert said


@pytest.mark.parametrize(
    ("name", "medium", "called"),
    [
        ("plan.pdf", Medium.PDF, "plan.pdf"),
        ("../../etc/passwd", Medium.TEXT, "passwd.txt"),
        ("C:\\Users\\ana\\plan.PDF", Medium.PDF, "plan.PDF"),
        ("report\u202efdp.exe", Medium.PDF, "reportfdp.exe.pdf"),
        ("a\x00b\r\nSet-Cookie: c.txt", Medium.TEXT, "ab Set-Cookie- c.txt"),
        ("photo.html", Medium.PNG, "photo.html.png"),
        ("script.py", Medium.TEXT, "script.py.txt"),
        ("notes.md", Medium.TEXT, "notes.md"),
        ("", Medium.TEXT, "file.txt"),
        ("...", Medium.GIF, "file.gif"),
        ("CON.txt", Medium.TEXT, "_CON.txt"),
        ("Über größere Pläne – 計画.odt", Medium.ODT, "Über größere Pläne – 計画.odt"),
    ],
)  # fmt: skip
def test_a_name_is_made_harmless(name: str, medium: Medium, called: str) -> None:
    assert harmless(name, medium) == called


@given(st.text(max_size=400), st.sampled_from(list(Medium)))
def test_no_name_is_too_long_or_leads_anywhere(name: str, medium: Medium) -> None:
    called = harmless(name, medium)

    assert len(called) <= NAME_LIMIT
    assert called.lower().endswith(tuple(f".{ending}" for ending in medium.endings))
    assert not set(called) & set('/\\\x00\r\n"\u202e')
    assert called.isprintable()
