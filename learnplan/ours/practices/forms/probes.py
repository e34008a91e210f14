"""What people type about a probe."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import RadioField, SelectChoice, SelectField, SubmitField
from wtforms.validators import InputRequired, Optional

from learnplan.directory.queries import UnitView
from learnplan.ours.practices.forms.fields import (
    PUBLISH,
    a_line,
    a_unit,
    choose_among,
    some_words,
    whole_text,
)
from learnplan.ours.practices.words import OFFERS, Mark, Signal
from learnplan.web.forms import DayField, Form, chosen_id, once_field, version_field

LEARNED = "What was learned?"
UNCLEAR = "neither"


class _WhatIsTried(Form):
    """What any probe says."""

    title = a_line(
        "What do you try, in a line?", "Write what you try.", "Small, and safe if it fails."
    )
    what = some_words(
        "How?", "Write how you go about it.", "Who does what, where, how often. A few sentences."
    )
    amplify = some_words(
        "What would tell you to do more of it?",
        "Write what to watch for.",
        "A signal that somebody can see or hear, before any figure shows it.",
    )
    dampen = some_words(
        "What would tell you to stop?",
        "Write what to watch for.",
        "The first sign of harm, and whoever sees it.",
    )
    until_on = DayField(
        "Until when?",
        description="On that day the page asks what came of it. It ends when you say so.",
        validators=[InputRequired("Write the day.")],
    )


class ProbeForm(_WhatIsTried):
    """A new probe."""

    unit_id = a_unit("Whose is it?")
    once = once_field()
    save = SubmitField(PUBLISH)

    def offer(self, teams: Sequence[UnitView]) -> None:
        """Choose oneself, or one of one's teams."""
        choose_among(self.unit_id, teams, none="Mine, and of whoever puts their name to it")


class EditProbeForm(_WhatIsTried):
    """What a probe says while it runs."""

    version = version_field()
    save = SubmitField(PUBLISH)


class AdaptProbeForm(_WhatIsTried):
    """What was learned from a probe, and the one that grows from it."""

    learned = some_words(LEARNED, "Write what was learned.", "It stays with the probe that ends.")
    once = once_field()
    save = SubmitField("End it and post this one")


class LetGoForm(Form):
    """What was learned from a probe that is let go."""

    learned = some_words(
        LEARNED, "Write what was learned.", "Also what nobody need try again. It stays on its page."
    )
    save = SubmitField("Let it go")


class AdoptProbeForm(Form):
    """What was learned from a probe, and the procedure that it becomes."""

    learned = some_words(LEARNED, "Write what was learned.", "It stays with the probe.")
    unit_id = a_unit("Whose procedure is it?")
    title = a_line("What is it called?", "Write what it is called.")
    text = whole_text(
        "How is it done?", "Write how it is done.", "Markdown. A numbered list is a good beginning."
    )
    aid = some_words(
        "Short steps for a job aid",
        description="A line each, for one page on a wall. Without any, the lists above are used.",
    )
    once = once_field()
    save = SubmitField("Adopt it, with our names")

    def offer(self, teams: Sequence[UnitView]) -> None:
        """Choose among one's own teams; a team's probe is its own already."""
        choose_among(self.unit_id, teams)


class ChooseProcedureForm(Form):
    """Which procedure is to say what was found."""

    procedure_id = SelectField(
        "Which procedure is to say it?",
        coerce=chosen_id,
        validators=[InputRequired("Choose a procedure.")],
    )
    save = SubmitField("Write the change")

    def offer(self, procedures: Sequence[tuple[UUID, str]]) -> None:
        """Choose among those in use."""
        self.procedure_id.choices = [
            SelectChoice("", "Choose a procedure"),
            *(SelectChoice(str(each), words) for each, words in procedures),
        ]


class SensedForm(Form):
    """What somebody sensed."""

    words = some_words("What did you notice?", "Write what you noticed.")
    signal = RadioField(
        "What does it say?",
        choices=[
            SelectChoice(Signal.AMPLIFY.value, "More of it"),
            SelectChoice(Signal.DAMPEN.value, "Less of it"),
            SelectChoice(UNCLEAR, "Neither, yet"),
        ],
        default=UNCLEAR,
        invalid_value_message="Choose one of these.",
    )
    happened_on = DayField("When?", validators=[Optional()], description="Empty means today.")
    once = once_field()
    save = SubmitField(PUBLISH)

    def answers(self) -> dict[str, Any]:
        """What was noticed; a signal only where it is one."""
        said = super().answers()
        clear = said["signal"] in set(Signal)
        return {**said, "signal": Signal(said["signal"]) if clear else None}


class ResponseForm(Form):
    """How its people respond."""

    words = some_words("What do you do about it?", "Write what you do.")
    happened_on = DayField("Since when?", validators=[Optional()], description="Empty means today.")
    once = once_field()
    save = SubmitField(PUBLISH)


class OfferForm(Form):
    """What a manager offers."""

    mark = RadioField(
        "What do you offer?",
        choices=[SelectChoice(mark.value, words) for mark, words in OFFERS.items()],
        coerce=Mark,
        validators=[InputRequired("Choose one of these.")],
        invalid_value_message="Choose one of these.",
    )
    words = some_words("In your words", "Write what you offer, and until when.")
    once = once_field()
    save = SubmitField("Offer it, with my name")
