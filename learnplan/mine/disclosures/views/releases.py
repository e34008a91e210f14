"""Every published number that included whoever asks, with its receipt."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.mine.disclosures import queries
from learnplan.mine.disclosures.views.room import RELEASES, bp, budget, tabs
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page


@bp.get("/releases")
@open_to(Role.WORKER)
def list_releases() -> ResponseReturnValue:
    """Receipts, newest first, and what is left of this year's budget."""
    actor = current_actor()
    before = request.args.get("before", None, type=int)
    place = {} if before is None else {"before": before}
    found = queries.receipts_for(actor, **place, limit=queries.PAGE + 1)
    receipts = found[: queries.PAGE]
    last = receipts[-1].ledger_number if len(found) > queries.PAGE else None
    return page(
        "mine/disclosures/list_releases.html",
        tabs=tabs(),
        show=RELEASES,
        receipts=receipts,
        budget=budget(actor),
        newest=url_for(".list_releases") if before is not None else "",
        older=url_for(".list_releases", before=last) if last is not None else "",
    )
