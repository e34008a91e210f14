"""What somebody writes on a portfolio, and what they choose for it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from learnplan.core.errors import Invalid
from learnplan.mine.log.entries import normal_tag
from learnplan.mine.log.forms import DayField
from learnplan.mine.portfolios.finding import EVERYTHING, Asked
from learnplan.mine.portfolios.models import Piece, Portfolio
from learnplan.mine.portfolios.parts import LINE_LIMIT, SENTENCE_LIMIT, TEXT_LIMIT
from learnplan.mine.search.asking import QUERY_LIMIT
from learnplan.mine.sharing.items import ItemKind
from learnplan.web.forms import (
    Form,
    Ticks,
    at_most,
    chosen_id,
    once_field,
    one_line,
    paragraphs,
    version_field,
)


def _kinds(word: str) -> tuple[ItemKind, ...]:
    return (ItemKind(word),) if word else EVERYTHING


class PortfolioForm(Form):
    """What stands above the pieces. ``version`` is what it said when the form was opened."""

    heading = StringField(
        "Heading",
        description="What it is for, or what it shows, in one line.",
        filters=[one_line],
        validators=[InputRequired("Write a heading."), at_most(LINE_LIMIT)],
    )
    by = StringField(
        "Your name, as it is to stand on it",
        filters=[one_line],
        validators=[InputRequired("Write your name."), at_most(LINE_LIMIT)],
        render_kw={"autocomplete": "name"},
    )
    reached_at = StringField(
        "How to reach you",
        description="An address or a number of your own, if you like. Your work address may end "
        "with your job.",
        filters=[one_line],
        validators=[at_most(LINE_LIMIT)],
    )
    introduction = TextAreaField(
        "Introduction",
        description="Markdown works.",
        filters=[paragraphs],
        validators=[at_most(TEXT_LIMIT)],
        render_kw={"rows": 6},
    )
    with_people = BooleanField(
        "Say with whom it was, and who said what is quoted",
        description="Left out unless you tick this. Ask them first: a file cannot be taken back.",
    )
    with_minutes = BooleanField(
        "Say how long things took", description="Left out unless you tick this."
    )
    version = version_field()
    save = SubmitField("Save")


class NewPortfolioForm(PortfolioForm):
    """A portfolio that is being begun."""

    once = once_field()
    save = SubmitField("Keep it, and choose what is in it")


class PieceForm(Form):
    """What is said about one piece, and what is shown of it."""

    title = StringField(
        "What it is called here",
        description="Left empty, it is called as it is in your record.",
        filters=[one_line],
        validators=[at_most(LINE_LIMIT)],
    )
    sentence = TextAreaField(
        "A sentence of your own",
        description="What it shows, for somebody who does not know you. Markdown works.",
        filters=[paragraphs],
        validators=[at_most(SENTENCE_LIMIT)],
        render_kw={"rows": 3},
    )
    parts = Ticks("What is shown of it?", invalid_value_message="Choose from these.")
    evidence = Ticks(
        "Which evidence?",
        description="A picture is in the page. Of another file, its name is.",
        invalid_value_message="Choose from these.",
    )
    attestations = Ticks(
        "Which attestations?",
        description="What you said there, and until when. Not the link, which was shown once: put "
        "it into your sentence if you kept it. What others wrote stays behind the link, where "
        "they can take it back.",
        invalid_value_message="Choose from these.",
    )
    version = version_field()
    save = SubmitField("Save")


class ChoosingForm(Form):
    """What to look for; it is sent with GET, and changes nothing."""

    class Meta:
        """Looking needs no token."""

        csrf = False

    kinds = SelectField(
        "Among",
        name="kind",
        choices=[
            SelectChoice("", "Goals and activities"),
            SelectChoice("goal", "Goals"),
            SelectChoice("activity", "Activities of the log"),
            SelectChoice("reflection", "Reflections"),
        ],
        coerce=str,
        default="",
        invalid_value_message="Choose one of these.",
    )
    goal = SelectField(
        "Goal", coerce=chosen_id, validate_choice=False, invalid_value_message="Choose a goal."
    )
    tag = StringField("Tag", filters=[lambda text: normal_tag(text or "")])
    words = StringField("Words", filters=[one_line])
    since = DayField("From", name="from")
    until = DayField("Until")

    def asked(self) -> Asked:
        """What was chosen; what was not understood is left out."""
        if not any(field.raw_data for field in self):
            return Asked()
        self.validate()
        return Asked(
            kinds=EVERYTHING if self.kinds.errors else _kinds(self.kinds.data),
            words=self.words.data[:QUERY_LIMIT],
            tag=self.tag.data,
            goal_id=None if self.goal.errors else self.goal.data,
            since=self.since.data,
            until=self.until.data,
        )


def items_chosen(words: Iterable[str]) -> list[tuple[ItemKind, UUID]]:
    """The things whose boxes were ticked, each named like ``goal:`` and an id.

    Raises:
        Invalid: one of them names nothing.
    """
    try:
        pairs = [word.partition(":") for word in words]
        return [(ItemKind(kind), UUID(item_id)) for kind, _, item_id in pairs]
    except ValueError as wrong:
        raise Invalid("Choose from these.") from wrong


def said_by(portfolio: Portfolio) -> dict[str, Any]:
    """What ``portfolio`` says now, by the names of the form's fields."""
    names = (
        *("heading", "by", "reached_at", "introduction", "with_people", "with_minutes"),
        "version",
    )
    return {name: getattr(portfolio, name) for name in names}


def said_of(piece: Piece) -> dict[str, Any]:
    """What ``piece`` says now, by the names of the form's fields."""
    names = ("title", "sentence", "parts", "evidence", "version")
    return {
        **{name: getattr(piece, name) for name in names},
        "attestations": piece.attestations or [],
    }
