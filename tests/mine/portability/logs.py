"""Logs to read in tests: written on the spot, as a file, a folder or a zip."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date

from learnplan.core.sources import Source, source_from_upload
from learnplan.mine.portability.reading import Entry, Reading, read

TODAY = date(2026, 11, 23)
PACKED = (2022, 3, 4, 5, 6, 8)


def a_file(text: str | bytes, name: str = "log.md") -> Source:
    data = text if isinstance(text, bytes) else text.encode()
    return source_from_upload([(name, data)])


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, PACKED), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def a_zip(files: Mapping[str, str | bytes], name: str = "log.zip") -> Source:
    return source_from_upload([(name, zipped(files))])


def reading_of(
    text: str | bytes, name: str = "log.md", *, day_first: bool | None = None
) -> Reading:
    return read(a_file(text, name), today=TODAY, day_first=day_first)


def days(reading: Reading) -> list[str]:
    return [entry.on.isoformat() for entry in reading.entries]


def reasons(reading: Reading) -> dict[int | None, str]:
    return {rejected.line: rejected.reason for rejected in reading.rejected}


def only(reading: Reading) -> Entry:
    assert not reading.rejected
    (entry,) = reading.entries
    return entry


def keys(reading: Reading) -> list[str]:
    return [entry.source_key for entry in reading.entries]
