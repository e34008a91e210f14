"""Answers that may be given again, without Flask: to the same question, on the same grounds.

A browser that opens a board again asks word for word what it asked before. What it was answered
rests on few grounds: who carries its key, how the figures are, which day it is. Each is asked for
again; while all are as they were, so is the answer.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, g, request

Question = tuple[tuple[str, str], ...]
"""All that a request says in words: its address, and every header."""

ANSWERS_KEPT = 256
_GROUNDS = "learnplan.grounds"
_WHOLE = {"200", "304"}
"""What a view answered by itself: trouble on its way out would be given again as well."""
_CHANGES_BY_ITSELF = "REMOTE_PORT"


class Ground(NamedTuple):
    """What an answer rests on: something to ask, in a context of the app, and what it said."""

    ask: Callable[[], object]
    said: object


class Answer(NamedTuple):
    """What a wing answered, and on which grounds."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    grounds: tuple[Ground, ...]


def rests_on_who_asks(who: Ground) -> None:
    """Note who is asking. Nothing is given again where that was not looked at."""
    g.asked_by = who


def may_be_given_again(*grounds: Ground) -> None:
    """Let what is answered now be given again: it rests on who asks, and on ``grounds`` alone."""
    if "asked_by" in g:
        request.environ[_GROUNDS] = (g.asked_by, *grounds)


class Again:
    """In front of a wing: what it answered of late, and said may be given again."""

    def __init__(self, wing: Flask) -> None:
        self._wing = wing
        self._program: WSGIApplication = wing.wsgi_app
        self._kept: dict[Question, Answer] = {}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer as before, or have the wing answer."""
        question = _question(environ)
        answer = self._kept.get(question) if question else None
        if answer is not None:
            if self._stands(answer):
                start(answer.status, [*answer.headers])
                return [answer.body]
            self._kept.clear()  # mostly it is the figures, which have changed for all of them
        return self._ask(question, environ, start)

    def _stands(self, answer: Answer) -> bool:
        """Whether every ground of ``answer`` still says what it said."""
        with self._wing.app_context():
            try:
                return all(ask() == said for ask, said in answer.grounds)
            except Exception:  # noqa: BLE001 - the wing meets it as well, and says so on a page
                return False

    def _ask(
        self, question: Question, environ: WSGIEnvironment, start: StartResponse
    ) -> Iterable[bytes]:
        began: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(
            status: str, headers: list[tuple[str, str]], *trouble: Any
        ) -> Callable[[bytes], object]:
            began.append((status, headers))
            return start(status, headers, *trouble)

        sent = self._program(environ, begin)
        grounds = environ.pop(_GROUNDS, None)
        if grounds is None or not question:
            return sent
        try:
            body = b"".join(sent)
        finally:
            getattr(sent, "close", _nothing)()
        status, headers = began[-1]
        if status[:3] in _WHOLE and all(name != "Set-Cookie" for name, _ in headers):
            if len(self._kept) >= ANSWERS_KEPT:
                self._kept.clear()
            self._kept[question] = Answer(status, tuple(headers), body, grounds)
        return [body]


def _nothing() -> None:
    """For what need not be closed."""


def _question(environ: WSGIEnvironment) -> Question:
    """All that is said in words, if nothing else is: a form or a file is another each time."""
    if environ["REQUEST_METHOD"] != "GET" or environ.get("CONTENT_LENGTH") not in {None, "", "0"}:
        return ()
    if "HTTP_TRANSFER_ENCODING" in environ:
        return ()
    return tuple(
        [said for said in environ.items() if type(said[1]) is str and said[0] != _CHANGES_BY_ITSELF]
    )
