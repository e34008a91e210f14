"""What the forms of the room have in common."""

from collections.abc import Sequence

from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired

from learnplan.directory.queries import UnitView
from learnplan.ours.practices.models.signed import LINE_LIMIT, TEXT_LIMIT, WORDS_LIMIT
from learnplan.web.forms import at_most, chosen_id, one_line, paragraphs

PUBLISH = "Publish to everyone"


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
