"""The watched folder: files in it are taken up and moved, with a note of what came of them."""

import logging
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from learnplan.core import clock
from learnplan.core.errors import DomainError, Invalid
from learnplan.core.tables import FILE_LIMIT
from learnplan.ours.feeds.whole import Wrong, came_of, take_file
from learnplan.ours.performance.importing import Report
from learnplan.ours.performance.senders import Origin, Sender

logger = logging.getLogger(__name__)

SETTLED = timedelta(minutes=1)
"""How long nothing was written to a file before it is taken for whole."""
DEAD = timedelta(minutes=15)
"""After how long a file that was being taken up is taken up again: whoever did it is gone."""
TAKING, DONE, REFUSED = ".taking", "done", "refused"
UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".swp", "~")
WRONG_NOTED = 1_000
FILES_TOLD, LINES_TOLD = 10, 3
"""How many refused files are told of on the page of administrators, each in so many lines."""
NAME_ROOM = 200
"""Bytes of a name that are kept; a file system takes 255, with the moment and the note's ending."""
SENDER = Sender("the folder", Origin.FOLDER)


def take_up(folder: Path, *, attest: bool) -> list[Path]:
    """Take up what lies in ``folder``; where each file went, with a note beside it.

    A file is never taken while it is written: nothing was written to it for a minute, and its
    name is not that of one under way. Two who do this at the same moment do not take one twice.

    Raises:
        Invalid: the folder cannot be used.
    """
    try:
        for name in (TAKING, DONE, REFUSED):
            (folder / name).mkdir(exist_ok=True)
        waiting = [*_left_behind(folder / TAKING), *_lying(folder)]
    except OSError as trouble:
        raise Invalid(f"The folder {folder} cannot be used: {trouble.strerror}.") from trouble
    went = []
    for file in waiting:
        try:
            went.append(_take(folder, file, attest=attest))
        except OSError as trouble:  # the next file is not to wait for this one
            logger.warning("%s cannot be taken up: %s", file, trouble.strerror)
    return [each for each in went if each is not None]


def refused_in(folder: Path) -> list[tuple[str, str]]:
    """The files that lie refused in ``folder``, the latest first, each with the reason.

    Those that were taken away are not among them. Nothing, where the folder cannot be read.
    """
    found: list[tuple[str, str]] = []
    with suppress(OSError):
        for note in sorted((folder / REFUSED).glob("*.txt"), reverse=True):
            if note.with_suffix("").exists():
                lines = note.read_text("utf-8", errors="replace").splitlines()[:LINES_TOLD]
                found.append((_name_of(note.with_suffix("")), " ".join(lines)))
            if len(found) == FILES_TOLD:
                break
    return found


def _lying(folder: Path) -> Iterator[Path]:
    """The files that are whole, by name, each moved out of the reach of others."""
    before = (clock.now() - SETTLED).timestamp()
    for file in sorted(folder.iterdir()):
        if file.name.startswith(".") or file.name.lower().endswith(UNFINISHED):
            continue
        try:
            said = file.lstat()
            if not stat.S_ISREG(said.st_mode) or said.st_mtime > before:
                continue
            taken = folder / TAKING / file.name
            os.link(file, taken)  # refuses where one of this name is being taken up
        except (FileExistsError, FileNotFoundError):
            continue  # whoever else watches was quicker: what is there now is theirs
        file.unlink(missing_ok=True)
        yield taken


def _left_behind(taking: Path) -> Iterator[Path]:
    """Files of which the taking up broke off; again, it changes nothing twice."""
    before = (clock.now() - DEAD).timestamp()
    for file in sorted(taking.iterdir()):
        with suppress(FileNotFoundError):  # done meanwhile
            if file.lstat().st_ctime <= before:
                yield file


def _take(folder: Path, file: Path, *, attest: bool) -> Path | None:
    """Take up one file; where it went, or None where somebody else took it."""
    try:
        if file.stat().st_size > FILE_LIMIT:
            raise Invalid("It is larger than 50 MiB. Split it in parts.")
        data = file.read_bytes()
        report = take_file(_name_of(file), data, by=SENDER, attest=attest)
        note, kind = _note(report), DONE
    except FileNotFoundError:
        return None
    except OSError as trouble:
        note, kind = f"It cannot be read: {trouble.strerror}.", REFUSED
    except Wrong as trouble:
        lines = [f"Line {line}: {reason}" for line, reason in trouble.faults[:WRONG_NOTED]]
        note, kind = "\n".join([str(trouble), *lines]), REFUSED
    except DomainError as trouble:
        note, kind = str(trouble), REFUSED
    target = _free(folder / kind, f"{clock.now():%Y-%m-%dT%H%M%S}-{_end_of(file.name)}")
    beside = target.with_name(f"{target.name}.txt")
    beside.write_text(f"{note}\n", encoding="utf-8")
    try:
        file.rename(target)
    except FileNotFoundError:  # left behind once, and taken by two: it changed nothing twice
        beside.unlink()
        return None
    return target


def _name_of(file: Path) -> str:
    """What a file is called, whatever bytes that is written in."""
    return os.fsencode(file.name).decode(errors="replace")


def _end_of(name: str) -> str:
    """As much of a name, from its end, as leaves room for what is put around it."""
    return os.fsdecode(os.fsencode(name)[-NAME_ROOM:])


def _free(folder: Path, name: str) -> Path:
    """A path that nothing has, called ``name`` or nearly so."""
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{number}-{name}"
    return target


def _note(report: Report) -> str:
    undo = " It can be undone under Performance, Import figures."
    return came_of(report) + (undo if report.added or report.updated else "")
