"""What a person writes about a goal."""

from typing import Any

from wtforms import (
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from learnplan.mine.plan.models import (
    LINE_LIMIT,
    NAME_LIMIT,
    REMARK_LIMIT,
    STEP_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    PersonAsked,
)
from learnplan.mine.plan.words import Approach, Horizon, Need, Prompts, State
from learnplan.web.forms import (
    DayField,
    Form,
    Ticks,
    at_most,
    chosen_id,
    once_field,
    one_line,
    paragraphs,
    version_field,
)
from learnplan.web.pages import this_day

NOT_SURE = SelectChoice("", "Not sure yet")


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
            at_most(TITLE_LIMIT),
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
    version = version_field()
    save = SubmitField("Save goal")


class NewGoalForm(GoalForm):
    """A goal that is being written down, and whether it begins at once.

    ``steps`` are those that a starter plan proposes, each told by its place there.
    """

    steps = Ticks(
        "Steps to begin with",
        description="Untick what does not fit. You can reword them later, and add your own.",
        choices=[],
        coerce=str,
        invalid_value_message="Choose from these steps.",
    )
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
    once = once_field()


class MoveForm(Form):
    """Moving a goal on: each button of it is one state ``to`` go to."""

    remark = StringField(
        "A word about why",
        description="If you like, such as “until the release is out”.",
        filters=[one_line],
        validators=[at_most(REMARK_LIMIT)],
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
            at_most(STEP_LIMIT),
        ],
    )
    save = SubmitField("Save step")


class NewRoundForm(Form):
    """The next small thing to try."""

    probe = TextAreaField(
        "What will you try?",
        description="Something small that cannot hurt, and that you would notice the effect of.",
        filters=[paragraphs],
        validators=[DataRequired("Write what you will try."), at_most(TEXT_LIMIT)],
    )
    starts_on = DayField("From", description="Only if days help you.", validators=[Optional()])
    ends_on = DayField("Until", validators=[Optional()])
    once = once_field()
    save = SubmitField("Save")


class RoundForm(Form):
    """All that a round says. ``version`` is what it said when the form was opened."""

    probe = TextAreaField(
        "What did you try?",
        filters=[paragraphs],
        validators=[DataRequired("Write what you tried."), at_most(TEXT_LIMIT)],
    )
    starts_on = DayField("From", validators=[Optional()])
    ends_on = DayField("Until", validators=[Optional()])
    response = TextAreaField(
        "What changes because of it?",
        description="More of it, less of it, or another probe? In your own words.",
        filters=[paragraphs],
        validators=[at_most(TEXT_LIMIT)],
    )
    version = version_field()
    save = SubmitField("Save")


class SignalForm(Form):
    """Something that was noticed."""

    text = TextAreaField(
        "What did you notice?",
        description="Also what you did not expect, and what did not change.",
        filters=[paragraphs],
        validators=[DataRequired("Write what you noticed."), at_most(TEXT_LIMIT)],
    )
    noticed_on = DayField(
        "On which day?", default=this_day, validators=[InputRequired("Write the day.")]
    )
    version = version_field()
    save = SubmitField("Save")


class NewSignalForm(SignalForm):
    """Something that is being noticed."""

    once = once_field()


class PersonForm(Form):
    """Somebody who may know, what to ask them, and what they said."""

    colleague_id = SelectField(
        "A colleague",
        coerce=chosen_id,
        validate_choice=False,
        invalid_value_message="Choose a person.",
    )
    name = StringField(
        "Or somebody else",
        description="A name, or words such as “whoever built it”.",
        filters=[one_line],
        validators=[at_most(NAME_LIMIT)],
    )
    question = TextAreaField(
        "What do you want to ask?", filters=[paragraphs], validators=[at_most(TEXT_LIMIT)]
    )
    answer = TextAreaField(
        "What did they say?", filters=[paragraphs], validators=[at_most(TEXT_LIMIT)]
    )
    asked_on = DayField(
        "When did you ask?", description="Empty, until you have.", validators=[Optional()]
    )
    version = version_field()
    save = SubmitField("Save")


class NewPersonForm(PersonForm):
    """Somebody who is being written down."""

    once = once_field()


def said_of(person: PersonAsked) -> dict[str, Any]:
    """What is written about somebody now, by the names of the form's fields."""
    names = ("colleague_id", "question", "answer", "asked_on", "version")
    called = "" if person.colleague_id else person.name
    return {"name": called, **{name: getattr(person, name) for name in names}}


class PracticeForm(Form):
    """The practice that is followed; ``version`` is 0 where nothing was written yet."""

    text = TextAreaField(
        "What is the practice?",
        description="How it is done, or the heart of it. Markdown works.",
        filters=[paragraphs],
        validators=[at_most(TEXT_LIMIT)],
    )
    kept_where = StringField(
        "Where is it kept?",
        description="An address, or words such as “the blue folder at line 1”.",
        filters=[one_line],
        validators=[at_most(LINE_LIMIT)],
    )
    version = version_field()
    save = SubmitField("Save")


class PromptsForm(Form):
    """How much starter plans ask of somebody."""

    prompts = RadioField(
        "Prompts beside the questions",
        choices=[
            SelectChoice(Prompts.FEWER.value, "Fewer each time, until there are none"),
            SelectChoice(Prompts.ALL.value, "All of them, always"),
            SelectChoice(Prompts.NONE.value, "None"),
        ],
        coerce=Prompts,
        invalid_value_message="Choose one of these.",
    )
    save = SubmitField("Save")
