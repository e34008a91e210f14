"""Who may read, change, send and withdraw a letter: its author alone."""

from sqlalchemy import ColumnElement

from learnplan.core.actor import Actor
from learnplan.mine.voice.models import Letter
from learnplan.mine.voice.stages import OUT_THERE, STILL_MINE, Stage


def owns(actor: Actor, letter: Letter) -> bool:
    """Its author alone. No role adds anything."""
    return letter.owner_id == actor.id


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """``owns`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    return Letter.owner_id == actor.id


def can_change(actor: Actor, letter: Letter) -> bool:
    """Its author, while nobody else can see anything of it."""
    return owns(actor, letter) and letter.stage in STILL_MINE


def can_send(actor: Actor, letter: Letter) -> bool:
    """Its author, where it does not wait already."""
    return can_change(actor, letter) and letter.stage is not Stage.WAITING


def can_withdraw(actor: Actor, letter: Letter) -> bool:
    """Its author, once everyone may see it."""
    return owns(actor, letter) and letter.stage in OUT_THERE
