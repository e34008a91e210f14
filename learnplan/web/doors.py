"""Who may open a view. A view that does not say is not opened to anybody."""

from collections.abc import Callable
from typing import TypeVar, cast

from flask import g

from learnplan.core.actor import Actor, Role

View = TypeVar("View", bound=Callable[..., object])
ANYBODY: frozenset[Role] = frozenset()


def is_for_machines(path: str) -> bool:
    """Whether an address of a wing answers programs, who are told in JSON what went wrong."""
    return path.startswith("/api/") or path.endswith((".json", ".csv"))


def open_to(*roles: Role) -> Callable[[View], View]:
    """Open a view to people who hold one of ``roles``; every person is a worker."""

    def mark(view: View) -> View:
        view.open_to = frozenset(roles)  # type: ignore[attr-defined]  # functions carry attributes
        return view

    return mark


def open_to_anybody(view: View) -> View:
    """Open a view to anybody at all, signed in or not: the door, the rules, and static files."""
    view.open_to = ANYBODY  # type: ignore[attr-defined]  # functions carry attributes
    return view


def opened_to(view: Callable[..., object]) -> frozenset[Role] | None:
    """Whom ``view`` is open to: roles, nobody in particular (empty), or it does not say (None)."""
    return cast("frozenset[Role] | None", getattr(view, "open_to", None))


def current_actor() -> Actor:
    """The person who is signed in. Only views behind ``open_to`` may ask."""
    actor = g.actor
    if not isinstance(actor, Actor):
        raise TypeError("This view is open to anybody; there may be no actor.")
    return actor
