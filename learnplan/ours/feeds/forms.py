"""What administrators choose and type when figures are to come by themselves."""

from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from learnplan.ours.feeds.models import NAME_LIMIT, URL_LIMIT
from learnplan.ours.performance.importing import ATTESTATION
from learnplan.web.forms import Form, Ticks, once_field, one_line

ANY, THESE = "any", "these"


class TokenForm(Form):
    """A token for one program."""

    name = StringField(
        "Which program is it for?",
        description="Its batches are called so: ERP, nightly.",
        filters=[one_line],
        validators=[DataRequired("Write which program it is for."), Length(max=NAME_LIMIT)],
    )
    reach = RadioField(
        "What may it push?",
        choices=[
            SelectChoice(THESE, "Figures of the indicators chosen below, for units that are here"),
            SelectChoice(ANY, "Figures of any indicator; it may also make new ones, and new units"),
        ],
        validators=[InputRequired("Choose what it may push.")],
    )
    indicators = Ticks("Which indicators?")
    attests = BooleanField(
        ATTESTATION,
        description=(
            "Your word for every figure that it pushes. Without it, figures of years that nobody "
            "gave their word for are shown for the whole organisation only."
        ),
    )
    once = once_field()
    save = SubmitField("Make the token")

    def validate_indicators(self, field: SelectMultipleField) -> None:
        """Some are chosen, where only those chosen may be pushed.

        Raises:
            ValidationError: none is.
        """
        if self.reach.data == THESE and not field.data:
            raise ValidationError("Choose at least one indicator, or let it push any.")

    def answers(self) -> dict[str, Any]:
        """What was chosen, as the service takes it."""
        chosen = None if self.reach.data == ANY else [UUID(one) for one in self.indicators.data]
        return {
            "name": self.name.data,
            "indicators": chosen,
            "attests": self.attests.data,
            "once": self.once.data or None,
        }


class AddressForm(Form):
    """A table on another server."""

    name = StringField(
        "What is it?",
        description="Its batches are called so: Waiting times, regional office.",
        filters=[one_line],
        validators=[DataRequired("Write what it is."), Length(max=NAME_LIMIT)],
    )
    url = StringField(
        "Its address",
        description="A CSV file or a spreadsheet, like https://data.example.org/figures.csv.",
        filters=[one_line],
        validators=[DataRequired("Write its address."), Length(max=URL_LIMIT)],
        render_kw={"type": "url", "spellcheck": "false"},
    )
    hours = SelectField(
        "How often is it fetched?",
        coerce=int,
        default=24,
        choices=[
            SelectChoice(1, "Every hour"),
            SelectChoice(24, "Every day"),
            SelectChoice(168, "Every week"),
        ],
    )
    attests = BooleanField(ATTESTATION, description="Your word for every figure that it brings.")
    once = once_field()
    save = SubmitField("Fetch it from now on")

    def answers(self) -> dict[str, Any]:
        """What was written, with the word of this form."""
        return {**super().answers(), "once": self.once.data or None}
