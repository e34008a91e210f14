"""What somebody notes of roles comes along: their list, where they stand, and what they took.

What it is about is named by keys that are the same wherever the same map or menu is kept. What they
told everyone of an option stays in Ours; it comes back as words that they alone can see.
"""

from learnplan.core.drawers import Aside, Drawer, Said
from learnplan.core.errors import Invalid
from learnplan.mine.plan.portable import GOALS, STEPS
from learnplan.mine.roles.models import (
    KEY_LENGTH,
    NOTE_LIMIT,
    Mark,
    RoleListed,
    Taken,
    WordDraft,
)
from learnplan.ours.brokerage.words import WORDS_LIMIT

NOTHING_SAID = "It says nothing."
KEYS = ("role_key", "level_key", "competency_key", "option_key")


def _check(row: Said) -> None:
    """Whatever no page would have let in, does not come in from elsewhere."""
    for name in KEYS:
        if len(row.get(name) or "") > KEY_LENGTH:
            raise Invalid("A key has at most 64 characters.")
    for name, limit in (("note", NOTE_LIMIT), ("words", WORDS_LIMIT)):
        if len(row.get(name) or "") > limit:
            raise Invalid(f"Use at most {limit:,} characters here.")
    for name in ("role", "competency", "option", "words"):
        if name in row and not str(row[name]).strip():
            raise Invalid(NOTHING_SAID)


DRAWERS: tuple[Drawer, ...] = (
    Drawer(
        name="roles",
        model=RoleListed,
        left_out=frozenset({"taken_off_at"}),
        gone_when=("taken_off_at",),
        in_order_of=("listed_at",),
        same_by=("owner_id", "role_key"),
        check=_check,
    ),
    Drawer(
        name="competency_marks",
        model=Mark,
        in_order_of=("marked_at",),
        same_by=("owner_id", "competency_key"),
        check=_check,
    ),
    Drawer(
        name="options_taken",
        model=Taken,
        refers={"goal_id": GOALS, "step_id": STEPS},
        in_order_of=("taken_at",),
        check=_check,
    ),
    Drawer(
        name="words_about_options",
        model=WordDraft,
        left_out=frozenset({"stage", "word_id", "key", "told_in", "thrown_away_at"}),
        gone_when=("thrown_away_at",),
        in_order_of=("changed_at",),
        same_by=("owner_id", "option_key"),
        check=_check,
    ),
)
ASIDE: tuple[Aside, ...] = ()
