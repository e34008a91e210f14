"""What people type when they write on a board or a chart."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from learnplan.core.errors import Invalid
from learnplan.ours.performance.figures import figure
from learnplan.ours.performance.models import ONCE_LIMIT, TEXT_LIMIT, WORDS_LIMIT
from learnplan.ours.performance.periods import Period
from learnplan.web.forms import DayField, Form, InOurWords, once, one_line, paragraphs

PUBLISH = "Publish to everyone"
MOST_IN_A_BASELINE = 500
DIGITS = 10


def version_field() -> HiddenField:
    """What the thing said when the form was opened; None where somebody wrote it by hand."""
    return HiddenField(
        filters=[
            lambda said: int(said) if str(said).isdecimal() and len(str(said)) < DIGITS else None
        ]
    )


class FigureField(StringField):  # type: ignore[misc]  # wtforms is untyped
    """A figure as people write them: 42, 2.5, −3, 95%."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it is no figure; the words are shown beside the field.
        """
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = float(figure(valuelist[0]))
            except Invalid as trouble:
                raise ValueError(str(trouble)) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"


class NumberField(InOurWords, IntegerField):  # type: ignore[misc]  # wtforms is untyped
    """A whole number, with words of our own when it is none."""

    complaint = "Write a whole number, like 12."


class NoteForm(Form):
    """Something that happened."""

    happened_on = DayField("When did it happen?", validators=[InputRequired("Write the day.")])
    words = TextAreaField(
        "What happened?",
        description="A few words: new line opened, counting changed. No names of people.",
        filters=[one_line],
        validators=[DataRequired("Write what happened."), Length(max=WORDS_LIMIT)],
    )
    everywhere = BooleanField(
        "On every chart of the unit and of the units below it",
        description="Without it, on the charts of this indicator only.",
    )
    once = HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])
    save = SubmitField(PUBLISH)


class EditNoteForm(Form):
    """What a note says. ``version`` is what it said when the form was opened."""

    happened_on = DayField("When did it happen?", validators=[InputRequired("Write the day.")])
    words = TextAreaField(
        "What happened?",
        filters=[one_line],
        validators=[DataRequired("Write what happened."), Length(max=WORDS_LIMIT)],
    )
    version = version_field()
    save = SubmitField(PUBLISH)


class StepForm(Form):
    """Where limits are worked out anew."""

    starts_on = SelectField(
        "From which period on?", validators=[InputRequired("Choose a period.")], coerce=str
    )
    reason = TextAreaField(
        "Why?",
        description=(
            "What changed in how the work is done or counted. A step is declared because of what "
            "happened, not because the chart would look better."
        ),
        filters=[one_line],
        validators=[DataRequired("Write why."), Length(max=WORDS_LIMIT)],
    )
    baseline = NumberField(
        "How many of its first figures fix the limits?",
        description="Leave it empty for all of them. A baseline of 12 or more is steady.",
        validators=[
            Optional(),
            NumberRange(2, MOST_IN_A_BASELINE, "Write a number from 2 to 500."),
        ],
    )
    once = HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])
    save = SubmitField(PUBLISH)

    def offer(self, periods: Sequence[Period]) -> None:
        """Choose among the periods that have a figure, the latest first."""
        self.starts_on.choices = [
            SelectChoice(each.start.isoformat(), each.label) for each in reversed(periods)
        ]

    def answers(self) -> dict[str, Any]:
        """What was chosen, with the day that the period starts on."""
        return {**super().answers(), "starts_on": date.fromisoformat(self.starts_on.data)}


class EditStepForm(StepForm):
    """Where limits are worked out anew, changed."""

    version = version_field()


class TargetForm(Form):
    """What the unit promises."""

    value = FigureField("What is the target?", validators=[InputRequired("Write a figure.")])
    starts_on = DayField(
        "From when on?",
        description="Periods that began before keep the target they had.",
        validators=[InputRequired("Write the day.")],
    )
    owner = SelectField("Who answers for it?", validators=[InputRequired("Choose somebody.")])
    review_on = DayField(
        "When is it looked at?",
        description="On that day the board asks what was decided.",
        validators=[Optional()],
    )
    why = TextAreaField("Why this much?", filters=[one_line], validators=[Length(max=WORDS_LIMIT)])
    once = HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])
    save = SubmitField(PUBLISH)

    def offer(self, owners: Sequence[str]) -> None:
        """Choose among the people of the unit."""
        self.owner.choices = [SelectChoice(each, each) for each in owners]


class EditTargetForm(TargetForm):
    """What the unit promises, changed."""

    version = version_field()


class ProgrammeForm(Form):
    """What is tried, and what it is to move."""

    title = StringField(
        "What do you propose?",
        description="A training programme, another way of working: whatever costs people time.",
        filters=[one_line],
        validators=[DataRequired("Write what it is called."), Length(max=WORDS_LIMIT)],
    )
    what = TextAreaField(
        "What is it, and why should it work?",
        filters=[paragraphs],
        validators=[Length(max=TEXT_LIMIT)],
    )
    amount = FigureField(
        "By how much is it to move this indicator?",
        description="With its sign: −5 is five less, 2.5 is two and a half more.",
        validators=[InputRequired("Write by how much.")],
    )
    starts_on = DayField("When does it begin?", validators=[InputRequired("Write the day.")])
    due_on = DayField(
        "By when?",
        description="On that day everyone sees whether it did. Not renewed, it retires.",
        validators=[InputRequired("Write the day.")],
    )
    once = HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])
    save = SubmitField(PUBLISH)


class DecisionForm(Form):
    """What was decided."""

    decided = TextAreaField(
        "What was decided?",
        filters=[paragraphs],
        validators=[DataRequired("Write what was decided."), Length(max=TEXT_LIMIT)],
    )
    next_on = DayField("When is it looked at next?", validators=[Optional()])
    once = HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])
    save = SubmitField(PUBLISH)


class RenewalForm(DecisionForm):
    """Whether a programme goes on. It retires only where somebody says so."""

    next_on = DayField("It goes on until", validators=[Optional()])
    ends = BooleanField("It ends here", description="It retires now, for good. What it did stays.")

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for one of the two."""
        fine: bool = super().validate(extra_validators)
        if self.next_on.errors or (self.next_on.data is None) is self.ends.data:
            return fine
        self.next_on.errors = ["Write until when it goes on, or choose that it ends here."]
        return False

    def answers(self) -> dict[str, Any]:
        """What was decided; without a next day, it retires."""
        return {name: said for name, said in super().answers().items() if name != "ends"}
