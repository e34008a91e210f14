"""What administrators choose and type when figures are to come by themselves."""

from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    SubmitField,
)
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from learnplan.ours.feeds.models import NAME_LIMIT, ONCE_LIMIT
from learnplan.ours.performance.importing import ATTESTATION
from learnplan.web.forms import Form, once, one_line

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
    indicators = SelectMultipleField(
        "Which indicators?", option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    attests = BooleanField(
        ATTESTATION,
        description=(
            "Your word for every figure that it pushes. Without it, figures of years that nobody "
            "gave their word for are shown for the whole organisation only."
        ),
    )
    once = HiddenField(default=once, validators=[Length(max=ONCE_LIMIT)])
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
