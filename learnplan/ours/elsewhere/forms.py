"""What is typed and chosen when boards go elsewhere."""

from typing import Any

from wtforms import RadioField, SelectChoice, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from learnplan.ours.elsewhere.models import PURPOSE_LIMIT, SITES_LIMIT, Rhythm
from learnplan.web.forms import Form, once_field, one_line

NEVER = "never"


class WindowForm(Form):
    """An address that shows a board to whoever has it."""

    purpose = StringField(
        "Where will it stand?",
        description="Such as “screen in the canteen”. Everyone here reads this.",
        filters=[one_line],
        validators=[
            DataRequired("Write where it will stand."),
            Length(max=PURPOSE_LIMIT, message="Use at most %(max)d characters."),
        ],
    )
    sites = TextAreaField(
        "Which sites may show it within their own pages? (optional)",
        description="Like https://intranet.example.org, several with spaces between. Left empty, "
        "it can only be opened by itself.",
        filters=[one_line],
        validators=[Length(max=SITES_LIMIT, message="Use at most %(max)d characters.")],
        render_kw={"spellcheck": "false", "autocapitalize": "none"},
    )
    once = once_field()
    save = SubmitField("Open a window")

    def answers(self) -> dict[str, Any]:
        """What was written, with the word of this form."""
        return {**super().answers(), "once": self.once.data or None}


class DigestForm(Form):
    """How often a board comes by mail."""

    rhythm = RadioField(
        "When is it sent?",
        choices=[
            SelectChoice(Rhythm.WEEKLY.value, "Every Monday morning"),
            SelectChoice(
                Rhythm.SPECIAL.value,
                "Once something changed beyond chance, at most one mail a day",
            ),
            SelectChoice(NEVER, "Never"),
        ],
        validators=[InputRequired("Choose when it is sent.")],
    )
    save = SubmitField("Save")
