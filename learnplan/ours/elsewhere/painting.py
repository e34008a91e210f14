"""Pictures as PNG: the same shapes as in an SVG, in points of colour.

Lines are drawn larger than they are shown and made smaller afterwards, which is what smooths
them; letters are drawn in their own size, because they smooth themselves.
"""

import io
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageColor, ImageDraw, PngImagePlugin

from learnplan.ours.elsewhere import lettering
from learnplan.ours.performance.shapes import (
    CARD,
    DIAMOND,
    DISC,
    DOT,
    LOOKS,
    PAD,
    Kind,
    Look,
    Shape,
    Sheet,
    Spot,
    moved,
)

SHARP = 2
"""Points of colour to a unit of the picture, each way."""
FINE = 2
"""By how much larger lines are drawn."""
ANCHORS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def as_png(sheet: Sheet) -> bytes:
    """A picture as PNG, with its title and what it says to who cannot see it inside."""
    grain = SHARP * FINE
    *_corner, wide, high = sheet.box
    size = (round(wide * SHARP), round(high * SHARP))
    shapes = moved(sheet.shapes, PAD, PAD)
    drawn = Image.new("RGB", (size[0] * FINE, size[1] * FINE), CARD)
    pen = ImageDraw.Draw(drawn)
    for shape in shapes:
        if LOOKS[shape.look].kind is not Kind.WORDS:
            _draw(pen, shape, grain)
    smooth = drawn.resize(size, Image.Resampling.BOX)
    pen = ImageDraw.Draw(smooth)
    for shape in shapes:
        if LOOKS[shape.look].kind is Kind.WORDS:
            _write(pen, shape)
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Title", sheet.title)
    said.add_itxt("Description", sheet.description)
    kept = io.BytesIO()
    smooth.quantize(128, dither=Image.Dither.NONE).save(
        kept, "PNG", optimize=True, pnginfo=said, dpi=(96 * SHARP, 96 * SHARP)
    )
    return kept.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Shape, grain: int) -> None:
    look = LOOKS[shape.look]
    at = [(x * grain, y * grain) for x, y in shape.at]
    x, y = at[0]
    match look.kind:
        case Kind.BOX:
            pen.rectangle([at[0], at[1]], fill=_mixed(look))
        case Kind.LINE:
            wide = max(round(look.width * grain), 1)
            for piece in _dashes(at, [each * grain for each in look.dash]):
                pen.line(piece, fill=look.stroke, width=wide, joint="curve")
        case Kind.DIAMOND:
            for reach, fill in ((DIAMOND + 1, look.stroke), (DIAMOND, look.fill)):
                far = reach * grain
                pen.polygon([(x, y - far), (x + far, y), (x, y + far), (x - far, y)], fill=fill)
        case _:
            if look.stroke:
                pen.circle((x, y), (DOT + 1) * grain, fill=look.stroke)
            reach = DISC if look.kind is Kind.DISC else DOT
            pen.circle((x, y), reach * grain, fill=look.fill)


def _write(pen: ImageDraw.ImageDraw, shape: Shape) -> None:
    look = LOOKS[shape.look]
    (x, y), size = shape.at[0], look.size * SHARP
    pieces = [
        (lettering.font(script, size, bold=look.bold), run)
        for script, run in lettering.runs(shape.words)
    ]
    wide = sum(font.getlength(run) for font, run in pieces)
    at = x * SHARP - wide * ANCHORS[look.anchor]
    for font, run in pieces:
        pen.text((at, y * SHARP), run, fill=look.fill, font=font, anchor="ls")
        at += font.getlength(run)


def _mixed(look: Look) -> tuple[int, ...]:
    """A colour as it is seen through, on white."""
    return tuple(
        round(255 + (each - 255) * look.opacity) for each in ImageColor.getrgb(look.fill)[:3]
    )


def _dashes(at: Sequence[Spot], dash: Sequence[float]) -> Iterator[list[Spot]]:
    """The pieces of a line that are drawn: all of it, or each other length of ``dash``."""
    if not dash:
        yield list(at)
        return
    on, off = dash
    for (x, y), (to_x, to_y) in pairwise(at):
        long = math.hypot(to_x - x, to_y - y)
        for number in range(math.ceil(long / (on + off))):
            first = number * (on + off)
            last = min(first + on, long)
            yield [
                (x + (to_x - x) * each / long, y + (to_y - y) * each / long)
                for each in (first, last)
            ]
