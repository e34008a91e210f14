"""What the forms of the room have in common."""

from collections.abc import Sequence

from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from learnplan.directory.queries import UnitView
from learnplan.ours.practices.models.signed import LINE_LIMIT, ONCE_LIMIT, TEXT_LIMIT, WORDS_LIMIT
from learnplan.web.forms import chosen_id, once, one_line, paragraphs

PUBLISH = "Publish to everyone"
LONGEST_NUMBER = 9
"""Digits: what a database can keep."""


def at_most(limit: int) -> Length:
    """That no more than ``limit`` characters are typed."""
    return Length(max=limit, message=f"Use at most {limit:,} characters here.")


def a_line(label: str, missing: str, description: str = "") -> StringField:
    """A question that is answered on one line, and has to be."""
    return StringField(
        label,
        description=description,
        filters=[one_line],
        validators=[DataRequired(missing), at_most(LINE_LIMIT)],
    )


def some_words(label: str, missing: str = "", description: str = "") -> TextAreaField:
    """A question that is answered in a few sentences; it has to be where ``missing`` says so."""
    needed = [DataRequired(missing)] if missing else []
    return TextAreaField(
        label,
        description=description,
        filters=[paragraphs],
        validators=[*needed, at_most(WORDS_LIMIT)],
    )


def whole_text(label: str, missing: str, description: str = "") -> TextAreaField:
    """A whole text in Markdown."""
    return TextAreaField(
        label,
        description=description,
        filters=[paragraphs],
        validators=[DataRequired(missing), at_most(TEXT_LIMIT)],
        render_kw={"rows": 16},
    )


def a_unit(label: str, missing: str = "", description: str = "") -> SelectField:
    """A choice among units; ``choose_among`` says which."""
    return SelectField(
        label,
        description=description,
        coerce=chosen_id,
        validators=[DataRequired(missing)] if missing else [],
    )


def choose_among(field: SelectField, units: Sequence[UnitView], *, none: str = "") -> None:
    """Let a unit be chosen; none of them where ``none`` says what that means."""
    field.choices = [SelectChoice("", none)] * bool(none) + [
        SelectChoice(str(unit.id), f"{'– ' * unit.depth}{unit.name}") for unit in units
    ]


def the_version() -> HiddenField:
    """The version that was read when the form was opened."""
    return HiddenField(filters=[number])


def the_word() -> HiddenField:
    """What keeps a form that is sent twice from making two."""
    return HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])


def number(text: object) -> int | None:
    """A number that a form or an address carried along; None where it carried none."""
    said = str(text)
    return int(said) if said.isdecimal() and len(said) <= LONGEST_NUMBER else None
