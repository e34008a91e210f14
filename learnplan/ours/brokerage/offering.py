"""Being found as somebody who knows something: put there and taken away for its own person alone.

Mine does both; Ours has no door to it, and asks nobody. Doing either twice is doing it once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid, require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.ours.brokerage.models import KEY_LENGTH, Expert
from learnplan.ours.brokerage.words import NOTE_LIMIT, SHORT_LIMIT

NOT_YOURS = "Nobody can offer for somebody else, or take it back for them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """All that everyone sees of it beside the name; a month is its first day.

    Raises:
        Invalid: it says nothing, or too much; ``field`` says which part.
    """

    about: str
    offered_in: date
    note: str = ""
    competency_key: str = ""

    def __post_init__(self) -> None:
        if not self.about.strip():
            raise Invalid("Write what you know.", field="about")
        if len(self.about) > SHORT_LIMIT:
            raise Invalid(f"Use at most {SHORT_LIMIT} characters here.", field="about")
        if len(self.note) > NOTE_LIMIT:
            raise Invalid(f"Use at most {NOTE_LIMIT} characters here.", field="note")
        if len(self.competency_key) > KEY_LENGTH:
            raise Invalid("There is no such competency.")
        if self.offered_in.day != 1:
            raise Invalid("It is offered in a month, not on a day.")


def offer(actor: Actor, expert_id: UUID, offered: Offered) -> None:
    """Let everyone find ``actor`` as somebody who knows this, in place of what it said before.

    Raises:
        Refused: this is somebody else's.
    """
    row = db.session.get(Expert, expert_id)
    if row is None:
        row = Expert(
            person_id=actor.id,
            about=offered.about,
            note=offered.note,
            offered_in=offered.offered_in,
            competency_key=offered.competency_key,
        )
        row.id = expert_id
        db.session.add(row)
    require(row.person_id == actor.id, NOT_YOURS)
    row.about, row.note, row.offered_in = offered.about, offered.note, offered.offered_in
    row.competency_key, row.taken_back_at = offered.competency_key, None
    db.session.flush()


def take_back(actor: Actor, expert_id: UUID) -> None:
    """Be found so no more, at once. What is not there is taken back already.

    For a day it can be offered again as it was; then it is gone for good.

    Raises:
        Refused: this is somebody else's.
    """
    row = db.session.get(Expert, expert_id)
    if row is not None:
        require(row.person_id == actor.id, NOT_YOURS)
        row.taken_back_at = row.taken_back_at or clock.now()
        db.session.flush()
    purge_taken_back(clock.now() - KEPT_FOR_UNDO)


def purge_taken_back(before: datetime) -> None:
    """Let go for good of what was taken back ``before`` a moment."""
    db.session.execute(delete(Expert).where(Expert.taken_back_at < before))


def take_all_back(person_id: UUID) -> None:
    """Let somebody be found by nothing any more."""
    db.session.execute(delete(Expert).where(Expert.person_id == person_id))
