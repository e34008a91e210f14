"""Telling everyone what one says of an option: Mine, then Ours, then Mine, as with a story.

What was meant is written down first, with the line in “What left my record”; whatever breaks off
can be done again, and the server finishes what its author wanted back.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.disclosures import services as disclosures
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.roles import policy, queries
from learnplan.mine.roles.models import WordDraft
from learnplan.mine.roles.services import NOT_YOURS
from learnplan.mine.stories.stages import Stage
from learnplan.ours.brokerage.queries.offers import OptionSeen
from learnplan.ours.brokerage.telling import Said, take_back, tell

WORD = "option word"
"""What the journal of disclosures calls it."""
SIGNED, UNSIGNED = "With your name on it.", "Without your name."
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """What is about to be told or taken back, and the key to it."""

    draft_id: UUID
    word_id: UUID
    key: str
    said: Said | None = None


def write(
    actor: Actor, option: OptionSeen, *, words: str, signed: bool, version: int | None = None
) -> WordDraft:
    """Write down what one would tell of an option. Nobody else sees it yet.

    Raises:
        Conflict: it was changed since ``version``.
        Invalid: it says nothing or too much; or it is out there, with or without a name.
    """
    draft = queries.ever_said_of(actor, option.key)
    if draft is not None and draft.thrown_away_at:
        db.session.delete(draft)  # it is begun anew
        db.session.flush()
        draft = None
    if draft is None:
        draft = WordDraft(
            owner_id=actor.id,
            option_key=option.key,
            option=option.title,
            words=words,
            signed=signed,
        )
        draft.version = 0
        said_now(actor, draft)
        db.session.add(draft)
    elif version is not None and draft.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    if draft.is_out_there and signed != draft.signed:
        raise Invalid("People have read it as it is. Withdraw it first.", field="signed")
    draft.words, draft.signed, draft.changed_at = words, signed, clock.now()
    said_now(actor, draft)
    draft.version += 1
    db.session.flush()
    return draft


def said_now(actor: Actor, draft: WordDraft) -> Said:
    """What everyone would see of it if it was told now.

    Raises:
        Invalid: it cannot be told as it is.
    """
    return Said(
        option_key=draft.option_key,
        words=draft.words,
        signed=actor.name if draft.signed else "",
        told_in=clock.today(actor.time_zone).replace(day=1),
    )


def publish(actor: Actor, draft_id: UUID, *, version: int | None, whom: str) -> None:
    """Tell everyone, exactly as it was previewed.

    Raises:
        NotFound: it is not theirs.
        Conflict: it says something else by now, or was withdrawn in the same moment.
        Invalid: it cannot be told as it is.
    """
    with transaction(Database.LEARNING):
        going = _begin(actor, queries.draft_for(actor, draft_id), version=version, whom=whom)
    with transaction(Database.ORGANISATION):
        _show(going)
    with transaction(Database.LEARNING):
        is_told = _settle(going)
    if not is_told:
        with transaction(Database.ORGANISATION):
            take_back(going.word_id, key=going.key)
        raise Conflict("It was withdrawn in another window. Nobody can see it.")


def withdraw(actor: Actor, draft_id: UUID) -> None:
    """Take it back from everyone, at once.

    Raises:
        NotFound: it is not theirs.
        Conflict: nobody but them can see it.
    """
    with transaction(Database.LEARNING):
        draft = queries.draft_for(actor, draft_id)
        db.session.refresh(draft, with_for_update=True)
        if not draft.is_out_there or draft.word_id is None or draft.key is None:
            raise Conflict("Nobody but you can see this. There is nothing to withdraw.")
        draft.stage, draft.changed_at = Stage.WITHDRAWING, clock.now()
        going = Going(draft_id=draft.id, word_id=draft.word_id, key=draft.key)
    _let_go(going)


def throw_away(actor: Actor, draft: WordDraft) -> None:
    """Throw away what nobody else can see. It can be brought back for a day.

    Raises:
        Refused: it is not theirs.
        Conflict: everyone can still see it.
    """
    require(policy.owns(actor, draft), NOT_YOURS)
    if draft.is_out_there:
        raise Conflict("Withdraw it first: everyone can still see it.")
    draft.thrown_away_at = clock.now()
    db.session.flush()
    purge_thrown_away(clock.now() - KEPT_FOR_UNDO, owner=actor)


def bring_back(actor: Actor, draft: WordDraft) -> None:
    """Bring back what one threw away a short while ago.

    Raises:
        Refused: it is not theirs.
    """
    require(policy.owns(actor, draft), NOT_YOURS)
    draft.thrown_away_at = None
    db.session.flush()


def purge_thrown_away(before: datetime, *, owner: Actor | None = None) -> None:
    """Remove for good what was thrown away ``before`` a moment."""
    stmt = delete(WordDraft).where(WordDraft.thrown_away_at < before)
    if owner is not None:
        stmt = stmt.where(policy.owned_by(owner, WordDraft))
    db.session.execute(stmt)


def withdraw_all(person_id: UUID) -> None:
    """Take everything back that somebody told of options. Their drafts go with the rest."""
    stmt = select(WordDraft.word_id, WordDraft.key).where(WordDraft.owner_id == person_id)
    told = [(word_id, key) for word_id, key in db.session.execute(stmt) if word_id and key]
    with transaction(Database.ORGANISATION):
        for word_id, key in told:
            take_back(word_id, key=key)


def finish_withdrawals() -> None:
    """Take back whatever its author wanted back, where that broke off. For the server's tidying."""
    stmt = select(WordDraft).where(WordDraft.stage == Stage.WITHDRAWING)
    for draft in db.session.scalars(stmt).all():
        if draft.word_id is not None and draft.key is not None:
            _let_go(Going(draft_id=draft.id, word_id=draft.word_id, key=draft.key))


def _begin(actor: Actor, draft: WordDraft, *, version: int | None, whom: str) -> Going:
    db.session.refresh(draft, with_for_update=True)
    if draft.version != version:
        raise Conflict("It was changed since you looked at it. Look once more.")
    if draft.stage is Stage.WITHDRAWING:
        raise Conflict("It is being withdrawn. Finish that first.")
    said = said_now(actor, draft)
    if draft.stage in {None, Stage.WITHDRAWN}:
        draft.word_id, draft.key = uuid4(), secrets.token_urlsafe(KEY_BYTES)
    if draft.stage is not Stage.PUBLISHING:
        disclosures.end(WORD, draft.id, Ending.TOLD_ANEW)
        disclosures.note(
            actor.id,
            Kind.PUBLICATION,
            draft.option,
            whom=whom,
            remark=SIGNED if draft.signed else UNSIGNED,
            item_kind=WORD,
            item_id=draft.id,
        )
    draft.stage, draft.told_in, draft.changed_at = Stage.PUBLISHING, said.told_in, clock.now()
    db.session.flush()
    if draft.word_id is None or draft.key is None:
        raise Conflict("This has no address yet.")
    return Going(draft_id=draft.id, word_id=draft.word_id, key=draft.key, said=said)


def _show(going: Going) -> None:
    if going.said is not None:
        tell(going.word_id, going.said, key=going.key)


def _settle(going: Going) -> bool:
    draft = db.session.get(WordDraft, going.draft_id, with_for_update=True)
    if draft is None or draft.word_id != going.word_id or not draft.is_out_there:
        return False
    if draft.stage is Stage.PUBLISHING:
        draft.stage = Stage.PUBLISHED
        db.session.flush()
    return draft.stage is Stage.PUBLISHED


def _let_go(going: Going) -> None:
    with transaction(Database.ORGANISATION):
        take_back(going.word_id, key=going.key)
    with transaction(Database.LEARNING):
        draft = db.session.get(WordDraft, going.draft_id, with_for_update=True)
        if draft is None or draft.stage is not Stage.WITHDRAWING:
            return
        draft.stage, draft.changed_at = Stage.WITHDRAWN, clock.now()
        disclosures.end(WORD, draft.id, Ending.TAKEN_BACK)
        disclosures.note(draft.owner_id, Kind.WITHDRAWAL, draft.option)
        db.session.flush()
