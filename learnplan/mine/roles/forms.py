"""What somebody says of a role and of an option, for themselves or for everyone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import (
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired

from learnplan.mine.plan.words import Horizon
from learnplan.mine.roles.queries import NOT_YET, Standing
from learnplan.ours.brokerage.queries.roles import LevelSeen, Named
from learnplan.ours.brokerage.words import NOTE_LIMIT, SHORT_LIMIT, WORDS_LIMIT
from learnplan.web.forms import Form, at_most, one_line, paragraphs, version_field

SIGNED, UNSIGNED = "signed", "unsigned"
NOT_MARKED = ""
HORIZONS = {
    Horizon.CURRENT_ROLE: "The role I have now",
    Horizon.NEXT_ROLE: "A next role",
    Horizon.PERSONAL: "I am only curious",
}


def _id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


class ListForm(Form):
    """What a role is to somebody, and which level of it they look towards."""

    horizon = RadioField(
        "What is this role to you?",
        choices=[SelectChoice(horizon.value, words) for horizon, words in HORIZONS.items()],
        default=Horizon.NEXT_ROLE.value,
        validators=[InputRequired("Choose one of these.")],
    )
    level = SelectField("Which level of it do you look towards?")
    save = SubmitField("Put it on my list")

    def offer(self, levels: Sequence[LevelSeen]) -> None:
        """Offer the levels of the role."""
        self.level.choices = [
            SelectChoice("", "None in particular"),
            *(SelectChoice(str(each.id), each.name) for each in levels),
        ]


class MarksForm(Form):
    """Where somebody stands with each competency: a field for each, put there by ``about``."""

    save = SubmitField("Save where I stand")

    @classmethod
    def about(cls, standings: Sequence[Standing], scale: Sequence[str]) -> type["MarksForm"]:
        """The form for what a level of a role needs, on the scale of its map."""
        fields: dict[str, Any] = {}
        for at, standing in enumerate(standings):
            own = [standing.need.level, standing.marked]
            levels = dict.fromkeys([*scale, *own])
            known = [level for level in levels if level and level != NOT_YET]
            fields[f"mark_{at}"] = SelectField(
                standing.need.competency.name,
                description=_needed(standing),
                choices=[
                    SelectChoice(NOT_MARKED, "Not marked"),
                    SelectChoice(NOT_YET, "Not yet"),
                    *(SelectChoice(level, level) for level in known),
                ],
                default=standing.marked,
            )
        competencies = tuple(standing.need.competency for standing in standings)
        return type("MarksOfRoleForm", (cls,), {**fields, "competencies": competencies})

    def marks(self) -> dict[Named, str | None]:
        """The level of each competency, an empty one for not yet, None where it is not marked."""
        competencies: tuple[Named, ...] = getattr(self, "competencies", ())
        said = {each: self[f"mark_{at}"].data for at, each in enumerate(competencies)}
        return {
            each: None if level == NOT_MARKED else "" if level == NOT_YET else level
            for each, level in said.items()
        }


def _needed(standing: Standing) -> str:
    """What is needed of a competency, and what it belongs to."""
    need = standing.need
    level = f"Needed: {need.level}." if need.level else "No level of it is said."
    return f"{level} {need.theme}".strip()


class TakeForm(Form):
    """How an option becomes part of a plan."""

    goal = SelectField("As what?", default="")
    save = SubmitField("Take it into my plan")

    def offer(self, goals: Sequence[tuple[str, str]]) -> None:
        """Offer to make a goal of it, or a step of one of these: (id, title)."""
        self.goal.choices = [
            SelectChoice("", "As a goal of its own"),
            *(SelectChoice(id_, f"As a step of “{title[:80]}”") for id_, title in goals),
        ]


class KnownForm(Form):
    """What somebody would like to be found for.

    ``once`` is the id it gets; ``competency`` is the one it is about, where a page of one led here.
    """

    about = StringField(
        "What do you know that somebody may ask you about?",
        description="A few words that people would look for, such as “Postgres indexes”.",
        filters=[one_line],
        validators=[
            DataRequired("Write what you know."),
            at_most(SHORT_LIMIT),
        ],
    )
    note = TextAreaField(
        "What else should they know?",
        description="How you can help, when to come by, what to bring. It may stay empty.",
        filters=[paragraphs],
        validators=[
            at_most(NOTE_LIMIT),
        ],
        render_kw={"rows": 3},
    )
    competency = HiddenField(filters=[_id])
    once = HiddenField(filters=[_id])
    save = SubmitField("Look at the preview")


class WordForm(Form):
    """What somebody who took an option would tell the next person."""

    words = TextAreaField(
        "What would you tell the next person?",
        description="Who it is for, what it is good at, what to skip. Markdown works.",
        filters=[paragraphs],
        validators=[
            DataRequired("Write what you would tell the next person."),
            at_most(WORDS_LIMIT),
        ],
        render_kw={"rows": 6},
    )
    signed = RadioField("Whose is it?", validators=[InputRequired("Choose one of these.")])
    version = version_field()
    save = SubmitField("Save, and look at the preview")

    def __init__(self, *args: Any, name: str, **values: Any) -> None:
        """Offer to sign with the author's own ``name``, or not."""
        super().__init__(*args, **values)
        self.signed.choices = [
            SelectChoice(SIGNED, f"Signed with my name, {name}"),
            SelectChoice(UNSIGNED, "Unsigned: nothing in Ours says whose it is"),
        ]
