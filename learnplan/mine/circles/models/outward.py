"""What circles say to everyone, as they keep it: a card to pass on, and a community's own page."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from learnplan.core import clock
from learnplan.core.db import LearningModel
from learnplan.mine.circles.models.circles import SEAL_LENGTH
from learnplan.mine.stories.stages import OUT_THERE, Stage
from learnplan.ours.practices.telling import NAME_LIMIT

KEY_LIMIT = 64


class Outward(MappedAsDataclass, kw_only=True, repr=False, eq=False):
    """A text of a circle's, and what became of it in Ours.

    ``public_id`` and ``key`` lead to what everyone sees, as a story's do. ``told_name`` is what the
    circle was called when it was told, and ``told_seal`` is of what everyone sees; where there is
    none, they do not see it yet as it is meant. One that is out there outlives its circle.
    """

    circle_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("circle.id", ondelete="SET NULL"), unique=True
    )
    stage: Mapped[Stage | None] = mapped_column(default=None, index=True)
    public_id: Mapped[UUID | None] = mapped_column(default=None)
    key: Mapped[str | None] = mapped_column(String(KEY_LIMIT), default=None)
    told_name: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    told_in: Mapped[date | None] = mapped_column(default=None)
    told_seal: Mapped[str | None] = mapped_column(String(SEAL_LENGTH), default=None)
    changed_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_out_there(self) -> bool:
        """Whether everyone may see something of it."""
        return self.stage in OUT_THERE


class CircleCard(Outward, LearningModel):
    """What the people of a circle write together to pass on. It goes out if all of them agree.

    One that was thrown away is there for nobody. It can be brought back for a day, unless they
    begin another.
    """

    __tablename__ = "circle_card"

    learnt: Mapped[str] = mapped_column(Text)
    helped: Mapped[str] = mapped_column(Text)
    differently: Mapped[str] = mapped_column(Text, default="")
    whom: Mapped[str] = mapped_column(Text, default="")
    thrown_away_at: Mapped[datetime | None] = mapped_column(default=None)


class CardVoice(LearningModel):
    """What one person says to a card.

    ``agreed_to`` stands for exactly what they agreed to: the words, the circle's name and who was
    in it. ``told_as`` is their name as it stands on the card, where it does. Once the card is out,
    ``wants_it_back`` says that they would take it back.
    """

    __tablename__ = "circle_card_voice"
    __table_args__ = (UniqueConstraint("card_id", "person_id"), Index(None, "person_id"))

    card_id: Mapped[UUID] = mapped_column(ForeignKey("circle_card.id", ondelete="CASCADE"))
    person_id: Mapped[UUID]
    agreed_to: Mapped[str] = mapped_column(String(SEAL_LENGTH))
    is_named: Mapped[bool]
    told_as: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    wants_it_back: Mapped[bool] = mapped_column(default=False)


class CommunityPage(Outward, LearningModel):
    """What a community of practice says of itself. Its members decide whether everyone sees it.

    ``told_open`` is whether anybody may join it, as the page says, and leads them to where.
    """

    __tablename__ = "circle_community_page"
    __table_args__ = (CheckConstraint("practice <> ''", name="practice_is_written"),)

    practice: Mapped[str] = mapped_column(Text)
    joining: Mapped[str] = mapped_column(Text)
    questions: Mapped[str] = mapped_column(Text, default="")
    told_open: Mapped[bool] = mapped_column(default=False)
    told_anew_in: Mapped[date | None] = mapped_column(default=None)
