"""Reads of one's own letters. Fetching is authorisation: what is not yours does not exist."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.mine.voice import policy
from learnplan.mine.voice.models import Letter
from learnplan.mine.voice.sealed import Inside, opened
from learnplan.mine.voice.stages import OUT_THERE, Stage
from learnplan.ours.voice.queries import Line, Whole, wholes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """A letter as its author reads it: what is in it, and what became of it in Ours.

    ``thread`` is None where there is no such thread (any more).
    """

    letter: Letter
    inside: Inside
    thread: Whole | None = None

    @property
    def line(self) -> Line | None:
        """Its thread in a line, where there is one."""
        return None if self.thread is None else self.thread.line

    @property
    def heard(self) -> int:
        """How much was said in the thread, of what its author waits for."""
        if self.thread is None:
            return 0
        return self.thread.by_others if self.inside.opens else self.thread.by_management

    @property
    def unread(self) -> int:
        """How much of that was said since its author last said that they had read it."""
        return max(0, self.heard - self.inside.heard) if self.letter.stage in OUT_THERE else 0

    @property
    def title(self) -> str:
        """What it is called on its author's own pages."""
        if self.inside.title:
            return self.inside.title
        return self.line.title if self.line is not None else "Something that is gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A letter that its author wants back: which, and all that leads to it."""

    letter_id: UUID
    inside: Inside


def letters_of(actor: Actor, *, secret: str) -> tuple[list[Mine], int]:
    """The actor's own letters, the latest first; and how many cannot be opened here any more."""
    stmt = (
        select(Letter)
        .where(policy.owned_by(actor), Letter.stage != Stage.WITHDRAWN)
        .order_by(Letter.touched_on.desc(), Letter.id)
    )
    letters = db.session.scalars(stmt).all()
    read = [(letter, opened(letter.sealed, secret=secret)) for letter in letters]
    there = [(letter, inside) for letter, inside in read if inside is not None]
    threads = wholes({inside.thread_id for _, inside in there})
    mine = [
        Mine(letter=letter, inside=inside, thread=threads.get(inside.thread_id))
        for letter, inside in there
    ]
    return mine, len(read) - len(there)


def letter_for(actor: Actor, letter_id: UUID, *, secret: str) -> Mine:
    """The letter, if it is the actor's own.

    Raises:
        NotFound: it does not exist, is somebody else's, or cannot be opened here any more.
    """
    stmt = select(Letter).where(Letter.id == letter_id, policy.owned_by(actor))
    letter = db.session.scalar(stmt)
    inside = None if letter is None else opened(letter.sealed, secret=secret)
    if letter is None or inside is None:
        raise NotFound("There is no such letter.")
    threads = wholes({inside.thread_id})
    return Mine(letter=letter, inside=inside, thread=threads.get(inside.thread_id))


def due(before: date) -> Sequence[Letter]:
    """Everybody's letters whose day has come: sent ``before`` a day, or broken off on the way."""
    stmt = (
        select(Letter)
        .where(
            or_(
                and_(Letter.stage == Stage.WAITING, Letter.touched_on < before),
                Letter.stage == Stage.CROSSING,
            )
        )
        .order_by(Letter.id)
    )
    return db.session.scalars(stmt).all()


def everybodys_that_are_out() -> Sequence[Letter]:
    """Every letter that everyone can read, whoever wrote it."""
    return db.session.scalars(
        select(Letter).where(Letter.stage == Stage.OUT).order_by(Letter.id)
    ).all()


def wanted_back(*, since: date, secret: str) -> list[Withdrawal]:
    """Whatever its author wants back: not yet gone for sure, or withdrawn ``since`` a day."""
    stmt = (
        select(Letter)
        .where(
            or_(
                Letter.stage == Stage.WITHDRAWING,
                and_(Letter.stage == Stage.WITHDRAWN, Letter.touched_on >= since),
            )
        )
        .order_by(Letter.id)
    )
    return list(_withdrawals(db.session.scalars(stmt), secret))


def out_of(person_id: UUID, *, secret: str) -> list[Withdrawal]:
    """Whatever of somebody's everyone may see."""
    stmt = (
        select(Letter)
        .where(Letter.owner_id == person_id, Letter.stage.in_(OUT_THERE))
        .order_by(Letter.id)
    )
    return list(_withdrawals(db.session.scalars(stmt), secret))


def in_the_same_thread(letter: Letter, inside: Inside, *, secret: str) -> list[Letter]:
    """The other letters of its author that were said with the same key."""
    stmt = select(Letter).where(Letter.owner_id == letter.owner_id, Letter.id != letter.id)
    return [
        other
        for other in db.session.scalars(stmt)
        if (there := opened(other.sealed, secret=secret)) is not None and there.key == inside.key
    ]


def _withdrawals(letters: Iterable[Letter], secret: str) -> Iterable[Withdrawal]:
    for letter in letters:
        inside = opened(letter.sealed, secret=secret)
        if inside is not None:
            yield Withdrawal(letter_id=letter.id, inside=inside)
