"""What the pages of this room share."""

from typing import cast

from flask import Flask, current_app

LOOK_AGAIN_SECONDS = 1


def this_app() -> Flask:
    """The app itself: another thread cannot follow ``current_app`` to it."""
    return cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own documented way
