"""Saving what somebody changed: once, in words where it cannot be, and over nobody's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from wtforms import Field, SelectField

from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.web.filters import short_day
from learnplan.web.forms import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether it is saved; if not, the page's code, and what another window had saved instead.

    ``differing`` is each question that was answered differently there, and the answer.
    """

    saved: bool = False
    code: int = 200
    differing: tuple[tuple[str, str], ...] = ()


def save(
    form: Form,
    write: Callable[[], None],
    *,
    again: Callable[[], Mapping[str, object]] | None = None,
) -> Outcome:
    """Write what a form says, in a transaction, if it was sent and is right.

    ``again`` reads what is kept now, by the names of the form's fields and its ``version``: of two
    windows, the later sees both texts and chooses. Saved again after that, it is meant. A form
    that makes something new has no need of it.
    """
    if not form.validate_on_submit():
        return Outcome(code=422 if form.errors else 200)
    try:
        with transaction(Database.LEARNING):
            write()
    except Invalid as trouble:
        form.blame(trouble)
        return Outcome(code=422)
    except Conflict:
        if again is None:
            raise
        kept = again()
        form.version.data = kept["version"]
        return Outcome(code=409, differing=_differing(form, kept))
    return Outcome(saved=True)


def said_now(thing: object, form: Form) -> dict[str, object]:
    """What a thing says by the names of a form's fields, for ``again``."""
    names = [field.short_name for field in form.visible()]
    return {name: getattr(thing, name) for name in (*names, "version")}


def _differing(form: Form, kept: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (field.label.text, _as_said(field, kept[field.short_name]))
        for field in form.visible()
        if kept[field.short_name] != field.data
    )


def _as_said(field: Field, kept: object) -> str:
    if isinstance(field, SelectField):
        return next(str(each.label) for each in field.choices if field.coerce(each.value) == kept)
    if isinstance(kept, date):
        return short_day(kept)
    return str(kept or "") or "Nothing"
