"""How somebody likes their starter plans."""

from sqlalchemy import select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.plan.models import PlanSetting
from learnplan.mine.plan.words import Prompts


def choose_prompts(actor: Actor, *, prompts: Prompts) -> None:
    """Say how many prompts starter plans are to show; it can be chosen anew at any time."""
    setting = db.session.scalar(select(PlanSetting).where(PlanSetting.owner_id == actor.id))
    if setting is None:
        db.session.add(PlanSetting(owner_id=actor.id, prompts=prompts))
    else:
        setting.prompts = prompts
    db.session.flush()
