"""Attaching files, a link or a quotation to what is one's own."""

from contextlib import ExitStack
from uuid import UUID

from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.mine.evidence import naming, services
from learnplan.mine.evidence.examining import examine
from learnplan.mine.evidence.forms import FilesForm, LinkForm, QuotationForm
from learnplan.mine.evidence.shelf import Content, shelf_here
from learnplan.mine.evidence.views.room import Panel, back_to, bp, panel_for
from learnplan.mine.evidence.words import LARGEST_FILE
from learnplan.mine.sharing.items import ItemKind, own_item_for
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import count
from learnplan.web.forms import Form
from learnplan.web.pages import page, say

BESIDE = f"/<any({', '.join(ItemKind)}):kind>/<uuid:item_id>"
NONE_OF_THEM = "None of the files is attached: choose the others again."


@bp.post(f"{BESIDE}/files")
@open_to(Role.WORKER)
def attach_files(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Attach every file that was chosen, or none of them."""
    actor = current_actor()
    item = own_item_for(actor, ItemKind(kind), item_id)
    form = FilesForm(prefix="file-")
    if not form.validate_on_submit():
        return _again(panel_for(actor, item, files=form), form)
    shelf, once = shelf_here(), form.once.data
    try:
        with ExitStack() as stack:
            contents = [(part.filename or "", _content(part)) for part in form.chosen()]
            staged = [
                (name, stack.enter_context(shelf.staged(content))) for name, content in contents
            ]
            with transaction(Database.LEARNING):
                item = own_item_for(actor, item.kind, item_id)
                for place, (name, file) in enumerate(staged):
                    services.attach_file(
                        actor, item, file, name=name, once=f"{once}.{place}" if once else None
                    )
    except Invalid as trouble:
        others = len(form.chosen()) > 1
        form.files.errors = [f"{trouble} {NONE_OF_THEM}" if others else str(trouble)]
        return _again(panel_for(actor, item, files=form), form)
    remarks = dict.fromkeys(content.remark for _, content in contents if content.remark)
    said = "Attached" if len(contents) == 1 else f"{count(len(contents), 'file')} attached"
    say(" ".join([f"{said}. Only you can see it.", *remarks]))
    return back_to(item.kind, item_id)


@bp.post(f"{BESIDE}/links")
@open_to(Role.WORKER)
def attach_link(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Attach a link."""
    actor = current_actor()
    item = own_item_for(actor, ItemKind(kind), item_id)
    form = LinkForm(prefix="link-")
    if not form.validate_on_submit():
        return _again(panel_for(actor, item, link=form), form)
    with transaction(Database.LEARNING):
        item = own_item_for(actor, item.kind, item_id)
        services.attach_link(actor, item, once=form.once.data or None, **form.answers())
    say("Attached. Only you can see it.")
    return back_to(item.kind, item_id)


@bp.post(f"{BESIDE}/quotations")
@open_to(Role.WORKER)
def attach_quotation(kind: str, item_id: UUID) -> ResponseReturnValue:
    """Attach a quotation."""
    actor = current_actor()
    item = own_item_for(actor, ItemKind(kind), item_id)
    form = QuotationForm(prefix="quotation-")
    if not form.validate_on_submit():
        return _again(panel_for(actor, item, quotation=form), form)
    with transaction(Database.LEARNING):
        item = own_item_for(actor, item.kind, item_id)
        services.attach_quotation(actor, item, once=form.once.data or None, **form.answers())
    say("Attached. Only you can see it.")
    return back_to(item.kind, item_id)


def _content(part: FileStorage) -> Content:
    """What is in one file of several.

    Raises:
        Invalid: it cannot be kept; the sentence says which one it is.
    """
    try:
        with part.stream as stream:
            return examine(stream.read(LARGEST_FILE + 1))
    except Invalid as trouble:
        raise Invalid(f"{naming.shown(part.filename or '')}: {trouble}") from trouble


def _again(panel: Panel, form: Form) -> ResponseReturnValue:
    """The forms by themselves, with what is to be put right."""
    return page("mine/evidence/attach.html", evidence=panel, form=form), 422
