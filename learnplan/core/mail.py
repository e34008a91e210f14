"""Handing mail to a server: where it is, and what one message looks like (RFC 5321 and 5322)."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from urllib.parse import unquote, urlsplit

from learnplan.core import clock
from learnplan.core.directions import isolated
from learnplan.core.errors import Invalid

PATIENCE = 30
"""Seconds to wait for any one answer of the server."""
PORTS = {"smtp": 25, "smtps": 465}
STARTTLS = "starttls"
_LINK = re.compile(r"https?://[^\s<>&\"]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server that takes our mail, and whom the mail is from."""

    host: str
    port: int
    sender: str
    tls: str = ""
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"<MailServer {self.host}:{self.port}>"


class NotTaken(Exception):
    """The server answered, and did not take this one mail; ``for_good`` when it never will."""

    def __init__(self, trouble: str, *, for_good: bool) -> None:
        super().__init__(trouble)
        self.for_good = for_good


class NotThere(Exception):
    """The server could not be spoken to, or went away while it was."""


def server_from(url: str, *, sender: str) -> MailServer:
    """The server that a setting names, like ``smtp://user:password@host:587?starttls``.

    Raises:
        Invalid: it is not such an address, or ``sender`` is not an e-mail address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or parts.query not in {"", STARTTLS}:
        raise Invalid(
            "LEARNPLAN_SMTP_URL is not the address of a mail server. Write it like "
            "smtp://name:password@host:587?starttls, or smtps://name:password@host."
        )
    try:
        Address(addr_spec=sender)
    except (ValueError, HeaderParseError, IndexError):
        sender = ""
    if "@" not in sender:
        raise Invalid("LEARNPLAN_MAIL_FROM must be an e-mail address, like learnplan@example.org.")
    tls = "smtps" if parts.scheme == "smtps" else parts.query
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        sender=sender,
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def message(
    server: MailServer,
    *,
    to: str,
    message_id: str,
    subject: str,
    words: str,
    switch_off: str,
    as_page: bool = False,
) -> EmailMessage:
    """One message. Nothing that is put into it can begin another header.

    Args:
        server: whom it is from.
        to: an e-mail address.
        message_id: the same at every try, so that mailboxes know a second one.
        subject: what stands on top.
        words: the text.
        switch_off: the address by which this kind of mail is switched off (RFC 8058).
        as_page: whether the same words go along as simple HTML, for what is long to read.

    Raises:
        NotTaken: the address is none.
    """
    subject, words = isolated(subject), "\n".join(map(isolated, words.split("\n")))
    letter = EmailMessage(policy=SMTP)
    try:
        letter["To"] = Address(addr_spec=to)
    except (ValueError, HeaderParseError, IndexError) as wrong:
        raise NotTaken("The address is not an e-mail address.", for_good=True) from wrong
    letter["From"] = Address(display_name="Learnplan", addr_spec=server.sender)
    letter["Subject"] = subject
    letter["Message-ID"] = message_id
    letter["Date"] = format_datetime(clock.now())
    letter["Auto-Submitted"] = "auto-generated"
    letter["List-Unsubscribe"] = f"<{switch_off}>"
    if switch_off.startswith("https://"):
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(words)
    if as_page:
        letter.add_alternative(_page(words), subtype="html")
    return letter


_HEAD = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>Learnplan</title></head>
<body style="max-width: 38rem; margin: 1rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif;
 overflow-wrap: anywhere">
"""


def _page(words: str) -> str:
    """The same words as paragraphs, addresses among them as links; nothing else, from nowhere.

    Its colours are the reader's, light or dark.
    """
    said = "".join(f"<p>{_LINK.sub(_link, escape(each))}</p>\n" for each in words.split("\n\n"))
    lines = said.replace("<p>-- \n", "<hr>\n<p>").replace("\n</p>", "</p>")
    return f"{_HEAD}{lines}</body></html>\n"


def _link(found: re.Match[str]) -> str:
    return f'<a href="{found[0]}">{found[0]}</a>'


class Line:
    """An open line to the server."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def hand_over(self, letter: EmailMessage) -> None:
        """Give one message to the server. When this returns, the server has taken it.

        Raises:
            NotTaken: the server answered and refused this message.
            NotThere: it went away. Whether it had taken the message, nobody knows.
        """
        try:
            self._smtp.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, said = next(iter(refusal.recipients.values()))
            raise _not_taken(code, said) from refusal
        except smtplib.SMTPNotSupportedError as refusal:
            raise NotTaken("The server does not take such an address.", for_good=True) from refusal
        except smtplib.SMTPServerDisconnected as gone:
            raise NotThere("The server went away.") from gone
        except smtplib.SMTPResponseException as refusal:
            raise _not_taken(refusal.smtp_code, refusal.smtp_error) from refusal
        except (smtplib.SMTPException, OSError) as gone:
            raise NotThere(str(gone)) from gone


@contextmanager
def line_to(server: MailServer) -> Iterator[Line]:
    """Speak to the server, with its certificate checked where the line is encrypted.

    Raises:
        NotThere: it does not answer, or does not let us in.
    """
    try:
        smtp = _open(server)
    except (smtplib.SMTPException, OSError) as trouble:
        raise NotThere(str(trouble)) from trouble
    try:
        yield Line(smtp)
    finally:
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def _open(server: MailServer) -> smtplib.SMTP:
    where = (server.host, server.port)
    secure = ssl.create_default_context() if server.tls else None
    if server.tls == "smtps":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=PATIENCE, context=secure)
    else:
        smtp = smtplib.SMTP(*where, timeout=PATIENCE)
    try:
        if server.tls == STARTTLS:
            smtp.starttls(context=secure)
        if server.user:
            smtp.login(server.user, server.password)
    except (smtplib.SMTPException, OSError):
        smtp.close()
        raise
    return smtp


def _not_taken(code: int, said: bytes | str) -> NotTaken:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return NotTaken(f"{code} {' '.join(words.split())}", for_good=code >= 500)  # noqa: PLR2004 - SMTP's own line between not now and never
