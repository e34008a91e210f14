"""A card that the people of a circle write together, and pass on only if all of them agree."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, NotFound
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.queries import names_of
from learnplan.mine.circles.models.circles import Circle, CircleMember
from learnplan.mine.circles.models.outward import CardVoice, CircleCard
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.circles.queries.circles import membership_for
from learnplan.mine.circles.services import outward
from learnplan.mine.circles.services.membership import on_leaving
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending
from learnplan.mine.stories.stages import Stage

NAMED, UNNAMED = "With your name on it.", "Without your name."


def write_card(
    actor: Actor,
    circle: Circle,
    *,
    learnt: str,
    helped: str,
    differently: str = "",
    whom: str = "",
) -> CircleCard:
    """Begin the card of a circle, also of a closed one: its members see it, and nobody else yet.

    Raises:
        NotFound: ``actor`` is not in it.
        Conflict: somebody has begun one already.
        Invalid: something is missing or too long.
    """
    membership_for(actor, circle)
    db.session.execute(
        delete(CircleCard).where(
            CircleCard.circle_id == circle.id, CircleCard.thrown_away_at.is_not(None)
        )
    )
    card = CircleCard(
        circle_id=circle.id, learnt=learnt, helped=helped, differently=differently, whom=whom
    )
    try:
        with db.session.begin_nested():
            db.session.add(card)
    except IntegrityError:
        raise Conflict("Somebody in the circle has begun the card meanwhile.") from None
    queries.card_to_be(actor, card, circle)  # so that what is kept can be told
    return card


def rewrite_card(
    actor: Actor,
    circle: Circle,
    card: CircleCard,
    *,
    version: int | None,
    learnt: str,
    helped: str,
    differently: str,
    whom: str,
) -> None:
    """Let a card say something else; what anybody agreed to before is agreed to no longer.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it was changed since ``version``, or everyone can see it.
        Invalid: something is missing or too long.
    """
    membership_for(actor, circle)
    if card.is_out_there:
        raise Conflict("Everyone can see this card. Take it back first, to say it anew.")
    if card.version != version:
        raise Conflict("Somebody else wrote on this card while you were writing.")
    card.learnt, card.helped = learnt, helped
    card.differently, card.whom = differently, whom
    queries.card_to_be(actor, card, circle)
    card.version += 1
    card.changed_at = clock.now()
    db.session.flush()


def agree(actor: Actor, circle: Circle, card: CircleCard, *, seen: str, named: bool) -> None:
    """Agree to exactly what one saw, with one's name on it or without. It shows nobody anything.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it says something else by now, or is out already.
    """
    membership_for(actor, circle)
    _require_not_out(card)
    now = queries.agreement_to(card, circle)
    if seen != now:
        raise Conflict("It changed since you opened it, or somebody came or went. Read it again.")
    voice = queries.voices_of(card).get(actor.id)
    if voice is None:
        db.session.add(
            CardVoice(card_id=card.id, person_id=actor.id, agreed_to=now, is_named=named)
        )
    else:
        voice.agreed_to, voice.is_named = now, named
    db.session.flush()


def agree_no_longer(actor: Actor, circle: Circle, card: CircleCard) -> None:
    """Take back that one agreed, while it is not out. Nobody is told.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: it is out already.
    """
    membership_for(actor, circle)
    _require_not_out(card)
    db.session.execute(
        delete(CardVoice).where(CardVoice.card_id == card.id, CardVoice.person_id == actor.id)
    )


def pass_on(actor: Actor, circle: Circle, card: CircleCard, *, seen: str) -> None:
    """Have everyone see a card, exactly as it was looked at, with the names that were on it.

    Each who agreed finds it in their journal of disclosures.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: not all agree to it as it is now, or it is not what they looked at.
    """
    membership_for(actor, circle)
    _require_not_out(card)
    agreeing = queries.agreeing_to(card, circle)
    if not queries.do_all_agree(agreeing, circle):
        raise Conflict("It goes out only while all of you agree to it as it is now.")
    said = queries.card_to_be(actor, card, circle)
    if queries.seal_of(said) != seen:
        raise Conflict("It is not what you looked at any more. Look once more.")
    db.session.execute(
        delete(CardVoice).where(CardVoice.card_id == card.id, CardVoice.person_id.not_in(agreeing))
    )
    outward.begin_telling(card, name=circle.name, month=said.told_in)
    names = names_of(list(agreeing))
    for person_id, voice in agreeing.items():
        voice.told_as = names.get(person_id, "") if voice.is_named else ""
        voice.wants_it_back = False
        outward.note_telling(person_id, card, remark=NAMED if voice.told_as else UNNAMED)
    db.session.flush()


def throw_away(actor: Actor, circle: Circle, card: CircleCard) -> None:
    """Let a card go that is not out, with all that was said to it; for a day it can come back.

    The circle can begin another, and then it is gone for good.

    Raises:
        NotFound: ``actor`` is not in the circle.
        Conflict: everyone can see it, or could a moment ago.
    """
    membership_for(actor, circle)
    _require_not_out(card)
    card.thrown_away_at = clock.now()
    db.session.flush()
    purge_thrown_away(clock.now() - KEPT_FOR_UNDO)


def bring_back(actor: Actor, circle: Circle, card: CircleCard) -> None:
    """Have a card again that was thrown away, with what each had said to it.

    Raises:
        NotFound: ``actor`` is not in the circle.
    """
    membership_for(actor, circle)
    card.thrown_away_at = None
    db.session.flush()


def purge_thrown_away(before: datetime) -> None:
    """Let go for good of the cards thrown away ``before`` a moment."""
    db.session.execute(delete(CircleCard).where(CircleCard.thrown_away_at < before))


def take_name_off(actor: Actor, card: CircleCard) -> None:
    """Take one's name off a card that everyone sees. Nobody is asked, in the circle or not.

    Raises:
        NotFound: theirs is not on it.
    """
    voice = queries.voices_of(card).get(actor.id)
    if voice is None or not voice.told_as:
        raise NotFound("Your name is not on this card.")
    voice.told_as, voice.is_named = "", False
    card.told_seal = None
    journal.end(outward.CARD, card.id, Ending.TOLD_ANEW, owner_id=actor.id)
    outward.note_telling(actor.id, card, remark=UNNAMED)
    db.session.flush()


def take_back(actor: Actor, card: CircleCard, *, wants_it: bool = True) -> bool:
    """Say that one would take back what everyone sees, or not any more; tells whether it goes.

    It does once more than half of those who agreed and are in the circle want it. Where none of
    them is in it any more, any one who agreed decides.

    Raises:
        NotFound: ``actor`` has no say in it.
        Conflict: nobody else can see it.
    """
    voices = queries.voices_of(card)
    deciding = queries.can_take_back(card, voices)
    if actor.id not in deciding:
        raise NotFound(queries.NO_CARD)
    if not card.is_out_there:
        raise Conflict("Nobody else can see this card. There is nothing to take back.")
    voices[actor.id].wants_it_back = wants_it
    db.session.flush()
    if not queries.is_wanted_back(card, voices):
        return False
    outward.begin_withdrawing(card)
    return True


def forget_voices(person_id: UUID) -> None:
    """Let go of all that somebody said to cards, and of their name. One that is nobody's goes."""
    theirs = select(CardVoice).where(CardVoice.person_id == person_id)
    for voice in db.session.scalars(theirs).all():
        card = db.session.get_one(CircleCard, voice.card_id)
        db.session.delete(voice)
        card.told_seal = None
        db.session.flush()
        left = queries.voices_of(card)
        if not left or queries.is_wanted_back(card, left):
            outward.begin_withdrawing(card)


@on_leaving
def say_no_more(circle_id: UUID, person_id: UUID) -> None:
    """Whoever leaves agrees to nothing that is not out yet; what is out stays, with its names.

    It goes only if those who are left want it back by now. A card that is not out goes with the
    last who leave.
    """
    card = db.session.scalar(select(CircleCard).where(CircleCard.circle_id == circle_id))
    if card is None:
        return
    if card.is_out_there:
        if queries.is_wanted_back(card, queries.voices_of(card), without=person_id):
            outward.begin_withdrawing(card)
        return
    db.session.execute(
        delete(CardVoice).where(CardVoice.person_id == person_id, CardVoice.card_id == card.id)
    )
    others = select(func.count()).where(
        CircleMember.circle_id == circle_id, CircleMember.person_id != person_id
    )
    if card.stage is None and not db.session.scalar(others):
        db.session.execute(delete(CircleCard).where(CircleCard.id == card.id))


def _require_not_out(card: CircleCard) -> None:
    if card.is_out_there:
        going = card.stage is Stage.WITHDRAWING
        raise Conflict("It is being taken back." if going else "Everyone can see it already.")
