"""Who may read and change what is noted of roles: whose it is, and nobody else."""

from sqlalchemy import ColumnElement

from learnplan.core.actor import Actor
from learnplan.mine.roles.models import Mark, RoleListed, Taken, WordDraft

Own = Mark | RoleListed | Taken | WordDraft


def owns(actor: Actor, thing: Own) -> bool:
    """Its owner alone. Being a manager, a steward or an administrator adds nothing."""
    return thing.owner_id == actor.id


def owned_by(actor: Actor, model: type[Own]) -> ColumnElement[bool]:
    """``owns`` said in SQL. ``test_policy_and_query_agree`` keeps the two in step."""
    return model.owner_id == actor.id
