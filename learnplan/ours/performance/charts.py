"""What the browser needs to draw a control chart: the contract is in ``static/js/chart.js``."""

from itertools import pairwise

from learnplan.ours.performance import words
from learnplan.ours.performance.boards import ChartPage
from learnplan.ours.performance.control_chart import Judgement, Point
from learnplan.ours.performance.editions import Shown
from learnplan.ours.performance.periods import Period

MOST_GAPS = 200
"""More missing periods than this are not drawn as a gap: there would be nothing else to see."""
SPECIAL = {
    Judgement.IMPROVEMENT: "improvement",
    Judgement.CONCERN: "concern",
    Judgement.HIGH: "special",
    Judgement.LOW: "special",
}


def drawing(page: ChartPage) -> dict[str, object]:
    """The figures of a chart and their words, with a gap where a period has none."""
    chart = page.chart
    limited = chart.lower_limit is not None
    along = course(page)
    return {
        "unit": page.indicator.measure,
        "points": [
            {
                "label": period.label,
                "value": drawn[0].value if drawn else None,
                "said": words.figure(drawn[0].value, page.indicator) if drawn else "",
                "judgement": drawn[1].judgement if drawn else Judgement.COMMON,
                "cause": drawn[1].special_cause if drawn else None,
            }
            for period, drawn in along
        ],
        "mean": chart.mean if limited else None,
        "lower_limit": chart.lower_limit,
        "upper_limit": chart.upper_limit,
        "target": [drawn[0].target if drawn else None for _, drawn in along],
        "said": words.levels(page),
    }


def course(page: ChartPage) -> list[tuple[Period, tuple[Shown, Point] | None]]:
    """Every period of a chart, oldest first, with its figure where it has one."""
    gaps = _gaps(page)
    found: list[tuple[Period, tuple[Shown, Point] | None]] = []
    for shown, point in zip(page.shown, page.chart.points, strict=True):
        found.append((shown.period, (shown, point)))
        found += ((period, None) for period in gaps.get(shown.period, ()))
    return found


def key(page: ChartPage) -> list[str]:
    """The marks that are on the chart, in the order in which its key explains them."""
    judgements = {point.judgement for point in page.chart.points}
    marks = ["common"] if Judgement.COMMON in judgements else []
    marks += dict.fromkeys(mark for each, mark in SPECIAL.items() if each in judgements)
    marks += ["mean", "limits"] if page.chart.lower_limit is not None else []
    return marks + ["target"] * any(shown.target is not None for shown in page.shown)


def _gaps(page: ChartPage) -> dict[Period, list[Period]]:
    """The periods without a figure after each one that has one."""
    found: dict[Period, list[Period]] = {}
    left = MOST_GAPS
    for earlier, later in pairwise(shown.period for shown in page.shown):
        missing: list[Period] = []
        at = earlier.next()
        while at < later and len(missing) <= left:
            missing.append(at)
            at = at.next()
        if len(missing) > left:
            return {}
        left -= len(missing)
        found[earlier] = missing
    return found
