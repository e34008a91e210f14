"""Tell news from the variation that was always there, with a control chart."""

from learnplan.ours.performance.control_chart.charting import STEADY, chart
from learnplan.ours.performance.control_chart.saying import news, summary
from learnplan.ours.performance.control_chart.terms import (
    Assurance,
    Chart,
    ChartKind,
    Direction,
    Judgement,
    Point,
    SpecialCause,
    Step,
    Stretch,
    Variation,
)

__all__ = [
    "STEADY",
    "Assurance",
    "Chart",
    "ChartKind",
    "Direction",
    "Judgement",
    "Point",
    "SpecialCause",
    "Step",
    "Stretch",
    "Variation",
    "chart",
    "news",
    "summary",
]
