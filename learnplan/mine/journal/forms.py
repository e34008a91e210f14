"""What a person writes in their journal."""

from wtforms import (
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, StopValidation

from learnplan.mine.journal.models import TEXT_LIMIT, TITLE_LIMIT
from learnplan.mine.journal.queries import Filters
from learnplan.mine.log.forms import NOT_SAID, DayField
from learnplan.mine.log.kinds import Purpose
from learnplan.web.forms import (
    Form,
    Ticks,
    at_most,
    once_field,
    one_line,
    paragraphs,
    version_field,
)

STANCES = {
    Purpose.SEEK: "Seek: what I am after",
    Purpose.SENSE: "Sense: what I make of it",
    Purpose.SHARE: "Share: what I pass on",
}
PROMPTED = {"": None, "yes": True, "no": False}


def _stance(word: str) -> Purpose | None:
    return Purpose(word) if word else None


def _said(_form: Form, field: DayField) -> None:
    """Refuse a day that is missing; one that was not understood is refused already."""
    if field.data is None and not field.process_errors:
        raise StopValidation("Write the day, like 8 May, yesterday or 2026-05-08.")


def _text(label: str) -> TextAreaField:
    return TextAreaField(
        label,
        description="Markdown works.",
        filters=[paragraphs],
        validators=[
            InputRequired("Write what you make of it."),
            at_most(TEXT_LIMIT),
        ],
        render_kw={"rows": 12},
    )


class ReflectionForm(Form):
    """All that a reflection says. ``version`` is what it said when the form was opened."""

    text = _text("What do you make of it?")
    title = StringField(
        "A title",
        description="If you like. It helps to find it again.",
        filters=[one_line],
        validators=[at_most(TITLE_LIMIT)],
    )
    stance = RadioField(
        "What is it for?",
        choices=[NOT_SAID, *(SelectChoice(each.value, said) for each, said in STANCES.items())],
        coerce=_stance,
        invalid_value_message="Choose one of these.",
    )
    written_on = DayField(
        "Which day is it of?", description="Like 8 May or yesterday.", validators=[_said]
    )
    version = version_field()
    save = SubmitField("Save")


class NewReflectionForm(ReflectionForm):
    """A reflection that is being written down."""

    once = once_field()
    save = SubmitField("Keep")


class LookBackForm(Form):
    """The answer to the one question about a week."""

    text = _text("Your answer")
    once = once_field()
    save = SubmitField("Keep")


class FilterForm(Form):
    """Which reflections to look at; it is sent with GET, and changes nothing."""

    class Meta:
        """Looking needs no token."""

        csrf = False

    stance = SelectField(
        "What it is for",
        choices=[
            SelectChoice("", "Anything"),
            *(SelectChoice(each.value, each.capitalize()) for each in Purpose),
        ],
        coerce=_stance,
        invalid_value_message="Choose one of these.",
    )
    prompted = SelectField(
        "Question",
        choices=[
            SelectChoice("", "With or without"),
            SelectChoice("yes", "Answers a question"),
            SelectChoice("no", "Written freely"),
        ],
        default="",
        invalid_value_message="Choose one of these.",
    )

    def filters(self) -> Filters:
        """What was chosen; what was not understood is left out."""
        self.validate()
        return Filters(
            stance=None if self.stance.errors else self.stance.data,
            prompted=PROMPTED.get(self.prompted.data or ""),
        )


class CausesForm(Form):
    """What led to something: any number of activities, goals and reflections.

    Whose they are, the service knows.
    """

    activity = Ticks("Activities", validate_choice=False)
    goal = Ticks("Goals", validate_choice=False)
    reflection = Ticks("Reflections", validate_choice=False)
    save = SubmitField("These led to it")

    def chosen(self) -> list[str]:
        """What was chosen, like ``activity:`` and an id."""
        return [written for field in self.visible() for written in field.data or ()]
