"""Writing a letter, and Mine's side of its way out and back.

What everyone sees is in the other database. ``crossing`` goes from one to the other and back; here
is written down what was meant before it, and what came of it after. ``secret`` is the
installation's key, and ``today`` its day, the same for everybody.
"""

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Refused, require
from learnplan.core.once import made_before
from learnplan.mine.disclosures import services as disclosures
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.voice import policy, queries
from learnplan.mine.voice.models import Letter
from learnplan.mine.voice.queries import Mine, Withdrawal
from learnplan.mine.voice.sealed import Inside, closed, opened
from learnplan.mine.voice.stages import Stage
from learnplan.ours.voice.arriving import Arrival
from learnplan.ours.voice.queries import Line
from learnplan.ours.voice.speaking import Opening, check
from learnplan.ours.voice.words import Kind as ThreadKind

LETTER = "letter"
"""What the journal of disclosures calls one."""
SOMETHING = "Something unsigned under Voice"
REMARK = "Without your name, together with everything else unsigned of that day."
KEY_BYTES = 32
NOT_YOURS = "Only its author can change a letter, until it is out."


def write_opening(
    actor: Actor, opening: Opening, *, today: date, secret: str, once: str | None = None
) -> Letter:
    """Keep what is to open a thread, visible to ``actor`` alone until its day.

    A form that carries the word ``once`` makes one letter, however often it is sent.
    """
    thread_id = uuid4()
    inside = Inside(arrival_id=thread_id, thread_id=thread_id, key=secrets.token_urlsafe(KEY_BYTES))
    return _keep(actor, inside.saying(opening), today, secret, once)


def write_answer(
    actor: Actor,
    line: Line,
    *,
    words: str,
    today: date,
    secret: str,
    once: str | None = None,
) -> Letter:
    """Keep an answer to a question to the floor, with a key of its own.

    Raises:
        Refused: that thread takes unsigned words of whoever opened it alone.
        Invalid: nothing is said, or too much.
    """
    require(
        line.kind is ThreadKind.FLOOR,
        "In a thread, whoever opened it unsigned can answer unsigned, and nobody else.",
    )
    check(words, "words", "Write what there is to say.")
    inside = Inside(
        arrival_id=uuid4(),
        thread_id=line.id,
        key=secrets.token_urlsafe(KEY_BYTES),
        words=words,
    )
    return _keep(actor, inside, today, secret, once)


def write_reply(
    actor: Actor,
    mine: Mine,
    *,
    words: str,
    today: date,
    secret: str,
    once: str | None = None,
) -> Letter:
    """Keep a reply in a thread that the actor opened unsigned: it goes with the thread's key.

    Raises:
        Refused: it is not theirs, or they opened no such thread.
        Conflict: nobody can read the thread.
        Invalid: nothing is said, or too much.
    """
    require(policy.owns(actor, mine.letter) and mine.inside.opens, NOT_YOURS)
    if mine.letter.stage is not Stage.OUT or mine.line is None:
        raise Conflict("Nobody can read this yet, or any more. There is nothing to answer.")
    check(words, "words", "Write what there is to say.")
    inside = Inside(
        arrival_id=uuid4(), thread_id=mine.inside.thread_id, key=mine.inside.key, words=words
    )
    return _keep(actor, inside, today, secret, once)


def rewrite_letter(
    actor: Actor,
    letter: Letter,
    said: Opening | str,
    *,
    version: int | None,
    secret: str,
    today: date,
) -> None:
    """Say a letter anew, until it is out. One that waits goes back to being a draft.

    Raises:
        Refused: it is not theirs, or out.
        Conflict: it was changed since ``version``; nothing is overwritten.
        Invalid: nothing is said, or too much.
    """
    db.session.refresh(letter, with_for_update=True)  # two windows may save at the same moment
    require(policy.can_change(actor, letter), NOT_YOURS)
    if letter.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    inside = _inside(letter, secret)
    if isinstance(said, Opening):
        inside = inside.saying(said)
    else:
        check(said, "words", "Write what there is to say.")
        inside = replace(inside, words=said)
    if letter.stage is Stage.WAITING:
        disclosures.end(LETTER, letter.id, Ending.TOLD_ANEW)
    letter.sealed = closed(inside, secret=secret)
    letter.stage, letter.touched_on = Stage.DRAFT, today
    letter.version += 1
    db.session.flush()


def send_letter(
    actor: Actor, letter: Letter, *, version: int | None, whom: str, today: date
) -> None:
    """Let a letter go with today's: it waits until tomorrow, and nobody sees it before.

    Raises:
        Refused: it is not theirs, or was sent.
        Conflict: it says something else than what they looked at.
    """
    db.session.refresh(letter, with_for_update=True)
    require(policy.can_send(actor, letter), "It was sent already.")
    if letter.version != version:
        raise Conflict("It was changed since you looked at it. Look once more.")
    letter.stage, letter.touched_on = Stage.WAITING, today
    disclosures.end(LETTER, letter.id, Ending.TOLD_ANEW)
    disclosures.note(
        actor.id,
        Kind.PUBLICATION,
        SOMETHING,
        whom=whom,
        remark=REMARK,
        item_kind=LETTER,
        item_id=letter.id,
    )
    db.session.flush()


def hold_back(actor: Actor, letter: Letter, *, today: date) -> None:
    """Take a letter out of those that wait, while nobody has seen it.

    Raises:
        Refused: it is not theirs, or does not wait.
    """
    db.session.refresh(letter, with_for_update=True)
    require(
        policy.owns(actor, letter) and letter.stage is Stage.WAITING,
        "It does not wait any more.",
    )
    letter.stage, letter.touched_on = Stage.DRAFT, today
    disclosures.end(LETTER, letter.id, Ending.TAKEN_BACK)
    db.session.flush()


def throw_away(actor: Actor, letter: Letter) -> None:
    """Let a letter go that nobody else ever saw.

    Raises:
        Refused: it is not theirs, or out.
    """
    require(policy.can_change(actor, letter), NOT_YOURS)
    disclosures.end(LETTER, letter.id, Ending.TAKEN_BACK)
    db.session.delete(letter)
    db.session.flush()


def say_read(actor: Actor, letters: Collection[Mine], *, secret: str) -> None:
    """Write down that what was said to some letters so far was read. Nobody else is told.

    Everybody's letters that are out are sealed anew: whoever compares two copies of the database
    does not see whose were read, just after which thread was answered.

    Raises:
        Refused: one is not theirs.
    """
    require(all(policy.owns(actor, each.letter) for each in letters), NOT_YOURS)
    heard = {each.letter.id: each.heard for each in letters}
    for letter in queries.everybodys_that_are_out():
        inside = opened(letter.sealed, secret=secret)
        if inside is not None:
            inside = replace(inside, heard=heard.get(letter.id, inside.heard))
            letter.sealed = closed(inside, secret=secret)
    db.session.flush()


def begin_crossing(*, today: date, secret: str) -> list[tuple[UUID, Arrival]]:
    """Write down that the letters of earlier days go now; which, and what goes of them."""
    going = []
    for letter in queries.due(today):
        inside = opened(letter.sealed, secret=secret)
        if inside is not None:
            letter.stage = Stage.CROSSING
            going.append((letter.id, inside.arrival))
    db.session.flush()
    return going


def settle_crossing(
    going: Collection[tuple[UUID, Arrival]],
    refused: Collection[UUID],
    *,
    today: date,
    secret: str,
) -> list[Arrival]:
    """Write down that letters are out, without their words; or back, where no thread took them.

    Returns:
        What its author wanted back meanwhile, and should not be there.
    """
    unwanted = []
    for letter_id, arrival in going:
        letter = db.session.get(Letter, letter_id, with_for_update=True)
        if letter is not None and letter.stage is Stage.OUT:
            continue  # another process carried it over meanwhile
        if letter is None or letter.stage is not Stage.CROSSING:
            unwanted.append(arrival)
            continue
        letter.touched_on = today
        if arrival.id in refused:
            letter.stage = Stage.RETURNED
            disclosures.end(LETTER, letter.id, Ending.TAKEN_BACK)
        else:
            letter.stage, letter.once = Stage.OUT, None
            letter.sealed = closed(_inside(letter, secret).without_words(), secret=secret)
    db.session.flush()
    return unwanted


def begin_withdrawing(actor: Actor, mine: Mine, *, today: date) -> Withdrawal:
    """Write down that a letter is to go. From here on it will, whatever breaks off.

    Raises:
        Refused: it is not theirs, or not out.
    """
    db.session.refresh(mine.letter, with_for_update=True)
    require(policy.can_withdraw(actor, mine.letter), "Nobody but you can see it.")
    mine.letter.stage, mine.letter.touched_on = Stage.WITHDRAWING, today
    db.session.flush()
    return Withdrawal(letter_id=mine.letter.id, inside=mine.inside)


def settle_withdrawing(gone: Withdrawal, *, today: date, secret: str) -> None:
    """Write down that a letter is gone, and with a thread what its author said in it."""
    letter = db.session.get(Letter, gone.letter_id, with_for_update=True)
    if letter is None or letter.stage is not Stage.WITHDRAWING:
        return
    also = (
        queries.in_the_same_thread(letter, gone.inside, secret=secret) if gone.inside.opens else ()
    )
    for each in (letter, *also):
        each.stage, each.touched_on = Stage.WITHDRAWN, today
        disclosures.end(LETTER, each.id, Ending.TAKEN_BACK)
    disclosures.note(letter.owner_id, Kind.WITHDRAWAL, SOMETHING)
    db.session.flush()


def forget_withdrawn(before: date) -> None:
    """Let go of letters that were withdrawn ``before`` a day."""
    db.session.execute(
        delete(Letter).where(Letter.stage == Stage.WITHDRAWN, Letter.touched_on < before)
    )


def _keep(actor: Actor, inside: Inside, today: date, secret: str, once: str | None) -> Letter:
    """Keep a new letter, unless the form that carries the word ``once`` was kept before."""
    before = made_before(Letter, once, policy.owned_by(actor))
    if before is not None:
        return before
    letter = Letter(
        owner_id=actor.id, sealed=closed(inside, secret=secret), touched_on=today, once=once
    )
    db.session.add(letter)
    db.session.flush()
    return letter


def _inside(letter: Letter, secret: str) -> Inside:
    inside = opened(letter.sealed, secret=secret)
    if inside is None:
        raise Refused("This was sealed with another installation’s key.")
    return inside
