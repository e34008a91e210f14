"""Bringing a log or an archive in from disk in one go, for commands: read it, say it, keep it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from learnplan.core.actor import Actor
from learnplan.core.errors import Invalid
from learnplan.core.sources import source_from_path
from learnplan.mine.log import bulk
from learnplan.mine.portability import fitting, planned, returning, services
from learnplan.mine.portability.archive import opening
from learnplan.mine.portability.drafts import Choices
from learnplan.mine.portability.enclosed import Enclosed, StagedFiles, staged
from learnplan.mine.portability.readers.values import Progress, Reading
from learnplan.mine.portability.reading import read


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a log. In a dry run ``added`` counts what would be."""

    reading: Reading
    added: int
    already_there: int

    def as_json(self) -> dict[str, Any]:
        """The report as scripts read it; minutes and days are those of all entries found."""
        entries, rejected = self.reading.entries, self.reading.rejected
        members = {entry.member for entry in entries} | {one.member for one in rejected}
        days = [entry.on.isoformat() for entry in entries]
        return {
            "entries_found": len(entries),
            "added": self.added,
            "already_there": self.already_there,
            "rejected": [
                {"line": one.line, "reason": one.reason}
                | ({"member": one.member} if len(members) > 1 else {})
                for one in rejected
            ],
            "first_date": min(days, default=None),
            "last_date": max(days, default=None),
            "minutes_total": sum(entry.minutes or 0 for entry in entries),
        } | {
            name: found
            for name, found in (
                ("goals_found", len(self.reading.goals)),
                ("reflections_found", len(self.reading.reflections)),
            )
            if found
        }


def read_log(
    path: Path,
    *,
    today: date,
    room: int | None = None,
    choices: Choices | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Reading:
    """Understand the log at ``path``, a file, folder or zip; nothing is kept yet.

    Raises:
        Invalid: it cannot be read.
    """
    said = choices or Choices()
    return fitting.fit(
        read(
            source_from_path(path),
            today=today,
            mapping=said.mapping,
            day_first=said.day_first,
            undated_on=said.undated_on,
            room=room,
            progress=progress,
        )
    )


@contextmanager
def files_of(reading: Reading, path: Path) -> Iterator[StagedFiles]:
    """The files that come with what was read at ``path``, ready to be kept.

    Raises:
        Invalid: one of them cannot be kept.
    """
    packed = source_from_path(path).packed if reading.paths else b""
    with staged(Enclosed(packed), reading.paths) as files:
        yield files


def keep_log(
    actor: Actor,
    name: str,
    reading: Reading,
    *,
    files: StagedFiles = services.NO_FILES,
    dry_run: bool = False,
) -> Report:
    """Keep what was understood of the log called ``name``; in a dry run, say what would be kept.

    Raises:
        Invalid: there is nothing in it to keep (a dry run says so in its report).
        Conflict: the same things are coming in at this very moment by another way.
    """
    if dry_run:
        keys = [fitting.source_key(entry) for entry in reading.activities]
        known = len(bulk.which_exist(actor, keys))
        known += sum(map(sum, planned.which_exist(actor, reading)))
        found = len(reading.entries) + len(reading.goals)
        return Report(reading=reading, added=found - known, already_there=known)
    if not reading.entries and not reading.goals:
        raise Invalid(_why_nothing(name, reading))
    kept = services.keep_at_once(actor, name=name, reading=reading, files=files)
    return Report(reading=reading, added=kept.added, already_there=kept.already_there)


def keep_archive(actor: Actor, path: Path, *, dry_run: bool = False) -> dict[str, int]:
    """Take the archive at ``path`` back, which was checked; in a dry run, say what would be added.

    Returns:
        How much was added and was there already, and how much was added of each kind.

    Raises:
        Invalid: something in it cannot be taken back.
    """
    if dry_run:
        look = returning.look_into(actor, path)
        kinds = {name: look.added[name] for name in returning.roots()}
        there = sum(look.there[name] for name in returning.roots())
    else:
        kept = services.return_at_once(actor, path)
        kinds, there = kept.kinds, kept.already_there
    some = {name: added for name, added in kinds.items() if added}
    return {"added": sum(kinds.values()), "already_there": there, **some}


def check_archive(path: Path, *, progress: Progress) -> None:
    """Go over an archive from end to end, before anything of it is believed.

    Raises:
        Invalid: there is none, or something in it is not as it was when it was made.
    """
    try:
        opening.check(path, progress)
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        raise Invalid(f"{path} cannot be read: {why}.") from trouble


def _why_nothing(name: str, reading: Reading) -> str:
    """The refusal, with the first thing that was not understood as an example."""
    sentence = f"Nothing in “{name}” was understood, so nothing was added."
    if not reading.rejected:
        return sentence
    first = reading.rejected[0]
    where = "" if first.line is None else f" on line {first.line}"
    return f"{sentence} For example{where}: {first.reason}"
