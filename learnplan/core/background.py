"""Work that outlasts a request: done in a thread of its own, one piece after the other.

What is worked on has an id, and keeps its own state in its database row. How far the work has
come is kept here, in memory: while a piece of work holds SQLite's write lock, nobody else could
write it down. Work that broke off with its process leaves its row as it was; a fault, which is in
the log, has the row say so (``works_on``). ``was_interrupted`` tells; its transaction kept nothing.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec
from uuid import UUID

from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute

from learnplan.core import clock, languages
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.core.errors import DomainError

P = ParamSpec("P")
logger = logging.getLogger(__name__)


class Progress(NamedTuple):
    """How far a piece of work has come; ``most`` is 0 until it is known."""

    done: int
    most: int


class _Heard(NamedTuple):
    """Where a row says when the work on it was last heard of."""

    database: Database
    when: Any  # an attribute of a model: typed so, mypy reads it as what it holds


LONGEST_SILENCE = timedelta(minutes=15)
SIGN_EVERY = LONGEST_SILENCE / 3
_began_at = clock.now()
_worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="learnplan-background")
_progress: dict[UUID, Progress] = {}
_heard: dict[Callable[..., None], _Heard] = {}


def run(
    app: Flask,
    work: Callable[Concatenate[UUID, P], None],
    key: UUID,
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Have ``work(key, …)`` done in the context of ``app``, soon, and return at once.

    The work opens its own ``transaction()``, and writes what it refuses into its own row, in the
    language of whoever asks now. With ``app.config["BACKGROUND"]`` false it is done here and now,
    as tests and commands want it.
    """
    piece = partial(work, key, *args, **kwargs)
    _progress[key] = Progress(0, 0)
    if app.config.get("BACKGROUND", True):
        done = _worker.submit(_do, app, key, piece, languages.spoken())
        done.add_done_callback(_say_if_it_broke)
        if work in _heard:
            _show_signs_of_life(app, key, _heard[work], done)
    else:
        _do(app, key, piece, languages.spoken())


def works_on(
    database: Database, heard_of: InstrumentedAttribute[datetime]
) -> Callable[[Callable[Concatenate[UUID, P], None]], Callable[Concatenate[UUID, P], None]]:
    """For work on a row that says in ``heard_of`` when the work was last heard of.

    While it is done, or waits its turn, the row says so every few minutes, to other processes.
    A fault that breaks the work off goes on to the log, and the row says in every process that the
    work was interrupted: as if nothing had been heard of it for too long.
    """

    def watched(
        work: Callable[Concatenate[UUID, P], None],
    ) -> Callable[Concatenate[UUID, P], None]:
        @wraps(work)
        def do(key: UUID, /, *args: P.args, **kwargs: P.kwargs) -> None:
            try:
                work(key, *args, **kwargs)
            except BaseException:
                db.session.rollback()
                silent = {heard_of.key: clock.now() - LONGEST_SILENCE}
                row = heard_of.class_
                with transaction(database):
                    db.session.execute(update(row).where(row.id == key).values(silent))
                raise

        _heard[do] = _Heard(database, heard_of)
        return do

    return watched


def repeat(work: Callable[[], None], *, every: timedelta) -> threading.Event:
    """Do ``work`` again and again in a thread, the first time after a while, while this lives.

    What it refuses is logged, and it is tried again the next time; so it is after a fault, because
    each time has a thread of its own, which alone breaks. Setting the event ends it.
    """
    enough = threading.Event()

    def once() -> None:
        try:
            work()
        except DomainError as trouble:
            logger.warning("What was due could not be done: %s", trouble)

    def go_on() -> None:
        while not enough.wait(every.total_seconds()):
            this = threading.Thread(target=once, name="learnplan-due", daemon=True)
            this.start()
            this.join()

    threading.Thread(target=go_on, name="learnplan-upkeep", daemon=True).start()
    return enough


def report(key: UUID, done: int, most: int) -> None:
    """Say how far the work on ``key`` has come; called by the work itself."""
    if key in _progress:
        _progress[key] = Progress(done, most)


def under_way(key: UUID) -> Progress | None:
    """How far the work on ``key`` has come, or None when this process is not at it."""
    return _progress.get(key)


def was_interrupted(key: UUID, since: datetime) -> bool:
    """Whether the work on ``key``, last heard of at ``since``, ended before it was done.

    Another process may be at it, unless this one began later: then the one before is gone.
    """
    return under_way(key) is None and (since < _began_at or since < clock.now() - LONGEST_SILENCE)


def _do(app: Flask, key: UUID, piece: Callable[[], None], language: str) -> None:
    languages.speak(language)
    try:
        with app.app_context():
            piece()
    finally:
        _progress.pop(key, None)


def _show_signs_of_life(app: Flask, key: UUID, heard: _Heard, done: Future[None]) -> None:
    """Write down every few minutes that the work on ``key`` goes on, until it is ``done``.

    Otherwise another process would take it for interrupted. On SQLite there is none that asks,
    and the work itself may hold the only lock.
    """
    enough = threading.Event()
    done.add_done_callback(lambda _done: enough.set())

    def go_on() -> None:
        with app.app_context():
            if engine_of(heard.database).dialect.name == "sqlite":
                return
        while not enough.wait(SIGN_EVERY.total_seconds()):
            with app.app_context():
                try:
                    _say_it_goes_on(key, heard)
                except (SQLAlchemyError, DomainError) as trouble:  # it is tried again the next time
                    logger.warning("Work goes on, and could not say so: %s", trouble)

    threading.Thread(target=go_on, name="learnplan-signs-of-life", daemon=True).start()


def _say_it_goes_on(key: UUID, heard: _Heard) -> None:
    """Have the row say that the work was heard of just now, unless it says that it broke off."""
    row, now = heard.when.class_, clock.now()
    goes_on = (row.id == key) & (heard.when > now - LONGEST_SILENCE)
    with transaction(heard.database):
        db.session.execute(update(row).where(goes_on).values({heard.when.key: now}))


def _say_if_it_broke(piece: Future[None]) -> None:
    trouble = piece.exception()
    if trouble is not None:
        logger.error("Work in the background broke off.", exc_info=trouble)
