"""The room's blueprint, and saving what a steward wrote."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint

from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.web.forms import Form

bp = Blueprint("brokerage", __name__, url_prefix="/brokerage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether it is saved; if not, the page's code, and what another window had saved instead."""

    saved: bool = False
    code: int = 200
    differing: tuple[tuple[str, str], ...] = ()


def save(
    form: Form,
    write: Callable[[], None],
    *,
    again: Callable[[], dict[str, object]] | None = None,
) -> Outcome:
    """Write what a form says, in a transaction, if it was sent and is right.

    ``again`` reads what is kept now, by the names of the form's fields and its ``version``: of two
    windows, the later sees both texts and chooses.
    """
    if not form.validate_on_submit():
        return Outcome(code=422 if form.errors else 200)
    try:
        with transaction(Database.ORGANISATION):
            write()
    except Invalid as trouble:
        form.blame(trouble)
        return Outcome(code=422)
    except Conflict:
        if again is None:
            raise
        kept = again()
        form.version.data = kept["version"]
        differing = tuple(
            (field.label.text, str(kept[field.short_name] or "") or "Nothing")
            for field in form.visible()
            if field.short_name in kept and kept[field.short_name] != field.data
        )
        return Outcome(code=409, differing=differing or (("There", "The same as here"),))
    return Outcome(saved=True)
