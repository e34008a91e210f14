"""Calling a WSGI program as a server does, without a network in between."""

import gzip
import io
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder

Program = Callable[..., Iterable[bytes]]
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Answer(NamedTuple):
    """What a program answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def text(self) -> str:
        """The body unpacked, as text."""
        packed = ("Content-Encoding", "gzip") in self.headers
        return (gzip.decompress(self.body) if packed else self.body).decode(errors="replace")


class Caller:
    """One browser at the door of ``program``, with the cookies it was given so far."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> Answer:
        """Open a page, and keep its cookies."""
        answer = self.prepare("GET", address)()
        for name, value in answer.headers:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer

    def token(self, address: str) -> str:
        """The forgery token of the forms on a page."""
        found = _TOKEN.search(self.get(address).text)
        if found is None:
            raise LookupError(f"No form at {address}.")
        return found[1]

    def prepare(
        self, method: str, address: str, *, tag: str = "", **typed: str
    ) -> Callable[..., Answer]:
        """A request, made ready so that only its answer is measured.

        With a ``tag`` it asks for a page that the browser has, unless that is another by now.

        What it returns takes further fields, sends the request and reads the answer. It leaves
        the cookies alone, so that every call is the same.
        """
        path, _, query = address.partition("?")
        builder = EnvironBuilder(
            path,
            method=method,
            query_string=query,
            headers=[
                ("Accept-Encoding", "gzip"),
                ("Cookie", "; ".join(f"{name}={word}" for name, word in self.cookies.items())),
                *([("If-None-Match", tag)] if tag else []),
            ],
            content_type="application/x-www-form-urlencoded" if method == "POST" else None,
        )
        environ = builder.get_environ()
        program = self.program

        def send(**more: str) -> Answer:
            body = urlencode({**typed, **more}).encode()
            said = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
            began: list[tuple[str, list[tuple[str, str]]]] = []
            sent = program(said, lambda status, headers, _=None: began.append((status, headers)))
            try:
                whole = b"".join(sent)
            finally:
                if hasattr(sent, "close"):
                    sent.close()
            status, headers = began[0]
            return Answer(int(status[:3]), headers, whole)

        return send
