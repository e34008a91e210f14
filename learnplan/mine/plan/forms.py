"""What a person writes about a goal."""

from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from learnplan.mine.plan.models import ONCE_LIMIT, REMARK_LIMIT, STEP_LIMIT, TEXT_LIMIT, TITLE_LIMIT
from learnplan.mine.plan.words import Approach, Horizon, Need, State
from learnplan.web.forms import DayField, Form, once

NOT_SURE = SelectChoice("", "Not sure yet")


def one_line(text: str | None) -> str:
    """What was typed, on one line, without the spaces around it."""
    return " ".join((text or "").split())


def paragraphs(text: str | None) -> str:
    """What was typed, with one kind of newline and no empty lines around it."""
    return (text or "").replace("\r\n", "\n").strip()


def _number(text: object) -> int | None:
    said = str(text)
    return int(said) if said.isdecimal() else None


def _approach(word: str) -> Approach | None:
    return Approach(word) if word else None


def _need(word: str) -> Need | None:
    return Need(word) if word else None


class GoalForm(Form):
    """All that a goal says. ``version`` is what it said when the form was opened."""

    title = StringField(
        "What do you want to learn?",
        description="One line is enough.",
        filters=[one_line],
        validators=[
            DataRequired("Write what you want to learn."),
            Length(max=TITLE_LIMIT, message=f"Use at most {TITLE_LIMIT} characters here."),
        ],
    )
    why = TextAreaField(
        "Why does it matter to you?",
        filters=[paragraphs],
        validators=[Length(max=TEXT_LIMIT, message=f"Use at most {TEXT_LIMIT:,} characters.")],
    )
    how_i_will_know = TextAreaField(
        "How will you know?",
        description="What you can do then that you cannot do now.",
        filters=[paragraphs],
        validators=[Length(max=TEXT_LIMIT, message=f"Use at most {TEXT_LIMIT:,} characters.")],
    )
    horizon = SelectField(
        "What is it for?",
        choices=[SelectChoice(each.value, each.capitalize()) for each in Horizon],
        coerce=Horizon,
        invalid_value_message="Choose one of these.",
    )
    approach = RadioField(
        "How can it be learned?",
        choices=[
            NOT_SURE,
            SelectChoice(Approach.CLEAR.value, "Follow a practice: it is known how it is done"),
            SelectChoice(Approach.COMPLICATED.value, "Ask an expert: somebody knows"),
            SelectChoice(Approach.COMPLEX.value, "Probe, sense, respond: nobody knows yet"),
        ],
        coerce=_approach,
        invalid_value_message="Choose one of these.",
    )
    need = SelectField(
        "When will you need it?",
        choices=[NOT_SURE, *(SelectChoice(each.value, each.capitalize()) for each in Need)],
        coerce=_need,
        invalid_value_message="Choose one of these.",
    )
    by = DayField("By when?", description="Only if a day helps you.", validators=[Optional()])
    version = HiddenField(filters=[_number])
    save = SubmitField("Save goal")


class NewGoalForm(GoalForm):
    """A goal that is being written down, and whether it begins at once."""

    state = RadioField(
        "Where is it now?",
        choices=[
            SelectChoice(State.IDEA.value, "An idea for later"),
            SelectChoice(State.ACTIVE.value, "I am starting on it"),
        ],
        coerce=State,
        default=State.IDEA,
        invalid_value_message="Choose one of these.",
    )
    once = HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])


class MoveForm(Form):
    """Moving a goal on: each button of it is one state ``to`` go to."""

    remark = StringField(
        "A word about why",
        description="If you like, such as “until the release is out”.",
        filters=[one_line],
        validators=[
            Length(max=REMARK_LIMIT, message=f"Use at most {REMARK_LIMIT} characters here.")
        ],
    )
    to = SelectField(
        choices=[SelectChoice(each.value, each.value) for each in State],
        coerce=State,
        invalid_value_message="Choose where it goes.",
    )


class StepForm(Form):
    """One step."""

    text = StringField(
        "Another step",
        filters=[one_line],
        validators=[
            DataRequired("Write the step."),
            Length(max=STEP_LIMIT, message=f"Use at most {STEP_LIMIT} characters here."),
        ],
    )
    save = SubmitField("Save step")
