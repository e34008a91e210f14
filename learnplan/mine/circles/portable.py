"""Circles belong to all their members: nobody takes one along, and whoever goes, leaves it."""

from learnplan.core.drawers import Aside, Drawer
from learnplan.mine.circles.models.circles import (
    Circle,
    CircleInvitation,
    CircleMember,
    CircleProposal,
    CircleVote,
)

_SHARED = "It belongs to all members of the circle, who go on with it."
DRAWERS: tuple[Drawer, ...] = ()
ASIDE = (
    Aside(model=Circle, why=_SHARED, whose=()),
    Aside(
        model=CircleMember,
        why="Whoever comes back is asked in anew.",
        whose=("person_id",),
    ),
    Aside(
        model=CircleInvitation,
        why="An invitation is to a circle here.",
        whose=("person_id", "asked_by_id"),
    ),
    Aside(
        model=CircleProposal,
        why=_SHARED,
        whose=("made_by_id", "about_id"),
    ),
    Aside(
        model=CircleVote,
        why="What was decided holds; who was for it is not kept elsewhere.",
        whose=("person_id",),
    ),
)
