"""Windows on boards: opened, shown for as long as they are wanted, and revoked."""

import re
import secrets
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, require
from learnplan.core.once import made_before
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.queries import hash_of
from learnplan.ours.elsewhere import policy
from learnplan.ours.elsewhere.models import Window
from learnplan.ours.performance.editions import Place

WORD_BYTES = 32
LETTERS_SHOWN = 4
SITE = re.compile(r"https?://[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?(:[0-9]{1,5})?", re.ASCII)
NOT_YOURS = "The managers of this unit, and of those above it, open windows on its board."


def sites_from(said: str) -> str:
    """The sites that somebody named, each as browsers call one, with spaces between.

    Raises:
        Invalid: one of them is no site.
    """
    found = dict.fromkeys(one.rstrip("/").lower() for one in said.split())
    for one in found:
        if not SITE.fullmatch(one):
            raise Invalid(
                f"“{one[:80]}” is not a site. Write it like https://intranet.example.org, without "
                "a page.",
                field="sites",
            )
    return " ".join(found)


def open_window(
    actor: Actor, place: Place, *, purpose: str, sites: str, once: str | None = None
) -> str:
    """Let whoever has an address see a board without signing in; returns its word, kept nowhere.

    Raises:
        Refused: they do not manage each unit whose figures are on it.
        Invalid: a site is none, or the figures are those of the unit above.
        Conflict: the form carrying the word ``once`` opened it already, and showed its word.
    """
    require(policy.can_open(actor, place.row), NOT_YOURS)
    if place.instead_of:
        raise Invalid(place.instead_of)
    if made_before(Window, once) is not None:
        raise Conflict(
            "This window was opened already, and its address shown once. If it is lost, revoke it "
            "and open another."
        )
    word = secrets.token_urlsafe(WORD_BYTES)
    window = Window(
        unit_id=place.unit.id,
        units=sorted(map(str, place.row)),
        purpose=purpose,
        sites=sites_from(sites),
        word_hash=hash_of(word),
        ending=word[-LETTERS_SHOWN:],
        made_by=actor.name,
        once=once,
    )
    db.session.add(window)
    db.session.flush()
    return word


def revoke(actor: Actor, window: Window) -> None:
    """Let nobody see a board through a window any more. Doing so twice changes nothing.

    Raises:
        Refused: they do not manage the unit.
    """
    require(policy.can_open(actor, [window.unit_id]), NOT_YOURS)
    if window.revoked_at is None:
        window.revoked_at, window.revoked_by = clock.now(), actor.name
    db.session.flush()


def open_again(actor: Actor, window: Window) -> None:
    """Undo that a window was revoked, within a day: its address works as before.

    Raises:
        Refused: they do not manage each unit whose figures are on it.
        Conflict: that was more than a day ago.
    """
    require(policy.can_open(actor, [UUID(one) for one in window.units]), NOT_YOURS)
    if window.revoked_at is not None and clock.now() - window.revoked_at > KEPT_FOR_UNDO:
        raise Conflict("It was revoked more than a day ago. Open another window.")
    window.revoked_at, window.revoked_by = None, ""
    db.session.flush()


def shows(window: Window, place: Place) -> bool:
    """Whether a board is still that of the units whose managers opened the window, and no other."""
    return not place.instead_of and set(window.units) == set(map(str, place.row))
