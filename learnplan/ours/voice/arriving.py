"""What is unsigned arrives here once a day, all at once, and is changed by its key alone.

Mine brings it; Ours has no door to it. Doing it twice is doing it once, so what broke off half way
can be done again. Everything goes in the order of random ids: no order of coming is kept.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core.db import db
from learnplan.core.errors import require
from learnplan.directory.queries import hash_of
from learnplan.ours.voice import policy, queries
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.speaking import Opening
from learnplan.ours.voice.words import Kind, Part

NOT_THE_KEY = "Only its author can withdraw this."
GONE = "Withdrawn by whoever opened it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Something unsigned on its way in: under which ids, with which key, and what it says.

    With an ``opening`` it opens the thread; otherwise it is ``words`` in it.
    """

    id: UUID
    thread_id: UUID
    key: str
    opening: Opening | None = None
    words: str = ""


def arrive(batch: Collection[Arrival], *, today: date) -> frozenset[UUID]:
    """Show everyone a day's unsigned words. What is there already stays as it is.

    Returns:
        The ids of what nobody can read: its thread is gone, or takes no words with such a key.
    """
    in_no_order = sorted(batch, key=lambda each: each.id)
    for each in in_no_order:
        if each.opening is not None:
            _open(each, each.opening, today)
    db.session.flush()
    refused = [each.id for each in in_no_order if each.opening is None and not _add(each, today)]
    db.session.flush()
    return frozenset(refused)


def withdraw(arrival_id: UUID, thread_id: UUID, *, key: str) -> None:
    """Let go what was said with ``key``, at once. What is not there is gone already.

    A thread in which others have said something stays for their words, without its own.

    Raises:
        Refused: this is not its key.
    """
    if arrival_id != thread_id:
        _withdraw_saying(arrival_id, key)
        return
    thread = db.session.get(Thread, thread_id)
    if thread is None or thread.gone:
        return
    require(policy.holds_key(key, thread), NOT_THE_KEY)
    if not queries.has_others_words(thread):
        db.session.delete(thread)
    else:
        thread.title, thread.words, thread.gone, thread.seal = GONE, "", True, ""
        db.session.execute(
            delete(Saying).where(Saying.thread_id == thread_id, Saying.seal == hash_of(key))
        )
    db.session.flush()


def is_there(arrival_id: UUID, thread_id: UUID) -> bool:
    """Whether everyone can read something that arrived."""
    table = Thread if arrival_id == thread_id else Saying
    return db.session.scalar(select(table.id).where(table.id == arrival_id)) is not None


def _open(each: Arrival, opening: Opening, today: date) -> None:
    if db.session.get(Thread, each.thread_id) is not None:
        return
    thread = Thread(
        kind=opening.kind,
        unit_id=opening.unit_id,
        title=opening.title,
        words=opening.words,
        need=opening.need,
        opened_on=today,
        moved_on=today,
        seal=hash_of(each.key),
    )
    thread.id = each.thread_id
    db.session.add(thread)


def _add(each: Arrival, today: date) -> bool:
    """Add words to a thread: those of its opener, or an answer of the floor's."""
    if db.session.get(Saying, each.id) is not None:
        return True
    thread = db.session.get(Thread, each.thread_id)
    if thread is None or thread.removed_at is not None:
        return False
    by_opener = policy.holds_key(each.key, thread)
    if not by_opener and thread.kind is not Kind.FLOOR:
        return False
    saying = Saying(
        thread_id=thread.id,
        part=Part.REPLY,
        words=each.words,
        said_on=today,
        seal=hash_of(each.key),
        by_opener=by_opener,
    )
    saying.id = each.id
    db.session.add(saying)
    thread.moved_on = max(thread.moved_on, today)
    return True


def _withdraw_saying(saying_id: UUID, key: str) -> None:
    saying = db.session.get(Saying, saying_id)
    if saying is not None:
        require(policy.holds_key(key, saying), NOT_THE_KEY)
        db.session.delete(saying)
        db.session.flush()
