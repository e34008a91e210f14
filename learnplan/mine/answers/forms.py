"""What a worker answers to a pulse, and what they raise a signal about."""

import enum
from collections.abc import Iterable, Mapping
from uuid import UUID

from wtforms import Field, HiddenField, RadioField, SelectChoice, SubmitField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from learnplan.mine.answers.models import SIGNAL_LIMIT
from learnplan.mine.answers.themes import Theme
from learnplan.ours.pulse.plan import Question
from learnplan.web.forms import Form, at_most, once

ASKED, OPENED_WITH = "q-", "was-"
"""Before a question's key: the field of its answer, and what that was when the page was opened."""
NOT_THERE = "Choose one of these."
OWN_WORDS = ""


class Name(enum.StrEnum):
    """Whether a signal has a name to it."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"


def _value(text: object) -> int | None:
    return int(str(text)) if text not in {None, ""} else None


def _opened_with(text: object) -> int | None:
    said = str(text)
    return int(said) if said.isdecimal() else None


def _theme(text: object) -> Theme | None:
    return Theme(str(text)) if text else None


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


class AnswerForm(Form):
    """The questions of a period. ``answer_form`` makes one."""

    save = SubmitField("Save my answers")

    def changed(self) -> dict[str, int | None]:
        """The answers that were changed on this page, by the keys of their questions.

        What was not is left out: a page that stayed open in another window undoes nothing.
        """
        keys = [field.short_name.removeprefix(ASKED) for field in self.visible()]
        said = {key: (self[ASKED + key].data, self[OPENED_WITH + key].data) for key in keys}
        return {key: now for key, (now, before) in said.items() if now != before}


def answer_form(questions: Iterable[Question], kept: Mapping[str, int]) -> AnswerForm:
    """A form that asks ``questions``, with the answers that are kept so far."""
    fields: dict[str, object] = {}
    for question in questions:
        lowest = question.answers[0]
        fields[ASKED + question.key] = RadioField(
            question.words,
            choices=[
                *(SelectChoice(str(value), said) for value, said in enumerate(question.answers)),
                SelectChoice("", f"No answer (counts as “{lowest}”: 0)"),
            ],
            coerce=_value,
            default=kept.get(question.key),
            invalid_value_message=NOT_THERE,
            invalid_choice_message=NOT_THERE,
        )
        fields[OPENED_WITH + question.key] = HiddenField(
            default=kept.get(question.key, ""), filters=[_opened_with]
        )
    return type("AnswerFormOfPeriod", (AnswerForm,), fields)()  # type: ignore[no-any-return]  # made of AnswerForm


class SignalForm(Form):
    """What a signal says, and whether it has a name to it.

    ``seen_as`` is for whom it was previewed, so that it is not raised for somebody else.
    """

    theme = RadioField(
        "What is it about?",
        choices=[
            *(SelectChoice(theme.value, theme.value) for theme in Theme),
            SelectChoice(OWN_WORDS, "Something in my own words"),
        ],
        coerce=_theme,
        invalid_value_message=NOT_THERE,
        invalid_choice_message=NOT_THERE,
    )
    words = TextAreaField(
        "Your own words",
        description=(
            "Only if you chose to use them. People can be recognised by how they write, "
            "and by what only they know: a short, plain sentence gives least away. Name nobody."
        ),
        filters=[_one_line],
        validators=[at_most(SIGNAL_LIMIT)],
    )
    name = RadioField(
        "With your name?",
        choices=[
            SelectChoice(Name.UNSIGNED.value, "Unsigned"),
            SelectChoice(Name.SIGNED.value, "With my name"),
        ],
        validators=[InputRequired("Choose whether your name is on it.")],
        invalid_choice_message="Choose whether your name is on it.",
    )
    seen_as = HiddenField()
    once = HiddenField(default=once)
    save = SubmitField("See what others will see")

    def validate_words(self, field: Field) -> None:
        """A theme is the same for everybody who chooses it, so it has no words beside it.

        Raises:
            ValidationError: there are words beside a theme, or none where they are needed.
        """
        if self.theme.data is None and not field.data:
            raise ValidationError("Choose a theme above, or write your own words.")
        if self.theme.data is not None and field.data:
            raise ValidationError(
                "A theme is raised without words. Choose “in my own words” above, or empty this."
            )

    @property
    def is_signed(self) -> bool:
        """Whether it is raised with a name."""
        return bool(self.name.data == Name.SIGNED)

    @property
    def signal_id(self) -> UUID:
        """The id that a signed signal gets: sent twice, it is the same one."""
        return UUID(self.once.data)

    def validate_once(self, field: Field) -> None:
        """The word that makes it happen once comes from our own page.

        Raises:
            ValidationError: it does not.
        """
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError("Load this page again: it was not sent whole.") from None
