"""A figure as a drawing: where its dots or its bar go, and the likely range. Pure."""

from dataclasses import dataclass

from learnplan.ours.pulse.figures import Figure
from learnplan.ours.pulse.words import likely

LEFT, RIGHT = 6.0, 414.0
"""Between which it lies, in a box of 420 by 66."""
MOST_DOTS = 24
WIDEST_STEP = 34.0
RADIUS_OF_STEP = 0.32
HALF_OF_A_LETTER = 4.3
"""Room for what is written below the range, so that it stays in the box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A dot for each person, or a bar from nobody to everybody; a bracket below either.

    ``dots`` say where each is, and whether it is filled; where there are none, the bar is filled
    up to ``bar``. ``low`` and ``high`` are the ends of the bracket, ``middle`` that of its words.
    """

    dots: tuple[tuple[float, bool], ...]
    radius: float
    bar: float
    low: float
    high: float
    middle: float


def drawing(figure: Figure) -> Drawing:
    """Dots where a few people said yes or no; a bar for more of them, and for points."""
    has_dots = figure.most == 1 and figure.people <= MOST_DOTS
    step = (RIGHT - LEFT) / figure.largest
    if has_dots:
        step = min(step, WIDEST_STEP)

    def at(count: int) -> float:
        """Where so many end: in the middle of the last dot, or there in the bar."""
        return round(max(LEFT + step * (count - 0.5 * has_dots), LEFT), 1)

    low, high = map(at, figure.likely)
    half = HALF_OF_A_LETTER * len(likely(figure))
    return Drawing(
        dots=tuple((at(count), count <= figure.shown) for count in range(1, figure.people + 1))
        if has_dots
        else (),
        radius=round(step * RADIUS_OF_STEP, 1),
        bar=at(figure.shown),
        low=low,
        high=high,
        middle=round(min(max((low + high) / 2, half), RIGHT - half), 1),
    )
