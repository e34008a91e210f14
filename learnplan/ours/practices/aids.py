"""A job aid: the short steps of a procedure, for one page on a wall or in a pocket."""

import re

from learnplan.core.errors import Invalid

MOST_STEPS = 15
LONGEST_STEP = 160
_STEP = re.compile(r"^(?:\d+[.)]|[-*+])\s+(?P<words>\S.*)$")
_MARKS = re.compile(r"\*\*|__|`")


def steps_of(aid: str, text: str) -> tuple[str, ...]:
    """The steps that were written for it, a line each; else the lists of the text itself."""
    written = [" ".join(line.split()) for line in aid.splitlines() if line.strip()]
    if written:
        return tuple(written)
    found = (_STEP.match(line) for line in text.splitlines())
    steps = [_MARKS.sub("", step["words"]).strip() for step in found if step]
    return tuple(steps[:MOST_STEPS])


def require_short(aid: str) -> None:
    """Go on only if the steps of a job aid fit on one page.

    Raises:
        Invalid: there are too many of them, or one is too long.
    """
    steps = steps_of(aid, "")
    if len(steps) > MOST_STEPS:
        raise Invalid(f"Use at most {MOST_STEPS} steps, so that it fits on a page.", field="aid")
    if any(len(step) > LONGEST_STEP for step in steps):
        raise Invalid(f"Use at most {LONGEST_STEP} characters for a step.", field="aid")
