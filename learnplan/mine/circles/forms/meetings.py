"""What a person says about a meeting."""

from wtforms import (
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired

from learnplan.mine.circles.models.meetings import (
    AGENDA_LIMIT,
    LINK_LIMIT,
    PLACE_LIMIT,
    USUAL,
)
from learnplan.mine.circles.words import Reply
from learnplan.mine.log.words import is_address
from learnplan.web.forms import (
    DayField,
    Form,
    InOurWords,
    at_most,
    chosen_id,
    once_field,
    one_line,
    paragraphs,
    version_field,
)


class ClockField(InOurWords, TimeField):  # type: ignore[misc]  # wtforms is untyped
    """A time of day, with words of our own when it is none."""

    complaint = "Write a time, like 15:30."


class MinutesField(InOurWords, IntegerField):  # type: ignore[misc]  # wtforms is untyped
    """A number of minutes, with words of our own when it is none."""

    complaint = "Write a number of minutes, like 60."


class MeetingForm(Form):
    """All that a meeting says. ``version`` is what it said when the form was opened."""

    day = DayField("Which day?", validators=[InputRequired("Choose a day.")])
    at = ClockField("At what time?", validators=[InputRequired("Choose a time, like 15:30.")])
    minutes = MinutesField(
        "How many minutes?",
        default=USUAL,
        validators=[InputRequired("Write a number of minutes, like 60.")],
    )
    place = StringField("Where?", filters=[one_line], validators=[at_most(PLACE_LIMIT)])
    link = StringField(
        "Address of a call",
        description="If there is one, such as https://…",
        filters=[one_line],
        validators=[at_most(LINK_LIMIT)],
    )
    facilitator_id = SelectField(
        "Who facilitates?",
        coerce=chosen_id,
        validate_choice=False,
        invalid_value_message="Choose one of these.",
    )
    agenda = TextAreaField(
        "What is on?",
        description="A line each, such as: The invoice query, live (Ben and Ana, 25 min).",
        filters=[paragraphs],
        validators=[at_most(AGENDA_LIMIT)],
    )
    version = version_field()
    save = SubmitField("Save")

    def validate_link(self, field: StringField) -> None:
        """A link, where one is given, leads to a page.

        Raises:
            ValidationError: it does not.
        """
        if field.data and not is_address(field.data):
            raise ValidationError("Write the whole address, such as https://meet.example/room.")


class NewMeetingForm(MeetingForm):
    """A meeting that is being set."""

    once = once_field()
    save = SubmitField("Set the meeting")


class ReplyForm(Form):
    """Whether one comes."""

    reply = RadioField(
        "Will you be there?",
        choices=[SelectChoice(each.value, each.capitalize()) for each in Reply],
        coerce=Reply,
        invalid_value_message="Choose one of these.",
    )
    save = SubmitField("Save answer")
