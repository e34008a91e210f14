"""What circles show everyone, and take back. Mine does both; Ours has no door to it.

Doing either twice is doing it once, so what broke off half way can be done again.
"""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from learnplan.core.db import db
from learnplan.core.errors import require
from learnplan.ours.practices import policy
from learnplan.ours.practices.from_circles import BETWEEN_NAMES, Card, Welcome
from learnplan.ours.practices.models.told import Community, PassedCard

NOT_THEIRS = "Only the circle that said this can change it."


def show_card(card_id: UUID, card: Card, *, key: str) -> None:
    """Show everyone what the people of a circle pass on, in place of what it said before.

    Raises:
        Refused: there is such a card, of a circle with another key.
    """
    shown = db.session.get(PassedCard, card_id)
    if shown is not None:
        require(policy.can_change(key, shown), NOT_THEIRS)
    else:
        shown = PassedCard(seal=policy.seal_of(key), **_said_of(card))
        shown.id = card_id
        db.session.add(shown)
    for name, said in _said_of(card).items():
        setattr(shown, name, said)
    db.session.flush()


def show_community(page_id: UUID, welcome: Welcome, *, key: str) -> None:
    """Show everyone a community's page, in place of what it said before.

    Raises:
        Refused: there is such a page, of a community with another key.
    """
    shown = db.session.get(Community, page_id)
    if shown is not None:
        require(policy.can_change(key, shown), NOT_THEIRS)
    else:
        shown = Community(seal=policy.seal_of(key), **asdict(welcome))
        shown.id = page_id
        db.session.add(shown)
    for name, said in asdict(welcome).items():
        setattr(shown, name, said)
    db.session.flush()


def hide_card(card_id: UUID, *, key: str) -> None:
    """Let a card go, at once. One that is not there is gone already.

    Raises:
        Refused: this is not its key.
    """
    _hide(db.session.get(PassedCard, card_id), key)


def hide_community(page_id: UUID, *, key: str) -> None:
    """Let a community's page go, at once. One that is not there is gone already.

    Raises:
        Refused: this is not its key.
    """
    _hide(db.session.get(Community, page_id), key)


def _hide(shown: PassedCard | Community | None, key: str) -> None:
    if shown is not None:
        require(policy.can_change(key, shown), NOT_THEIRS)
        db.session.delete(shown)
        db.session.flush()


def _said_of(card: Card) -> dict[str, Any]:
    return {**asdict(card), "names": BETWEEN_NAMES.join(card.names)}
