"""Files of whole boards: asked for, made in the background, there for an hour, the same for all.

They are what was shown to everyone when their figures were read. Figures that come in later do not
call them back. But they are gone at once when something may not be shown any more: an import is
undone or comes without anybody's word, what an indicator is changes, or units and who reports
together do (``recording.take_back_files``, ``is_over``).
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import background, clock
from learnplan.core.db import db
from learnplan.ours.performance import queries
from learnplan.ours.performance.models import Making, WholeBoard
from learnplan.ours.performance.whole import Files

STAYS = timedelta(hours=1)
LONGEST_MAKING = timedelta(hours=6)


def bundle_of(unit_id: UUID) -> WholeBoard | None:
    """The files of a unit's whole board that are there, under way, or could not be made."""
    found = db.session.scalar(select(WholeBoard).where(WholeBoard.unit_id == unit_id))
    return None if found is None or is_over(found) else found


def is_over(bundle: WholeBoard) -> bool:
    """Whether its hour is over, or something in it may not be shown any more."""
    if bundle.state is not Making.READY:
        return False
    of_now = queries.of_the_tree(queries.version())
    return bundle.moved_at < clock.now() - STAYS or queries.of_the_tree(bundle.version) != of_now


def was_interrupted(bundle: WholeBoard) -> bool:
    """Whether making it ended before it was done."""
    under_way = bundle.state is Making.UNDER_WAY
    return under_way and background.was_interrupted(bundle.id, bundle.moved_at)


def has_sheet(bundle: WholeBoard) -> bool:
    """Whether there is an XLSX among its files: a sheet has room for so many rows only."""
    stmt = select(WholeBoard.xlsx.is_not(None)).where(WholeBoard.id == bundle.id)
    return bool(db.session.scalar(stmt))


def ask(unit_id: UUID) -> tuple[WholeBoard, bool]:
    """Ask for the files of a unit's whole board; says whether they are still to be made.

    While they are made, and while they are of the figures as they are now, they are those.
    """
    purge()
    there = bundle_of(unit_id)
    if there is not None and (
        (there.state is Making.UNDER_WAY and not was_interrupted(there))
        or (there.state is Making.READY and there.version == queries.version())
    ):
        return there, False
    db.session.execute(delete(WholeBoard).where(WholeBoard.unit_id == unit_id))
    bundle = WholeBoard(unit_id=unit_id)
    db.session.add(bundle)
    db.session.flush()
    return bundle, True


def is_wanted(bundle_id: UUID) -> bool:
    """Whether files are still to be made: they may be called back while they wait their turn."""
    return db.session.get(WholeBoard, bundle_id) is not None


def keep(bundle_id: UUID, files: Files, *, version: str, figures_at: datetime) -> None:
    """Have files there to be taken, unless they were called back while they were made."""
    bundle = db.session.get(WholeBoard, bundle_id)
    if bundle is None:
        return
    bundle.state, bundle.moved_at = Making.READY, clock.now()
    bundle.version, bundle.figures_at, bundle.rows = version, figures_at, files.rows
    bundle.csv, bundle.json, bundle.xlsx = files.csv, files.json, files.xlsx
    db.session.flush()


def fail(bundle_id: UUID, sentence: str) -> None:
    """Write down why files could not be made."""
    bundle = db.session.get(WholeBoard, bundle_id)
    if bundle is not None:
        bundle.state, bundle.moved_at, bundle.trouble = Making.FAILED, clock.now(), sentence
        db.session.flush()


def purge() -> None:
    """Let go of files whose hour is over, and of what was never finished."""
    now = clock.now()
    ready = WholeBoard.state == Making.READY
    over = ready & (WholeBoard.moved_at < now - STAYS)
    stuck = ~ready & (WholeBoard.moved_at < now - LONGEST_MAKING)
    db.session.execute(delete(WholeBoard).where(over | stuck))
