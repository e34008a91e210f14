"""A mail server on loopback that does what it is told, and an app that sends to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from learnplan.core.mail import MailServer, server_from
from learnplan.directory.posting import Post

FROM = "learnplan@northwind.example"
TAKEN = "250 taken"


@dataclass
class Postbox:
    """What a server was handed, and what it answers: to a recipient, and to a message."""

    to: str = TAKEN
    data: str = TAKEN
    dies: bool = False
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.to == TAKEN:
            envelope.rcpt_tos.append(address)
        return self.to

    async def handle_DATA(self, smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        content = cast("bytes", envelope.content)
        letter = cast("EmailMessage", message_from_bytes(content, policy=cast("Any", default)))
        if self.data == TAKEN:
            self.letters.append(letter)
            self.recipients.append(list(envelope.rcpt_tos))
        if self.dies and smtp.transport is not None:
            smtp.transport.close()
        return self.data


@dataclass
class Posted:
    """A server, and all it takes to send to it."""

    box: Postbox
    post: Post
    stop: Callable[[], None]


class OnFreePort(Controller):
    """A server whose port the system chooses."""

    def _trigger_server(self) -> None:
        self.port = cast("Any", self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # the library's own


@pytest.fixture
def posted(app: Flask) -> Iterator[Posted]:
    """An app that sends mail, and the server it sends to, on a free port."""
    box = Postbox()
    controller = OnFreePort(box, hostname="127.0.0.1", port=0)
    controller.start()
    server: MailServer = server_from(f"smtp://127.0.0.1:{controller.port}", sender=FROM)
    app.config["MAIL"] = server
    post = Post(server=server, address=app.config["ADDRESS"], key=app.config["SECRET_KEY"])
    yield Posted(box, post, controller.stop)
    if not controller.loop.is_closed():
        controller.stop()
