"""What a person writes in a story."""

from typing import Any

from wtforms import RadioField, SelectChoice, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from learnplan.mine.log.forms import TagsField
from learnplan.mine.stories.models import StoryDraft
from learnplan.mine.stories.queries import tags_of
from learnplan.ours.practices.telling import TEXT_LIMIT, TITLE_LIMIT
from learnplan.web.forms import Form, at_most, once_field, one_line, paragraphs, version_field

SIGNED, UNSIGNED = "signed", "unsigned"


class StoryForm(Form):
    """All that a story says. ``version`` is what it said when the form was opened."""

    title = StringField(
        "Title",
        description="What it is about, in one line.",
        filters=[one_line],
        validators=[
            InputRequired("Write a title."),
            at_most(TITLE_LIMIT),
        ],
    )
    happened = TextAreaField(
        "What happened?",
        description="Markdown works. Leave out who, where it does not matter.",
        filters=[paragraphs],
        validators=[
            InputRequired("Write what happened."),
            at_most(TEXT_LIMIT),
        ],
        render_kw={"rows": 8},
    )
    advice = TextAreaField(
        "What would you tell the next person?",
        filters=[paragraphs],
        validators=[at_most(TEXT_LIMIT)],
        render_kw={"rows": 5},
    )
    tags = TagsField("Tags", description="With commas between them.")
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

    def answers(self) -> dict[str, Any]:
        """What they wrote, ready for a service."""
        return {**super().answers(), "signed": self.signed.data == SIGNED}


class NewStoryForm(StoryForm):
    """A story that is being written down."""

    once = once_field()


def said_by(draft: StoryDraft) -> dict[str, Any]:
    """What ``draft`` says now, by the names of the form's fields."""
    return {
        "title": draft.title,
        "happened": draft.happened,
        "advice": draft.advice,
        "tags": tags_of(draft),
        "signed": SIGNED if draft.signed else UNSIGNED,
        "version": draft.version,
    }
