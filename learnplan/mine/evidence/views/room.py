"""The room's blueprint, the panel that other rooms put on their pages, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Actor
from learnplan.mine.evidence.forms import FilesForm, LinkForm, QuotationForm
from learnplan.mine.evidence.queries import EvidenceView, Used, evidence_of, used_by
from learnplan.mine.sharing.items import Item, ItemKind
from learnplan.mine.sharing.queries import Reader, shares_of
from learnplan.mine.sharing.views.room import item_url

bp = Blueprint("evidence", __name__, url_prefix="/evidence")
PANEL = "evidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The evidence beside an item, as its owner works on it: one form for each kind of it."""

    item: Item
    readers: Sequence[Reader]
    pieces: list[EvidenceView]
    used: Used
    files: FilesForm
    link: LinkForm
    quotation: QuotationForm


def panel_for(
    actor: Actor,
    item: Item,
    *,
    files: FilesForm | None = None,
    link: LinkForm | None = None,
    quotation: QuotationForm | None = None,
) -> Panel:
    """The panel of the actor's own item; a form that is given has something to put right."""
    return Panel(
        item=item,
        readers=shares_of(actor, item.kind, item.id),
        pieces=evidence_of(actor, item.kind, item.id),
        used=used_by(actor.id),
        files=files or FilesForm(formdata=None, prefix="file-"),
        link=link or LinkForm(formdata=None, prefix="link-"),
        quotation=quotation or QuotationForm(formdata=None, prefix="quotation-"),
    )


def back_to(kind: ItemKind, item_id: UUID) -> ResponseReturnValue:
    """Return to the evidence on the item's page."""
    return redirect(item_url(kind, item_id, PANEL), 303)
