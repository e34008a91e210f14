"""Walking through the house by its links, as somebody would."""

import re
from html import unescape

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.visitors import Visitor

STARTS = ("/", "/org/performance/", "/org/people/", "/account")
LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')


def endpoint_of(app: Flask, address: str) -> str:
    """Which view an address leads to, with its wing: ``mine:plan.show_goal``."""
    wing, path = ("ours", address[4:] or "/") if address.startswith("/org") else ("mine", address)
    flask = app.extensions["ours"] if wing == "ours" else app
    try:
        endpoint, _values = flask.url_map.bind("").match(path.partition("?")[0])
    except HTTPException:
        return f"{wing}:nowhere"
    return f"{wing}:{endpoint}"


def walk(app: Flask, visitor: Visitor, *, each: int = 3) -> dict[str, TestResponse]:
    """Open pages by following links, at most ``each`` addresses of one view; by address."""
    waiting = list(STARTS)
    opened: dict[str, TestResponse] = {}
    met: dict[str, int] = {}
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(app, address)
        if address in opened or met.get(endpoint, 0) >= each or endpoint.endswith("assets.send"):
            continue
        met[endpoint] = met.get(endpoint, 0) + 1
        opened[address] = answer = visitor.get(address)
        if answer.mimetype == "text/html":
            waiting += [unescape(link) for link in LINK.findall(answer.text)]
    return opened
