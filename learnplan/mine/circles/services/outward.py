"""Mine's side of what circles say to everyone: what is to be shown or let go, and that it is.

What was decided is written down first, and carried out after: ``crossing`` goes from one database
to the other and back. Whatever breaks off in between is carried out when the server tidies up.
"""

import secrets
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, literal, or_, select

from learnplan.core import clock
from learnplan.core.db import db
from learnplan.directory.queries import organisation_unit
from learnplan.mine.circles.models.circles import CircleMember
from learnplan.mine.circles.models.outward import CardVoice, CircleCard, CommunityPage
from learnplan.mine.circles.queries import outward as queries
from learnplan.mine.disclosures import services as journal
from learnplan.mine.disclosures.words import Ending, Kind
from learnplan.mine.stories.publishing import LOOKED_AFTER_FOR
from learnplan.mine.stories.services import KEY_BYTES
from learnplan.mine.stories.stages import Stage
from learnplan.ours.practices.from_circles import Card, Welcome

Sheet = CircleCard | CommunityPage
SHEETS = (CircleCard, CommunityPage)
CARD, PAGE = "card", "community page"
"""What the journal of disclosures calls them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One thing to be carried out in Ours: ``said`` is to be shown there; None, to be let go."""

    is_card: bool
    sheet_id: UUID
    public_id: UUID
    key: str
    said: Card | Welcome | None


def errands(*, once_more: bool = False) -> list[Errand]:
    """What is to be carried out now, whoever decided it.

    ``once_more`` also lets go again of what was withdrawn a short while ago, in case somebody who
    was showing it at the same time came after.
    """
    cards = select(CircleCard).where(_is_due(CircleCard, once_more=once_more))
    pages = select(CommunityPage).where(_is_due(CommunityPage, once_more=once_more))
    sheets: list[Sheet] = [
        *db.session.scalars(cards.order_by(CircleCard.id)),
        *db.session.scalars(pages.order_by(CommunityPage.id)),
    ]
    return [
        Errand(
            is_card=isinstance(sheet, CircleCard),
            sheet_id=sheet.id,
            public_id=sheet.public_id,
            key=sheet.key,
            said=None if sheet.stage in {Stage.WITHDRAWING, Stage.WITHDRAWN} else told(sheet),
        )
        for sheet in sheets
        if sheet.public_id is not None and sheet.key is not None
    ]


def told(sheet: Sheet) -> Card | Welcome:
    """What everyone is to see of a card or a page that is out."""
    if isinstance(sheet, CircleCard):
        return queries.card_told(sheet, queries.voices_of(sheet).values())
    return queries.page_told(sheet)


def settle(errand: Errand) -> bool:
    """Write down that an errand is done; False where something else was decided meanwhile."""
    sheet = _sheet_of(errand)
    if sheet is None or sheet.public_id != errand.public_id:
        return errand.said is None
    if errand.said is None:
        if sheet.stage is Stage.WITHDRAWING:
            _is_gone(sheet)
        return sheet.stage is Stage.WITHDRAWN
    if sheet.stage not in {Stage.PUBLISHING, Stage.PUBLISHED}:
        return False
    seal = queries.seal_of(errand.said)
    if queries.seal_of(told(sheet)) != seal:  # a name was taken off while it was being shown
        sheet.told_seal = None
    else:
        sheet.stage, sheet.told_seal = Stage.PUBLISHED, seal
    db.session.flush()
    return sheet.told_seal is not None


def is_unwanted(errand: Errand) -> bool:
    """Whether what an errand showed was withdrawn already, or nothing in Mine leads to it."""
    sheet = _sheet_of(errand)
    return sheet is None or sheet.public_id != errand.public_id or sheet.stage is Stage.WITHDRAWN


def begin_telling(sheet: Sheet, *, name: str, month: date) -> None:
    """Write down that something is to be shown, as it says now, under the circle's ``name``."""
    if sheet.stage is not Stage.PUBLISHED:
        sheet.public_id, sheet.key = uuid4(), secrets.token_urlsafe(KEY_BYTES)
        sheet.told_in = month
    sheet.told_name, sheet.told_seal = name, None
    sheet.stage, sheet.changed_at = Stage.PUBLISHING, clock.now()
    db.session.flush()


def begin_withdrawing(sheet: Sheet) -> None:
    """Write down that something is to go. From here on it will, whatever breaks off."""
    if sheet.is_out_there:
        sheet.stage, sheet.changed_at = Stage.WITHDRAWING, clock.now()
        db.session.flush()


def note_telling(person_id: UUID, sheet: Sheet, *, remark: str) -> None:
    """Tell one person's own journal that something they have part in goes to everyone."""
    journal.note(
        person_id,
        Kind.PUBLICATION,
        sheet.told_name,
        whom=f"everyone at {organisation_unit().name}",
        remark=remark,
        item_kind=kind_of(sheet),
        item_id=sheet.id,
    )


def kind_of(sheet: Sheet) -> str:
    """What the journal of disclosures calls it."""
    return CARD if isinstance(sheet, CircleCard) else PAGE


def purge_gone() -> None:
    """Let go of what is withdrawn and has no circle any more, once nothing can come after it."""
    for model in SHEETS:
        db.session.execute(
            delete(model).where(
                model.circle_id.is_(None),
                model.stage == Stage.WITHDRAWN,
                model.changed_at < clock.now() - LOOKED_AFTER_FOR,
            )
        )


def _sheet_of(errand: Errand) -> Sheet | None:
    if errand.is_card:
        return db.session.get(CircleCard, errand.sheet_id)
    return db.session.get(CommunityPage, errand.sheet_id)


def _is_gone(sheet: Sheet) -> None:
    """It is withdrawn: the journals of all whom it concerned say so, and agreements are over."""
    if isinstance(sheet, CircleCard):
        concerned = list(queries.voices_of(sheet))
        db.session.execute(delete(CardVoice).where(CardVoice.card_id == sheet.id))
    else:
        its = select(CircleMember.person_id).where(CircleMember.circle_id == sheet.circle_id)
        concerned = list(db.session.scalars(its.order_by(CircleMember.id)))
    journal.end(kind_of(sheet), sheet.id, Ending.TAKEN_BACK)
    for person_id in concerned:
        journal.note(person_id, Kind.WITHDRAWAL, sheet.told_name)
    sheet.stage, sheet.told_seal, sheet.changed_at = Stage.WITHDRAWN, None, clock.now()
    db.session.flush()


def _is_due(
    model: type[CircleCard] | type[CommunityPage], *, once_more: bool
) -> ColumnElement[bool]:
    """Whatever is not yet as it was decided; ``once_more`` what was withdrawn lately, too."""
    return or_(
        model.stage.in_((Stage.PUBLISHING, Stage.WITHDRAWING)),
        and_(model.stage == Stage.PUBLISHED, model.told_seal.is_(None)),
        and_(
            literal(once_more),
            model.stage == Stage.WITHDRAWN,
            model.changed_at > clock.now() - LOOKED_AFTER_FOR,
        ),
    )
