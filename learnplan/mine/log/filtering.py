"""Which activities to look at: choices as addresses say them, and those that were given a name."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db
from learnplan.core.errors import Invalid, NotFound
from learnplan.core.prepared import Prepared
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.log.kinds import ASKED_LIMIT, NAME_LIMIT, Kind
from learnplan.mine.log.models import SavedFilter

MOST_SAVED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which activities to list; all that are given must hold. ``until`` is the last day.

    ``words`` is what somebody would ask the search for.
    """

    words: str = ""
    tag: str = ""
    goal_id: UUID | None = None
    kind: Kind | None = None
    since: date | None = None
    until: date | None = None
    fragments: bool = False

    def said(self) -> dict[str, str]:
        """The choices as the address of the log says them; what was not chosen is left out."""
        choices = {
            "words": self.words,
            "tag": self.tag,
            "kind": self.kind or "",
            "goal": str(self.goal_id or ""),
            "from": str(self.since or ""),
            "until": str(self.until or ""),
            "fragments": "y" if self.fragments else "",
        }
        return {name: str(choice) for name, choice in choices.items() if choice}


_NAMED = Prepared(
    Database.LEARNING,
    select(SavedFilter.name, SavedFilter.asked)
    .where(SavedFilter.owner_id == bindparam("actor_id"), SavedFilter.deleted_at.is_(None))
    .order_by(SavedFilter.name, SavedFilter.id),
)


def choices_of(saved: SavedFilter) -> dict[str, str]:
    """What a filter was saved with, as ``Filters.said`` says it."""
    return dict(parse_qsl(saved.asked))


def named_choices(actor: Actor) -> list[tuple[str, dict[str, str]]]:
    """The actor's filters by name, each with what it was saved with."""
    return [(name, dict(parse_qsl(asked))) for name, asked in _NAMED.rows(actor_id=actor.id)]


def filters_of(actor: Actor) -> list[SavedFilter]:
    """The filters that the actor gave a name, by name."""
    stmt = select(SavedFilter).where(
        SavedFilter.owner_id == actor.id, SavedFilter.deleted_at.is_(None)
    )
    return list(db.session.scalars(stmt.order_by(SavedFilter.name, SavedFilter.id)))


def filter_for(actor: Actor, filter_id: UUID, *, deleted: bool = False) -> SavedFilter:
    """The actor's own saved filter; or one they ``deleted`` a short while ago, to bring it back.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    there = SavedFilter.deleted_at.is_not(None) if deleted else SavedFilter.deleted_at.is_(None)
    found = db.session.scalar(
        select(SavedFilter).where(
            SavedFilter.id == filter_id, SavedFilter.owner_id == actor.id, there
        )
    )
    if found is None:
        raise NotFound("There is no such filter.")
    return found


def save_filter(actor: Actor, filters: Filters, *, name: str) -> SavedFilter:
    """Give what is being looked at a name. Saving the same under the same name changes nothing.

    Raises:
        Invalid: there is nothing to save, the name is taken, or there are enough of them.
    """
    asked = urlencode(filters.said())
    if not asked:
        raise Invalid("Choose something first: everything needs no name.", field="name")
    if len(asked) > ASKED_LIMIT:
        raise Invalid("This is too long to be kept. Use fewer words.", field="name")
    there = filters_of(actor)
    for saved in there:
        if (saved.name, saved.asked) == (name, asked):
            return saved
    _check_name(actor, name)
    if len(there) >= MOST_SAVED:
        raise Invalid(f"You have {MOST_SAVED} filters. Delete one first.", field="name")
    saved = SavedFilter(owner_id=actor.id, name=name, asked=asked)
    db.session.add(saved)
    db.session.flush()
    return saved


def rename_filter(actor: Actor, saved: SavedFilter, *, name: str) -> None:
    """Call a saved filter something else.

    Raises:
        Invalid: another one is called so.
    """
    _check_name(actor, name, but=saved.id)
    saved.name = name
    db.session.flush()


def delete_filter(actor: Actor, saved: SavedFilter) -> None:
    """Let a saved filter go. It can be brought back for a day; what it found stays anyway."""
    saved.deleted_at = clock.now()
    db.session.flush()
    purge_deleted_filters(clock.now() - KEPT_FOR_UNDO, owner=actor)


def restore_filter(actor: Actor, saved: SavedFilter) -> None:
    """Bring a deleted filter back.

    Raises:
        Invalid: meanwhile another one is called so.
    """
    _check_name(actor, saved.name)
    saved.deleted_at = None
    db.session.flush()


def purge_deleted_filters(before: datetime, *, owner: Actor | None = None) -> None:
    """Remove for good what was deleted ``before`` a moment; of one owner, else of everybody."""
    stmt = delete(SavedFilter).where(SavedFilter.deleted_at < before)
    if owner is not None:
        stmt = stmt.where(SavedFilter.owner_id == owner.id)
    db.session.execute(stmt)


def _check_name(actor: Actor, name: str, *, but: UUID | None = None) -> None:
    if not name.strip():
        raise Invalid("Write what to call it.", field="name")
    if len(name) > NAME_LIMIT:
        raise Invalid(f"Use at most {NAME_LIMIT} characters here.", field="name")
    if any(one.name == name and one.id != but for one in filters_of(actor)):
        raise Invalid(f"You have a filter called “{name}” already.", field="name")
