"""The journal, newest first; removing a line of it, and bringing it back."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.mine.disclosures import policy, queries, services
from learnplan.mine.disclosures.queries import Cursor
from learnplan.mine.disclosures.views.room import ALL, KINDS, bp, budget, tabs
from learnplan.mine.disclosures.words import Kind
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say

RECEIPTS_ON_TOP = 4


@bp.get("/")
@open_to(Role.WORKER)
def list_lines() -> ResponseReturnValue:
    """What crossed, perhaps of one kind; what is open now and the last releases come first."""
    actor = current_actor()
    show = request.args.get("show", ALL)
    show = show if show in KINDS else ALL
    after = Cursor.read(request.args.get("after", ""))
    journal = queries.journal_for(actor, kinds=KINDS.get(show, tuple(Kind)), after=after)
    on_top: dict[str, Any] = {}
    opened: list[queries.OpenLine] = []
    if show == ALL and after is None:
        opened = queries.open_now(actor)
        receipts = queries.receipts_for(actor, limit=RECEIPTS_ON_TOP)
        left = queries.who_left(actor, opened)
        on_top = {"opened": opened, "left": left, "receipts": receipts, "budget": budget(actor)}
    lines = [*(each.crossing for each in opened), *journal.lines]
    return page(
        "mine/disclosures/list_lines.html",
        show=show,
        tabs=tabs(),
        lines=journal.lines,
        is_first=after is None,
        newest=url_for(".list_lines", show=_unless_all(show)) if after else "",
        older=_address(show, journal.older) if journal.older else "",
        names=queries.names_in(lines),
        is_open=policy.is_open,
        removable={line.id for line in lines if policy.can_remove(actor, line)},
        **on_top,
    )


@bp.post("/<uuid:line_id>/remove")
@open_to(Role.WORKER)
def remove_line(line_id: UUID) -> ResponseReturnValue:
    """Take a line off the page; Undo brings it back for a day."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.remove_line(actor, queries.line_for(actor, line_id))
    say("The line is removed.", undo=url_for(".restore_line", line_id=line_id))
    return redirect(url_for(".list_lines"), 303)


@bp.post("/<uuid:line_id>/restore")
@open_to(Role.WORKER)
def restore_line(line_id: UUID) -> ResponseReturnValue:
    """Bring a removed line back."""
    actor = current_actor()
    with transaction(Database.LEARNING):
        services.restore_line(actor, queries.line_for(actor, line_id, removed=True))
    say("The line is back.")
    return redirect(url_for(".list_lines"), 303)


def _address(show: str, after: Cursor) -> str:
    return url_for(".list_lines", show=_unless_all(show), after=after)


def _unless_all(show: str) -> str | None:
    return None if show == ALL else show
