"""Ours run alone, inside the tests' own process, before somebody who signed in at Mine."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from learnplan.core import spreadsheets
from learnplan.core.actor import Actor
from tests.visitors import Visitor, hidden_fields

NOWHERE = "00000000-0000-4000-8000-000000000000"


class Browser(Client):
    """A browser that comes to Ours with the cookie that Mine set."""

    def post(self, address: str, page: str = "", **fields: Any) -> TestResponse:
        """Send the form that posts to ``address`` on ``page`` (the same address unless said)."""
        shown = self.get(page or address, follow_redirects=True)
        data = {**hidden_fields(shown.text, address), **fields}
        return super().post(address, data=data, follow_redirects=True)


def browser_of(ours: Flask, mine: Flask, actor: Actor) -> Browser:
    """Somebody who signed in at ``mine``, before ``ours`` run alone."""
    cookie = Visitor(mine, actor).client.get_cookie("learnplan")
    assert cookie is not None
    browser = Browser(DispatcherMiddleware(NotFound(), {"/org": ours}))
    browser.set_cookie("learnplan", cookie.value)
    return browser


def words_of(answer: TestResponse) -> str:
    """What an answer says; of a spreadsheet, what is packed in it."""
    if answer.mimetype != spreadsheets.KIND:
        return answer.text
    with ZipFile(BytesIO(answer.data)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


def every_address(ours: Flask, browser: Client) -> Iterator[str]:
    """Every address of Ours: all that links lead to, and every rule with an id of nothing."""
    waiting = ["/org/performance/", "/org/people/", "/org/performance/units.json"]
    for rule in ours.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "assets.send":
            values = dict.fromkeys(rule.arguments, NOWHERE)
            waiting.append("/org" + ours.url_map.bind("").build(rule.endpoint, values))
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address not in seen and not address.startswith("/org/static/"):
            seen.add(address)
            yield address
            answer = browser.get(address, follow_redirects=True)
            waiting += re.findall(r'(?:href|action)="(/org/[^"#]*)"', words_of(answer))
