"""Crossing to Ours and back: two databases, one after the other, each all or nothing.

First Mine writes down what its author meant, with a line in the journal of disclosures; then Ours
shows or forgets the story; then Mine writes down that it is so. Whatever breaks off in between,
the author sees it on the story's page and can finish it or take it back, and doing the same again
is harmless. A withdrawal is finished without them: the server does so when it tidies up.
"""

from datetime import timedelta
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.stories import queries, services
from learnplan.ours.practices.services.stories import tell_story, withdraw_story

LOOKED_AFTER_FOR = timedelta(days=2)
"""So long after a withdrawal it is made sure that nothing came back."""


def publish(actor: Actor, draft_id: UUID, *, version: int | None, whom: str) -> None:
    """Tell everyone, exactly as it was previewed.

    Args:
        actor: whose story it is.
        draft_id: which one.
        version: what it said when they looked at the preview.
        whom: who will see it, in words, for their journal of disclosures.

    Raises:
        NotFound: it is not theirs.
        Conflict: it says something else by now, or was withdrawn in the same moment.
        Invalid: it cannot be told as it is.
    """
    with transaction(Database.LEARNING):
        draft = queries.draft_for(actor, draft_id)
        going = services.begin_publishing(actor, draft, version=version, whom=whom)
    with transaction(Database.ORGANISATION):
        tell_story(going.story_id, going.telling, key=going.key)
    with transaction(Database.LEARNING):
        is_told = services.settle_publishing(going)
    if not is_told:
        with transaction(Database.ORGANISATION):
            withdraw_story(going.story_id, key=going.key)
        raise Conflict("It was withdrawn in another window. Nobody can see it.")


def withdraw(actor: Actor, draft_id: UUID) -> None:
    """Take a story back from everyone, at once.

    Raises:
        NotFound: it is not theirs.
        Conflict: nobody but them can see it.
    """
    with transaction(Database.LEARNING):
        going = services.begin_withdrawing(actor, queries.draft_for(actor, draft_id))
    _let_go(going)


def withdraw_all(person_id: UUID) -> None:
    """Take everything back that somebody told everyone, at once. Their drafts go with the rest."""
    told = queries.told_by(person_id)
    with transaction(Database.ORGANISATION):
        for story_id, key in told:
            withdraw_story(story_id, key=key)


def finish_withdrawals() -> None:
    """Withdraw whatever its author wanted back, where that broke off. For the server's tidying."""
    for wanted in queries.wanted_back(since=clock.now() - LOOKED_AFTER_FOR):
        _let_go(wanted)


def _let_go(wanted: queries.Withdrawal) -> None:
    with transaction(Database.ORGANISATION):
        withdraw_story(wanted.story_id, key=wanted.key)
    with transaction(Database.LEARNING):
        services.settle_withdrawing(wanted)
