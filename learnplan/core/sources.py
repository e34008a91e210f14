"""Where an import comes from: a file, a folder or a zip, each as members with a name and bytes."""

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from learnplan.core.errors import Invalid

MEBIBYTE = 1024 * 1024
FILE_LIMIT = 50 * MEBIBYTE
UNPACKED_LIMIT = 200 * MEBIBYTE
MEMBER_LIMIT = 100_000
CHUNK = 256 * 1024
READABLE = frozenset(
    {
        *(".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rst", ".org", ".txt", ".text"),
        *(".csv", ".tsv", ".yml", ".yaml", ".json", ".jsonl", ".ndjson"),
    }
)
EXPORTS = re.compile(
    r"leap2a?\.xml|(?:.*[-_ ])?bookmarks.*\.html?|ril_export.*\.html?|.*pocket.*\.html?",
    re.IGNORECASE,
)
"""Pages that are a programme's export, by their names: any other page in a folder is no log."""
SKIPPED_FOLDERS = frozenset({"__MACOSX", "node_modules"})
DRIVE = re.compile(r"[A-Za-z]:")
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
OFFICE_MARK = "[Content_Types].xml"
WRAPPER_MARKS = ("readme", "license", "licence", "index")


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One file: its path inside the source with ``/`` between the parts, and its bytes.

    ``modified`` is the day the file says it was last changed, when it says one.
    """

    name: str
    data: bytes
    modified: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What somebody gave us to read; ``packed`` is the zip it came in, with all that lies there."""

    name: str
    members: tuple[Member, ...]
    remarks: tuple[str, ...] = ()
    packed: bytes = b""


def source_from_path(path: Path) -> Source:
    """Take a file, a zip or a folder from disk.

    Raises:
        Invalid: there is nothing there, it cannot be read, or it is too large.
    """
    try:
        if path.is_dir():
            return _from_folder(path)
        return _from_file(path.name, _read(path), modified=_day(path))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Invalid(f"There is no file {path}.") from error
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise Invalid(f"“{path.name or path}” could not be opened: {why}.") from error


def source_from_upload(files: Sequence[tuple[str, bytes]]) -> Source:
    """Take what a browser sent: one file, a zip, or the files of a folder with their paths.

    Raises:
        Invalid: there is nothing in it, or it is too large.
    """
    given = [(name, data) for name, data in files if name or data]
    if not given:
        raise Invalid("Choose a file to import.")
    if len(given) == 1:
        name, data = given[0]
        return _from_file(packed_path(name) or "upload", data)
    for name, data in given:
        _check_size(packed_path(name), len(data))
    _check_total(sum(len(data) for _, data in given))
    members = [Member(name=packed_path(name), data=data) for name, data in given]
    kept = [member for member in members if _is_wanted(member.name)]
    left_out = len(members) - len(kept)
    return _source(PurePosixPath(members[0].name).parts[0], kept, left_out)


def _from_file(name: str, data: bytes, modified: date | None = None) -> Source:
    _check_size(name, len(data))
    if data.startswith(ZIP_MARKS):
        return _from_zip(name, data)
    return Source(name=name, members=(Member(name=name, data=data, modified=modified),))


def _read(path: Path) -> bytes:
    """The bytes of a file, without taking in more than it may have."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise Invalid(f"“{path.name}” is not a file that can be read.")
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    _check_size(path.name, len(data))
    return data


def _day(path: Path) -> date:
    return date.fromtimestamp(path.stat().st_mtime)  # noqa: DTZ012 - the day where the file lives


def _check_size(name: str, size: int) -> None:
    if size > FILE_LIMIT:
        raise Invalid(f"“{name}” is larger than {FILE_LIMIT // MEBIBYTE} MiB.")


def _check_total(size: int) -> None:
    if size > UNPACKED_LIMIT:
        raise Invalid(
            f"Together these files are larger than {UNPACKED_LIMIT // MEBIBYTE} MiB. "
            "Import them in several parts."
        )


def _check_count(count: int) -> None:
    if count > MEMBER_LIMIT:
        raise Invalid(f"There are more than {MEMBER_LIMIT:,} files. Import them in several parts.")


def _is_hidden(part: str) -> bool:
    return part.startswith(".") or part in SKIPPED_FOLDERS


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    is_readable = path.suffix.lower() in READABLE or EXPORTS.fullmatch(path.name) is not None
    return is_readable and not any(map(_is_hidden, path.parts))


def _from_folder(folder: Path) -> Source:
    """Every readable file below a folder. Links are not followed: they may lead out of it."""
    members: list[Member] = []
    total = left_out = 0
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or not _is_wanted(name):
            left_out += 1
            continue
        data = _read(path)
        total += len(data)
        _check_total(total)
        _check_count(len(members) + 1)
        members.append(Member(name=name, data=data, modified=_day(path)))
    return _source(folder.resolve().name, members, left_out)


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        yield from (Path(where, name) for name in sorted(names) if not _is_hidden(name))


def _from_zip(name: str, data: bytes) -> Source:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if any(info.filename == OFFICE_MARK for info in infos):
                raise Invalid(f"“{name}” is an Office document. Save it as CSV or text first.")
            return replace(_from_archive(name, archive, infos), packed=data)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise Invalid(f"“{name}” is damaged or packed in a way that cannot be opened.") from error


def _from_archive(name: str, archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> Source:
    files = [info for info in infos if not info.is_dir() and not _is_link(info)]
    shown = [info for info in files if not any(map(_is_hidden, _parts(info.filename)))]
    wanted = [info for info in shown if _is_wanted(packed_path(info.filename))]
    wanted = wanted or shown[:1] if len(shown) == 1 else wanted
    _check_count(len(wanted))
    _check_total(sum(info.file_size for info in wanted))
    members: list[Member] = []
    total = 0
    for info in sorted(wanted, key=lambda info: packed_path(info.filename)):
        if info.flag_bits & 1:
            raise Invalid(f"“{name}” is locked with a password. Unlock it and import it again.")
        data = _unpacked(archive, info, left=UNPACKED_LIMIT - total)
        total += len(data)
        members.append(
            Member(name=packed_path(info.filename), data=data, modified=_zip_day(info)),
        )
    return _source(PurePosixPath(name).stem, members, len(shown) - len(wanted))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, left: int) -> bytes:
    """What a member really holds: its declared size may lie, so the bytes are counted."""
    with archive.open(info) as packed:
        chunks: list[bytes] = []
        size = 0
        while chunk := packed.read(CHUNK):
            size += len(chunk)
            _check_size(packed_path(info.filename), size)
            if size > left:
                _check_total(UNPACKED_LIMIT + 1)
            chunks.append(chunk)
    return b"".join(chunks)


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _zip_day(info: zipfile.ZipInfo) -> date | None:
    try:
        day = date(*info.date_time[:3])
    except ValueError:
        return None
    return day if day.year > 1980 else None  # noqa: PLR2004 - what a zip says that knows no time


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a path as names: neither ``..`` nor a root leads anywhere."""
    parts = name.replace("\\", "/").replace("\x00", "").split("/")
    return tuple(p for p in parts if p.strip() and p not in {".", ".."} and not DRIVE.fullmatch(p))


def packed_path(name: str) -> str:
    """A path inside a zip, which leads nowhere else."""
    return "/".join(_parts(name))


def _source(name: str, members: Iterable[Member], left_out: int) -> Source:
    kept = tuple(_unwrapped(name, tuple(members)))
    if not kept:
        raise Invalid(f"There is nothing in “{name}” that can be read.")
    remarks: tuple[str, ...] = ()
    if left_out:
        files = "1 file was" if left_out == 1 else f"{left_out:,} files were"
        remarks = (f"{files} left out: pictures, programs and the like are not notes.",)
    return Source(name=name, members=kept, remarks=remarks)


def _unwrapped(name: str, members: Sequence[Member]) -> Iterable[Member]:
    """Without the one folder that a zip wraps around a log, so that both are the same log.

    A folder is a wrapper when it is called as the zip is, or holds a README or a licence. Any
    other single folder is a category of notes, or a year of them.
    """
    paths = [PurePosixPath(member.name).parts for member in members]
    tops = {parts[0] for parts in paths}
    if len(tops) != 1 or any(len(parts) == 1 for parts in paths):
        return members
    top, own = tops.pop().casefold(), name.casefold()
    same_name = not top.isdigit() and (top.startswith(own) or own.startswith(top))
    if not same_name and not any(p[1].casefold().startswith(WRAPPER_MARKS) for p in paths):
        return members
    return [replace(member, name=member.name.partition("/")[2]) for member in members]
