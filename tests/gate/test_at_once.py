"""Two processes that do the same to a period at once: one does it, the other is told."""

import os
import warnings
from collections.abc import Callable

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.core.errors import DomainError
from learnplan.gate import periods
from learnplan.ours.pulse import queries
from learnplan.ours.pulse.models import PlanState
from tests.factories.pulses import (
    PERIOD,
    PUBLISHED_AT,
    SAFE,
    TIME,
    TODAY,
    a_declared_period,
    a_team,
    an_open_period,
    toml,
)


def at_once(act: Callable[[], object]) -> list[str]:
    """What two processes hear that begin together: a refusal, or that it is done."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()
    wait, go = os.pipe()
    hear, tell = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads: we do little
        children = [os.fork() or _act(act, wait, go, tell) for _ in range(2)]
    os.close(wait)
    os.close(go)  # which both wait for
    for child in children:
        os.waitpid(child, 0)
    os.close(tell)
    with os.fdopen(hear) as heard:
        return sorted(heard.read().splitlines())


def _act(act: Callable[[], object], wait: int, go: int, tell: int) -> int:
    os.close(go)
    os.read(wait, 1)
    try:
        act()
        said = "done"
    except DomainError as refusal:
        said = f"told: {refusal}"
    except BaseException as trouble:  # noqa: BLE001 - the parent hears of it
        said = f"broken off: {trouble!r}"
    os.write(tell, f"{said}\n".encode())
    os._exit(0)


@pytest.fixture(autouse=True)
def team(app: Flask) -> None:
    assert app
    a_team("Ops / Blue", 7)


def test_of_two_who_open_a_period_one_does() -> None:
    a_declared_period()

    heard = at_once(lambda: periods.open_answers(PERIOD, today=TODAY))

    assert heard[0] == "done"
    assert heard[1] in {
        "told: Fourth quarter of 2026 is open, not declared.",
        "told: 2026-Q4 was opened before.",
    }
    assert queries.plan_kept(PERIOD).state is PlanState.OPEN


def test_of_two_who_publish_a_period_one_does_and_the_other_may_finish_it() -> None:
    an_open_period(toml(TIME, SAFE, epsilon=0.5))
    periods.seal(PERIOD)

    with clock.stopped(PUBLISHED_AT):
        heard = at_once(lambda: periods.publish(PERIOD, by="Ada"))

    assert heard[0] == "done"
    assert heard[1] in {"done", "told: Fourth quarter of 2026 is published, not sealed."}
    assert queries.plan_kept(PERIOD).state is PlanState.PUBLISHED
