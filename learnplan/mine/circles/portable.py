"""Circles belong to all their members: whoever goes takes along what is their own, and no more."""

from learnplan.core.db import LearningModel
from learnplan.core.drawers import Aside, Drawer, table_of
from learnplan.mine.circles.models.circles import (
    Circle,
    CircleInvitation,
    CircleMember,
    CircleProposal,
    CircleVote,
)
from learnplan.mine.circles.models.commons import (
    CheckIn,
    CircleNote,
    CircleThing,
    HiddenLine,
    LookBack,
    NoteVersion,
)
from learnplan.mine.circles.models.matching import MatchAsking, MatchRequest, MatchWord, MatchYes
from learnplan.mine.circles.models.meetings import CalendarFeed, Meeting, MeetingReply
from learnplan.mine.circles.models.notices import Notice, NoticeBlock, NoticeReply
from learnplan.mine.circles.models.outward import CardVoice, CircleCard, CommunityPage
from learnplan.mine.plan.portable import GOALS

_SHARED = "It belongs to all members of the circle, who go on with it."
_COMPARED = "It is read only beside those of others, and goes with the request it is part of."
_LEFT_OUT = frozenset(
    {"circle_id", "note_id", "author_id", "added_by_id", "once", "version", "taken_down_at"}
)


def _own_words(name: str, model: type[LearningModel], author: str, *more: str) -> Drawer:
    """What somebody wrote in circles: theirs to have, and nothing that comes back into another."""
    columns = {column.name for column in table_of(model).columns}
    return Drawer(
        name=name,
        model=model,
        left_out=(_LEFT_OUT & columns) | {*more},
        told_only=True,
        whose=(author,),
    )


DRAWERS: tuple[Drawer, ...] = (
    _own_words("circle_notes", NoteVersion, "author_id"),
    _own_words("circle_things", CircleThing, "added_by_id", "removed_at"),
    _own_words("circle_check_ins", CheckIn, "author_id", "removed_at"),
    _own_words("circle_looks_back", LookBack, "author_id", "reflection_id"),
    Drawer(
        name="match_requests",
        model=MatchRequest,
        refers={"goal_id": GOALS},
        in_order_of=("asked_on",),
        told_only=True,
    ),
    Drawer(
        name="asks_and_offers",
        model=Notice,
        left_out=frozenset({"once", "taken_down_at"}),
        gone_when=("taken_down_at",),
        in_order_of=("posted_on",),
        told_only=True,
    ),
    Drawer(  # never whether it was declined: that nobody is told
        name="written_to_asks_and_offers",
        model=NoticeReply,
        left_out=frozenset({"notice_id", "author_id", "declined_at", "taken_back_at"}),
        gone_when=("taken_back_at",),
        in_order_of=("written_at",),
        told_only=True,
        whose=("author_id",),
    ),
)
ASIDE = (
    Aside(model=MatchWord, why=_COMPARED, whose=()),
    Aside(model=MatchYes, why=_COMPARED, whose=()),
    Aside(
        model=HiddenLine,
        why="What somebody does not want to see is nothing elsewhere.",
        whose=("person_id",),
    ),
    Aside(
        model=NoticeBlock,
        why="Whom it is about stays without a name, also in a file.",
        whose=("owner_id", "author_id"),
    ),
    Aside(model=MatchAsking, why="It counts for a week how often somebody asked here."),
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
    Aside(model=CircleNote, why=_SHARED, whose=()),
    Aside(model=CircleCard, why=_SHARED, whose=()),
    Aside(model=CommunityPage, why=_SHARED, whose=()),
    Aside(
        model=CardVoice,
        why="What was passed on stands in Ours; a name comes off it when its owner goes.",
        whose=("person_id",),
    ),
    Aside(model=Meeting, why=_SHARED, whose=()),
    Aside(
        model=MeetingReply,
        why="Whether one came to a meeting is nothing elsewhere.",
        whose=("person_id",),
    ),
    Aside(
        model=CalendarFeed,
        why="The address is worth nothing elsewhere; a new one is made in a moment.",
    ),
    Aside(
        model=CircleVote,
        why="What was decided holds; who was for it is not kept elsewhere.",
        whose=("person_id",),
    ),
)
