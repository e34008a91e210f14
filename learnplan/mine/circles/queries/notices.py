"""Reads of asks and offers. A name is read only once what was written is accepted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, tuple_

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.core.places import PAGE, Cursor, Some, place_after
from learnplan.directory.queries import names_of, who_left
from learnplan.mine.circles.models.commons import HiddenLine
from learnplan.mine.circles.models.notices import Notice, NoticeBlock, NoticeReply
from learnplan.mine.circles.queries.circles import GONE
from learnplan.mine.circles.queries.matching import today
from learnplan.mine.circles.words import Side

NO_NOTICE = "There is no such line."
NO_REPLY = "There is nothing like that, or it was taken back."
STAYS = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A line of the list as anybody else sees it: no name, and no more of when than the day."""

    id: UUID
    side: Side
    text: str
    posted_on: date
    i_wrote: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnNotice:
    """A line of the actor's own; ``is_over`` when it stood for half a year and is shown no more.

    ``has_left`` when it is shown no more because its owner left.
    """

    id: UUID
    side: Side
    text: str
    posted_on: date
    begins_tomorrow: bool
    is_over: bool
    has_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyView:
    """What somebody wrote to a line; ``name`` is the other’s, and empty until it is accepted."""

    id: UUID
    side: Side
    text: str
    note: str
    written_on: date
    name: str


def notices(
    actor: Actor, *, side: Side | None = None, after: Cursor | None = None
) -> Some[NoticeView]:
    """The lines of others that are up and that the actor does not hide, newest first."""
    wrote = (
        select(NoticeReply.id)
        .where(NoticeReply.notice_id == Notice.id, _written_by(actor))
        .correlate(Notice)
        .exists()
    )
    stmt = (
        select(Notice.id, Notice.side, Notice.text, Notice.posted_on, wrote.label("i_wrote"))
        .where(_is_up(), Notice.owner_id != actor.id, Notice.id.not_in(_hidden_by(actor)))
        .order_by(Notice.posted_on.desc(), Notice.id.desc())
        .limit(PAGE + 1)
    )
    if after is not None:
        place = tuple_(literal(after.at.date()), literal(after.id, Notice.id.type))
        stmt = stmt.where(tuple_(Notice.posted_on, Notice.id) < place)
    if side is not None:
        stmt = stmt.where(Notice.side == side)
    found = [NoticeView(**row._mapping) for row in db.session.execute(stmt)]  # noqa: SLF001 - SQLAlchemy's public name
    ends = [(datetime.combine(each.posted_on, time(), UTC), each.id) for each in found]
    return Some(tuple(found[:PAGE]), place_after(ends))


def count_of_hidden(actor: Actor) -> int:
    """How many lines on the list the actor hides, of those that are up."""
    stmt = select(func.count()).where(_is_up(), Notice.id.in_(_hidden_by(actor)))
    return db.session.scalar(stmt) or 0


def count_of_blocked(actor: Actor) -> int:
    """Of how many notes the actor said that they read nothing more from whoever wrote it."""
    return db.session.scalar(select(func.count()).where(NoticeBlock.owner_id == actor.id)) or 0


def is_blocked(actor: Actor, notice: Notice) -> bool:
    """Whether whoever put a line up reads nothing more from the actor; never to be shown."""
    stmt = select(NoticeBlock.id).where(
        NoticeBlock.owner_id == notice.owner_id, NoticeBlock.author_id == actor.id
    )
    return db.session.scalar(stmt.limit(1)) is not None


def own_notices(actor: Actor) -> list[OwnNotice]:
    """The actor's own lines, newest first."""
    stmt = (
        select(Notice)
        .where(Notice.owner_id == actor.id, Notice.taken_down_at.is_(None))
        .order_by(Notice.posted_on.desc(), Notice.id)
    )
    has_left = actor.id in _who_left()
    return [
        OwnNotice(
            id=notice.id,
            side=notice.side,
            text=notice.text,
            posted_on=notice.posted_on,
            begins_tomorrow=notice.posted_on >= today(),
            is_over=notice.posted_on <= today() - STAYS,
            has_left=has_left,
        )
        for notice in db.session.scalars(stmt)
    ]


def notice_for(actor: Actor, notice_id: UUID) -> Notice:
    """A line that is up, for somebody who may write to it: anybody but its owner.

    Raises:
        NotFound: it is not up, or is the actor's own.
    """
    return _notice(
        select(Notice).where(Notice.id == notice_id, _is_up(), Notice.owner_id != actor.id)
    )


def own_notice_for(actor: Actor, notice_id: UUID, *, taken_down: bool = False) -> Notice:
    """The actor's own line; or one they took down, to put it up again.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    down = Notice.taken_down_at
    return _notice(
        select(Notice).where(
            Notice.id == notice_id,
            Notice.owner_id == actor.id,
            down.is_not(None) if taken_down else down.is_(None),
        )
    )


def count_of_own(actor: Actor) -> int:
    """How many lines of the actor's are up."""
    stmt = select(func.count()).where(Notice.owner_id == actor.id, Notice.taken_down_at.is_(None))
    return db.session.scalar(stmt) or 0


def replies_to(actor: Actor) -> list[ReplyView]:
    """What others wrote to the actor's lines and was not declined, latest first."""
    stmt = _replies().where(waits_for(actor))
    return _views(stmt, name_of=lambda reply, _notice: reply.author_id)


def replies_by(actor: Actor) -> list[ReplyView]:
    """What the actor wrote to the lines of others. Declined and unread look the same."""
    stmt = _replies().where(_written_by(actor))
    return _views(stmt, name_of=lambda _reply, notice: notice.owner_id)


def reply_by(actor: Actor, notice: Notice) -> NoticeReply | None:
    """What the actor wrote to a line, if they did, also what they took back."""
    return db.session.scalar(
        select(NoticeReply).where(
            NoticeReply.notice_id == notice.id, NoticeReply.author_id == actor.id
        )
    )


def reply_to_own(actor: Actor, reply_id: UUID) -> NoticeReply:
    """What somebody wrote to a line of the actor's, to answer it.

    Raises:
        NotFound: there is none, they took it back or it was declined; or the line is another's.
    """
    stmt = (
        select(NoticeReply)
        .join(Notice, Notice.id == NoticeReply.notice_id)
        .where(NoticeReply.id == reply_id, waits_for(actor))
        .with_for_update(of=NoticeReply)
    )
    return _reply(stmt)


def own_reply_for(actor: Actor, reply_id: UUID, *, taken_back: bool = False) -> NoticeReply:
    """What the actor wrote to somebody's line; or took back from it, to put it back.

    Raises:
        NotFound: there is none, its words are gone for good, or somebody else wrote it.
    """
    theirs = NoticeReply.author_id == actor.id
    gone = and_(theirs, NoticeReply.taken_back_at.is_not(None), NoticeReply.note != "")
    stmt = select(NoticeReply).where(
        NoticeReply.id == reply_id, gone if taken_back else _written_by(actor)
    )
    return _reply(stmt.with_for_update())


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """Whether what was written is there for the owner of its line: not once that is down.

    What they accepted stays while the line is kept.
    """
    return and_(
        Notice.owner_id == actor.id,
        NoticeReply.declined_at.is_(None),
        NoticeReply.taken_back_at.is_(None),
        or_(Notice.taken_down_at.is_(None), NoticeReply.accepted_at.is_not(None)),
    )


def _hidden_by(actor: Actor) -> Select[UUID]:
    return select(HiddenLine.line_id).where(
        HiddenLine.person_id == actor.id, HiddenLine.circle_id.is_(None)
    )


def _is_up() -> ColumnElement[bool]:
    """Whether a line is on the list: from the day after it was written, for half a year.

    Not once whoever wrote it has left, from the month after: on the day itself, a line that goes
    would tell whose it was.
    """
    by_time = and_(
        Notice.taken_down_at.is_(None),
        Notice.posted_on < today(),
        Notice.posted_on > today() - STAYS,
    )
    left = _who_left()
    return and_(by_time, Notice.owner_id.not_in(left)) if left else by_time


def _who_left() -> frozenset[UUID]:
    """Who had left before this month began."""
    return who_left(before=today().replace(day=1))


def _written_by(actor: Actor) -> ColumnElement[bool]:
    return and_(NoticeReply.author_id == actor.id, NoticeReply.taken_back_at.is_(None))


def _replies() -> Select[NoticeReply, Notice]:
    return (
        select(NoticeReply, Notice)
        .join(Notice, Notice.id == NoticeReply.notice_id)
        .order_by(NoticeReply.written_at.desc(), NoticeReply.id)
    )


def _views(
    stmt: Select[NoticeReply, Notice], *, name_of: Callable[[NoticeReply, Notice], UUID]
) -> list[ReplyView]:
    rows = db.session.execute(stmt).all()
    names = names_of([name_of(reply, notice) for reply, notice in rows if reply.accepted_at])
    return [
        ReplyView(
            id=reply.id,
            side=notice.side,
            text=notice.text,
            note=reply.note,
            written_on=reply.written_at.astimezone(UTC).date(),
            name=names.get(name_of(reply, notice), GONE) if reply.accepted_at else "",
        )
        for reply, notice in rows
    ]


def _notice(stmt: Select[Notice]) -> Notice:
    notice = db.session.scalar(stmt)
    if notice is None:
        raise NotFound(NO_NOTICE)
    return notice


def _reply(stmt: Select[NoticeReply]) -> NoticeReply:
    reply = db.session.scalar(stmt)
    if reply is None:
        raise NotFound(NO_REPLY)
    return reply
