"""What somebody chooses about their account: time zone, language and mail."""

from collections.abc import Mapping
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import select

from learnplan.core.db import db
from learnplan.core.errors import Invalid, NotFound
from learnplan.core.languages import LANGUAGES
from learnplan.core.outbox import MailKind
from learnplan.directory.accounts import time_zones
from learnplan.directory.models import MailChoice, Person

_SALT = "switch off a kind of mail"


def choose_time_zone(person_id: UUID, zone: str | None) -> None:
    """Let the days of somebody begin and end in a time zone; None is the organisation's.

    Raises:
        Invalid: there is no such time zone.
    """
    if zone is not None and zone not in time_zones():
        raise Invalid("Choose a time zone from the list.", field="zone")
    db.session.get_one(Person, person_id).time_zone = zone
    db.session.flush()


def choose_language(person_id: UUID, language: str | None) -> None:
    """Write days and numbers for somebody as one English does; None is the organisation's.

    Raises:
        Invalid: Learnplan does not know that language.
    """
    if language is not None and language not in LANGUAGES:
        raise Invalid("Choose a language from the list.", field="language")
    db.session.get_one(Person, person_id).language = language
    db.session.flush()


def choose_mail(person_id: UUID, wanted: Mapping[MailKind, bool]) -> None:
    """Switch kinds of mail on and off."""
    stmt = select(MailChoice).where(MailChoice.person_id == person_id)
    known = {choice.kind: choice for choice in db.session.scalars(stmt)}
    for kind, is_wanted in wanted.items():
        if kind in known:
            known[kind].wanted = is_wanted
        else:
            db.session.add(MailChoice(person_id=person_id, kind=kind, wanted=is_wanted))
    db.session.flush()


def word_to_switch_off(person_id: UUID, kind: MailKind, *, key: str) -> str:
    """The word in a mail by which whoever has it switches this kind off, and can do nothing else.

    It is signed with the installation's ``key`` and does not end.
    """
    return URLSafeSerializer(key, _SALT).dumps([person_id.hex, kind.value])


def what_a_word_switches_off(word: str, *, key: str) -> tuple[UUID, MailKind]:
    """Whose mail of which kind a word switches off.

    Raises:
        NotFound: it was not signed here.
    """
    try:
        person_hex, kind = URLSafeSerializer(key, _SALT).loads(word)
        return UUID(hex=person_hex), MailKind(kind)
    except (BadData, ValueError, TypeError, AttributeError) as made_up:
        raise NotFound("This address switches nothing off.") from made_up


def switch_off(person_id: UUID, kind: MailKind) -> None:
    """Send somebody no more mail of a kind."""
    if db.session.scalar(select(Person.id).where(Person.id == person_id)) is not None:
        choose_mail(person_id, {kind: False})
