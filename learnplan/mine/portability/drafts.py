"""Drafts: a source, and how it was read, packed small until its owner has decided.

Packed as compressed JSON and never as pickles: what comes out can only ever be values.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

import orjson

from learnplan.mine.portability.readers.mapping import Mapping
from learnplan.mine.portability.readers.values import (
    Entry,
    FoundFile,
    FoundGoal,
    FoundStep,
    Link,
    Reading,
    Rejected,
)

File = tuple[str, bytes]
QUICKLY = 1  # zlib's fastest: text shrinks to a third, and nobody waits for the rest


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What the person who imports has said about their log, where it could not say so itself."""

    mapping: Mapping | None = None
    day_first: bool | None = None
    undated_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, to be kept with the draft."""
        return {
            "mapping": self.mapping and self.mapping.to_dict(),
            "day_first": self.day_first,
            "undated_on": self.undated_on and self.undated_on.isoformat(),
        }

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> "Choices":
        """The choices that were kept; nothing was chosen before the first reading."""
        mapping, undated_on = said.get("mapping"), said.get("undated_on")
        return cls(
            mapping=mapping and Mapping.from_dict(mapping),
            day_first=said.get("day_first"),
            undated_on=undated_on and date.fromisoformat(undated_on),
        )


def pack_files(files: Sequence[File]) -> bytes:
    """Several files as one: a first line with their names and sizes, then their bytes."""
    contents = orjson.dumps([[name, len(data)] for name, data in files])
    return zlib.compress(b"\n".join([contents, b"".join(data for _, data in files)]), QUICKLY)


def unpack_files(packed: bytes) -> list[File]:
    """The files as they were loaded."""
    contents, _, data = zlib.decompress(packed).partition(b"\n")
    files: list[File] = []
    start = 0
    for name, size in orjson.loads(contents):
        files.append((name, data[start : start + size]))
        start += size
    return files


def pack_reading(reading: Reading) -> bytes:
    """A reading without its mapping, which is written as what was said."""
    said = {one.name: getattr(reading, one.name) for one in fields(reading)}
    said["mapping"] = reading.mapping and reading.mapping.to_dict()
    return zlib.compress(orjson.dumps(said), QUICKLY)


def unpack_reading(packed: bytes) -> Reading:
    """The reading as it was."""
    said: dict[str, Any] = orjson.loads(zlib.decompress(packed))
    return Reading(
        **said
        | {
            "entries": tuple(_entry(one) for one in said["entries"]),
            "goals": tuple(_goal(one) for one in said.get("goals", ())),
            "rejected": tuple(Rejected(**one) for one in said["rejected"]),
            "remarks": tuple(said["remarks"]),
            "columns": tuple(said["columns"]),
            "rows": tuple(tuple(row) for row in said["rows"]),
            "mapping": said["mapping"] and Mapping.from_dict(said["mapping"]),
        }
    )


def _entry(said: dict[str, Any]) -> Entry:
    said["on"] = date.fromisoformat(said["on"])
    said["at"] = said["at"] and time.fromisoformat(said["at"])
    said["tags"], said["remarks"] = tuple(said["tags"]), tuple(said["remarks"])
    said["links"] = tuple(Link(**link) for link in said["links"])
    said["files"] = _files(said)
    return Entry(**said)


def _goal(said: dict[str, Any]) -> FoundGoal:
    said["by"] = said["by"] and date.fromisoformat(said["by"])
    said["steps"] = tuple(FoundStep(**step) for step in said["steps"])
    said["remarks"] = tuple(said["remarks"])
    said["files"] = _files(said)
    return FoundGoal(**said)


def _files(said: dict[str, Any]) -> tuple[FoundFile, ...]:
    return tuple(FoundFile(**file) for file in said.get("files", ()))
