"""What people do most, each beside its floor."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import uuid4

from tools.bench import floors
from tools.bench.calls import Answer, Caller
from tools.bench.house import House
from tools.bench.rounds import WAIT, Race, race

OK, SEE_OTHER, NOT_MODIFIED = 200, 303, 304
PAGE = 4096
LINE = "Read the manual of the planner, twice 45m #postgres"


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure."""

    rounds: int
    calls: int


def capture(house: House, folder: Path, effort: Effort) -> Race:
    """Log an activity, against a form, an INSERT and a redirect."""
    caller = house.caller()
    token = caller.token("/")
    ours = caller.prepare("POST", "/log/capture", csrf_token=token, line=LINE, back="/")
    floor = Caller(floors.form_and_insert(folder / "floor.db").wsgi_app).prepare(
        "POST", "/", csrf_token=token, line=LINE, back="/"
    )
    return race(
        _must(SEE_OTHER, lambda: ours(once=uuid4().hex)),
        _must(SEE_OTHER, lambda: floor(once=uuid4().hex)),
        rounds=effort.rounds,
        calls=effort.calls,
        clock=WAIT,
    )


def sync_milliseconds(folder: Path, times: int) -> float:
    """How long the disk takes to have a page of SQLite's: either waits for it at least once."""
    took = []
    with (folder / "sync").open("wb") as file:
        for _ in range(times):
            file.write(bytes(PAGE))
            file.flush()
            began = WAIT()
            os.fsync(file.fileno())
            took.append(WAIT() - began)
    return median(took) * 1000


def log_page(house: House, effort: Effort) -> Race:
    """Open the log at 50 entries, against a page of its size that is in memory already."""
    ours = house.caller().prepare("GET", "/log/")
    floor = Caller(floors.jinja_page(len(ours().body)).wsgi_app).prepare("GET", "/")
    return race(_must(OK, ours), _must(OK, floor), rounds=effort.rounds, calls=effort.calls)


def board(house: House, effort: Effort) -> Race:
    """Open a board of 8 indicators, against Flask that says hello."""
    ours = house.caller().prepare("GET", f"/org/performance/units/{house.board_of}")
    floor = Caller(floors.hello().wsgi_app).prepare("GET", "/")
    return race(_must(OK, ours), _must(OK, floor), rounds=effort.rounds, calls=effort.calls)


def same_board(house: House, effort: Effort) -> Race:
    """Open a board that has not changed since, against a page of its size that is in memory."""
    caller, address = house.caller(), f"/org/performance/units/{house.board_of}"
    seen = caller.prepare("GET", address)()
    ours = caller.prepare("GET", address, tag=dict(seen.headers)["ETag"])
    floor = Caller(floors.jinja_page(len(seen.body)).wsgi_app).prepare("GET", "/")
    return race(
        _must(NOT_MODIFIED, ours), _must(OK, floor), rounds=effort.rounds, calls=effort.calls
    )


def _must(status: int, send: Callable[[], Answer]) -> Callable[[], None]:
    """The same request, which counts only when it is answered as it should be."""

    def sent() -> None:
        answer = send()
        if answer.status != status:
            raise ValueError(f"The answer was {answer.status}, not {status}.")

    return sent
