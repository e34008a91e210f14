"""The only clock of the house. Moments are UTC; a day is somebody's day, in their time zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _stopped_at.get() or datetime.now(UTC)


def local_now(time_zone: str) -> datetime:
    """This moment as a wall clock in ``time_zone`` (an IANA name) shows it."""
    return now().astimezone(ZoneInfo(time_zone))


def today(time_zone: str) -> date:
    """The day it is for somebody in ``time_zone`` (an IANA name)."""
    return local_now(time_zone).date()


def end_of(day: date, time_zone: str) -> datetime:
    """The moment at which ``day`` is over for somebody in ``time_zone``."""
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(time_zone))


@contextmanager
def stopped(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` for a while: for the demo's past, and for tests."""
    token = _stopped_at.set(moment)
    try:
        yield
    finally:
        _stopped_at.reset(token)
