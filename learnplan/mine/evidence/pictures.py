"""Pictures: looked at point by point, and written anew, so that nothing but the picture stays."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from learnplan.core.errors import Invalid
from learnplan.mine.evidence.shelf import Content
from learnplan.mine.evidence.words import Medium

MOST_POINTS = 50_000_000
MOST_FRAMES = 1_000
THUMBNAIL_SIDE = 320
CLEANED = "Written anew without what its camera or program had noted in it, such as the place."
MOVING = frozenset({Medium.GIF, Medium.PNG, Medium.WEBP})
# How each is written. What a picture carried beside its points is not handed over.
WRITING: dict[Medium, dict[str, Any]] = {
    Medium.JPEG: {"format": "JPEG", "quality": 90, "optimize": True},
    Medium.PNG: {"format": "PNG", "optimize": False},
    Medium.WEBP: {"format": "WEBP", "quality": 90},
    Medium.GIF: {"format": "GIF"},
}
BROKEN = "This picture is broken, or breaks off before its end."

# Pillow warns of a picture that would not fit into memory; here that is the end of it.
warnings.simplefilter("error", Image.DecompressionBombWarning)


def clean(data: bytes, medium: Medium) -> Content:
    """The picture in ``data`` without anything that is not to be seen on it, and a small one.

    Raises:
        Invalid: it is broken, or too large to be opened safely.
    """
    with _opened(data, medium) as image:
        frames = getattr(image, "n_frames", 1) if medium in MOVING else 1
        if frames > MOST_FRAMES:
            raise Invalid(f"This picture has {frames:,} frames; at most {MOST_FRAMES:,} fit.")
        points = image.width * image.height * frames
        if points > MOST_POINTS:
            raise Invalid(
                f"This picture has {points / 1e6:,.0f} million points; at most "
                f"{MOST_POINTS / 1e6:,.0f} million fit. Make it smaller first."
            )
        written = BytesIO()
        if frames > 1:
            first = _write_frames(image, written, medium)
        else:
            first = _without_notes(ImageOps.exif_transpose(image))
            first.save(written, **WRITING[medium])
        return Content(
            medium=medium,
            data=written.getvalue(),
            thumbnail=_small(first),
            remark=CLEANED,
        )


@contextmanager
def _opened(data: bytes, medium: Medium) -> Iterator[Image.Image]:
    """The picture, while its points are being read.

    Raises:
        Invalid: what Pillow cannot or will not read.
    """
    try:
        with Image.open(BytesIO(data), formats=[WRITING[medium]["format"]]) as image:
            yield image
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Invalid(
            "This picture is far too large to be opened. Make it smaller first."
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError):
        raise Invalid(BROKEN) from None  # whatever a decoder trips over


def _write_frames(image: Image.Image, to: BytesIO, medium: Medium) -> Image.Image:
    """Write a moving picture, frame by frame; gives the first."""
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        frame.load()
        durations.append(int(frame.info.get("duration", 100)))
        frames.append(_without_notes(frame.convert("RGBA")))
    moving: dict[str, Any] = {
        "append_images": frames[1:],
        "duration": durations,
        "loop": int(image.info.get("loop", 0)),
    }
    if medium is Medium.GIF:
        moving["disposal"] = 2  # each frame is whole, so the one before goes
    frames[0].save(to, save_all=True, **WRITING[medium], **moving)
    return frames[0]


def _without_notes(image: Image.Image) -> Image.Image:
    """The points alone, with what is see-through of them."""
    image.load()
    bare = image.copy()
    bare.info = {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
    return bare


def _small(image: Image.Image) -> bytes:
    """The small picture that stands in a list."""
    small = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    written = BytesIO()
    small.save(written, format="WEBP", quality=80)
    return written.getvalue()
