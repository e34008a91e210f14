"""A unit's path as people write it: ``Operations / Packaging / Line 2``."""

import re

_BETWEEN = re.compile(r"\s+/\s*|\s*/\s+")


def split_path(written: str) -> tuple[str, ...]:
    """The names along a path, from the top down.

    A slash parts two names when there is a space beside it; ``24/7 desk`` is one name.
    """
    return tuple(part.strip() for part in _BETWEEN.split(written) if part.strip())
