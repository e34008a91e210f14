"""What a person says about whom something is for."""

from uuid import UUID

from wtforms import SelectField
from wtforms.validators import DataRequired, Optional

from learnplan.web.forms import DayField, Form


def _person(word: object) -> UUID | None:
    return UUID(str(word)) if word else None


class ShareForm(Form):
    """Whom an item is opened to, and until when. The service knows who works here."""

    reader_id = SelectField(
        "Person",
        coerce=_person,
        validate_choice=False,
        validators=[DataRequired("Choose a person.")],
        invalid_value_message="Choose a person.",
    )
    until = DayField(
        "Until",
        description="Up to and including that day. Left empty, until you stop it.",
        validators=[Optional()],
    )
