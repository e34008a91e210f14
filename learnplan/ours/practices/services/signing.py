"""What is written here with a name: kept once for each form, taken away, brought back for a day."""

from datetime import datetime

from sqlalchemy import delete

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.ours.practices import policy
from learnplan.ours.practices.models.probes import Probe, ProbeLine
from learnplan.ours.practices.models.procedures import Proposal, ProposalLine

NOT_THE_AUTHOR = "Only who wrote it can change it."

Removable = Probe | ProbeLine | Proposal | ProposalLine
_REMOVABLE = (Probe, ProbeLine, Proposal, ProposalLine)


def take_away(actor: Actor, thing: Removable) -> None:
    """Take what one wrote off every page. It can be brought back for a day.

    Raises:
        Refused: somebody else wrote it.
    """
    require(policy.wrote(actor, thing), NOT_THE_AUTHOR)
    thing.removed_at = clock.now()
    thing.once = None  # the same form sent again, from the Back button, writes another
    db.session.flush()
    purge_taken_away(clock.now() - KEPT_FOR_UNDO)


def purge_taken_away(before: datetime) -> None:
    """Let go for good of what was taken away before a moment."""
    for table in _REMOVABLE:
        db.session.execute(delete(table).where(table.removed_at < before))


def bring_back(actor: Actor, thing: Removable) -> None:
    """Put back what one took away.

    Raises:
        Refused: somebody else wrote it.
    """
    require(policy.wrote(actor, thing), NOT_THE_AUTHOR)
    thing.removed_at = None
    db.session.flush()
