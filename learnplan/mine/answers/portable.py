"""A worker's own answers to a pulse: told to them, not taken back, and gone when they go."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.answers.models import Answer, AnswerPeriod, CoSignature, UnsignedSignal

DRAWERS = (
    Drawer(
        name="pulse_answers",
        model=Answer,
        left_out=frozenset({"plan_id"}),
        in_order_of=("question",),
        told_only=True,
    ),
)
ASIDE = (
    Aside(
        model=AnswerPeriod,
        why="It is the gate's own note of which period is open, and nobody's.",
        whose=(),
    ),
    Aside(
        model=UnsignedSignal,
        why="It has no name: nothing says whose it is, and others may stand behind it.",
        whose=(),
    ),
    Aside(
        model=CoSignature,
        why="It stands behind what a unit raised here, and means nothing elsewhere.",
    ),
)
