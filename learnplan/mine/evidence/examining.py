"""What a file is, told by what is in it. Its name and what a browser calls it are not asked."""

import re

from learnplan.core.errors import Invalid
from learnplan.mine.evidence import packages
from learnplan.mine.evidence.shelf import Content
from learnplan.mine.evidence.words import LARGEST_FILE, MEBIBYTE, WHAT_IS_KEPT, Medium

END_OF_PDF = 4_096  # bytes at the end, in which a whole PDF says that it is over
BEGINNING = 1_024
PICTURE_SIGNS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Medium.PNG),
    (re.compile(rb"\xff\xd8\xff"), Medium.JPEG),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), Medium.WEBP),
    (re.compile(rb"GIF8[79]a"), Medium.GIF),
)
RECORDING_SIGNS = (
    (re.compile(rb"OggS\x00"), Medium.OGG),
    (re.compile(rb"\x1a\x45\xdf\xa3.{0,40}webm", re.DOTALL), Medium.WEBM),
    (re.compile(rb"ID3[\x02-\x04]"), Medium.MP3),
    (re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xeb]"), Medium.MP3),
    (
        re.compile(rb".{4}ftyp(?:iso[2-9m]|mp4[12]|avc1|M4[AV] |dash|MSNV|3gp[456])", re.DOTALL),
        Medium.MP4,
    ),
)
PHOTOS_OF_PHONES = re.compile(rb".{4}ftyp(?:hei[cfmsx]|hev[cx]|mif1|msf1|avi[fs])", re.DOTALL)
# What browsers take a file for that begins so, after the WHATWG's rules for sniffing.
MARKUP = re.compile(
    rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+(?:html|svg)|html|head|body|script|iframe|svg)\b",
    re.IGNORECASE | re.DOTALL,
)
MARKS_OF_ORDER = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")

NOT_KEPT = f"This is not a kind of file that is kept here. There is room for {WHAT_IS_KEPT}."


def examine(data: bytes) -> Content:
    """What is in ``data``, ready to be kept. A picture is written anew, all else stays as it is.

    Raises:
        Invalid: it is empty, too large, broken, made to do harm, or of no kind that is kept.
    """
    if not data:
        raise Invalid("This file is empty.")
    if len(data) > LARGEST_FILE:
        raise Invalid(
            f"This file has {len(data) / MEBIBYTE:.0f} MiB; at most "
            f"{LARGEST_FILE // MEBIBYTE} MiB fit."
        )
    for sign, medium in PICTURE_SIGNS:
        if sign.match(data):
            from learnplan.mine.evidence import pictures  # noqa: PLC0415 - Pillow is much to load

            return pictures.clean(data, medium)
    return Content(medium=_medium_of(data), data=data)


def _medium_of(data: bytes) -> Medium:
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-END_OF_PDF:]:
            raise Invalid("This PDF breaks off before its end.")
        return Medium.PDF
    if data.startswith(packages.PACKED):
        return packages.medium_of(data)
    for sign, medium in RECORDING_SIGNS:
        if sign.match(data[:BEGINNING]):
            return medium
    if PHOTOS_OF_PHONES.match(data):
        raise Invalid("Pictures in HEIC and AVIF cannot be cleaned here. Save it as JPEG or PNG.")
    return _text(data)


def _text(data: bytes) -> Medium:
    """Plain text in any of the encodings that people's programs write.

    Raises:
        Invalid: it is no text, or text that a browser would run.
    """
    code = next((code for mark, code in MARKS_OF_ORDER if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(code)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if NOT_IN_TEXT.search(text):
        raise Invalid(NOT_KEPT)
    if MARKUP.match(text[:BEGINNING].lstrip("\ufeff").encode()):
        raise Invalid(
            "Web pages and SVG drawings can carry programs, so they are not kept. "
            "Save it as PDF or as a picture."
        )
    return Medium.TEXT
