"""Killing an act at every one of its steps, to see what whoever comes next finds."""

import os
import signal
import warnings
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from learnplan.core.db import db
from learnplan.core.errors import DomainError

Act = Callable[[], Any]


def killed_everywhere(
    act: Act, is_done: Callable[[], bool], *, look: Act, reached: Callable[[], Any] = lambda: None
) -> int:
    """Have ``act`` killed before its first step, its second and so on, until it is done.

    A step is a statement or a commit. After every kill ``look`` is called. Once something other
    is ``reached``, such as the first of two commits, it begins with the first step again: then
    the act goes on from there, and is killed at every step of that too. Tells how often.
    """
    kills, step, before = 0, 1, reached()
    while is_killed(act, step):
        kills += 1
        look()
        step, before = (step + 1, before) if reached() == before else (1, reached())
    db.session.rollback()
    assert is_done()
    return kills


def is_killed(act: Act, step: int) -> bool:
    """Whether ``act`` in a process of its own reached so many steps, and was killed there."""
    _, status = os.waitpid(begun_elsewhere(lambda: _do_and_die(act, step)), 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def begun_elsewhere(act: Act) -> int:
    """The number of a process of its own that is doing ``act``; it ends with 0 if all went well.

    It knows all that we know, and none of our connections.
    """
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads: we do little
        child = os.fork()
    if child:
        return child
    try:
        act()
    except DomainError:
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the parent hears of it by the status
        os._exit(1)
    os._exit(0)


def _do_and_die(act: Act, step: int) -> None:
    left = step

    def count(*_call: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    act()
