"""One's own words: changed and taken back for a day, off every page at once, and brought back."""

from datetime import datetime

from sqlalchemy import delete

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.ours.voice import policy, queries
from learnplan.ours.voice.asking import refuse_what_people_learn
from learnplan.ours.voice.models import Saying, Thread
from learnplan.ours.voice.services.states import settle
from learnplan.ours.voice.speaking import TITLE_LIMIT, check
from learnplan.ours.voice.words import Kind

NOT_THE_AUTHOR = "Only who wrote it can change it, and for a day."
TOO_LATE = "It can be taken back by who wrote it, for a day, and while nobody has answered it."


def rewrite(
    actor: Actor,
    said: Thread | Saying,
    *,
    words: str,
    title: str | None = None,
    version: int | None,
) -> None:
    """Change what one wrote, within the day.

    Raises:
        Refused: somebody else wrote it, or it has stood for a day.
        Conflict: it was changed since ``version``; nothing is overwritten.
        Invalid: nothing is said, or too much; or it asks what people learn.
    """
    require(policy.can_rewrite(actor, said, clock.now()), NOT_THE_AUTHOR)
    db.session.refresh(said, with_for_update=True)  # two windows may save at the same moment
    if said.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    if isinstance(said, Thread):
        check(title or "", "title", "Write it in one line.", TITLE_LIMIT)
        if policy.is_put_to_people(actor, said.kind):
            refuse_what_people_learn(title=title or "", words=words)
        said.title = title or ""
    else:
        check(words, "words", "Write what there is to say.")
    said.words = words
    said.version += 1
    db.session.flush()


def take_back(actor: Actor, said: Thread | Saying) -> None:
    """Take back what one wrote, off every page. It can be brought back for a day.

    Raises:
        Refused: it is not theirs, or stands by now.
    """
    answered = isinstance(said, Thread) and queries.has_others_words(said)
    now = clock.now()
    require(policy.can_take_back(actor, said, now, answered=answered), TOO_LATE)
    said.removed_at = now
    said.once = None  # the same form sent again, from the Back button, writes another
    db.session.flush()
    _settle_around(said)
    purge_taken_back(now - KEPT_FOR_UNDO)


def bring_back(actor: Actor, said: Thread | Saying) -> None:
    """Put something back that one took back.

    Raises:
        Refused: it is not theirs.
        Conflict: another question was put to the floor meanwhile.
    """
    require(policy.can_bring_back(actor, said), NOT_THE_AUTHOR)
    if isinstance(said, Thread) and said.kind is Kind.FLOOR:
        waiting = queries.unanswered_floor(said.unit_id, actor.id)
        if waiting is not None:
            raise Conflict(f"Say first what was done with the answers to “{waiting.title}”.")
    said.removed_at = None
    db.session.flush()
    _settle_around(said)


def purge_taken_back(before: datetime) -> None:
    """Let go for good what was taken back ``before`` a moment."""
    for table in (Saying, Thread):
        db.session.execute(delete(table).where(table.removed_at < before))


def _settle_around(said: Thread | Saying) -> None:
    if isinstance(said, Saying):
        settle(queries.row_for(Thread, said.thread_id))
