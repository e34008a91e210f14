"""Finding what is in this room by its words: stories, cards, communities, probes, procedures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from learnplan.core.db import db
from learnplan.ours.practices.models.probes import Probe
from learnplan.ours.practices.models.procedures import Procedure, ProcedureVersion, Proposal
from learnplan.ours.practices.models.told import Community, PassedCard, Story

MOST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that has the words that were looked for.

    ``address`` is its place below Ours. ``on`` is a day; of what is told in a month, its first.
    """

    kind: str
    title: str
    address: str
    on: date
    words: str


def find(words: str, *, limit: int = 30) -> list[Found]:
    """What has all of ``words`` in it, the newest first: at most ``limit``."""
    wanted = words.split()[:MOST_WORDS]
    if not wanted:
        return []
    found = [
        *_told(wanted, limit),
        *_probes(wanted, limit),
        *_procedures(wanted, limit),
        *_proposals(wanted, limit),
    ]
    return sorted(found, key=lambda each: (each.on, each.address), reverse=True)[:limit]


def _told(wanted: Sequence[str], limit: int) -> list[Found]:
    return [
        *_among(
            ("story", "/practices/{}"),
            (Story.id, Story.title, Story.told_in, Story.happened),
            (Story.title, Story.happened, Story.advice, Story.tags, Story.signed),
            wanted,
            limit,
        ),
        *_among(
            ("card", "/practices/passed-on/{}"),
            (PassedCard.id, PassedCard.circle, PassedCard.told_in, PassedCard.learnt),
            (
                PassedCard.circle,
                PassedCard.learnt,
                PassedCard.helped,
                PassedCard.differently,
                PassedCard.whom,
                PassedCard.names,
            ),
            wanted,
            limit,
        ),
        *_among(
            ("community", "/practices/communities/{}"),
            (Community.id, Community.name, Community.told_in, Community.practice),
            (Community.name, Community.practice, Community.joining, Community.questions),
            wanted,
            limit,
        ),
    ]


def _probes(wanted: Sequence[str], limit: int) -> list[Found]:
    return _among(
        ("probe", "/practices/probes/{}"),
        (Probe.id, Probe.title, Probe.starts_on, Probe.what),
        (Probe.title, Probe.what, Probe.amplify, Probe.dampen, Probe.learned, Probe.author),
        wanted,
        limit,
        Probe.removed_at.is_(None),
    )


def _procedures(wanted: Sequence[str], limit: int) -> list[Found]:
    """By what they say now, where they are in use."""
    return _among(
        ("procedure", "/practices/procedures/{}"),
        (Procedure.id, Procedure.title, ProcedureVersion.written_at, ProcedureVersion.text),
        (
            ProcedureVersion.title,
            ProcedureVersion.text,
            ProcedureVersion.aid,
            ProcedureVersion.found_by,
        ),
        wanted,
        limit,
        Procedure.id == ProcedureVersion.procedure_id,
        Procedure.version == ProcedureVersion.number,
        Procedure.retired_at.is_(None),
    )


def _proposals(wanted: Sequence[str], limit: int) -> list[Found]:
    return _among(
        ("proposal", "/practices/proposals/{}"),
        (Proposal.id, Proposal.title, Proposal.written_at, Proposal.why),
        (Proposal.title, Proposal.text, Proposal.why, Proposal.reason, Proposal.author),
        wanted,
        limit,
        Proposal.removed_at.is_(None),
    )


def _among(
    called: tuple[str, str],
    shown: tuple[InstrumentedAttribute[Any], ...],
    read: Sequence[InstrumentedAttribute[str]],
    wanted: Sequence[str],
    limit: int,
    *conditions: ColumnElement[bool],
) -> list[Found]:
    """The newest rows that have all words, each in any of the columns that are ``read``.

    ``shown`` are the columns of the id, the title, the day and the words of what is found.
    """
    kind, address = called
    each, title, on, words = shown
    has_all = and_(
        *(
            or_(
                *(
                    func.lower(column, type_=String).contains(word.lower(), autoescape=True)
                    for column in read
                )
            )
            for word in wanted
        )
    )
    stmt = (
        select(each, title, on, words)
        .where(has_all, *conditions)
        .order_by(on.desc(), each.desc())
        .limit(limit)
    )
    return [
        Found(
            kind=kind,
            title=row[1],
            address=address.format(row[0]),
            on=row[2].date() if isinstance(row[2], datetime) else row[2],
            words=row[3],
        )
        for row in db.session.execute(stmt)
    ]
