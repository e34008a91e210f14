"""What the people of a circle write for everyone: a card to pass on, a community's page."""

from typing import Any

from wtforms import HiddenField, RadioField, SelectChoice, SubmitField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from learnplan.mine.circles.models.circles import SEAL_LENGTH
from learnplan.ours.practices.from_circles import PART_LIMIT
from learnplan.web.forms import Form, at_most, paragraphs, version_field

NAMED, UNNAMED = "named", "unnamed"


def _part(question: str, hint: str = "", missing: str = "") -> TextAreaField:
    """One part of what is written, which has to be there if its ``missing`` is a complaint."""
    needed = [InputRequired(missing)] if missing else []
    return TextAreaField(
        question,
        description=hint,
        filters=[paragraphs],
        validators=[*needed, at_most(PART_LIMIT)],
        render_kw={"rows": 4},
    )


class CardForm(Form):
    """All that a card says. ``version`` is what it said when the form was opened."""

    learnt = _part(
        "What did we set out to learn?",
        "Markdown works. Leave out who, where it does not matter.",
        "Write what you set out to learn.",
    )
    helped = _part("What helped?", missing="Write what helped.")
    differently = _part("What would we do differently?")
    whom = _part("For whom may it be useful?")
    version = version_field()
    save = SubmitField("Save, and look at it")


class AgreeForm(Form):
    """Agreeing to exactly what was ``seen``."""

    signed = RadioField(
        "And your name?",
        validators=[InputRequired("Choose one of these.")],
    )
    seen = HiddenField(validators=[DataRequired(), at_most(SEAL_LENGTH)])
    save = SubmitField("I agree to exactly this")

    def __init__(self, *args: Any, name: str, **values: Any) -> None:
        """Offer to put their own ``name`` on it, or not."""
        super().__init__(*args, **values)
        self.signed.choices = [
            SelectChoice(UNNAMED, "Not on the card"),
            SelectChoice(NAMED, f"Put {name} on the card"),
        ]


class SeenForm(Form):
    """Deciding about exactly what was ``seen``."""

    seen = HiddenField(validators=[DataRequired(), at_most(SEAL_LENGTH)])


class PageForm(Form):
    """All that a community says of itself. ``version`` is what it said when it was opened."""

    practice = _part(
        "What is the practice?",
        "What you do and care about, for somebody who does not know you yet. Markdown works.",
        "Write what the practice is.",
    )
    joining = _part(
        "How does somebody join?",
        "Such as: come to the bench on the first Tuesday, nobody has to sign up.",
        "Write how somebody joins.",
    )
    questions = _part("Which questions do you welcome?")
    version = version_field()
    save = SubmitField("Save, and look at it")
