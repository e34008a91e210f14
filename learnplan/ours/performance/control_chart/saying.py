"""What a control chart shows, in a few plain sentences."""

import itertools

from learnplan.ours.performance.control_chart.terms import (
    Assurance,
    Chart,
    Point,
    SpecialCause,
    Variation,
)

_WORDS = dict(enumerate(["six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=6))


def summary(chart: Chart, *, period: str = "period", value: str = "value") -> str:
    """Say in a few plain sentences what the chart shows; it stands beside every drawing of it.

    ``period`` is the word for one: "week", "month", "quarter", "year"; ``value`` for what is drawn.
    """
    sentences = [_variation_said(chart, period, value)] if chart.variation else []
    if chart.assurance is Assurance.EITHER:
        sentences.append(f"Whether the target is met still varies from {period} to {period}.")
    elif chart.assurance:
        outcome = "met" if chart.assurance is Assurance.MEETS else "missed"
        sentences.append(f"As things are, the target is consistently {outcome}.")
    return " ".join([*sentences, *([chart.note] if chart.note else [])])


def news(chart: Chart, *, period: str = "period", value: str = "value") -> str:
    """What makes the latest point more than chance, in a sentence; nothing where it is not.

    The words are those of ``summary``.
    """
    if chart.variation in {None, Variation.COMMON}:
        return ""
    return _cause_said(chart, period, value)


def _variation_said(chart: Chart, period: str, value: str) -> str:
    """The latest point's variation."""
    if chart.variation is Variation.COMMON:
        return f"The latest {value} varies as {value}s here usually do."
    return f"{_cause_said(chart, period, value)} That is very unlikely to be chance."


def _cause_said(chart: Chart, period: str, value: str) -> str:
    """The latest point's special cause, counting how long it has lasted since the latest step."""
    points = chart.points[chart.stretches[-1].first :]
    last = max(i for i, point in enumerate(points) if point.value is not None)
    seen = [point.value for point in points if point.value is not None]
    latest, mean = seen[-1], chart.mean or 0.0
    side = "above" if latest > mean else "below"
    limit = "upper" if latest > mean else "lower"
    match points[last].special_cause:
        case SpecialCause.OUTSIDE_LIMITS:
            return f"The latest {value} is {side} the {limit} limit."
        case SpecialCause.TREND:
            rising = latest > seen[-2]
            steps = _lasting([(b > a) == rising and a != b for a, b in itertools.pairwise(seen)])
            word = period if _unbroken(points, last, steps + 1) else value
            way = "higher" if rising else "lower"
            return f"Each of the last {_count(steps)} {word}s was {way} than the one before."
        case SpecialCause.TWO_OF_THREE:
            return (
                f"At least two of the last three {value}s are close to the {limit} limit, "
                f"and all three are {side} the mean."
            )
        case _:  # a shift
            length = _lasting([(each > mean) == (latest > mean) for each in seen])
            if _unbroken(points, last, length):
                span = f"For {_count(length)} {period}s in a row the {value} has been"
            else:
                span = f"The last {_count(length)} {value}s have all been"
            return f"{span} {side} the mean."


def _lasting(holds: list[bool]) -> int:
    """For how many steps back from the latest something has held."""
    return next((i for i, held in enumerate(reversed(holds)) if not held), len(holds))


def _unbroken(points: tuple[Point, ...], last: int, length: int) -> bool:
    """Whether the latest ``length`` values stand side by side, with no gap between them."""
    return all(point.value is not None for point in points[last + 1 - length : last + 1])


def _count(number: int) -> str:
    return _WORDS.get(number, str(number))
