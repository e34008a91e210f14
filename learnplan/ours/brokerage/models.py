"""Role maps, menus, the imports they came in by, what people said of an option, and who helps.

Whatever stands on a map or a menu is known by a ``key``, made of the names that lead to it when it
came: so a file that comes again finds it, also where a steward has renamed it meanwhile.
"""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from learnplan.core import clock
from learnplan.core.db import OrganisationModel
from learnplan.ours.brokerage.words import (
    LINK_LIMIT,
    NAME_LIMIT,
    NOTE_LIMIT,
    PERSON_LIMIT,
    SHORT_LIMIT,
    OptionKind,
    OptionNeed,
)

KEY_LENGTH = 64
FILE_NAME_LIMIT = 255


class Shown(OrganisationModel):
    """One thing on a map or a menu.

    ``root`` is the key of the framework or menu it is part of. ``version`` counts its changes, and
    ``by_hand`` says whether somebody made the last of them, and not a file.
    """

    __abstract__ = True

    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    root: Mapped[str] = mapped_column(String(KEY_LENGTH), index=True)
    by_hand: Mapped[bool] = mapped_column(default=False, init=False)
    version: Mapped[int] = mapped_column(default=1, init=False)


class Framework(Shown):
    """A role map: roles and the competencies they need. ``scale`` is its levels, a line each."""

    __tablename__ = "framework"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_written"),)

    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    summary: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    scale: Mapped[str] = mapped_column(Text, default="")


class JobRole(Shown):
    """A role, in a family of roles."""

    __tablename__ = "job_role"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_written"),)

    framework_id: Mapped[UUID] = mapped_column(
        ForeignKey("framework.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    family: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class RoleLevel(Shown):
    """One level of a role, such as its senior one."""

    __tablename__ = "role_level"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_written"),)

    role_id: Mapped[UUID] = mapped_column(ForeignKey("job_role.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    summary: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Competency(Shown):
    """What somebody in a role is able to do.

    ``needed_by`` are roles that need it, a line each, where no level of it is said.
    """

    __tablename__ = "competency"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_written"),)

    framework_id: Mapped[UUID] = mapped_column(
        ForeignKey("framework.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(Text)
    theme: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    needed_by: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class CompetencyLevel(Shown):
    """A level of a competency, and what it looks like."""

    __tablename__ = "competency_level"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_written"),)

    competency_id: Mapped[UUID] = mapped_column(
        ForeignKey("competency.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    looks_like: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Expectation(Shown):
    """A level of a role needs a competency, at a level; what that looks like there, if it says."""

    __tablename__ = "expectation"

    role_level_id: Mapped[UUID] = mapped_column(
        ForeignKey("role_level.id", ondelete="CASCADE"), index=True
    )
    competency_id: Mapped[UUID] = mapped_column(
        ForeignKey("competency.id", ondelete="CASCADE"), index=True
    )
    level: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    looks_like: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Menu(Shown):
    """A menu of learning options."""

    __tablename__ = "menu"
    __table_args__ = (CheckConstraint("name <> ''", name="name_is_written"),)

    name: Mapped[str] = mapped_column(String(NAME_LIMIT))
    summary: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")


class LearningOption(Shown):
    """One way to learn something. Topics are a line each, and once more as they are searched for.

    ``price`` is 0 where it costs nothing and ``hours`` how long it takes, where either is known.
    """

    __tablename__ = "learning_option"
    __table_args__ = (CheckConstraint("title <> ''", name="title_is_written"),)

    menu_id: Mapped[UUID] = mapped_column(ForeignKey("menu.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[OptionKind] = mapped_column(default=OptionKind.OTHER)
    provider: Mapped[str] = mapped_column(String(NAME_LIMIT), default="")
    link: Mapped[str] = mapped_column(String(LINK_LIMIT), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[str] = mapped_column(String(SHORT_LIMIT), default="")
    price: Mapped[float | None] = mapped_column(Double, default=None)
    length: Mapped[str] = mapped_column(String(SHORT_LIMIT), default="")
    hours: Mapped[float | None] = mapped_column(Double, default=None)
    need: Mapped[OptionNeed | None] = mapped_column(default=None)
    topics: Mapped[str] = mapped_column(Text, default="")
    topics_plain: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


class Serving(Shown):
    """An option helps with a competency, perhaps at one level of a role in particular."""

    __tablename__ = "serving"

    option_id: Mapped[UUID] = mapped_column(
        ForeignKey("learning_option.id", ondelete="CASCADE"), index=True
    )
    competency_id: Mapped[UUID] = mapped_column(
        ForeignKey("competency.id", ondelete="CASCADE"), index=True
    )
    role_level_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("role_level.id", ondelete="CASCADE"), default=None, index=True
    )


class ImportState(enum.StrEnum):
    """Where an import is: read, shown to whoever sent it, added, and perhaps undone."""

    READING = "reading"
    READY = "ready"
    ADDING = "adding"
    FAILED = "failed"
    ADDED = "added"
    UNDONE = "undone"


class MapImport(OrganisationModel):
    """One import of role maps or menus: the files, how they are read, and what came of it.

    ``settings`` is how it is to be read, ``done`` what it changed, so that it can be undone, and
    ``report`` its preview, then what came of it, in counts. The files are kept until they were
    added.
    """

    __tablename__ = "brokerage_import"
    __table_args__ = (Index(None, "sent_at", "id"),)

    file_name: Mapped[str] = mapped_column(String(FILE_NAME_LIMIT))
    sent_by: Mapped[str] = mapped_column(String(PERSON_LIMIT))
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    state: Mapped[ImportState] = mapped_column(default=ImportState.READING)
    trouble: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[dict[str, Any]] = mapped_column(JSON, default_factory=dict)
    done: Mapped[str] = mapped_column(Text, default="", deferred=True)
    data: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, deferred=True)
    sent_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    moved_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class OptionWord(OrganisationModel):
    """What somebody who took an option told everyone about it. It is kept like a story.

    Its id is random, and ``seal`` the SHA-256 of a key that its author alone has, in Mine. There is
    no person's id and no moment in it, and on SQLite the rows are in the order of their ids. It
    outlives its option, for its author to take back.
    """

    __tablename__ = "option_word"
    __table_args__ = (
        CheckConstraint("words <> ''", name="words_are_written"),
        Index(None, "option_key", "told_in", "id"),
        {"sqlite_with_rowid": False},
    )

    seal: Mapped[str] = mapped_column(String(KEY_LENGTH))
    option_key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    words: Mapped[str] = mapped_column(Text)
    told_in: Mapped[date]
    signed: Mapped[str] = mapped_column(String(PERSON_LIMIT), default="")


class Expert(OrganisationModel):
    """Somebody who offered to be found as one who knows something, in their own words.

    They are a person of the directory, who gives the name: it is nobody's who has left. Of when
    they offered it, the month is kept. ``competency_key`` is the competency that it is about, where
    it is about one. What is taken back nobody finds; for a day its person can bring it back.
    """

    __tablename__ = "expert"
    __table_args__ = (
        CheckConstraint("about <> ''", name="about_is_written"),
        Index(None, "competency_key"),
        Index(None, "person_id"),
        Index(None, "taken_back_at"),
    )

    person_id: Mapped[UUID]
    about: Mapped[str] = mapped_column(String(SHORT_LIMIT))
    note: Mapped[str] = mapped_column(String(NOTE_LIMIT))
    offered_in: Mapped[date]
    competency_key: Mapped[str] = mapped_column(String(KEY_LENGTH), default="")
    taken_back_at: Mapped[datetime | None] = mapped_column(default=None)
