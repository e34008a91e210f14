"""Saving what somebody changed: once, in words where it cannot be, and over nobody's words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from wtforms import Field, SelectField, SelectMultipleField

from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid
from learnplan.web.filters import short_day
from learnplan.web.forms import Form

Difference = tuple[str, str]
"""A question that was answered otherwise in another window, and the answer there."""
THE_SAME: list[Difference] = [("In the other window", "The same was saved as here.")]
NOTHING = "Nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Whether it is saved; if not, the page's code, and what another window had saved instead."""

    saved: bool = False
    code: int = 200
    differing: list[Difference]


def save(
    database: Database,
    form: Form,
    write: Callable[[], object],
    *,
    again: Callable[[], Mapping[str, Any]] | None = None,
) -> Outcome:
    """Write what a form says, in a transaction of ``database``, if it was sent and is right.

    ``again`` reads what is kept now, by the names of the form's fields and its ``version``: of two
    windows, the later sees both texts and chooses. Saved again after that, it is meant. A form
    that makes something new has no need of it.
    """
    if not form.validate_on_submit():
        return Outcome(code=422 if form.errors else 200, differing=[])
    try:
        with transaction(database):
            write()
    except Invalid as trouble:
        form.blame(trouble)
        return Outcome(code=422, differing=[])
    except Conflict as trouble:
        if again is None:
            raise
        kept = again()
        if kept["version"] == form["version"].data:  # it is no other window that is in the way
            form.form_errors.append(str(trouble))
            return Outcome(code=409, differing=[])
        form["version"].data = kept["version"]
        return Outcome(code=409, differing=differing_from(form, kept) or THE_SAME)
    return Outcome(saved=True, differing=[])


def said_now(thing: object, form: Form) -> dict[str, Any]:
    """What a thing says by the names of a form's fields, and its version where it has one."""
    names = [field.short_name for field in form.visible()]
    if hasattr(thing, "version"):
        names.append("version")
    return {name: getattr(thing, name) for name in names}


def differing_from(form: Form, kept: Mapping[str, Any]) -> list[Difference]:
    """Each question that was answered otherwise than is ``kept``, and the answer that is."""
    return [
        (field.label.text, _as_said(field, kept[field.short_name]))
        for field in form.visible()
        if field.short_name in kept and kept[field.short_name] != field.data
    ]


def _as_said(field: Field, kept: Any) -> str:
    """An answer, as the question has it."""
    if isinstance(field, SelectField | SelectMultipleField):
        chosen = kept if isinstance(field, SelectMultipleField) else [kept]
        labels = [
            str(label) for value, label, *_ in field.iter_choices() if field.coerce(value) in chosen
        ]
        return ", ".join(labels) or NOTHING
    if kept is None or kept == "":
        return NOTHING
    if hasattr(field, "say"):
        return str(field.say(kept)) or NOTHING
    if isinstance(kept, bool):
        return "Yes" if kept else "No"
    if isinstance(kept, date):
        return short_day(kept)
    return f"{kept:%H:%M}" if isinstance(kept, time) else str(kept)
