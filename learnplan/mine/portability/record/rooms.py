"""Every room's drawers, in the order in which they are said and taken back."""

from collections.abc import Iterator, Mapping
from functools import cache

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.answers import portable as answers
from learnplan.mine.attestations import portable as attestations
from learnplan.mine.circles import portable as circles
from learnplan.mine.disclosures import portable as disclosures
from learnplan.mine.evidence import portable as evidence
from learnplan.mine.journal import portable as journal
from learnplan.mine.log import portable as log
from learnplan.mine.plan import portable as plan
from learnplan.mine.portability import portable as portability
from learnplan.mine.portfolios import portable as portfolios
from learnplan.mine.roles import portable as roles
from learnplan.mine.search import portable as search
from learnplan.mine.sharing import portable as sharing
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.stories import portable as stories
from learnplan.mine.voice import portable as voice

ROOMS = (
    *(plan, log, journal, stories, roles, evidence, portfolios, search, sharing, attestations),
    *(circles, answers, voice, disclosures, portability),
)
ITEMS: Mapping[ItemKind, str] = {
    ItemKind.GOAL: plan.GOALS,
    ItemKind.ACTIVITY: log.ACTIVITIES,
    ItemKind.REFLECTION: journal.REFLECTIONS,
}
"""The drawer on which items of a kind are."""


@cache
def drawers() -> tuple[Drawer, ...]:
    """All drawers: whatever a row refers to stands before it."""
    return tuple(drawer for room in ROOMS for drawer in room.DRAWERS)


@cache
def asides() -> tuple[Aside, ...]:
    """Every table that does not come along."""
    return tuple(aside for room in ROOMS for aside in room.ASIDE)


def tables() -> tuple[Drawer | Aside, ...]:
    """Every learning table, as its room names it."""
    return (*drawers(), *asides())


@cache
def by_name() -> Mapping[str, Drawer]:
    """The drawers by their names."""
    return {drawer.name: drawer for drawer in drawers()}


def returning() -> tuple[Drawer, ...]:
    """The drawers that come back elsewhere."""
    return tuple(drawer for drawer in drawers() if not drawer.told_only)


def parent_of(drawer: Drawer) -> Drawer | None:
    """The drawer whose rows this one's are part of."""
    return by_name()[drawer.refers[drawer.part_of]] if drawer.part_of else None


def whole_of(drawer: Drawer) -> Drawer:
    """The drawer at the top of what this one's rows are part of; itself, where it has an owner."""
    parent = parent_of(drawer)
    return drawer if parent is None else whole_of(parent)


def parts_of(drawer: Drawer) -> Iterator[Drawer]:
    """The drawers whose rows are part of this one's, and theirs in turn."""
    for other in returning():
        if other is not drawer and parent_of(other) is drawer:
            yield other
            yield from parts_of(other)
