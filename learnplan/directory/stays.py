"""A person's time in units, as days: what their history becomes when something is said of it.

Pure: ``services.people`` keeps the outcome. A person is in one unit at a time, so a claim about
some days takes those days away from what was known of them before.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

A_DAY = timedelta(days=1)
ROUNDS = 20  # more than ever came of a million random files, where 4 was the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Time in one unit, from a day, up to and including a day or until further."""

    unit_id: UUID
    starts_on: date
    ends_on: date | None = None

    def reaches(self, day: date) -> bool:
        """Whether it has not ended before ``day``."""
        return self.ends_on is None or self.ends_on >= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something said of a person: they are in a unit, or have left (``unit_id`` None).

    Without ``starts_on`` it is about today: they are there, from whenever it was.
    """

    unit_id: UUID | None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A claim with its days settled, and the stay that it restates, if one was known."""

    unit_id: UUID | None
    starts_on: date
    ends_on: date | None
    restates: Stay | None = None


def history_after(history: Sequence[Stay], claims: Sequence[Claim], *, today: date) -> list[Stay]:
    """The history that says what ``claims`` say, the earliest stay first, no two overlapping.

    Claiming the same again changes nothing. Of claims that overlap each other, the one that
    starts later holds from its first day on. A claim without a first day is about a stay, which
    another claim may have made only just now; so all are made again until nothing changes.
    """
    known = sorted(history, key=_first_day)
    for _ in range(ROUNDS):
        after = _claimed(known, claims, today)
        if after == known:
            break
        known = after
    return known


def _claimed(known: Sequence[Stay], claims: Sequence[Claim], today: date) -> list[Stay]:
    """The history after one round of claims."""
    spans = sorted(
        (span for claim in claims if (span := _settled(claim, known, today))),
        key=lambda span: (span.starts_on, span.unit_id is not None),
    )
    restated = {span.restates for span in spans}
    after = [stay for stay in known if stay not in restated]
    for span, following in zip(spans, [*spans[1:], None], strict=False):
        if following is not None and following.starts_on == span.starts_on:
            continue
        last = _earlier(span.ends_on, following.starts_on - A_DAY if following else None)
        after = [left for stay in after for left in _outside(stay, span.starts_on, last)]
        if span.unit_id is not None:
            after.append(Stay(unit_id=span.unit_id, starts_on=span.starts_on, ends_on=last))
    return sorted(after, key=_first_day)


def _settled(claim: Claim, known: Sequence[Stay], today: date) -> _Span | None:
    if claim.unit_id is None:
        if claim.ends_on is None:
            return None
        return _Span(unit_id=None, starts_on=claim.ends_on + A_DAY, ends_on=None)
    here = [stay for stay in known if stay.unit_id == claim.unit_id]
    if claim.starts_on is not None:
        same = [stay for stay in here if stay.starts_on == claim.starts_on]
        touching = [
            stay
            for stay in here
            if stay.reaches(claim.starts_on)
            and (claim.ends_on is None or stay.starts_on <= claim.ends_on)
        ]
        return _Span(
            unit_id=claim.unit_id,
            starts_on=claim.starts_on,
            ends_on=claim.ends_on,
            restates=next(iter([*same, *reversed(touching)]), None),
        )
    if claim.ends_on is not None:
        stay = next((stay for stay in here if stay.reaches(claim.ends_on)), None)
        begun = min(stay.starts_on if stay else today, claim.ends_on)
        return _Span(unit_id=claim.unit_id, starts_on=begun, ends_on=claim.ends_on, restates=stay)
    stay = next((one for one in here if one.starts_on <= today and one.reaches(today)), None)
    later = next((one for one in known if one.starts_on > today), None)
    until = stay.ends_on if stay else later.starts_on - A_DAY if later else None
    return _Span(
        unit_id=claim.unit_id,
        starts_on=stay.starts_on if stay else today,
        ends_on=until if later else None,
        restates=stay,
    )


def _outside(stay: Stay, first: date, last: date | None) -> list[Stay]:
    """What is left of ``stay`` when the days from ``first`` to ``last`` are somebody else's."""
    if not stay.reaches(first) or (last is not None and stay.starts_on > last):
        return [stay]
    if stay.starts_on < first:
        return [replace(stay, ends_on=first - A_DAY)]
    if stay.starts_on == first or last is None or not stay.reaches(last + A_DAY):
        return []
    return [replace(stay, starts_on=last + A_DAY)]


def _earlier(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days) if days else None


def _first_day(stay: Stay) -> date:
    return stay.starts_on
