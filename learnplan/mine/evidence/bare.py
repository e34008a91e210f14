"""Whether a picture is bare: of the parts that its kind of file can have, only those that show.

It is asked of pictures that come back with an archive. They were written anew when they were
attached, and are to stay the same to the byte, so they are not written anew again; but whoever
made an archive by hand could have put something into them.
"""

import re
from collections.abc import Callable, Mapping

from learnplan.mine.evidence.words import Medium

_AFTER_A_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7]")
_MARK, _SCAN, _END_OF_JPEG, _JFIF, _ADOBE = 0xFF, 0xDA, 0xD9, 0xE0, 0xEE
_OF_JPEG = {0xDB, 0xC0, 0xC1, 0xC2, 0xC4, _SCAN, 0xDD, _JFIF, _ADOBE}
_FIXED_IN_JPEG = {_JFIF: (16, b"JFIF\0"), _ADOBE: (14, b"Adobe")}
_OF_PNG = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"acTL", b"fcTL", b"fdAT", b"IEND"}
_OF_WEBP = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
_FRAME_OF_WEBP = 16  # bytes before the parts of a frame
_CONTROL_OF_GIF = re.compile(rb"\x21\xf9\x04.{4}\x00", re.DOTALL)
_LOOP_OF_GIF = re.compile(rb"\x21\xff\x0bNETSCAPE2\.0\x03\x01..\x00", re.DOTALL)
_IMAGE_OF_GIF, _END_OF_GIF = 0x2C, 0x3B


def is_bare(data: bytes, medium: Medium) -> bool:
    """Whether nothing is in the picture that is not to be seen on it, and nothing after it."""
    try:
        return _WAYS[medium](data)
    except IndexError:
        return False


def _jpeg(data: bytes) -> bool:
    at = 2
    while True:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if data[at] == _MARK and marker == _END_OF_JPEG:
            return at + 2 == len(data)
        if data[at] != _MARK or marker not in _OF_JPEG:
            return False
        fixed, called = _FIXED_IN_JPEG.get(marker, (size, b""))
        if size != fixed or not data.startswith(called, at + 4):
            return False
        at += 2 + size
        if marker == _SCAN:
            found = _AFTER_A_SCAN.search(data, at)
            if found is None:
                return False
            at = found.start()


def _png(data: bytes) -> bool:
    at, kind = 8, b""
    while kind != b"IEND":
        kind = data[at + 4 : at + 8]
        if kind not in _OF_PNG:
            return False
        at += 12 + int.from_bytes(data[at : at + 4])
    return at == len(data)


def _webp(data: bytes) -> bool:
    whole = int.from_bytes(data[4:8], "little") + 8
    return whole == len(data) and _parts_of_webp(data[12:])


def _parts_of_webp(data: bytes) -> bool:
    at = 0
    while at < len(data):
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        part = data[at + 8 : at + 8 + size]
        if kind not in _OF_WEBP or (kind == b"ANMF" and not _parts_of_webp(part[_FRAME_OF_WEBP:])):
            return False
        at += 8 + size + size % 2
    return at == len(data)


def _gif(data: bytes) -> bool:
    at = 13 + _colours(data[10])
    while data[at] != _END_OF_GIF:
        known = _CONTROL_OF_GIF.match(data, at) or _LOOP_OF_GIF.match(data, at)
        if known:
            at = known.end()
        elif data[at] == _IMAGE_OF_GIF:
            at += 11 + _colours(data[at + 9])
            while data[at]:
                at += data[at] + 1
            at += 1
        else:
            return False
    return at + 1 == len(data)


def _colours(flags: int) -> int:
    """How many bytes the list of colours has that ``flags`` announce."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


_WAYS: Mapping[Medium, Callable[[bytes], bool]] = {
    Medium.JPEG: _jpeg,
    Medium.PNG: _png,
    Medium.WEBP: _webp,
    Medium.GIF: _gif,
}
