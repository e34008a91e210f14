"""A server that is killed while people write: what it acknowledged is there, nothing is half-done.

A child of the test serves, is killed at a moment that chance picks, and the next one takes over
its door. ``LEARNPLAN_FAULTS=100`` kills it that often on each kind of database.
"""

import os
import random
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from socket import create_server, socket
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.serving import make_server

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.log import queries
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, steps_now
from tests.installations import let_go
from tests.visitors import Visitor, hidden_fields

FAULTS = int(os.environ.get("LEARNPLAN_FAULTS", "10"))


@contextmanager
def served_until_killed(
    app: Flask, door: socket, writer: "Writer", chance: random.Random
) -> Iterator[None]:
    """A server that is killed while it does what comes after its first few answers."""
    db.session.remove()
    let_go(app)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads: we do little
        child = os.fork()
    if child == 0:
        with suppress(BaseException):
            make_server("127.0.0.1", 0, app, threaded=True, fd=door.fileno()).serve_forever()
        os._exit(1)

    def kill() -> None:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        writer.is_alone = True
        with suppress(BlockingIOError):  # nobody waits at the door any more
            while True:
                door.accept()[0].close()

    killing = threading.Timer(chance.uniform(0, writer.took), kill)
    writer.before_the_end, writer.begin_the_end = chance.randrange(5), killing.start
    yield
    killing.join()
    writer.is_alone = False


@dataclass
class Writer:
    """Somebody who writes in three ways in turn, and again what was not acknowledged."""

    ana: Actor
    cookie: str
    token: str
    port: int
    goal_id: UUID
    edited_id: UUID
    sent: int = 0
    lines: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    steps_sent: list[str] = field(default_factory=list)
    edited: str = "0"
    edit_sent: str = "0"
    took: float = 0.05
    is_alone: bool = False
    before_the_end: int = 0
    begin_the_end: Callable[[], None] = lambda: None
    broken_off: tuple[str, dict[str, str]] | None = None

    def write_until_killed(self) -> None:
        """Write on and on, until nobody answers any more."""
        with suppress(HTTPException, OSError):
            while True:
                self._write()

    def _write(self) -> None:
        if self.broken_off is None:
            self.sent += 1
            said = f"Line {self.sent}"
            self.broken_off = "/log/capture", {"line": said, "once": str(uuid4())}
        address, fields = self.broken_off
        assert self._post(address, fields) == 303
        self.lines.append(fields["line"])
        self.broken_off = None

        self.steps_sent.append(f"Step {self.sent}")
        assert self._post(f"/plan/goals/{self.goal_id}/steps", {"text": self.steps_sent[-1]}) == 303
        self.steps.append(self.steps_sent[-1])

        self.edit_sent = str(self.sent)
        fields = dict.fromkeys(("what", "note", "thoughts", "tags"), f"n{self.edit_sent}")
        fields |= {"kind": "other", "happened_on": "8 May 2026", "purpose": ""}
        fields["version"] = str(self._version())
        assert self._post(f"/log/{self.edited_id}/edit", fields) == 303
        self.edited = self.edit_sent

    def _version(self) -> int:
        db.session.rollback()
        version = queries.activity_for(self.ana, self.edited_id).version
        db.session.rollback()
        return version

    def _post(self, address: str, fields: dict[str, str]) -> int:
        sent = {"Cookie": f"learnplan={self.cookie}"}
        sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        if self.before_the_end == 0:
            self.begin_the_end()
        self.before_the_end -= 1
        began = time.monotonic()
        try:
            connection.connect()
            if self.is_alone:
                raise ConnectionError
            connection.request(
                "POST", address, urlencode({**fields, "csrf_token": self.token}), sent
            )
            status = connection.getresponse().status
            self.took = time.monotonic() - began
            return status
        finally:
            connection.close()


def test_what_was_acknowledged_is_there_and_nothing_is_half_done(app: Flask) -> None:
    chance = random.Random(7)
    ana = a_worker()
    goal = a_goal(owner=ana)
    edited = an_activity(owner=ana, what="n0", note="n0", thoughts="n0", tags=["n0"])
    visitor = Visitor(app, ana)
    token = hidden_fields(visitor.get("/log/new").text, "/log/new")["csrf_token"]
    cookie = visitor.client.get_cookie("learnplan")
    assert cookie is not None
    with create_server(("127.0.0.1", 0)) as door:
        door.setblocking(False)
        writer = Writer(ana, cookie.value, token, door.getsockname()[1], goal.id, edited.id)
        for _ in range(FAULTS):
            with served_until_killed(app, door, writer, chance):
                writer.write_until_killed()
            db.session.rollback()
            now = queries.activity_for(ana, edited.id)
            kept = {now.what, now.note, now.thoughts, *(tag.tag for tag in now.tags)}
            assert kept in ({f"n{writer.edited}"}, {f"n{writer.edit_sent}"})
            writer.edited = now.what[1:]

    db.session.rollback()
    lines = [each.what for each in queries.recent_activities(ana, limit=9999)]
    steps = [step.text for step in steps_now(ana, goal)]
    assert len(set(lines)) == len(lines)
    assert set(writer.lines) <= set(lines)
    assert set(lines) - set(writer.lines) <= {now.what, f"Line {writer.sent}"}
    assert [step for step in steps if step in set(writer.steps)] == writer.steps
    assert len(set(steps)) == len(steps)
    assert set(steps) <= set(writer.steps_sent)
    assert len(writer.lines) > FAULTS // 3, "it was always killed too early to be worth anything"
