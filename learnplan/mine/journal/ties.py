"""What led to what, as somebody sees it looking back. It says nothing of how much it did."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Invalid, NotFound, require
from learnplan.mine.journal import policy
from learnplan.mine.journal.models import Reflection, Tie, beginning
from learnplan.mine.log import choosing
from learnplan.mine.plan import queries as plan
from learnplan.mine.sharing.items import Item, ItemKind, own_item_for

ACTIVITIES_OFFERED = 30
REFLECTIONS_OFFERED = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """One end of a tie: a goal, an activity or a reflection of one's own, and its day if known."""

    kind: ItemKind
    id: UUID
    title: str
    on: date | None = None

    @property
    def written(self) -> str:
        """How a form says it: ``activity:`` and the id."""
        return f"{self.kind}:{self.id}"


def causes_of(actor: Actor, kind: ItemKind, item_id: UUID) -> list[Tied]:
    """What led to one of the actor's own things, in the order it was said."""
    stmt = (
        select(Tie.cause_kind, Tie.cause_id)
        .where(Tie.owner_id == actor.id, Tie.outcome_kind == kind, Tie.outcome_id == item_id)
        .order_by(Tie.tied_at, Tie.id)
    )
    return _known(actor, [(row[0], row[1]) for row in db.session.execute(stmt)])


def outcomes_of(actor: Actor, kind: ItemKind, item_id: UUID) -> list[Tied]:
    """What one of the actor's own things led to, in the order it was said."""
    stmt = (
        select(Tie.outcome_kind, Tie.outcome_id)
        .where(Tie.owner_id == actor.id, Tie.cause_kind == kind, Tie.cause_id == item_id)
        .order_by(Tie.tied_at, Tie.id)
    )
    return _known(actor, [(row[0], row[1]) for row in db.session.execute(stmt)])


def offered(actor: Actor, outcome: Item, words: str = "") -> dict[ItemKind, list[Tied]]:
    """What can be said to have led to ``outcome``: the newest of each kind, or those with words.

    It leaves out the thing itself and what is tied to it already.
    """
    known = {(outcome.kind, outcome.id)}
    known |= {(each.kind, each.id) for each in causes_of(actor, outcome.kind, outcome.id)}
    lines = choosing.find_lines(actor, words, limit=ACTIVITIES_OFFERED)
    found = {
        ItemKind.ACTIVITY: [
            Tied(kind=ItemKind.ACTIVITY, id=line.id, title=line.what, on=line.happened_on)
            for line in lines
        ],
        ItemKind.GOAL: [
            Tied(kind=ItemKind.GOAL, id=goal.id, title=goal.title)
            for goal in plan.goal_choices(actor)
            if all(word.casefold() in goal.title.casefold() for word in words.split())
        ],
        ItemKind.REFLECTION: _reflections_with(actor, words),
    }
    return {
        kind: [each for each in some if (each.kind, each.id) not in known]
        for kind, some in found.items()
    }


def tie(actor: Actor, outcome: Item, cause: Item) -> None:
    """Say that ``cause`` led to ``outcome``. Saying so twice changes nothing.

    Raises:
        Refused: one of them is not theirs.
        Invalid: they are one and the same.
    """
    require(outcome.owner_id == cause.owner_id == actor.id, "Both have to be your own.")
    if (outcome.kind, outcome.id) == (cause.kind, cause.id):
        raise Invalid("Nothing leads to itself. Choose something else.")
    if db.session.scalar(select(Tie.id).where(*_between(outcome, cause))) is None:
        db.session.add(
            Tie(
                owner_id=actor.id,
                outcome_kind=outcome.kind,
                outcome_id=outcome.id,
                cause_kind=cause.kind,
                cause_id=cause.id,
            )
        )
        db.session.flush()


def untie(actor: Actor, outcome: Item, cause: Item) -> None:
    """Take back that ``cause`` led to ``outcome``. Doing so twice changes nothing.

    Raises:
        Refused: the outcome is not theirs.
    """
    require(outcome.owner_id == actor.id, "Only its owner can change what led to it.")
    db.session.execute(delete(Tie).where(*_between(outcome, cause)))


def item_written(actor: Actor, written: str) -> Item:
    """The actor's own thing that a form names, like ``activity:`` and an id.

    Raises:
        NotFound: it names none, or somebody else's.
    """
    kind, _, item_id = written.partition(":")
    try:
        return own_item_for(actor, ItemKind(kind), UUID(item_id))
    except ValueError:
        raise NotFound("There is no such thing.") from None


def forget_loose(owner: Actor | None = None) -> None:
    """Let go of ties to what is gone for good; of one owner, else of everybody."""
    there = {
        ItemKind.ACTIVITY: choosing.every_id(),
        ItemKind.GOAL: plan.every_id(),
        ItemKind.REFLECTION: select(Reflection.id),
    }
    for kind, ids in there.items():
        gone = (Tie.outcome_kind == kind) & Tie.outcome_id.not_in(ids)
        gone |= (Tie.cause_kind == kind) & Tie.cause_id.not_in(ids)
        stmt = delete(Tie).where(gone)
        db.session.execute(stmt if owner is None else stmt.where(Tie.owner_id == owner.id))


def _between(outcome: Item, cause: Item) -> tuple[ColumnElement[bool], ...]:
    return (
        Tie.outcome_kind == outcome.kind,
        Tie.outcome_id == outcome.id,
        Tie.cause_kind == cause.kind,
        Tie.cause_id == cause.id,
    )


def _known(actor: Actor, ends: Sequence[tuple[ItemKind, UUID]]) -> list[Tied]:
    """Those of ``ends`` that are there, with what they are called; deleted ones may come back."""
    if not ends:
        return []
    ids: dict[ItemKind, set[UUID]] = {kind: set() for kind in ItemKind}
    for kind, item_id in ends:
        ids[kind].add(item_id)
    found = {
        (each.kind, each.id): each
        for each in (
            *_activities(actor, ids[ItemKind.ACTIVITY]),
            *_goals(actor, ids[ItemKind.GOAL]),
            *_reflections(actor, ids[ItemKind.REFLECTION]),
        )
    }
    return [found[end] for end in ends if end in found]


def _activities(actor: Actor, ids: set[UUID]) -> Iterable[Tied]:
    for line in choosing.lines_of(actor, ids).values():
        yield Tied(kind=ItemKind.ACTIVITY, id=line.id, title=line.what, on=line.happened_on)


def _goals(actor: Actor, ids: set[UUID]) -> Iterable[Tied]:
    for goal in plan.goal_choices(actor) if ids else ():
        if goal.id in ids:
            yield Tied(kind=ItemKind.GOAL, id=goal.id, title=goal.title)


def _reflections(actor: Actor, ids: set[UUID]) -> Iterable[Tied]:
    if ids:
        stmt = select(Reflection).where(policy.editable_by(actor), Reflection.id.in_(ids))
        yield from map(_tied, db.session.scalars(stmt))


def _reflections_with(actor: Actor, words: str) -> list[Tied]:
    stmt = (
        select(Reflection)
        .where(policy.editable_by(actor))
        .where(
            *(
                Reflection.title.icontains(word, autoescape=True)
                | Reflection.prompt.icontains(word, autoescape=True)
                | Reflection.text.icontains(word, autoescape=True)
                for word in words.split()
            )
        )
        .order_by(Reflection.written_on.desc(), Reflection.kept_at.desc(), Reflection.id.desc())
        .limit(REFLECTIONS_OFFERED)
    )
    return [_tied(reflection) for reflection in db.session.scalars(stmt)]


def _tied(reflection: Reflection) -> Tied:
    """A reflection, by its title or else by how it begins: questions repeat."""
    title = reflection.title or beginning(reflection.text)
    return Tied(kind=ItemKind.REFLECTION, id=reflection.id, title=title, on=reflection.written_on)
