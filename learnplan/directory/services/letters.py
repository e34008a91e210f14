"""What Learnplan writes to people: put into the outbox in the transaction of what it tells of.

Mail goes through the employer's server and stays in mailboxes. So it says that something
happened and where to look, and never what: no name, no title, no word of a record.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from learnplan.core import clock, languages, outbox
from learnplan.core.db import Database
from learnplan.core.outbox import MailKind
from learnplan.directory.accounts import who_wants
from learnplan.directory.queries import language_of, zone_of

MORNING = time(8)


def tell_of_new_browser(person_id: UUID) -> None:
    """Somebody came in with a browser that was not known."""
    _tell(
        person_id,
        subject="A sign-in on a new browser",
        words="Somebody signed in to Learnplan with your account, on a browser that was not used "
        "for it before. If it was you, nothing is to be done. If not, sign out everywhere and "
        "choose a new password.",
        path="/account/sign-ins",
    )


def tell_of_change(person_id: UUID) -> None:
    """How somebody comes in was changed."""
    _tell(
        person_id,
        subject="A change to how you come in",
        words="How you come in to Learnplan was changed: a password, a passkey, an authenticator "
        "or recovery codes. If it was not you, sign out everywhere, and tell whoever runs "
        "Learnplan here.",
        path="/account",
    )


def tell_of_share(reader_ids: Sequence[UUID], *, zone: str) -> None:
    """Somebody shared something with people: told with what others wrote, the next morning."""
    _tell_in_the_morning(
        reader_ids,
        zone=zone,
        subject="Something was shared with you",
        path="/shared/",
    )


def tell_of_words(owner_id: UUID, *, zone: str) -> None:
    """Somebody wrote on what a person shared, or to a line of theirs. Today tells to what."""
    _tell_in_the_morning([owner_id], zone=zone, subject="Somebody wrote to you", path="/")


def tell_of_name(person_id: UUID, *, zone: str) -> None:
    """Somebody whom a person looked for let them know their name. Today tells whose it is."""
    _tell_in_the_morning([person_id], zone=zone, subject="Somebody said yes to you", path="/")


def tell_of_invitation(person_id: UUID, *, zone: str) -> None:
    """A circle asked somebody to come."""
    _tell_in_the_morning(
        [person_id], zone=zone, subject="A circle asks you to come", path="/circles/"
    )


def _tell_in_the_morning(reader_ids: Sequence[UUID], *, zone: str, subject: str, path: str) -> None:
    """Say once for a day that something came, whatever else comes until then.

    Whose morning it is, is the reader's; ``zone`` where they chose none. It waits in the learning
    database, in the transaction of what it tells of.
    """
    kind = MailKind.SHARED
    wanting = who_wants(kind, reader_ids) if outbox.is_open() else []
    if not wanting:
        return
    waiting = outbox.who_waits(Database.LEARNING, wanting, kind)
    for reader_id in wanting:
        if reader_id in waiting:
            continue
        outbox.put(
            Database.LEARNING,
            [reader_id],
            kind,
            subject=subject,
            words="Somebody shared something with you in Learnplan, wrote to you there, asked you "
            "into a circle, or let you know their name.",
            path=path,
            due_at=_next_morning(zone_of(reader_id, zone=zone)),
        )


def remind_of_meeting(
    person_ids: Sequence[UUID], *, starts_at: datetime, path: str, zone: str
) -> None:
    """A circle of theirs meets soon: when, by each one's own clock; ``zone`` for who names none.

    It waits in the learning database, in the transaction that notes that they were reminded.
    """
    if not outbox.is_open():
        return
    for person_id in who_wants(MailKind.MEETINGS, person_ids):
        own, language = zone_of(person_id, zone=zone), language_of(person_id)
        local = starts_at.astimezone(ZoneInfo(own))
        on = languages.day(local.date(), language, year=False)
        outbox.put(
            Database.LEARNING,
            [person_id],
            MailKind.MEETINGS,
            subject="A circle of yours meets",
            words=f"A circle of yours meets on {on}, "
            f"{languages.clock(local.time(), language)} ({own}).",
            path=path,
        )


def remind_no_more(path: str, *, person_id: UUID | None = None) -> None:
    """Let no reminder go out that leads to ``path`` or below: it is not so any more.

    To one person, where one is named; else to anybody. What a server took already is gone.
    """
    outbox.take_back(Database.LEARNING, MailKind.MEETINGS, below=path, owner_id=person_id)


def tell_of_ledger(person_ids: Sequence[UUID], *, period: str, number: int, head: str) -> None:
    """A quarter's numbers were published: the ledger's head, for everybody to keep (rule R9)."""
    if outbox.is_open():
        outbox.put(
            Database.ORGANISATION,
            who_wants(MailKind.LEDGER, person_ids),
            MailKind.LEDGER,
            subject=f"The public ledger, {period}",
            words=f"{period}: its numbers are published, the same for everyone. The ledger "
            f"ends with row {number:,}, and this is its head:\n\n{head}\n\nKeep this mail. Should "
            "anything published so far ever be rewritten, the ledger will no longer show this "
            f"head beside row {number:,}.",
            path="/org/ledger",
        )


def _tell(person_id: UUID, *, subject: str, words: str, path: str) -> None:
    if outbox.is_open() and who_wants(MailKind.ACCOUNT, [person_id]):
        outbox.put(
            Database.ORGANISATION,
            [person_id],
            MailKind.ACCOUNT,
            subject=subject,
            words=words,
            path=path,
        )


def _next_morning(zone: str) -> datetime:
    local = clock.local_now(zone)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    return datetime.combine(day, MORNING, ZoneInfo(zone))
