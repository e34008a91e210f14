"""Ours run alone, inside the tests' own process, before somebody who signed in at Mine."""

import re
from collections import Counter
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from PIL import Image
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.routing import MapAdapter
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
    """What an answer says; of a spreadsheet, what is packed in it, of a picture, what it tells."""
    if answer.mimetype == "image/png":
        return " ".join(map(str, Image.open(BytesIO(answer.data)).info.values()))
    if answer.mimetype != spreadsheets.KIND:
        return answer.text
    with ZipFile(BytesIO(answer.data)) as packed:
        return "".join(packed.read(name).decode() for name in packed.namelist())


def every_page(ours: Flask, browser: Client, *, each: int = 4) -> dict[str, TestResponse]:
    """What Ours answers: at most ``each`` addresses of every view that links lead to, and one of
    every view with an id of nothing; by address.
    """
    routes = ours.url_map.bind("")
    waiting = ["/org/performance/", "/org/people/", "/org/performance/units.json"]
    for rule in ours.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "assets.send":
            values = dict.fromkeys(rule.arguments, NOWHERE)
            waiting.append("/org" + routes.build(rule.endpoint, values))
    opened: dict[str, TestResponse] = {}
    met: Counter[str] = Counter()
    while waiting:
        address = waiting.pop()
        view = _view(routes, address)
        if address in opened or view == "assets.send" or met[view] > each:
            continue
        met[view] += 1
        opened[address] = answer = browser.get(address, follow_redirects=True)
        waiting += re.findall(r'(?:href|action)="(/org/[^"#]*)"', words_of(answer))
    return opened


def _view(routes: MapAdapter, address: str) -> str:
    try:
        view, _values = routes.match(address.removeprefix("/org").partition("?")[0])
        return str(view)
    except HTTPException:
        return "nowhere"
