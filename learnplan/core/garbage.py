"""When Python looks for garbage. What it finds is only what refers to itself; little here does."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let garbage lie for a while: among hundreds of thousands of rows the search finds none."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def settle_in() -> None:
    """Look once, and from now on pass over all that is here and stays: the program itself."""
    gc.collect()
    gc.freeze()
