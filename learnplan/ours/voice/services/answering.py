"""What is said in a thread: anybody replies; management reads, answers, and looks again."""

from datetime import date

from learnplan.core.actor import Actor
from learnplan.core.errors import Conflict, Invalid
from learnplan.ours.voice.models import Thread
from learnplan.ours.voice.services.writing import require_management, say_in
from learnplan.ours.voice.speaking import check
from learnplan.ours.voice.words import ASKED, Kind, Outcome, Part, State


def reply(
    actor: Actor, thread: Thread, *, words: str, today: date, once: str | None = None
) -> None:
    """Say something in a thread with one's name.

    Raises:
        Invalid: nothing is said, or too much.
    """
    check(words, "words", "Write what there is to say.")
    say_in(
        actor,
        thread,
        Part.REPLY,
        words,
        today=today,
        once=once,
        by_opener=thread.author_id == actor.id,
    )


def acknowledge(actor: Actor, thread: Thread, *, today: date) -> None:
    """Say that a thread was read and will be answered. Saying it twice says nothing new.

    Raises:
        Refused: they do not answer for its unit.
        Conflict: it is answered already.
    """
    require_management(actor, thread.unit_id, on=today)
    if thread.kind not in ASKED or thread.state in {State.RESPONDED, State.REVISITED}:
        raise Conflict("This was answered already.")
    if thread.state is State.OPEN:
        say_in(actor, thread, Part.ACKNOWLEDGEMENT, "", today=today)


def respond(
    actor: Actor,
    thread: Thread,
    *,
    words: str,
    declines: bool = False,
    next_on: date | None = None,
    today: date,
    once: str | None = None,
) -> None:
    """Answer a thread; or decline it, with the reason. Of the floor's: what was done with it.

    Raises:
        Refused: they do not answer for its unit.
        Conflict: a commitment is not answered but looked at.
        Invalid: nothing is said, or the day is over.
    """
    require_management(actor, thread.unit_id, on=today)
    if thread.kind is Kind.COMMITMENT:
        raise Conflict("A commitment is kept, or not. There is nothing to answer.")
    check(words, "words", "Say why. A decline needs a reason." if declines else "Write the answer.")
    _require_to_come(next_on, today)
    part = Part.DECLINE if declines else Part.RESPONSE
    say_in(actor, thread, part, words, today=today, once=once, next_on=next_on)


def revisit(
    actor: Actor,
    thread: Thread,
    *,
    words: str,
    outcome: Outcome | None = None,
    next_on: date | None = None,
    today: date,
    once: str | None = None,
) -> None:
    """Look again at what was answered or promised, and say what came of it.

    Of a commitment: whether it was kept; or, while neither is said, its new day.

    Raises:
        Refused: they do not answer for its unit.
        Conflict: it was not answered yet.
        Invalid: nothing is said, or a commitment is left without outcome and day.
    """
    require_management(actor, thread.unit_id, on=today)
    check(words, "words", "Write what came of it.")
    _require_to_come(next_on, today)
    if thread.kind is Kind.COMMITMENT:
        if (outcome is None) == (next_on is None):
            raise Invalid("Say whether it was kept, or by which day it will be.", field="outcome")
    elif thread.state not in {State.RESPONDED, State.REVISITED}:
        raise Conflict("It has to be answered first.")
    elif outcome is not None:
        raise Invalid("Only a commitment is kept or not.", field="outcome")
    say_in(
        actor, thread, Part.REVISIT, words, today=today, once=once, next_on=next_on, outcome=outcome
    )


def _require_to_come(day: date | None, today: date) -> None:
    if day is not None and day <= today:
        raise Invalid("Choose a day that is still to come.", field="next_on")
