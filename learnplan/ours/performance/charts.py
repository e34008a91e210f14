"""What the browser needs to draw a control chart: the contract is in ``static/js/chart.js``."""

from itertools import pairwise

from learnplan.ours.performance.boards import ChartPage
from learnplan.ours.performance.control_chart import Judgement
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
    """The figures of a chart, with a gap where a period has none."""
    chart = page.chart
    points: list[dict[str, object]] = []
    targets: list[float | None] = []
    gaps = _gaps(page)
    for shown, point in zip(page.shown, chart.points, strict=True):
        points.append(
            {
                "label": shown.period.label,
                "value": shown.value,
                "judgement": point.judgement,
                "cause": point.special_cause,
            }
        )
        targets.append(shown.target)
        for period in gaps.get(shown.period, ()):
            points.append(
                {"label": period.label, "value": None, "judgement": "common", "cause": None}
            )
            targets.append(None)
    limited = chart.lower_limit is not None
    return {
        "unit": page.indicator.measure,
        "points": points,
        "mean": chart.mean if limited else None,
        "lower_limit": chart.lower_limit,
        "upper_limit": chart.upper_limit,
        "target": targets,
    }


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
