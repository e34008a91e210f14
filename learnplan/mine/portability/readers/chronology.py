"""What a whole log says about its dates: whether days come first, and which year it is.

A date that only the log can settle is settled by evidence, and the evidence is named in a remark.
Where there is none, or it disagrees with itself, the date is not settled at all.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from learnplan.core.errors import Invalid
from learnplan.core.languages import day_said
from learnplan.mine.portability.dates import Found, on_calendar

CLOSER = 4  # one order must keep the days this many times closer together to be believed
ENOUGH = 3  # dates it takes to see that
HALF_A_YEAR = 190  # days, and some: no date is further from its nearest year


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """A date where it stands in its log. With ``is_year`` it is a heading that says the year."""

    line: int | None
    found: Found
    is_year: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Settled:
    """The day a mark means, or the reason why it cannot be told; and what was assumed."""

    on: date | None = None
    reason: str = ""
    remarks: tuple[str, ...] = ()


def settle(
    marks: Sequence[Mark], *, day_first: bool | None = None, in_order: bool = True
) -> list[Settled]:
    """Say which day each mark means.

    Args:
        marks: in the order of the log.
        day_first: what the person says about 3/4, when they said it.
        in_order: whether neighbours are near in time, as in a diary, so that a year can be
            taken from them.
    """
    orders = _orders(marks, day_first=day_first)
    settled = [_settle_one(mark, order) for mark, order in zip(marks, orders, strict=True)]
    if in_order:
        _fill_years(marks, orders, settled)
    return settled


@dataclass(frozen=True, slots=True)
class _Order:
    day_first: bool | None
    remark: str = ""
    reason: str = ""


def _orders(marks: Sequence[Mark], *, day_first: bool | None) -> list[_Order]:
    """For each mark, which number is the day, and how that is known."""
    proofs = [
        _proof(mark.found, year) for mark, year in zip(marks, _years_above(marks), strict=True)
    ]
    evidence = [(at, proof) for at, proof in enumerate(proofs) if proof is not None]
    said = {proof for _, proof in evidence}
    common = _from_nearness(marks) if not said and day_first is None else None
    orders: list[_Order] = []
    for at, (mark, proof) in enumerate(zip(marks, proofs, strict=True)):
        found = mark.found
        if not found.can_be_either or proof is not None:
            orders.append(_Order(bool(proof)))
        elif day_first is not None:
            orders.append(_Order(day_first))
        elif len(said) == 1:
            order = said == {True}
            where = marks[_around(evidence, at)[0][0]]
            orders.append(_Order(order, _because(found, order, f"as on line {where.line}")))
        elif said:
            orders.append(_between(marks, at, _around(evidence, at)))
        elif common is not None:
            because = "which keeps the days of this log together"
            orders.append(_Order(common, _because(found, common, because)))
        else:
            because = "and nothing in this log says which number is the day"
            because = "as dates with dots are written" if found.dotted else because
            orders.append(_Order(found.dotted, _because(found, found.dotted, because)))
    return orders


def _years_above(marks: Sequence[Mark]) -> Iterator[int | None]:
    """For each mark its own year, else that of the heading above it, else the log's only one."""
    years = {mark.found.year for mark in marks} - {None}
    above = next(iter(years)) if len(years) == 1 else None
    for mark in marks:
        above = mark.found.year if mark.is_year else above
        yield mark.found.year or above


def _proof(found: Found, year: int | None) -> bool | None:
    """Whether this date by itself shows that days come first: 23/4 does, and a fitting weekday."""
    if not found.pair:
        return None
    if found.can_be_either:
        return _proof_by_weekday(found, year)
    if found.month == found.day:
        return None
    return found.month > 12  # noqa: PLR2004 - months in a year


def _proof_by_weekday(found: Found, year: int | None) -> bool | None:
    if found.weekday is None or year is None:
        return None
    fits = [
        order
        for order in (True, False)
        if _exists(found, year, order)
        and on_calendar(found, year=year, day_first=order).weekday() == found.weekday
    ]
    return fits[0] if len(fits) == 1 else None


def _because(found: Found, day_first: bool, because: str) -> str:  # noqa: FBT001 - an answer, not a switch
    return f"Read “{found.text}” as {'day/month' if day_first else 'month/day'}, {because}."


def _around(evidence: list[tuple[int, bool]], at: int) -> list[tuple[int, bool]]:
    """The clear dates before and after this one, as far as there are any."""
    place = bisect_left(evidence, (at, False))
    return evidence[max(place - 1, 0) : place + 1]


def _between(marks: Sequence[Mark], at: int, near: list[tuple[int, bool]]) -> _Order:
    """A log that changes its order: the nearest clear dates on both sides have to agree."""
    if len({order for _, order in near}) == 1:
        place, order = near[0]
        because = f"as on line {marks[place].line}"
        return _Order(order, _because(marks[at].found, order, because))
    return _between_dates(marks, at, near)


def _between_dates(marks: Sequence[Mark], at: int, near: list[tuple[int, bool]]) -> _Order:
    found = marks[at].found
    lines = " and ".join(str(marks[place].line) for place, _ in near)
    if found.year is not None:
        known = [marks[place].found for place, _ in near]
        ends = [
            on_calendar(one, year=one.year, day_first=order)
            for one, (_, order) in zip(known, near, strict=True)
            if one.year is not None and _exists(one, one.year, order)
        ]
        fits = [
            order
            for order in (True, False)
            if ends
            and min(ends) <= on_calendar(found, year=found.year, day_first=order) <= max(ends)
        ]
        if len(fits) == 1:
            because = f"the only order that puts it between lines {lines}"
            return _Order(fits[0], _because(found, fits[0], because))
    return _Order(
        None,
        reason=(
            f"“{found.text}” can be two days: lines {lines} of this log "
            "write day and month in different orders."
        ),
    )


def _exists(found: Found, year: int, day_first: bool) -> bool:  # noqa: FBT001 - an answer, not a switch
    try:
        on_calendar(found, year=year, day_first=day_first)
    except Invalid:
        return False
    return True


def _from_nearness(marks: Sequence[Mark]) -> bool | None:
    """A diary's days are near each other: 1/2, 2/2, 3/2 are three days, not three months."""
    pairs = [m.found for m in marks if _is_small(m.found) and m.found.year is not None]
    if len(pairs) < ENOUGH:
        return None
    spread = {
        order: _spread(on_calendar(f, year=f.year or 0, day_first=order) for f in pairs)
        for order in (True, False)
    }
    if spread[True] * CLOSER <= spread[False]:
        return True
    return False if spread[False] * CLOSER <= spread[True] else None


def _is_small(found: Found) -> bool:
    return found.can_be_either or (found.pair and found.month == found.day)


def _spread(days: Iterable[date]) -> int:
    return sum(abs((b - a).days) for a, b in pairwise(days))


def _settle_one(mark: Mark, order: _Order) -> Settled:
    found = mark.found
    remarks = tuple(filter(None, (found.remark, order.remark)))
    if order.day_first is None:
        return Settled(reason=order.reason)
    if found.year is None:
        return Settled(
            reason=f"“{found.text}” has no year, and no other line tells it. "
            "Write the year once, as a heading above, and import the log again."
        )
    try:
        on = on_calendar(found, year=found.year, day_first=order.day_first)
    except Invalid as why:
        return Settled(reason=str(why))
    if found.weekday is not None and on.weekday() != found.weekday:
        remarks = (*remarks, f"The weekday does not fit: {day_said(on)} was a {on:%A}.")
    return Settled(on=on, remarks=remarks)


def _fill_years(marks: Sequence[Mark], orders: Sequence[_Order], settled: list[Settled]) -> None:
    """Give a date without a year the one that is said above it.

    Under a heading that says the year it is that; anywhere else the one that puts the date
    nearest to its dated neighbour above. Dates above all others are filled from below.
    """
    dated = [at for at, one in enumerate(settled) if one.on is not None]
    real = next((at for at in dated if not marks[at].is_year), None)
    if dated:
        _fill(marks, orders, settled, range(dated[0], len(marks)))
    if real is not None:
        _fill(marks, orders, settled, range(real, -1, -1))


def _fill(
    marks: Sequence[Mark],
    orders: Sequence[_Order],
    settled: list[Settled],
    path: range,
) -> None:
    source = last = path[0]
    for at in path:
        if marks[at].found.year is not None:
            if settled[at].on is not None:
                source = last = at
        elif settled[at].on is None and settled[last].on is not None:
            settled[at] = _with_year(
                marks[at], orders[at], settled[last].on, marks[last], marks[source]
            )
            last = at if settled[at].on is not None else last


def _with_year(
    mark: Mark, order: _Order, near: date | None, neighbour: Mark, source: Mark
) -> Settled:
    found = mark.found
    if near is None or order.day_first is None:
        return Settled(reason=order.reason)
    years = (near.year,) if neighbour.is_year else (near.year, near.year - 1, near.year + 1)
    days: list[date] = []
    why = ""
    for year in years:
        try:
            days.append(on_calendar(found, year=year, day_first=order.day_first))
        except Invalid as reason:
            why = why or str(reason)
    if not days:
        return Settled(reason=why)
    on = min(days, key=lambda day: abs((day - near).days))
    if abs((on - near).days) > HALF_A_YEAR and not neighbour.is_year:
        return Settled(reason=why)  # the year it should be in has no such day
    remarks = [found.remark, order.remark, f"No year, took {on.year} from line {source.line}."]
    if found.weekday is not None and on.weekday() != found.weekday:
        remarks.append(f"The weekday does not fit: {day_said(on)} was a {on:%A}.")
    return Settled(on=on, remarks=tuple(filter(None, remarks)))
