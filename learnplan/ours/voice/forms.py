"""What a person types when they ask, and what management types when it answers and promises."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from learnplan.directory.queries import UnitView
from learnplan.ours.voice.speaking import TEXT_LIMIT, TITLE_LIMIT, Opening
from learnplan.ours.voice.words import ASKED, Kind, Need, Outcome, State
from learnplan.web.forms import (
    DayField,
    Form,
    at_most,
    once_field,
    one_line,
    paragraphs,
    version_field,
)

PUBLISH = "Publish to everyone"
ANSWERS, DECLINES = "answers", "declines"
A_LINE = at_most(TITLE_LIMIT)
A_TEXT = at_most(TEXT_LIMIT)


def unit_choices(units: Sequence[UnitView]) -> list[SelectChoice]:
    """Units to choose from, each with the way down to it; ``units`` has parents first."""
    ways: dict[Any, str] = {}
    for unit in units:
        above = ways.get(unit.parent_id, "")
        ways[unit.id] = unit.name if unit.depth <= 1 or not above else f"{above} / {unit.name}"
    root = [SelectChoice(str(each.id), f"All of {each.name}") for each in units if not each.depth]
    below = sorted(((ways[each.id], each) for each in units if each.depth), key=lambda one: one[0])
    return [*root, *(SelectChoice(str(each.id), way) for way, each in below)]


def words_field(label: str, missing: str = "", **said: Any) -> TextAreaField:
    """A field for some paragraphs."""
    first = InputRequired(missing) if missing else Optional()
    return TextAreaField(
        label,
        filters=[paragraphs],
        validators=[first, A_TEXT],
        render_kw={"rows": said.pop("rows", 5)},
        **said,
    )


class AskForm(Form):
    """Something asked, suggested or requested."""

    kind = RadioField(
        "What is it?",
        choices=[SelectChoice(each.value, each.value.capitalize()) for each in ASKED],
        validators=[InputRequired("Choose one of these.")],
    )
    need = RadioField(
        "For a support request: what is needed?",
        choices=[
            SelectChoice("", "It is no support request"),
            *(SelectChoice(each.value, each.value[0].upper() + each.value[1:]) for each in Need),
        ],
        default="",
        validators=[Optional()],
    )
    unit_id = SelectField(
        "Who is asked?",
        description="Whoever manages it, or a unit above it, answers. Everyone reads it.",
        validators=[InputRequired("Choose a unit.")],
        coerce=str,
    )
    title = StringField(
        "In one line",
        filters=[one_line],
        validators=[InputRequired("Write it in one line."), A_LINE],
    )
    words = words_field("What more is there to say?", description="Markdown works.")
    once = once_field()
    save = SubmitField(PUBLISH)

    def opening(self) -> Opening:
        """What it opens a thread with.

        Raises:
            Invalid: it does not go together.
        """
        return Opening(
            kind=Kind(self.kind.data),
            unit_id=UUID(self.unit_id.data),
            title=self.title.data,
            words=self.words.data,
            need=Need(self.need.data) if self.need.data else None,
        )


class ReplyForm(Form):
    """Something said in a thread."""

    words = words_field(
        "Your reply",
        "Write what there is to say.",
        description="Your name stands beside it. You can change it or take it back for a day.",
        rows=4,
    )
    once = once_field()
    save = SubmitField(PUBLISH)


class ResponseForm(Form):
    """Management's answer, or why there is no yes."""

    how = RadioField(
        "What is it?",
        choices=[
            SelectChoice(ANSWERS, "An answer"),
            SelectChoice(DECLINES, "A decline, with the reason"),
        ],
        default=ANSWERS,
        validators=[InputRequired("Choose one of these.")],
    )
    words = words_field("In words", description="A decline needs a reason that can be checked.")
    next_on = DayField(
        "Looked at again on",
        description="Left empty, no day is promised.",
        validators=[Optional()],
    )
    once = once_field()
    save = SubmitField(PUBLISH)

    def answers(self) -> dict[str, Any]:
        """What they wrote, ready for the service."""
        said = super().answers()
        declines = said.pop("how") == DECLINES
        return {**said, "declines": declines}


class DoneForm(Form):
    """What was done with what the floor answered."""

    words = words_field(
        "What was done with the answers",
        "Say what was done with the answers.",
        description="What was heard, what is changed by it and by when, and what is not, and why.",
    )
    next_on = DayField(
        "Looked at again on",
        description="Left empty, no day is promised.",
        validators=[Optional()],
    )
    once = once_field()
    save = SubmitField(PUBLISH)


class LookForm(Form):
    """What came of an answer."""

    words = words_field("What came of it", "Write what came of it.")
    next_on = DayField(
        "Looked at once more on",
        description="Left empty, no day is promised.",
        validators=[Optional()],
    )
    once = once_field()
    save = SubmitField(PUBLISH)


class OutcomeForm(Form):
    """What came of a commitment, or its new day."""

    outcome = RadioField(
        "Was it kept?",
        choices=[
            SelectChoice(Outcome.KEPT.value, "Kept"),
            SelectChoice(Outcome.NOT_KEPT.value, "Not kept"),
            SelectChoice("", "Not yet: it has a new day"),
        ],
        validators=[Optional()],
    )
    next_on = DayField("Its new day, if it has one", validators=[Optional()])
    words = words_field("In words", "Write what came of it.")
    once = once_field()
    save = SubmitField(PUBLISH)

    def answers(self) -> dict[str, Any]:
        """What they wrote, ready for the service."""
        said = super().answers()
        return {**said, "outcome": Outcome(said["outcome"]) if said["outcome"] else None}


class PromiseForm(Form):
    """What is promised, and by when."""

    title = StringField(
        "What is promised",
        description="Something that everyone can see was done, or was not.",
        filters=[one_line],
        validators=[InputRequired("Write what is promised."), A_LINE],
    )
    due_on = DayField("By when?", validators=[InputRequired("Write the day.")])
    words = words_field("What more is there to say?", rows=3)
    once = once_field()
    save = SubmitField(PUBLISH)


class PromiseForUnitForm(PromiseForm):
    """What is promised for a unit, outside of any thread."""

    unit_id = SelectField(
        "For which unit?", validators=[InputRequired("Choose a unit.")], coerce=str
    )


class FloorForm(Form):
    """What management asks everybody in a unit."""

    unit_id = SelectField("Who is asked?", validators=[InputRequired("Choose a unit.")], coerce=str)
    title = StringField(
        "The question",
        description="About the work: what gets in the way, what is missing, what is slow. "
        "Nobody is asked what they learn.",
        filters=[one_line],
        validators=[InputRequired("Write what is asked."), A_LINE],
    )
    words = words_field(
        "Why it is asked, and what will be done with the answers",
        "Say why it is asked, and what will be done with the answers.",
    )
    once = once_field()
    save = SubmitField(PUBLISH)


class EditSayingForm(Form):
    """What somebody said. ``version`` is what it said when the form was opened."""

    words = words_field("In words", "Write what there is to say.")
    version = version_field()
    save = SubmitField(PUBLISH)


class EditThreadForm(Form):
    """What opens a thread. ``version`` is what it said when the form was opened."""

    title = StringField(
        "In one line",
        filters=[one_line],
        validators=[InputRequired("Write it in one line."), A_LINE],
    )
    words = words_field("What more is there to say?")
    version = version_field()
    save = SubmitField(PUBLISH)


class SieveForm(Form):
    """Which threads to show. It is sent with the address and changes nothing."""

    class Meta:
        """Nothing is changed, so nothing needs a token."""

        csrf = False

    q = StringField("Words", filters=[one_line], validators=[Length(max=TITLE_LIMIT)])
    state = SelectField(
        "How far",
        choices=[
            SelectChoice("", "Any"),
            *(SelectChoice(each.value, each.value.capitalize()) for each in State),
        ],
    )
    unit = SelectField("Asked of", coerce=str)
    save = SubmitField("Show")


KINDS: dict[str, tuple[str, Kind | None]] = {
    "": ("Everything", None),
    "requests": ("Support requests", Kind.SUPPORT),
    "questions": ("Questions", Kind.QUESTION),
    "suggestions": ("Suggestions", Kind.SUGGESTION),
    "commitments": ("Commitments", Kind.COMMITMENT),
    "floor": ("Asked of the floor", Kind.FLOOR),
}
"""The kinds by their words in addresses, each as its tab is called."""
