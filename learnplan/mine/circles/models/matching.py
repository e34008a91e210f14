"""Goals that their owners let be matched: the words that are compared, and who said yes to whom."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core.db import LearningModel
from learnplan.mine.circles.likeness import LONGEST_WORD

WORDS_LIMIT = 400


class MatchRequest(LearningModel):
    """That somebody would like to meet people with a goal like one of theirs.

    ``words`` are those they let be compared, as they wrote them; nothing else of the goal is. It
    takes part from the day after ``asked_on``, so that asking tells nobody at once who is there.
    ``not_now_on`` is the day on which they last said that they would rather not meet anybody.
    """

    __tablename__ = "match_request"
    __table_args__ = (UniqueConstraint("goal_id"), Index(None, "owner_id"))

    owner_id: Mapped[UUID]
    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(WORDS_LIMIT))
    asked_on: Mapped[date]
    not_now_on: Mapped[date | None] = mapped_column(default=None)


class MatchWord(LearningModel):
    """One word by which a request is compared, without its ending."""

    __tablename__ = "match_word"
    __table_args__ = (UniqueConstraint("request_id", "word"), Index(None, "word"))

    request_id: Mapped[UUID] = mapped_column(ForeignKey("match_request.id", ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(String(LONGEST_WORD))


class MatchYes(LearningModel):
    """That the owner of a request lets their name be shown to the owner of another.

    It holds for the people who shared such a goal when they said so, and for nobody who asks
    later. Names are shown where both said it.
    """

    __tablename__ = "match_yes"
    __table_args__ = (UniqueConstraint("request_id", "other_id"), Index(None, "other_id"))

    request_id: Mapped[UUID] = mapped_column(ForeignKey("match_request.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("match_request.id", ondelete="CASCADE"))


class MatchAsking(LearningModel):
    """That somebody asked on a day, and not what.

    It outlives the request for a week, so that nobody can try one set of words after another.
    """

    __tablename__ = "match_asking"
    __table_args__ = (Index(None, "owner_id", "asked_on"),)

    owner_id: Mapped[UUID]
    asked_on: Mapped[date]
