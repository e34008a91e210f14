"""Finding one's own words. Whatever is asked, only what the actor owns is looked in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.mine.search import index
from learnplan.mine.search.asking import Asked
from learnplan.mine.search.models import Searchable
from learnplan.mine.sharing.items import ItemKind

PAGE = 30
SHOWN_OF_A_TEXT = 20_000
_FURTHEST = 2**62
_LEARNING = {"mapper": Searchable.__mapper__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something that was found. ``place`` is where it stands among all that can be."""

    place: int
    kind: ItemKind
    item_id: UUID
    day: date
    title: str
    text: str
    is_piece: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Some of what was found, newest first, and where what is newer and older begins."""

    hits: tuple[Hit, ...]
    newer: int | None = None
    older: int | None = None


def find(
    actor: Actor,
    asked: Asked,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> Found:
    """What of the actor's own holds what is ``asked``, newest first.

    From the top, or of what is older (comes ``after`` a place) or newer (``before`` it).
    """
    if not asked:
        return Found(hits=())
    found: tuple[Hit, ...] = ()
    stretch = index.Stretch(after=after, before=before)
    for stmt, said in index.in_order(_columns, asked, actor.id, stretch, most=limit + 1):
        found = _hits(stmt, said)
        if len(found) > limit:
            break
    if before is not None:
        if len(found) <= limit:
            return find(actor, asked, limit=limit)
        shown = found[limit - 1 :: -1]
        return Found(hits=shown, newer=shown[0].place, older=shown[-1].place)
    shown = found[:limit]
    return Found(
        hits=shown,
        newer=shown[0].place if after is not None and shown else None,
        older=shown[-1].place if len(found) > limit else None,
    )


def ids_found(actor: Actor, kind: ItemKind, asked: Asked) -> Select[tuple[UUID]]:
    """The ids of the actor's own items of one ``kind`` that hold what is asked, as a subquery.

    What hangs on an item counts as the item's.
    """
    return index.having(_item_ids, asked, actor.id).where(Searchable.item_kind == kind)


def place_said(written: str) -> int | None:
    """The place that an address names; None when it names none."""
    if not (written.isascii() and written.isdecimal() and len(written) <= len(str(_FURTHEST))):
        return None
    place = int(written)
    return place if place <= _FURTHEST else None


def _columns(its: Any) -> tuple[Any, ...]:
    """What a hit says, of the table or of a part of it."""
    text = func.substr(its.text, 1, SHOWN_OF_A_TEXT)
    return its.id, its.item_kind, its.item_id, its.piece_id, its.day, its.title, text


def _item_ids(its: Any) -> tuple[Any, ...]:
    return (its.item_id,)


def _hits(stmt: Select[Any], said: Mapping[str, Any]) -> tuple[Hit, ...]:
    rows = db.session.execute(stmt, said, bind_arguments=_LEARNING)
    return tuple(
        Hit(
            place=place,
            kind=kind,
            item_id=item_id,
            day=day,
            title=title,
            text=text,
            is_piece=piece_id != item_id,
        )
        for place, kind, item_id, piece_id, day, title, text in rows
    )
