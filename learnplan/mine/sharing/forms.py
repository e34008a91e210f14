"""What a person says about whom something is for, and what a reader writes on it."""

from wtforms import BooleanField, SelectField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Optional

from learnplan.web.forms import DayField, Form, at_most, chosen_id, once_field, paragraphs

TEXT_LIMIT = 4_000


class ShareForm(Form):
    """Whom an item is opened to, and until when. The service knows who works here."""

    reader_id = SelectField(
        "Person or circle",
        coerce=chosen_id,
        validate_choice=False,
        validators=[DataRequired("Choose a person or a circle.")],
        invalid_value_message="Choose a person or a circle.",
    )
    until = DayField(
        "Until",
        description="Up to and including that day. Left empty, until you stop it.",
        validators=[Optional()],
    )


class CommentForm(Form):
    """What a reader writes on an item."""

    text = TextAreaField(
        "Write on it",
        description="Markdown works here.",
        filters=[paragraphs],
        validators=[
            DataRequired("Write something first."),
            at_most(TEXT_LIMIT),
        ],
    )
    is_endorsement = BooleanField(
        "I saw this myself",
        description="Then it stands as an endorsement, signed with your name.",
    )
    may_be_shown = BooleanField(
        "It may be shown outside, with my name",
        description="An endorsement only. Until you withdraw it.",
    )
    once = once_field()
    save = SubmitField("Send")
