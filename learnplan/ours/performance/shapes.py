"""What drawings are made of: a few kinds of shapes, said once, for pages and for pictures.

A page gives them its own colours, by their classes. A picture that goes elsewhere carries the
colours of a light page, because it has no page around it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto

from markupsafe import Markup, escape

from learnplan.core.texts import for_xml

PAD = 24.0
"""The white around a picture."""
SANS = '"Noto Sans", "Segoe UI", "Liberation Sans", Arial, sans-serif'
INK, SOFT, COMMON = "#13202c", "#4b5c6c", "#5b6772"
ACCENT, BETTER, WORSE = "#07567f", "#0b62a8", "#ad4300"
CARD, LINE = "#ffffff", "#d0dbe4"
DOT, DIAMOND, DISC = 4.5, 7.0, 10.0
"""How far a mark reaches from where it is."""
NEAT = 1

Spot = tuple[float, float]


class Kind(Enum):
    """What a shape is."""

    BOX = auto()
    LINE = auto()
    DOT = auto()
    DIAMOND = auto()
    DISC = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Look:
    """How a shape looks in a picture, and the classes by which a page knows it."""

    kind: Kind
    classes: str = ""
    fill: str = ""
    stroke: str = ""
    width: float = 1.5
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    size: float = 13.0
    bold: bool = False
    anchor: str = "start"


def _words(classes: str = "", fill: str = SOFT, **more: float | bool | str) -> Look:
    return Look(Kind.WORDS, classes, fill, **more)  # type: ignore[arg-type]  # each by its own name


def _mark(judgement: str, fill: str) -> Look:
    return Look(Kind.DIAMOND, f"still__mark still__mark--{judgement}", fill, stroke=CARD, width=1.5)


LOOKS = {
    "band": Look(Kind.BOX, "still__band", COMMON, opacity=0.09),
    "limit": Look(Kind.LINE, "still__limit", stroke=COMMON, dash=(3, 4)),
    "mean": Look(Kind.LINE, "still__mean", stroke=INK),
    "target": Look(Kind.LINE, "still__target", stroke=ACCENT, width=2, dash=(9, 5)),
    "course": Look(Kind.LINE, "still__line", stroke=COMMON),
    "note": Look(Kind.LINE, "still__note", stroke=INK, width=1, dash=(1, 4)),
    "rule": Look(Kind.LINE, stroke=LINE, width=1),
    "common": Look(Kind.DOT, "still__mark", COMMON, stroke=CARD),
    "improvement": _mark("improvement", BETTER),
    "concern": _mark("concern", WORSE),
    "high": _mark("high", INK),
    "low": _mark("low", INK),
    "disc": Look(Kind.DISC, "still__disc", INK),
    "letter": _words("still__letter", CARD, bold=True, anchor="middle"),
    "unit": _words(),
    "period": _words("still__period", anchor="middle"),
    "told": _words("still__name still__told", INK, bold=True, anchor="end"),
    "name-limit": _words("still__name still__name--limit"),
    "name-mean": _words("still__name still__name--mean", INK, bold=True),
    "name-target": _words("still__name still__name--target", ACCENT, bold=True),
    "title": _words(fill=INK, size=24, bold=True),
    "name": _words(fill=INK, size=15, bold=True),
    "figure": _words(fill=INK, size=26, bold=True),
    "said": _words(fill=INK, size=15),
    "small": _words(),
    "strong": _words(fill=INK, bold=True),
    "better": _words(fill=BETTER, bold=True),
    "worse": _words(fill=WORSE, bold=True),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: how it looks, where it is, and what it says.

    A box has two corners, a line its turns; everything else is at one spot, words on their line.
    """

    look: str
    at: tuple[Spot, ...]
    words: str = ""


@dataclass(frozen=True)
class Sheet:
    """A picture by itself: its size, what it says to who cannot see it, and what is on it.

    There is white all around what it measures.
    """

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Where it begins, and its size, with the white around it."""
        return -PAD, -PAD, self.width + 2 * PAD, self.height + 2 * PAD


def line(look: str, *at: Spot) -> Shape:
    """A line through some spots."""
    return Shape(look, at)


def words(look: str, x: float, y: float, said: str) -> Shape:
    """Words on a line at ``y``."""
    return Shape(look, ((x, y),), said)


def moved(shapes: Iterable[Shape], right: float, down: float) -> list[Shape]:
    """The same shapes somewhere else."""
    return [replace(each, at=tuple((x + right, y + down) for x, y in each.at)) for each in shapes]


def on_page(shapes: Iterable[Shape]) -> Markup:
    """The inside of an ``svg`` on a page, which gives it its colours."""
    return Markup("").join(_element(each, _classes(LOOKS[each.look])) for each in shapes)


def inside(sheet: Sheet) -> Markup:
    """The inside of a picture, in its own colours, for a page that shows all of it."""
    return Markup("").join(_element(each, _attributes(LOOKS[each.look])) for each in sheet.shapes)


def as_svg(sheet: Sheet) -> bytes:
    """A picture as a file that needs nothing else, drawn on white."""
    size = Markup('width="{2}" height="{3}" viewBox="{0} {1} {2} {3}"').format(
        *map(_neat, sheet.box)
    )
    said = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" {} role="img" aria-labelledby="title says" '
        'font-family=\'{}\'>\n<title id="title">{}</title>\n<desc id="says">{}</desc>\n'
        '<rect x="{}" y="{}" width="100%" height="100%" fill="{}"/>\n{}\n</svg>\n'
    ).format(size, Markup(SANS), *_said(sheet), -PAD, -PAD, CARD, inside(sheet))  # noqa: S704 - a constant
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{said}'.encode()


def _said(sheet: Sheet) -> tuple[str, str]:
    return for_xml(sheet.title), for_xml(sheet.description)


def _classes(look: Look) -> Markup:
    return Markup(' class="{}"').format(look.classes) if look.classes else Markup("")


def _attributes(look: Look) -> Markup:
    """How it looks, written on the shape itself."""
    said: dict[str, object] = {"fill": look.fill or "none"}
    if look.stroke:
        said |= {"stroke": look.stroke, "stroke-width": _neat(look.width)}
    if look.dash:
        said["stroke-dasharray"] = " ".join(map(_neat, look.dash))
    if look.opacity < 1:
        said["opacity"] = look.opacity
    if look.kind is Kind.WORDS:
        said["font-size"] = _neat(look.size)
        if look.bold:
            said["font-weight"] = 600
        if look.anchor != "start":
            said["text-anchor"] = look.anchor
    return Markup("").join(Markup(' {}="{}"').format(*each) for each in said.items())


def _element(shape: Shape, marked: Markup) -> Markup:
    x, y = (_neat(each) for each in shape.at[0])
    match LOOKS[shape.look].kind:
        case Kind.BOX:
            corner, far = shape.at
            size = (_neat(there - here) for here, there in zip(corner, far, strict=True))
            return Markup('<rect{} x="{}" y="{}" width="{}" height="{}"/>').format(
                marked, x, y, *size
            )
        case Kind.LINE:
            along = " ".join(f"{_neat(a)},{_neat(b)}" for a, b in shape.at)
            return Markup('<polyline{} points="{}"/>').format(marked, along)
        case Kind.DOT:
            return Markup('<circle{} cx="{}" cy="{}" r="{}"/>').format(marked, x, y, DOT)
        case Kind.DISC:
            return Markup('<circle{} cx="{}" cy="{}" r="10"/>').format(marked, x, y)
        case Kind.DIAMOND:
            top = _neat(shape.at[0][1] - DIAMOND)
            return Markup('<path{} d="M{} {}l7 7-7 7-7-7z"/>').format(marked, x, top)
        case Kind.WORDS:
            return Markup('<text{} x="{}" y="{}">{}</text>').format(
                marked, x, y, escape(for_xml(shape.words))
            )


def _neat(value: float) -> str:
    """A length with no needless decimals."""
    return f"{value:.{NEAT}f}".removesuffix(".0")
