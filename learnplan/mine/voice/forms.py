"""What a person types without their name. It says the same as a signed one, and nothing more."""

from typing import Any

from wtforms import SubmitField

from learnplan.mine.voice.sealed import Inside
from learnplan.ours.voice.forms import AskForm, words_field
from learnplan.web.forms import Form, once_field, version_field

LOOK = "Save, and look at the preview"


class OpeningForm(AskForm):
    """What opens a thread unsigned. ``version`` is what it said when the form was opened."""

    version = version_field()
    save = SubmitField(LOOK)


class WordsForm(Form):
    """What is said unsigned in a thread."""

    words = words_field(
        "What there is to say",
        "Write what there is to say.",
        description="Markdown works. Leave out what only you can know.",
    )
    once = once_field()
    version = version_field()
    save = SubmitField(LOOK)


def said_by(inside: Inside) -> dict[str, Any]:
    """What a letter says now, by the names of the forms' fields."""
    return {
        "kind": inside.kind.value if inside.kind else "",
        "need": inside.need.value if inside.need else "",
        "unit_id": str(inside.unit_id) if inside.unit_id else "",
        "title": inside.title,
        "words": inside.words,
    }
