"""What people type about a proposal."""

from collections.abc import Sequence

from wtforms import RadioField, SelectChoice, SubmitField
from wtforms.validators import InputRequired

from learnplan.directory.queries import UnitView
from learnplan.ours.practices.forms.fields import PUBLISH, a_unit, choose_among, some_words
from learnplan.ours.practices.forms.procedures import WholeProcedure
from learnplan.ours.practices.words import Kind
from learnplan.web.forms import DayField, Form, once_field, version_field


class ProposalForm(WholeProcedure):
    """What somebody proposes. ``base`` is the version of the procedure that they read."""

    kind = RadioField(
        "What does it do?",
        choices=[SelectChoice(each.value, each.said) for each in Kind],
        coerce=Kind,
        default=Kind.ALTER,
        invalid_value_message="Choose one of these.",
    )
    why = some_words("Why?", "Write why.", "What happened that made you think of it. A case helps.")
    base = version_field()
    version = version_field()
    once = once_field()
    save = SubmitField("Propose it, with my name")


class AdaptForm(WholeProcedure):
    """What a keeper makes of a proposal."""

    reason = some_words(
        "Why not just as it was proposed?",
        "Write the reason. Whoever proposed it reads it.",
    )
    base = version_field()
    version = version_field()
    save = SubmitField("Adapt and publish")


class TrialForm(Form):
    """Where something is tried, and until when."""

    unit_id = a_unit("Where?", "Choose a unit.", "Whoever works there works by it until then.")
    until_on = DayField(
        "Until when?",
        description="It is decided within a week of that day.",
        validators=[InputRequired("Write the day.")],
    )
    save = SubmitField("Put it on trial")

    def offer(self, units: Sequence[UnitView]) -> None:
        """Choose among all units."""
        choose_among(self.unit_id, units, none="Choose a unit")


class AdoptForm(Form):
    """That a proposal is adopted as it is."""

    reason = some_words("Anything to say about it?")
    version = version_field()
    save = SubmitField("Adopt it as it is")


class DeclineForm(Form):
    """Why the procedure stays as it is."""

    reason = some_words("Why not?", "Write the reason. Whoever proposed it reads it.")
    save = SubmitField("Decline it, with the reason")


class LineForm(Form):
    """A comment, or what was noticed on a trial."""

    words = some_words("What do you say to it?", "Write a sentence.")
    once = once_field()
    save = SubmitField(PUBLISH)
