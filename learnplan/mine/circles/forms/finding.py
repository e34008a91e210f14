"""What a person says to find others: the words of a goal, a line, a note."""

from datetime import date

from wtforms import HiddenField, RadioField, SelectChoice, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired

from learnplan.mine.circles.likeness import MOST_WORDS
from learnplan.mine.circles.models.matching import WORDS_LIMIT
from learnplan.mine.circles.models.notices import NOTE_LIMIT, TEXT_LIMIT
from learnplan.mine.circles.words import Side
from learnplan.web.forms import Form, at_most, once_field, one_line, paragraphs


def day(word: object) -> date | None:
    """A day that a form carried along; None where it carried none."""
    try:
        return date.fromisoformat(str(word))
    except ValueError:
        return None


class MatchForm(Form):
    """Which words of a goal are compared."""

    words = StringField(
        "Which words may be compared?",
        description=(
            f"Two to {MOST_WORDS}, in any order. They come from the goal’s title; take out what "
            "would tell on you. Small words, and case, accents and endings, do not count."
        ),
        filters=[one_line],
        validators=[DataRequired("Give at least two words."), at_most(WORDS_LIMIT)],
    )
    save = SubmitField("Ask from tomorrow")


class MeetForm(Form):
    """Yes or not now, to whoever was counted on the day ``shown_on``."""

    said = RadioField(choices=["yes", "not now"], invalid_value_message="Say yes, or not now.")
    shown_on = HiddenField(filters=[day])


class NoticeForm(Form):
    """A line for the list."""

    side = RadioField(
        "Which is it?",
        choices=[SelectChoice(each.value, f"{each.said} …") for each in Side],
        coerce=Side,
        default=Side.OFFER,
        invalid_value_message="Choose one of these.",
    )
    text = StringField(
        "What?",
        description="It goes on after “I can show” or “I would like to learn”.",
        filters=[one_line],
        validators=[DataRequired("Write what it is."), at_most(TEXT_LIMIT)],
    )
    once = once_field()
    save = SubmitField("Put it on the list")


class NoteForm(Form):
    """What is written to a line."""

    note = TextAreaField(
        "What do you want to say?",
        description="They read this without your name. Sign it only if you want to.",
        filters=[paragraphs],
        validators=[DataRequired("Write a sentence."), at_most(NOTE_LIMIT)],
    )
    save = SubmitField("Send it without my name")
