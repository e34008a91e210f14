"""Asking to be matched on a goal, taking that back, and meeting whoever says yes too."""

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.directory.queries import names_of
from learnplan.directory.services import letters
from learnplan.mine.circles.likeness import (
    FEWEST_IN_COMMON,
    MOST_WORDS,
    compared,
    telling_words,
)
from learnplan.mine.circles.models.matching import MatchAsking, MatchRequest, MatchWord, MatchYes
from learnplan.mine.circles.queries import matching as queries
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import MATCH_OF_GOALS, Kind
from learnplan.mine.sharing.items import Item

MOST_REQUESTS = 5
MOST_ASKINGS = 10


def ask_to_be_matched(actor: Actor, goal: Item, *, words: str) -> MatchRequest:
    """Let some words of a goal be compared with those of others who asked the same.

    Asking again is asking anew: with other words, from tomorrow, and without what was said before.

    Raises:
        Refused: the goal is not theirs, or they asked often already.
        Invalid: they are too few words to compare by, or too many.
    """
    require(goal.owner_id == actor.id, "Only its owner can have a goal matched.")
    telling = telling_words(words)
    if len(telling) < FEWEST_IN_COMMON:
        raise Invalid("Give at least two words that say what it is about.", field="words")
    if len(telling) > MOST_WORDS:
        many = f"Choose at most {MOST_WORDS} words; these are {len(telling)}."
        raise Invalid(many, field="words")
    before = queries.request_about(actor, goal.id)
    if before is not None:
        take_back(actor, before)
    _require_patience(actor)
    request = MatchRequest(
        owner_id=actor.id, goal_id=goal.id, words=" ".join(telling), asked_on=queries.today()
    )
    try:
        with db.session.begin_nested():
            db.session.add(request)
    except IntegrityError:
        raise Conflict("You asked about this goal in another window just now.") from None
    db.session.add(MatchAsking(owner_id=actor.id, asked_on=request.asked_on))
    db.session.add_all(
        MatchWord(request_id=request.id, word=word) for word in sorted(compared(words))
    )
    db.session.flush()
    return request


def take_back(actor: Actor, request: MatchRequest) -> None:
    """Be matched on a goal no longer, at once. Names that were shown are shown no more.

    Raises:
        Refused: it is somebody else's.
    """
    require(request.owner_id == actor.id, queries.NO_REQUEST)
    if not queries.takes_part(request):  # it told them nothing, so it is as if they never asked
        asked = select(MatchAsking.id).where(
            MatchAsking.owner_id == actor.id, MatchAsking.asked_on == request.asked_on
        )
        db.session.execute(delete(MatchAsking).where(MatchAsking.id.in_(asked.limit(1))))
    db.session.execute(delete(MatchRequest).where(MatchRequest.id == request.id))


def say_yes(actor: Actor, request: MatchRequest, *, shown_on: date) -> int:
    """Let one's name be shown to whoever shares such a goal, once they say yes as well.

    That is to whoever was counted on the page that was ``shown_on`` a day; whoever asks later is
    for another yes. Returns to how many people one was introduced by this.

    Raises:
        Refused: it is somebody else's.
        Conflict: nobody shares such a goal, or nobody any more.
    """
    require(request.owner_id == actor.id, queries.NO_REQUEST)
    others = queries.alike([request], asked_before=shown_on)[request.id]
    if not others:
        raise Conflict("Nobody shares a goal like this one just now.")
    ids = sorted([request.id, *(other.id for other in others)])
    db.session.execute(  # of two who say yes to each other at once, the later sees the other's yes
        select(MatchRequest.id)
        .where(MatchRequest.id.in_(ids))
        .order_by(MatchRequest.id)
        .with_for_update()
    ).all()
    answers = queries.answers_of([request])[request.id]
    new = [other for other in others if other.id not in answers.given]
    db.session.add_all(MatchYes(request_id=request.id, other_id=other.id) for other in new)
    request.not_now_on = None
    db.session.flush()
    met = [other for other in new if other.id in answers.heard]
    names = names_of([actor.id, *(other.owner_id for other in met)])
    for other in met:
        for mine, theirs in ((request, other), (other, request)):
            journal.note(
                mine.owner_id,
                Kind.MATCH,
                mine.words,
                whom=names.get(theirs.owner_id, ""),
                reader_id=theirs.owner_id,
                item_kind=MATCH_OF_GOALS,
                item_id=mine.id,
            )
        letters.tell_of_name(other.owner_id, zone=actor.time_zone)
    return len({other.owner_id for other in met})


def say_not_now(actor: Actor, request: MatchRequest) -> None:
    """Meet nobody by this goal for now, silently. Names that were shown are shown no more.

    Raises:
        Refused: it is somebody else's.
    """
    require(request.owner_id == actor.id, queries.NO_REQUEST)
    db.session.execute(delete(MatchYes).where(MatchYes.request_id == request.id))
    request.not_now_on = queries.today()
    db.session.flush()


def forget_askings() -> None:
    """Let go of what counts no longer towards how often somebody asked."""
    old = queries.today() - queries.ASKINGS_COUNT_FOR
    db.session.execute(delete(MatchAsking).where(MatchAsking.asked_on <= old))


def _require_patience(actor: Actor) -> None:
    """Nobody finds out who learns what by trying words: few at a time, and few in a week."""
    require(
        queries.count_of_own(actor) < MOST_REQUESTS,
        f"At most {MOST_REQUESTS} goals are matched at a time. Take one back first.",
    )
    require(
        queries.askings_lately(actor) < MOST_ASKINGS,
        f"You can ask {MOST_ASKINGS} times in a week, and have. Try again in a few days.",
    )
