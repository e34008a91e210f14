"""Forms: what a person types, what they get back when something is wrong."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from flask_wtf import FlaskForm
from wtforms import (
    Choice,
    DateField,
    Field,
    HiddenField,
    SelectField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from learnplan.core.errors import Invalid

MOST_DIGITS = 9
"""Of a number that a database can keep."""


class _OurWords:
    """What a field complains of by itself, in words that are fit to show."""

    told: ClassVar[dict[str, str]] = {
        "Not a valid choice.": "Choose one of these.",
        "'%(value)s' is not a valid choice for this field.": "Choose from these.",
        "Invalid Choice: could not coerce.": "Choose one of these.",
        "Invalid choice(s): one or more data inputs could not be coerced.": "Choose from these.",
        "Not a valid date value.": "Write a day that there is, like 2026-06-30.",
        "Not a valid time value.": "Write a time of day, like 15:30.",
        "Not a valid integer value.": "Write a whole number, like 6.",
        "Not a valid decimal value.": "Write a number, like 12.5.",
        "Not a valid float value.": "Write a number, like 12.5.",
    }

    def gettext(self, said: str) -> str:
        """The same, as we say it."""
        return self.told.get(said, said)

    def ngettext(self, one: str, several: str, number: int) -> str:
        """The same of one thing or of several."""
        return self.gettext(one) if number == 1 or one in self.told else several


def complaint(field: Field) -> str:
    """What is wrong with a field, away from it: with its label where any field could say so."""
    said = str(field.errors[0])
    if said not in _OurWords.told.values() and not said.endswith(" characters here."):
        return said
    label = str(field.label.text)
    return f"{label} {said}" if label.endswith("?") else f"{label}: {said}"


class Form(FlaskForm):  # type: ignore[misc]  # flask_wtf is untyped
    """A form is its visible fields and one ``save`` button."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask_wtf is untyped
        """How the fields of every form speak."""

        def get_translations(self, _form: object) -> _OurWords:
            """Our own words for what fields complain of."""
            return _OurWords()

        def render_field(self, field: Field, render_kw: dict[str, Any]) -> str:
            """A field as HTML: a list is required only where it begins with nothing chosen."""
            if type(field) is SelectField and any(one.value for one in islice(_options(field), 1)):
                render_kw = {**render_kw, "required": False}
            return cast("str", super().render_field(field, render_kw))

    def visible(self) -> list[Field]:
        """The fields a person fills in, in the order they were written."""
        return [field for field in self if not isinstance(field, HiddenField | SubmitField)]

    def answers(self) -> dict[str, Any]:
        """What they filled in, ready for a service's keyword arguments."""
        return {field.short_name: field.data for field in self.visible()}

    def blame(self, trouble: Invalid) -> None:
        """Put ``trouble`` beside the field it is about, or beside the first one."""
        field = self[trouble.field] if trouble.field in self else self.visible()[0]
        field.errors = [*field.errors, str(trouble)]


class InOurWords:
    """For a field whose own complaint is not fit to show: ours instead, in ``complaint``."""

    complaint: str

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is not understood; the words are shown beside the field.
        """
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]  # the field's own
        except ValueError:
            raise ValueError(self.complaint) from None


class DayField(InOurWords, DateField):  # type: ignore[misc]  # wtforms is untyped
    """A day, with words of our own when it is none."""

    complaint = "Write a day that there is, like 2026-06-30."


class Ticks(SelectMultipleField):  # type: ignore[misc]  # wtforms is untyped
    """Boxes to tick; none need be."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _options(field: SelectField) -> Iterator[Choice]:
    return cast("Iterator[Choice]", field.iter_choices())


def one_line(text: str | None) -> str:
    """What was typed, on one line, without the spaces around it."""
    return " ".join((text or "").split())


def paragraphs(text: str | None) -> str:
    """What was typed, with one kind of newline and no empty lines around it."""
    return (text or "").replace("\r\n", "\n").strip()


def chosen_id(word: object) -> UUID | None:
    """Which of several things, or of several people, was chosen, if any.

    Raises:
        ValueError: it names none.
    """
    return UUID(str(word)) if word and word != "None" else None


def once() -> str:
    """A fresh word for a form that makes something: sent twice, it makes it once."""
    return uuid4().hex


def once_field() -> HiddenField:
    """That word, carried along by the form."""
    return HiddenField(default=once, validators=[Length(max=len(once()))])


def version_field() -> HiddenField:
    """What version of a thing its form was opened on: of two windows, the later is asked."""
    return HiddenField(filters=[number_carried])


def number_carried(text: object) -> int | None:
    """A number that a form or an address carries along; None where it carries none."""
    said = str(text)
    return int(said) if said.isdecimal() and len(said) <= MOST_DIGITS else None


def at_most(limit: int) -> Length:
    """That no more than ``limit`` characters are typed."""
    return Length(max=limit, message=f"Use at most {limit:,} characters here.")
