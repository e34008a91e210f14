"""The table that is printed: what was tried, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines below a heading: what, and its figure."""

    heading: str
    lines: Sequence[tuple[str, str]]


def table(sections: Sequence[Section]) -> str:
    """Headings at the margin, figures in a column to the right."""
    lines = [line for section in sections for line in section.lines]
    words = max(len(what) for what, _ in lines)
    digits = max(len(figure) for _, figure in lines)
    return "\n\n".join(
        "\n".join(
            [
                section.heading,
                *(f"  {what:<{words}}  {figure:>{digits}}" for what, figure in section.lines),
            ]
        )
        for section in sections
    )


def part(some: int, whole: int) -> str:
    """So many of so many."""
    return f"{some:,} of {whole:,}"


def percent(share: float) -> str:
    """A share, with one decimal."""
    return f"{share * PERCENT:.1f} %"
