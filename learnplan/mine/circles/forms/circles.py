"""What a person says about a circle."""

from typing import Any, Self

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Optional

from learnplan.mine.circles.models.circles import (
    AGREEMENT_LIMIT,
    NAME_LIMIT,
    PLACE_LIMIT,
    PURPOSE_LIMIT,
    WHY_LIMIT,
)
from learnplan.mine.circles.words import USUAL_AGREEMENT, USUAL_WEEKS, Kind, Rhythm, State
from learnplan.web.forms import (
    DayField,
    Form,
    InOurWords,
    Ticks,
    at_most,
    chosen_id,
    once_field,
    one_line,
    paragraphs,
    version_field,
)


class WeeksField(InOurWords, IntegerField):  # type: ignore[misc]  # wtforms is untyped
    """A number of weeks, with words of our own when it is none."""

    complaint = "Write a number of weeks, like 8."


class CircleForm(Form):
    """All that a circle says of itself. ``version`` is what it said when the form was opened."""

    name = StringField(
        "What is it called?",
        filters=[one_line],
        validators=[DataRequired("Give it a name."), at_most(NAME_LIMIT)],
    )
    purpose = TextAreaField(
        "What is it for?",
        description="What you would like to be able to do, or to understand, together.",
        filters=[paragraphs],
        validators=[at_most(PURPOSE_LIMIT)],
    )
    is_open = BooleanField(
        "Open: any worker can find it and join",
        description="Left off, it is invisible to everybody but its members and whom they ask.",
    )
    rhythm = SelectField(
        "How often do you mean to meet?",
        choices=[SelectChoice(each.value, each.capitalize()) for each in Rhythm],
        coerce=Rhythm,
        default=Rhythm.FORTNIGHTLY,
        invalid_value_message="Choose one of these.",
    )
    starts_on = DayField("From when?", description="Only if you know.", validators=[Optional()])
    weeks = WeeksField(
        "For how many weeks?",
        description="Left empty, it is open.",
        validators=[Optional()],
    )
    place = StringField(
        "Where, usually?",
        description="A room, or the address of a call.",
        filters=[one_line],
        validators=[at_most(PLACE_LIMIT)],
    )
    agreement = TextAreaField(
        "What do you agree to?",
        description="Everyone accepts it on joining, and anew when it changes.",
        filters=[paragraphs],
        validators=[at_most(AGREEMENT_LIMIT)],
    )
    version = version_field()
    save = SubmitField("Save")


class NewCircleForm(CircleForm):
    """A circle that is being started."""

    kind = RadioField(
        "What kind of circle?",
        choices=[SelectChoice(each.value, each.said) for each in Kind],
        coerce=Kind,
        default=Kind.LEARNING_CIRCLE,
        invalid_value_message="Choose one of these.",
    )
    once = once_field()
    save = SubmitField("Start it")

    @classmethod
    def begun(cls, **said: Any) -> Self:
        """The form with what most circles begin with, and what is ``said`` already."""
        return cls(data={"agreement": USUAL_AGREEMENT, "weeks": USUAL_WEEKS, **said})


class TogetherForm(NewCircleForm):
    """A circle that is started with people one met over a goal like one's own."""

    person_ids = Ticks(
        "Whom do you ask to come?",
        description="They see who asked, and what you write here. If they decline, nobody is told.",
        coerce=chosen_id,
        invalid_value_message="Choose from those you know by now.",
    )

    def validate_person_ids(self, field: SelectMultipleField) -> None:
        """A pair is two people.

        Raises:
            ValidationError: more than one is asked into it.
        """
        if self.kind.data is Kind.PAIR and len(field.data or ()) > 1:
            raise ValidationError("A study pair is two people: ask one, or start a circle.")


class JoinForm(Form):
    """Coming in. ``version`` is the agreement that was read."""

    accepts = BooleanField("I accept this agreement")
    version = version_field()
    save = SubmitField("Join")


class InviteForm(Form):
    """Asking somebody to come. The service knows who works here."""

    person_id = SelectField(
        "Ask somebody to come",
        coerce=chosen_id,
        validate_choice=False,
        validators=[DataRequired("Choose a person.")],
        invalid_value_message="Choose a person.",
    )


class MoveForm(Form):
    """Letting a circle begin, rest or go on: each button is one state ``to`` go to."""

    to = SelectField(
        choices=[SelectChoice(each.value, each.value) for each in State],
        coerce=State,
        invalid_value_message="Choose where it goes.",
    )


class ProposalForm(Form):
    """Putting something to the circle."""

    why = StringField(
        "Why?",
        description="If you like. The members see it, also whom it is about.",
        filters=[one_line],
        validators=[at_most(WHY_LIMIT)],
    )
    save = SubmitField("Put it to the circle")
