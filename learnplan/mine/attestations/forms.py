"""What somebody chooses to show of an achievement."""

from datetime import date
from typing import Any
from uuid import UUID

from wtforms import SubmitField, TextAreaField
from wtforms.validators import DataRequired

from learnplan.web.forms import DayField, Form, Ticks, at_most, once_field, paragraphs

STATEMENT_LIMIT = 4_000


class AttestationForm(Form):
    """What an outsider is to see, and until when."""

    statement = TextAreaField(
        "What do you say about it?",
        description="In your words, for somebody who does not know you. Markdown works here.",
        filters=[paragraphs],
        validators=[at_most(STATEMENT_LIMIT)],
    )
    facts = Ticks("Which facts may they see?", invalid_value_message="Choose from these.")
    endorsements = Ticks(
        "Which endorsements?",
        description="Only those whose authors said that they may be shown outside.",
        coerce=lambda word: UUID(str(word)),
        invalid_value_message="Choose from these.",
    )
    evidence = Ticks(
        "Which evidence?",
        description="A file can be downloaded by whoever has the link. What you remove later "
        "leaves this at once.",
        coerce=lambda word: UUID(str(word)),
        invalid_value_message="Choose from these.",
    )
    until = DayField(
        "Until",
        description="Up to and including that day, at most a year from now.",
        validators=[DataRequired("Choose the last day.")],
    )
    once = once_field()
    save = SubmitField("See what they would see")

    def answers(self) -> dict[str, Any]:
        """What was chosen, ready for the service."""
        chosen = {field.short_name: field.data for field in self.visible()}
        until: date = chosen["until"]
        return {**chosen, "until": until, "once": self.once.data or None}
