"""The job that sends what waits in the outbox.

No mail is lost, and none is sent twice unless a process dies between the server's “taken” and the
commit that notes it: a mail is taken in hand in one transaction, handed over outside of any, and
noted in another. One that is in hand is nobody else's. Each has one Message-ID for all its tries.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import UUID

from learnplan.core import clock, mail, outbox
from learnplan.core.db import Database, transaction
from learnplan.core.mail import MailServer
from learnplan.core.outbox import Mail, MailKind
from learnplan.directory.accounts import address_of, mail_wanted_by
from learnplan.directory.services.accounts import word_to_switch_off

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=12)
MOST_REFUSALS = 5
"""How often a server may say “never” before it is believed: it may have been set up wrongly."""
LONGEST = timedelta(days=7)
"""After so long without being taken, a mail has lost its point."""
NOT_IN_TIME = "No server took it within a week."
SHOWN_FOR = timedelta(days=30)
SENT, PUT_OFF, GIVEN_UP, DROPPED = "sent", "put off", "given up", "dropped"
ABOUT = {
    MailKind.ACCOUNT: "sign-ins on new browsers and changes to how you come in",
    MailKind.SHARED: "what others share with you, write to you or ask you to",
    MailKind.LEDGER: "the public ledger",
    MailKind.MEETINGS: "meetings of your circles",
    MailKind.BOARDS: "the boards that you chose",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What sending takes: the server, how people reach Learnplan, and the installation's key."""

    server: MailServer
    address: str
    key: str


def send_due(post: Post) -> Counter[str]:
    """Send what is due from both databases: how many were sent, put off, given up and dropped.

    Where the server is not there, everything waits for the next time.
    """
    done: Counter[str] = Counter()
    try:
        for database in Database:
            with transaction(database):
                now = clock.now()
                outbox.purge_given_up(database, now - SHOWN_FOR)
                outbox.give_up_on_old(database, now - LONGEST, trouble=NOT_IN_TIME)
            if outbox.is_due(database):
                with mail.line_to(post.server) as line:
                    _send_from(database, post, line, done)
    except mail.NotThere as trouble:
        logger.warning("The mail server is not there: %s Mail waits.", trouble)
    return done


def _send_from(database: Database, post: Post, line: mail.Line, done: Counter[str]) -> None:
    tried: list[UUID] = []
    while True:
        with transaction(database):
            waiting = outbox.take_next(database, but=tried)
        if waiting is None:
            return
        tried.append(waiting.id)
        done[_send(post, line, waiting)] += 1


def _send(post: Post, line: mail.Line, waiting: Mail) -> str:
    to = address_of(waiting.owner_id)
    if to is None or not mail_wanted_by(waiting.owner_id)[waiting.kind]:
        with transaction(waiting.database):
            outbox.forget(waiting)
        return DROPPED
    try:
        line.hand_over(_letter(post, waiting, to))
    except mail.NotTaken as refusal:
        for_good = refusal.for_good and waiting.tries + 1 >= MOST_REFUSALS
        return _put_off(waiting, str(refusal), for_good=for_good)
    except mail.NotThere as gone:
        _put_off(waiting, str(gone), for_good=False)
        raise
    with transaction(waiting.database):
        outbox.forget(waiting)
    return SENT


def _put_off(waiting: Mail, trouble: str, *, for_good: bool) -> str:
    wait = min(FIRST_WAIT * 4 ** min(waiting.tries, 6), LONGEST_WAIT)
    with transaction(waiting.database):
        if for_good:
            outbox.give_up(waiting, trouble=trouble)
            return GIVEN_UP
        outbox.try_again(waiting, trouble=trouble, at=clock.now() + wait)
        return PUT_OFF


def _letter(post: Post, waiting: Mail, to: str) -> EmailMessage:
    word = word_to_switch_off(waiting.owner_id, waiting.kind, key=post.key)
    off = f"{post.address}/mail/off/{word}"
    words = (
        f"{waiting.words}\n\n{post.address}{waiting.path}\n\n-- \n"
        f"Learnplan writes to you about {ABOUT[waiting.kind]}. To be sent no more of it:\n{off}\n"
    )
    return mail.message(
        post.server,
        to=to,
        message_id=f"<{waiting.id}@{urlsplit(post.address).hostname or 'learnplan'}>",
        subject=f"Learnplan: {waiting.subject}",
        words=words,
        switch_off=off,
        as_page=waiting.kind is MailKind.BOARDS,
    )
