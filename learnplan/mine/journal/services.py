"""Writing a reflection, saying it anew, and letting it go."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import services as disclosures
from learnplan.mine.disclosures.words import Ending
from learnplan.mine.evidence import services as evidence
from learnplan.mine.journal import policy, ties
from learnplan.mine.journal.models import PROMPT_LIMIT, Reflection
from learnplan.mine.log.kinds import Purpose
from learnplan.mine.search import services as search
from learnplan.mine.sharing import services as sharing
from learnplan.mine.sharing.items import ItemKind

AT_ONCE = 500


def write_reflection(
    actor: Actor,
    *,
    text: str,
    title: str = "",
    stance: Purpose | None = None,
    written_on: date | None = None,
    prompt: str = "",
    week: date | None = None,
    once: str | None = None,
) -> Reflection:
    """Keep a reflection, visible to ``actor`` alone; ``prompt`` is the question it answers.

    A form that carries the word ``once`` makes one reflection, however often it is sent.

    Raises:
        Invalid: there is nothing in it.
    """
    if not text.strip():
        raise Invalid("Write what you make of it.", field="text")
    there = made_before(Reflection, once, Reflection.owner_id == actor.id)
    if there is not None:
        return there
    reflection = Reflection(
        owner_id=actor.id,
        text=text,
        title=title,
        stance=stance,
        written_on=written_on or clock.today(actor.time_zone),
        prompt=prompt[:PROMPT_LIMIT],
        week=week,
        once=once,
    )
    db.session.add(reflection)
    db.session.flush()
    search.hand_in(actor.id, [_findable(reflection)])
    return reflection


def rewrite_reflection(
    actor: Actor,
    reflection: Reflection,
    *,
    version: int | None,
    text: str,
    title: str,
    stance: Purpose | None,
    written_on: date,
) -> None:
    """Say a reflection anew, if it still says what its owner read before changing it.

    Raises:
        Refused: it is not theirs.
        Conflict: it was changed since ``version``; nothing is overwritten.
    """
    require(policy.can_edit(actor, reflection), "Only its owner can change a reflection.")
    db.session.refresh(reflection, with_for_update=True)  # two windows may save at the same moment
    if reflection.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    reflection.text, reflection.title = text, title
    reflection.stance, reflection.written_on = stance, written_on
    reflection.version += 1
    db.session.flush()
    search.hand_in_again(actor.id, [_findable(reflection)])


def delete_reflection(actor: Actor, reflection: Reflection) -> None:
    """Take a reflection out of the journal, and from whom it was opened to, at once.

    It can be brought back for a day; what its owner deleted longer ago goes for good now.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.can_edit(actor, reflection), "Only its owner can delete a reflection.")
    reflection.deleted_at = clock.now()
    reflection.once = None  # the same form sent again, from the Back button, keeps it anew
    db.session.flush()
    search.hide(ItemKind.REFLECTION, [reflection.id])
    disclosures.end(ItemKind.REFLECTION, reflection.id, Ending.DELETED)
    purge_deleted(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_reflection(actor: Actor, reflection: Reflection) -> None:
    """Bring a deleted reflection back, for the people it was opened to as well.

    Raises:
        Refused: it is not theirs, or not deleted.
    """
    require(policy.can_restore(actor, reflection), "Only its owner can bring it back.")
    reflection.deleted_at = None
    db.session.flush()
    search.show_again(ItemKind.REFLECTION, [reflection.id])
    disclosures.take_back_deletion(ItemKind.REFLECTION, reflection.id)


def purge_deleted(before: datetime, *, owner: Actor | None = None) -> int:
    """Remove for good what was deleted ``before`` a moment; of one owner, else of everybody.

    Returns how many reflections went. Their shares and evidence go with them, and ties to whatever
    is gone.
    """
    stmt = select(Reflection.id).where(Reflection.deleted_at < before)
    if owner is not None:
        stmt = stmt.where(Reflection.owner_id == owner.id)
    gone = db.session.scalars(stmt).all()
    evidence.forget_items(ItemKind.REFLECTION, gone)
    sharing.forget_items(ItemKind.REFLECTION, gone)
    search.forget(ItemKind.REFLECTION, gone)
    db.session.execute(delete(Reflection).where(Reflection.id.in_(gone)))
    ties.forget_loose(owner)
    return len(gone)


def let_be_found(owner_id: UUID, reflection_ids: Sequence[UUID]) -> None:
    """Let reflections that have just come in be found."""
    for start in range(0, len(reflection_ids), AT_ONCE):
        some = reflection_ids[start : start + AT_ONCE]
        stmt = select(Reflection).where(Reflection.owner_id == owner_id, Reflection.id.in_(some))
        search.hand_in(owner_id, [_findable(one) for one in db.session.scalars(stmt)])


def _findable(reflection: Reflection) -> search.Findable:
    return search.Findable(
        kind=ItemKind.REFLECTION,
        item_id=reflection.id,
        day=reflection.written_on,
        title=reflection.called,
        texts=(reflection.prompt, reflection.text),
    )
