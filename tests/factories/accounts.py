"""People's ways in, for tests, made through the doors they use."""

import json
import re
from html import unescape
from typing import Any

import pyotp

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.directory.services import signing_in
from tests.devices import Device
from tests.visitors import Visitor

PASSWORD = "correct horse battery staple"


def with_password(actor: Actor, password: str = PASSWORD) -> Actor:
    """Somebody who has chosen a password."""
    with transaction(Database.ORGANISATION):
        signing_in.choose_password(actor.id, password)
    return actor


def asked(html: str) -> dict[str, Any]:
    """What a page asks a passkey."""
    found = re.search(r'data-options="([^"]*)"', html)
    assert found is not None, html
    said: dict[str, Any] = json.loads(unescape(found[1]))
    return said


def a_passkey(visitor: Visitor, name: str = "phone", device: Device | None = None) -> Device:
    """A device with a passkey, added by whoever is signed in."""
    device = device or Device()
    page = visitor.post("/account/passkeys", name=name)
    answer = send(visitor, page.text, device.make(asked(page.text)))
    assert "The passkey is added." in answer.text, answer.text
    return device


def send(visitor: Visitor, html: str, credential: str, **fields: str) -> Any:
    """Send the answer of a device with the form of the page that asked."""
    action = re.search(r'<form method="post" action="([^"]*answer[^"]*)"', html)
    assert action is not None, html
    form = html[action.start() :].partition("</form>")[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
    return visitor.client.post(
        unescape(action[1]),
        data={**hidden, "credential": credential, **fields},
        follow_redirects=True,
    )


def an_authenticator(visitor: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    """An app that shows codes, set up by whoever is signed in; and the recovery codes made with it.

    Its clock is the house's: ``code_of`` reads it.
    """
    page = visitor.post("/account/authenticator")
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", page.text)
    assert secret is not None, page.text
    app = pyotp.TOTP(secret[1].replace(" ", ""))
    done = visitor.post("/account/authenticator/new", code=code_of(app))
    return app, codes_on(done.text)


def codes_on(html: str) -> list[str]:
    """The recovery codes that a page shows."""
    return re.findall(r"<li><code>([^<]+)</code></li>", html)


def code_of(app: pyotp.TOTP, *, steps: int = 0) -> str:
    """The code that an app shows now, or so many half minutes later."""
    return app.generate_otp(app.timecode(clock.now()) + steps)
