"""Asking and offering help without one's name, and answering whoever writes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.queries import names_of
from learnplan.directory.services import letters
from learnplan.mine.circles.models.notices import Notice, NoticeBlock, NoticeReply
from learnplan.mine.circles.queries import notices as queries
from learnplan.mine.circles.queries.matching import today
from learnplan.mine.circles.words import Side
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Kind

MOST_NOTICES = 20
JOURNAL_KIND = "notice"


def post_notice(actor: Actor, *, side: Side, text: str, once: str | None = None) -> None:
    """Put a line on the list of asks and offers, without one's name; others see it from tomorrow.

    A form that carries the word ``once`` puts up one, however often it is sent.

    Raises:
        Refused: many of theirs are up already.
    """
    if made_before(Notice, once, Notice.owner_id == actor.id) is not None:
        return
    require(
        queries.count_of_own(actor) < MOST_NOTICES,
        f"At most {MOST_NOTICES} lines of yours are up at a time. Take one down first.",
    )
    notice = Notice(owner_id=actor.id, side=side, text=text, posted_on=today(), once=once)
    db.session.add(notice)
    db.session.flush()


def take_down(actor: Actor, notice: Notice) -> None:
    """Take one's line off the list, with what was written to it. It can be put back for a day.

    Raises:
        Refused: it is somebody else's.
    """
    require(notice.owner_id == actor.id, "Only whoever wrote a line can take it down.")
    notice.taken_down_at, notice.once = clock.now(), None
    db.session.flush()
    purge_taken_down(clock.now() - KEPT_FOR_UNDO, owner=actor)


def put_up_again(actor: Actor, notice: Notice) -> None:
    """Put a line back that one took down.

    Raises:
        Refused: it is somebody else's.
    """
    require(notice.owner_id == actor.id, "Only whoever wrote a line can put it up.")
    notice.taken_down_at = None
    db.session.flush()


def purge_taken_down(before: datetime, *, owner: Actor | None = None) -> None:
    """Let go for good of lines taken down ``before`` a moment; of one owner, else of everybody."""
    stmt = delete(Notice).where(Notice.taken_down_at < before)
    db.session.execute(stmt if owner is None else stmt.where(Notice.owner_id == owner.id))


def write_to(actor: Actor, notice: Notice, *, note: str) -> None:
    """Write to whoever put a line up; neither sees the other's name until it is accepted.

    Writing again says it anew. To whoever declined, or reads nothing more from them, it says
    nothing, and they see no difference.

    Raises:
        Refused: it is their own line.
        Conflict: it was accepted, so that they know each other.
    """
    require(notice.owner_id != actor.id, "This line is yours.")
    reply = queries.reply_by(actor, notice)
    declined_at = clock.now() if queries.is_blocked(actor, notice) else None
    if reply is None:
        reply = NoticeReply(notice_id=notice.id, author_id=actor.id, note=note)
        reply.declined_at = declined_at
        db.session.add(reply)
    elif reply.accepted_at is not None:
        raise Conflict("They accepted what you wrote: you know each other’s name now.")
    else:
        reply.note, reply.written_at, reply.taken_back_at = note, clock.now(), None
        reply.declined_at = reply.declined_at or declined_at
    if reply.declined_at is None:
        letters.tell_of_words(notice.owner_id, zone=actor.time_zone)
    db.session.flush()


def take_back_reply(actor: Actor, reply: NoticeReply) -> None:
    """Take back what one wrote to somebody's line, at once. It can be put back for a day.

    Its place stays, without the words: whoever writes anew learns nothing from it.

    Raises:
        Refused: somebody else wrote it.
    """
    require(reply.author_id == actor.id, "Only whoever wrote it can take it back.")
    reply.taken_back_at = clock.now()
    db.session.flush()
    purge_taken_back(clock.now() - KEPT_FOR_UNDO, author=actor)


def put_back_reply(actor: Actor, reply: NoticeReply) -> None:
    """Let somebody read again what one wrote to their line and took back.

    Raises:
        Refused: somebody else wrote it.
    """
    require(reply.author_id == actor.id, "Only whoever wrote it can put it back.")
    reply.taken_back_at = None
    db.session.flush()


def purge_taken_back(before: datetime, *, author: Actor | None = None) -> None:
    """Let the words go for good of what was taken back ``before`` a moment; one author's, or all.

    Its place stays.
    """
    stmt = update(NoticeReply).where(NoticeReply.taken_back_at < before, NoticeReply.note != "")
    if author is not None:
        stmt = stmt.where(NoticeReply.author_id == author.id)
    db.session.execute(stmt.values(note=""))


def accept_reply(actor: Actor, reply: NoticeReply) -> UUID:
    """Accept what somebody wrote to one's line: now both see each other's name. Returns whose.

    Raises:
        Refused: it was written to somebody else's line.
    """
    notice = _own_line_of(actor, reply)
    if reply.accepted_at is None:
        reply.accepted_at = clock.now()
        names = names_of([actor.id, reply.author_id])
        for mine, theirs in ((actor.id, reply.author_id), (reply.author_id, actor.id)):
            journal.note(
                mine,
                Kind.MATCH,
                f"{notice.side.said} {notice.text}",
                whom=names.get(theirs, ""),
                reader_id=theirs,
                item_kind=JOURNAL_KIND,
                item_id=notice.id,
            )
        letters.tell_of_name(reply.author_id, zone=actor.time_zone)
        db.session.flush()
    return reply.author_id


def decline_reply(actor: Actor, reply: NoticeReply) -> None:
    """Decline what somebody wrote to one's line. To them it looks as if it were not read.

    Raises:
        Refused: it was written to somebody else's line.
        Conflict: it was accepted, so that they know each other.
    """
    _own_line_of(actor, reply)
    if reply.accepted_at is not None:
        raise Conflict("You accepted this already: you know each other’s name.")
    reply.declined_at = clock.now()
    db.session.flush()


def block_writer(actor: Actor, reply: NoticeReply) -> None:
    """Decline what somebody wrote to one's line, and read nothing more that they write to any.

    They see no difference, and neither sees the other's name.

    Raises:
        Refused: it was written to somebody else's line.
        Conflict: it was accepted, so that they know each other.
    """
    decline_reply(actor, reply)
    db.session.add(NoticeBlock(owner_id=actor.id, author_id=reply.author_id))
    db.session.flush()


def unblock_writers(actor: Actor) -> None:
    """Read again what anybody writes to one's lines, from now on."""
    db.session.execute(delete(NoticeBlock).where(NoticeBlock.owner_id == actor.id))


def _own_line_of(actor: Actor, reply: NoticeReply) -> Notice:
    notice = db.session.get_one(Notice, reply.notice_id)
    require(notice.owner_id == actor.id, "Only whoever put the line up can answer.")
    return notice
