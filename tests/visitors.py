"""Browsers without a window: the doors people use, from a test."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.test import Client, TestResponse

from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.directory.services import signing_in

_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_TOKENS = re.compile(r'nonce="[^"]*"|name="(csrf_token|once)"( type="hidden")? value="[^"]*"')
_ID = re.compile(r'<[a-z][^<>]* id="([^"]*)"')  # within a tag: people write such things, too
_PART = re.compile(r'(name|value)="([^"]*)"')


UNPROCESSABLE = 422


def misplaced(html: str) -> str:
    """What is wrong with where a page says what is wrong with a form; nothing when all is well.

    A reader of screens meets it before anything else: at the top of ``main``, above the ``h1``.
    """
    above, _, below = html.partition("<h1")
    if 'class="summary"' in below:
        return "the summary of errors is below the heading"
    if above.count('class="summary"') > 1:
        return "there are two summaries of errors"
    if "aria-invalid" in html and 'class="summary"' not in above:
        return "there is no summary of errors"
    return ""


def said_twice(html: str) -> str:
    """An id that two elements of a page have: a label would lead to the wrong one."""
    ids = _ID.findall(html)
    return "" if len(ids) == len(set(ids)) else max(ids, key=ids.count)


class Browser(Client):
    """A client whose every request has an app context, and so a ``g``, of its own, as when served.

    The ``app`` fixture's context would be shared by all of them, and with it one forgery token.
    """

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.app = app

    def open(self, *args: Any, **values: Any) -> TestResponse:
        with self.app.app_context():
            answer = super().open(*args, **values)
        if answer.mimetype == "text/html":
            twice = said_twice(answer.text)
            assert not twice, f"{answer.request.path}: the id {twice} twice"
            if answer.status_code == UNPROCESSABLE:
                misplaced_there = misplaced(answer.text)
                assert not misplaced_there, f"{answer.request.path}: {misplaced_there}"
        return answer


@dataclass
class Visitor:
    """Somebody at the door of the composed app; signed in when ``actor`` is given."""

    app: Flask
    actor: Actor | None = None
    client: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.client = Browser(self.app)
        if self.actor is not None:
            with self.app.app_context(), transaction(Database.ORGANISATION):
                word = signing_in.make_link(self.actor.email)
            self.client.get(f"/sign-in/link/{word}")
            self._has_been_greeted()

    def _has_been_greeted(self) -> None:
        """Take the greeting out of the cookie, as the first page would: a page is dear."""
        sessions = self.app.session_interface
        assert isinstance(sessions, SecureCookieSessionInterface)
        signer = sessions.get_signing_serializer(self.app)
        name = sessions.get_cookie_name(self.app)
        cookie = self.client.get_cookie(name)
        assert signer is not None
        assert cookie is not None
        known = {key: said for key, said in signer.loads(cookie.value).items() if key != "_flashes"}
        self.client.set_cookie(name, str(signer.dumps(known)))

    def get(self, address: str, **values: Any) -> TestResponse:
        """Open a page, redirects followed."""
        return self.client.get(address, follow_redirects=True, **values)

    def post(self, address: str, /, page: str | None = None, **fields: Any) -> TestResponse:
        """Send the form that posts to ``address`` on ``page`` (the same address unless said)."""
        shown = self.get(page or address)
        data = {**hidden_fields(shown.text, address), **fields}
        return self.client.post(address, data=data, follow_redirects=True)


def without_tokens(html: str) -> str:
    """A page but for what is new each time it is shown."""
    return _TOKENS.sub("", html)


def hidden_fields(html: str, action: str) -> dict[str, str]:
    """The hidden fields of the form on a page that posts to ``action`` (or to the page itself)."""
    forms = re.findall(r"<form\b[^>]*>.*?</form>", html, re.DOTALL)
    posting = [form for form in forms if 'method="post"' in form.partition(">")[0]]
    aimed = [form for form in posting if f'action="{action}"' in form.partition(">")[0]]
    unaimed = [form for form in posting if "action=" not in form.partition(">")[0]]
    for form in [*aimed, *unaimed, *posting]:
        return {
            parts["name"]: unescape(parts.get("value", ""))
            for parts in (dict(_PART.findall(tag)) for tag in _HIDDEN.findall(form))
            if "name" in parts
        }
    return {}


def words_of(html: str) -> str:
    """What a page says, as one line. What only marks words parts none."""
    unmarked = re.sub(r"</?(?:a|em|small|span|strong)\b[^>]*>", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", unmarked)).split())
