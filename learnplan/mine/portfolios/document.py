"""What a portfolio says at this moment: the same for its preview and for every form it is taken in.

Each piece says what its thing says now, and no more of it than its owner ticked. A thing that they
deleted is not there; brought back, it is again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from learnplan.core.actor import Actor
from learnplan.core.errors import NotFound
from learnplan.core.languages import short_day
from learnplan.mine.attestations import queries as attestations
from learnplan.mine.evidence import queries as beside
from learnplan.mine.evidence.words import Kind as EvidenceKind
from learnplan.mine.journal.queries import reflection_for
from learnplan.mine.log.kinds import Kind
from learnplan.mine.log.queries import activity_for
from learnplan.mine.plan.queries import day_of, own_goal_for, steps_of
from learnplan.mine.plan.words import State
from learnplan.mine.portfolios.models import Piece, Portfolio
from learnplan.mine.portfolios.parts import PARTS, Part
from learnplan.mine.portfolios.queries import pieces_of
from learnplan.mine.sharing.items import ItemKind
from learnplan.web.filters import minutes

PICTURE = "image/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text of its own, in Markdown, under a heading of ours; some have none."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where something is to be found."""

    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What somebody said; who it was only where people are named."""

    words: str
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file: a picture is in the page, of another only its name is. ``size`` is in bytes."""

    id: UUID
    title: str
    file_name: str
    called: str
    size: int
    media_type: str
    path: Path

    @property
    def is_picture(self) -> bool:
        """Whether a page can show it."""
        return self.media_type.startswith(PICTURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """What an attestation says by itself. Who saw it stays behind its link, theirs to take back."""

    statement: str
    facts: Sequence[Sequence[str]]
    until: str
    until_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One piece as it is shown: its line, small facts, texts, and what goes with it."""

    id: UUID
    kind: ItemKind
    title: str
    sentence: str = ""
    facts: Sequence[str] = ()
    texts: Sequence[Text] = ()
    steps: Sequence[str] = ()
    tags: Sequence[str] = ()
    links: Sequence[Link] = ()
    quotations: Sequence[Quotation] = ()
    files: Sequence[File] = ()
    attested: Sequence[Attested] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole portfolio, as it would be taken now; ``gone`` counts pieces about deleted things."""

    heading: str
    by: str
    reached_at: str
    introduction: str
    pieces: Sequence[Shown] = field(default_factory=tuple)
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """All that an item could say, by part; empty where it says nothing."""

    title: str
    facts: dict[Part, str] = field(default_factory=dict)
    texts: dict[Part, Text] = field(default_factory=dict)
    steps: Sequence[str] = ()
    tags: Sequence[str] = ()
    links: Sequence[Link] = ()
    with_whom: str = ""
    minutes: int | None = None
    on: date | None = None

    def parts(self) -> set[Part]:
        """The parts of it that say something."""
        said = {part for part, words in self.facts.items() if words}
        said |= {part for part, text in self.texts.items() if text.text}
        lists = ((Part.STEPS, self.steps), (Part.TAGS, self.tags), (Part.LINKS, self.links))
        return said | {part for part, lines in lists if lines}


def document_of(actor: Actor, portfolio: Portfolio) -> Document:
    """What a portfolio of the actor's own says now."""
    pieces = pieces_of(portfolio)
    shown = [each for piece in pieces if (each := shown_of(actor, portfolio, piece)) is not None]
    return Document(
        heading=portfolio.heading,
        by=portfolio.by,
        reached_at=portfolio.reached_at,
        introduction=portfolio.introduction,
        pieces=shown,
        gone=len(pieces) - len(shown),
    )


def shown_of(actor: Actor, portfolio: Portfolio, piece: Piece) -> Shown | None:
    """What one piece shows; None where its thing is deleted."""
    try:
        said = _READERS[piece.item_kind](actor, piece.item_id)
    except NotFound:
        return None
    ticked = {part for part in PARTS[piece.item_kind] if part.key in piece.parts}
    facts = [words for part, words in said.facts.items() if part in ticked and words]
    if portfolio.with_minutes and said.minutes:
        facts.append(minutes(said.minutes))
    if portfolio.with_people and said.with_whom:
        facts.append(f"With {said.with_whom}")
    evidence = [
        each
        for each in beside.evidence_of(actor, piece.item_kind, piece.item_id)
        if str(each.id) in piece.evidence
    ]
    day_is_said = not {Part.STATE, Part.DAY}.isdisjoint(ticked)
    return Shown(
        id=piece.id,
        kind=piece.item_kind,
        title=piece.title or said.title,
        sentence=piece.sentence,
        facts=facts,
        texts=[text for part, text in said.texts.items() if part in ticked and text.text],
        steps=said.steps if Part.STEPS in ticked else (),
        tags=said.tags if Part.TAGS in ticked else (),
        links=[
            *(said.links if Part.LINKS in ticked else ()),
            *(
                Link(title=each.title, address=each.address)
                for each in evidence
                if each.kind is EvidenceKind.LINK
            ),
        ],
        quotations=[
            Quotation(words=each.quotation, said_by=each.said_by if portfolio.with_people else "")
            for each in evidence
            if each.kind is EvidenceKind.QUOTATION
        ],
        files=list(_files(actor, evidence)),
        attested=list(_attested(actor, piece)),
        on=said.on if day_is_said else None,
    )


def parts_said(actor: Actor, piece: Piece) -> list[Part]:
    """The parts of a piece that have something to show, in their order.

    Raises:
        NotFound: its thing is deleted.
    """
    said = _READERS[piece.item_kind](actor, piece.item_id).parts()
    return [part for part in PARTS[piece.item_kind] if part in said]


def title_of(actor: Actor, piece: Piece) -> str:
    """What the thing of a piece is called by itself.

    Raises:
        NotFound: it is deleted.
    """
    return _READERS[piece.item_kind](actor, piece.item_id).title


def attestations_about(actor: Actor, piece: Piece) -> list[attestations.Mine]:
    """The attestations of a piece's thing that still hold, the latest first."""
    return [
        each
        for each in attestations.attestations_of(actor)
        if each.holds and (each.item_kind, each.item_id) == (piece.item_kind, piece.item_id)
    ]


def _attested(actor: Actor, piece: Piece) -> Iterator[Attested]:
    ticked = piece.attestations or ()
    for each in attestations_about(actor, piece) if ticked else ():
        if str(each.id) in ticked:
            shown = attestations.shown_of(attestations.attestation_for(actor, each.id))
            yield Attested(
                statement=shown.statement,
                facts=shown.facts,
                until=short_day(shown.until, actor.language),
                until_day=shown.until,
            )


def _files(actor: Actor, evidence: Sequence[beside.EvidenceView]) -> Iterator[File]:
    for each in evidence:
        if each.kind is EvidenceKind.FILE:
            file = beside.file_for(actor, each.id)
            yield File(
                id=each.id,
                title=each.title,
                file_name=each.file_name,
                called=each.called,
                size=each.size,
                media_type=file.media_type,
                path=file.path,
            )


def _of_goal(actor: Actor, goal_id: UUID) -> _Said:
    goal = own_goal_for(actor, goal_id)
    state, since = goal.state, goal.state_since
    if (state, goal.left_state) == (State.ARCHIVED, State.ACHIEVED) and goal.left_since:
        state, since = State.ACHIEVED, goal.left_since  # that it was put away later is of no use
    on, achieved = day_of(since, actor), state is State.ACHIEVED
    return _Said(
        title=goal.title,
        facts={
            Part.STATE: f"{state.capitalize()} {'on' if achieved else 'since'} "
            f"{short_day(on, actor.language)}"
        },
        texts={
            Part.REMARK: Text(heading="", text=goal.state_remark),
            Part.WHY: Text(heading="Why", text=goal.why),
            Part.KNOWING: Text(heading="How it shows", text=goal.how_i_will_know),
        },
        steps=[step.text for step in steps_of(goal) if step.is_done],
        on=on if achieved else None,
    )


def _of_activity(actor: Actor, activity_id: UUID) -> _Said:
    activity = activity_for(actor, activity_id)
    known = activity.kind is not Kind.OTHER
    return _Said(
        title=activity.what,
        facts={
            Part.DAY: short_day(activity.happened_on, actor.language),
            Part.KIND: activity.kind.capitalize() if known else "",
        },
        texts={
            Part.NOTE: Text(heading="", text=activity.note),
            Part.THOUGHTS: Text(heading="What I make of it", text=activity.thoughts),
        },
        tags=[tag.tag for tag in activity.tags],
        links=[Link(title=link.title, address=link.address) for link in activity.links],
        with_whom=activity.with_whom,
        minutes=activity.minutes,
        on=activity.happened_on,
    )


def _of_reflection(actor: Actor, reflection_id: UUID) -> _Said:
    reflection = reflection_for(actor, reflection_id)
    return _Said(
        title=reflection.called,
        facts={
            Part.DAY: short_day(reflection.written_on, actor.language),
            Part.QUESTION: reflection.prompt if reflection.title else "",
        },
        texts={Part.WORDS: Text(heading="", text=reflection.text)},
        on=reflection.written_on,
    )


_READERS: dict[ItemKind, Callable[[Actor, UUID], _Said]] = {
    ItemKind.ACTIVITY: _of_activity,
    ItemKind.GOAL: _of_goal,
    ItemKind.REFLECTION: _of_reflection,
}
