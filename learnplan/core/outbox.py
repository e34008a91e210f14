"""Mail that waits to be sent, beside what it tells of.

A row is written in the transaction of the act, in the database of the act: what is kept is told,
and what is not kept is not. Each database has a table of its own, so that mail about somebody's
record waits among their records. Who sends is ``learnplan.directory.posting``.
"""

import enum
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import ColumnElement, Index, String, Text, delete, insert, or_, select, update
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from learnplan.core import clock
from learnplan.core.db import Database, LearningModel, OrganisationModel, db

SUBJECT_LIMIT = 120
PATH_LIMIT = 200
TROUBLE_LIMIT = 300
IN_HAND = timedelta(minutes=15)
"""As long as one process may take over one mail, before another thinks that it died."""


class MailKind(enum.StrEnum):
    """What a mail is about. People switch each kind on or off."""

    ACCOUNT = "account"
    SHARED = "shared"
    LEDGER = "ledger"
    MEETINGS = "meetings"
    BOARDS = "boards"


class _Waiting(MappedAsDataclass, kw_only=True):
    """One mail to one person.

    It is ``due_at`` a moment, is taken in hand by one process at a time until ``in_hand_until``,
    and gone once a server took it. What was given up stays for a while, with the ``trouble``.
    """

    owner_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[MailKind]
    subject: Mapped[str] = mapped_column(String(SUBJECT_LIMIT))
    words: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(String(PATH_LIMIT))
    queued_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    due_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    in_hand_until: Mapped[datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(TROUBLE_LIMIT), default="")
    given_up_at: Mapped[datetime | None] = mapped_column(default=None)


class AccountMail(_Waiting, OrganisationModel):
    """Mail about an account, or about what everyone can see."""

    __tablename__ = "account_mail"
    __table_args__ = (Index(None, "given_up_at", "due_at"),)


class RecordMail(_Waiting, LearningModel):
    """Mail about somebody's own record."""

    __tablename__ = "record_mail"
    __table_args__ = (Index(None, "given_up_at", "due_at"),)


_tables: dict[Database, type[AccountMail] | type[RecordMail]] = {
    Database.ORGANISATION: AccountMail,
    Database.LEARNING: RecordMail,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as it waits in a database, to be read outside of any transaction."""

    database: Database
    id: UUID
    owner_id: UUID
    kind: MailKind
    subject: str
    words: str
    path: str
    queued_at: datetime
    tries: int
    trouble: str
    given_up_at: datetime | None


def is_open() -> bool:
    """Whether mail is sent here at all. Where it is not, nothing is put in."""
    return current_app.config.get("MAIL") is not None


def put(
    database: Database,
    owner_ids: Sequence[UUID],
    kind: MailKind,
    *,
    subject: str,
    words: str,
    path: str,
    due_at: datetime | None = None,
) -> None:
    """Have a mail sent to some people, if what is being written is kept.

    Args:
        database: where the act is written, in whose transaction this is.
        owner_ids: to whom.
        kind: what it is about; whoever does not want it by then is not sent it.
        subject: fixed words.
        words: what it says, above the address; never words of a record.
        path: where it leads, from the root.
        due_at: not before then; at once without it.
    """
    if not is_open() or not owner_ids:
        return
    model, now = _tables[database], clock.now()
    said = {"kind": kind, "subject": subject, "words": words, "path": path, "tries": 0}
    said |= {"queued_at": now, "due_at": due_at or now, "trouble": ""}
    rows = [{"id": uuid4(), "owner_id": owner_id, **said} for owner_id in owner_ids]
    db.session.execute(insert(model), rows)


def who_waits(database: Database, owner_ids: Collection[UUID], kind: MailKind) -> set[UUID]:
    """Those of some people to whom a mail of this kind was not sent yet."""
    model = _tables[database]
    stmt = select(model.owner_id).where(
        model.owner_id.in_(owner_ids), model.kind == kind, model.given_up_at.is_(None)
    )
    return set(db.session.scalars(stmt))


def is_due(database: Database) -> bool:
    """Whether anything is to be sent now."""
    model = _tables[database]
    return db.session.scalar(select(model.id).where(*_due(model)).limit(1)) is not None


def take_next(database: Database, *, but: Iterable[UUID] = ()) -> Mail | None:
    """Take the next mail that is due in hand, so that no other process does.

    ``but`` were tried in this round already. Whoever takes one lets go of it by one of the three
    below; whoever dies over it is waited for for a while.
    """
    model = _tables[database]
    stmt = (
        select(model)
        .where(*_due(model), model.id.not_in(list(but)))
        .order_by(model.due_at, model.id)
        .limit(1)
    )
    found = cast("_Waiting | None", db.session.scalar(stmt))
    if found is None:
        return None
    found.in_hand_until = clock.now() + IN_HAND
    db.session.flush()
    return _as_mail(database, found)


def forget(mail: Mail) -> None:
    """A server took it, or nobody wants it any more: it is gone from here."""
    model = _tables[mail.database]
    db.session.execute(delete(model).where(model.id == mail.id))


def take_back(
    database: Database, kind: MailKind, *, below: str, owner_id: UUID | None = None
) -> None:
    """Send nothing any more of what leads to a path or below it: what it told of has changed.

    To one person where ``owner_id`` is given, else to anybody. In the transaction of the change.
    """
    model = _tables[database]
    leads_there = or_(model.path == below, model.path.startswith(f"{below}/", autoescape=True))
    stmt = delete(model).where(model.kind == kind, leads_there)
    db.session.execute(stmt if owner_id is None else stmt.where(model.owner_id == owner_id))


def try_again(mail: Mail, *, trouble: str, at: datetime) -> None:
    """It was not taken: try once more, not before ``at``."""
    _let_go(mail, trouble=trouble, due_at=at)


def give_up(mail: Mail, *, trouble: str) -> None:
    """It cannot be delivered. It stays for a while, so that its owner is told."""
    _let_go(mail, trouble=trouble, given_up_at=clock.now())


def give_up_on_old(database: Database, before: datetime, *, trouble: str) -> None:
    """Give up on what was put in ``before`` a moment and could not be sent since."""
    model = _tables[database]
    db.session.execute(
        update(model)
        .where(model.queued_at < before, model.given_up_at.is_(None))
        .values(given_up_at=clock.now(), trouble=trouble)
    )


def purge_given_up(database: Database, before: datetime) -> None:
    """Let what was given up ``before`` a moment go for good."""
    model = _tables[database]
    db.session.execute(delete(model).where(model.given_up_at < before))


def given_up_for(owner_id: UUID) -> list[Mail]:
    """What could not be delivered to somebody, the latest first."""
    found = [
        _as_mail(database, row)
        for database, model in _tables.items()
        for row in cast(
            "Iterable[_Waiting]",
            db.session.scalars(
                select(model).where(model.owner_id == owner_id, model.given_up_at.is_not(None))
            ),
        )
    ]
    return sorted(found, key=lambda mail: (mail.given_up_at or mail.queued_at, mail.id))[::-1]


def _due(model: type[AccountMail] | type[RecordMail]) -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    is_free = or_(model.in_hand_until.is_(None), model.in_hand_until <= now)
    return model.given_up_at.is_(None), model.due_at <= now, is_free


def _let_go(mail: Mail, *, trouble: str, **values: datetime) -> None:
    model = _tables[mail.database]
    db.session.execute(
        update(model)
        .where(model.id == mail.id)
        .values(
            tries=model.tries + 1, trouble=trouble[:TROUBLE_LIMIT], in_hand_until=None, **values
        )
    )


def _as_mail(database: Database, row: _Waiting) -> Mail:
    return Mail(
        database=database,
        id=cast("AccountMail", row).id,
        owner_id=row.owner_id,
        kind=row.kind,
        subject=row.subject,
        words=row.words,
        path=row.path,
        queued_at=row.queued_at,
        tries=row.tries,
        trouble=row.trouble,
        given_up_at=row.given_up_at,
    )
