"""Four pulses, by the gate's own acts: two published, this quarter's open, the next declared."""

from datetime import UTC, datetime, time, timedelta
from itertools import islice
from random import Random
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.directory import queries as directory
from learnplan.gate import periods
from learnplan.gate.plans import plan_from
from learnplan.mine.answers import queries as asking
from learnplan.mine.answers import services as answering
from learnplan.mine.answers.themes import Theme
from learnplan.ours.performance.periods import Period, PeriodKind

TIME, SAFETY = "time-to-learn", "safe-to-try"
SUPPORT, USE = "support-when-asked", "use-of-what-was-learned"
ASKED = ((TIME, SAFETY), (TIME, SUPPORT), (USE, SAFETY), (USE, SUPPORT))
"""What each quarter asks, the earliest first; the third is this quarter."""
YESES = {TIME: (0.75, 0.4), SAFETY: (0.65, 0.65), SUPPORT: (0.5, 0.5), USE: (0.8, 0.8)}
"""The share of yes in the first published quarter and in the second."""
SILENT = 0.15
"""The share of people who do not answer."""
SIGNALLING = "Packaging"
BEHIND_A_SIGNAL = 9


def run(sender: Actor, *, zone: str) -> None:
    """Declare, open, answer and publish, each at its time; the answers of what is over are gone."""
    today = clock.today(zone)
    this = Period(PeriodKind.QUARTER, today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1))
    quarters = [this.previous().previous(), this.previous(), this, this.next()]
    for place, (quarter, asked) in enumerate(zip(quarters, ASKED, strict=True)):
        if quarter < this:
            _publish(quarter, asked, place, sender)
        else:
            _declare(quarter, asked, sender)
    periods.purge(zone=zone)
    periods.open_answers(this.code, today=today)


def _publish(quarter: Period, asked: tuple[str, ...], place: int, sender: Actor) -> None:
    """All of a quarter that is over: what is said of it later is said at its own time."""
    opened = datetime.combine(quarter.start, time(9), UTC) + timedelta(days=7)
    with clock.stopped(opened):
        _declare(quarter, asked, sender)
        periods.open_answers(quarter.code, today=opened.date())
        _answer(quarter, asked, place)
    with clock.stopped(opened + timedelta(days=28)):
        periods.seal(quarter.code)
        periods.publish(quarter.code, by=sender.name)


def _declare(quarter: Period, asked: tuple[str, ...], sender: Actor) -> None:
    said = {"period": quarter.code, "questions": [{"ready": key} for key in asked]}
    today = clock.today(sender.time_zone)
    periods.declare(plan_from(said, today=today), by=sender.name, today=today)


def _answer(quarter: Period, asked: tuple[str, ...], place: int) -> None:
    """Most people answer; some of one unit are behind a signal."""
    chance = Random(quarter.code)  # noqa: S311 - a demonstration's answers are no secret
    workers = [
        Actor(id=one.id, name=one.name, email=one.email, time_zone="UTC")
        for one in directory.people_here(on=quarter.start)
    ]
    with transaction(Database.LEARNING):
        for worker in workers:
            given = {key: int(chance.random() < YESES[key][place]) for key in asked}
            is_silent = chance.random() < SILENT
            if asking.pulse_for(worker, quarter.code).questions and not is_silent:
                answering.give_answers(worker, quarter.code, given)
        places = ((worker, _unit_of(worker, quarter)) for worker in workers)
        packers = ((worker, unit_id) for worker, unit_id in places if unit_id)
        for worker, unit_id in islice(packers, BEHIND_A_SIGNAL):
            answering.raise_signal(worker, quarter.code, unit_id=unit_id, theme=Theme.HOURS)


def _unit_of(worker: Actor, quarter: Period) -> UUID | None:
    """Where a worker of Packaging can raise a signal."""
    units = asking.signalling_units_for(worker, quarter.code)
    return units[0].id if units and units[0].name == SIGNALLING else None
