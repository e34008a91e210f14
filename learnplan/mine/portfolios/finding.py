"""Looking for what to put into a portfolio: one's own goals, activities and reflections.

What a circle keeps together and what others shared are not among them: they are not one's own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.languages import short_day
from learnplan.mine.journal import queries as journal
from learnplan.mine.log import queries as log
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.kinds import Kind
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.words import State
from learnplan.mine.search.asking import asked as read
from learnplan.mine.search.queries import ids_found
from learnplan.mine.sharing.items import ItemKind
from learnplan.web.filters import gist

MOST = 50
"""So many of each kind are offered at once; what one looks for narrows it down."""
EVERYTHING = (ItemKind.GOAL, ItemKind.ACTIVITY)
"""What is looked through until somebody says otherwise: reflections only where asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What to look for in one's own record; all that is given must hold."""

    kinds: tuple[ItemKind, ...] = EVERYTHING
    words: str = ""
    tag: str = ""
    goal_id: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosable:
    """Something that can be put into a portfolio, with what tells it from others."""

    kind: ItemKind
    id: UUID
    title: str
    facts: tuple[str, ...]

    @property
    def word(self) -> str:
        """What its box says."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Things of one kind, the newest first; ``more`` says that there are others."""

    kind: ItemKind
    things: list[Choosable]
    more: bool


def offers(actor: Actor, asked: Asked) -> list[Offer]:
    """What there is of the actor's own that is like what was ``asked``, kind by kind."""
    return [_offer(kind, _FINDERS[kind](actor, asked)) for kind in asked.kinds]


def _offer(kind: ItemKind, found: Iterator[Choosable]) -> Offer:
    things = list(islice(found, MOST + 1))
    return Offer(kind=kind, things=things[:MOST], more=len(things) > MOST)


def _goals(actor: Actor, asked: Asked) -> Iterator[Choosable]:
    if asked.tag:
        return  # goals have none
    wanted = _with_words(actor, ItemKind.GOAL, asked)
    for goal in plan.goals_for(actor, states=tuple(State)):
        if (
            (wanted is None or goal.id in wanted)
            and (asked.goal_id is None or goal.id == asked.goal_id)
            and (asked.since is None or goal.since >= asked.since)
            and (asked.until is None or goal.since <= asked.until)
        ):
            since = f"{goal.state.capitalize()} since {short_day(goal.since, actor.language)}"
            yield Choosable(kind=ItemKind.GOAL, id=goal.id, title=goal.title, facts=(since,))


def _activities(actor: Actor, asked: Asked) -> Iterator[Choosable]:
    filters = Filters(
        words=asked.words,
        tag=asked.tag,
        goal_id=asked.goal_id,
        since=asked.since,
        until=asked.until,
    )
    for each in log.log_for(actor, filters, limit=MOST + 1).activities:
        kind = "" if each.kind is Kind.OTHER else each.kind.capitalize()
        facts = (short_day(each.happened_on, actor.language), kind, *each.tags)
        yield Choosable(kind=ItemKind.ACTIVITY, id=each.id, title=each.what, facts=facts)


def _reflections(actor: Actor, asked: Asked) -> Iterator[Choosable]:
    if asked.tag or asked.goal_id is not None:
        return  # reflections have none
    filters = journal.Filters(words=asked.words, since=asked.since, until=asked.until)
    for each in journal.journal_for(actor, filters, limit=MOST + 1).reflections:
        day = short_day(each.written_on, actor.language)
        title = each.title or each.prompt or gist(each.text)
        yield Choosable(kind=ItemKind.REFLECTION, id=each.id, title=title, facts=(day,))


def _with_words(actor: Actor, kind: ItemKind, asked: Asked) -> set[UUID] | None:
    """The ids of what holds the words; None where none were given."""
    question = read(asked.words) if asked.words else None
    return set(db.session.scalars(ids_found(actor, kind, question))) if question else None


_FINDERS: Mapping[ItemKind, Callable[[Actor, Asked], Iterator[Choosable]]] = {
    ItemKind.GOAL: _goals,
    ItemKind.ACTIVITY: _activities,
    ItemKind.REFLECTION: _reflections,
}
