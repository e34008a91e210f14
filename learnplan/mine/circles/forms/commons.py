"""What members write together, and tell each other."""

from wtforms import StringField, SubmitField, TextAreaField, ValidationError
from wtforms.validators import DataRequired

from learnplan.mine.circles.models.commons import (
    ADDRESS_LIMIT,
    CHECK_IN_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
)
from learnplan.mine.log.words import is_address
from learnplan.web.forms import Form, at_most, once_field, one_line, paragraphs, version_field


class NoteForm(Form):
    """What a shared note says. ``version`` is what it said when the form was opened."""

    title = StringField(
        "Title",
        filters=[one_line],
        validators=[DataRequired("Give the note a title."), at_most(TITLE_LIMIT)],
    )
    text = TextAreaField(
        "Note",
        description="Markdown will do: lists, links, code.",
        filters=[paragraphs],
        validators=[at_most(TEXT_LIMIT)],
        render_kw={"rows": 12},
    )
    version = version_field()
    once = once_field()
    save = SubmitField("Save note")


class ThingForm(Form):
    """Something to use."""

    title = StringField(
        "What is it?",
        filters=[one_line],
        validators=[DataRequired("Say what it is."), at_most(TITLE_LIMIT)],
    )
    address = StringField(
        "Its address",
        filters=[one_line],
        validators=[DataRequired("Write its address, such as https://…"), at_most(ADDRESS_LIMIT)],
    )
    save = SubmitField("Add it")

    def validate_address(self, field: StringField) -> None:
        """An address leads to a page.

        Raises:
            ValidationError: it does not.
        """
        if not is_address(field.data or ""):
            raise ValidationError("Write the whole address, such as https://wiki.example/plans.")


class CheckInForm(Form):
    """One thing that was tried."""

    text = TextAreaField(
        "One thing I tried",
        filters=[paragraphs],
        validators=[DataRequired("Write one thing you tried."), at_most(CHECK_IN_LIMIT)],
    )
    once = once_field()
    save = SubmitField("Tell the circle")


class LookBackForm(Form):
    """What one found. ``version`` is what was said when the form was opened."""

    text = TextAreaField(
        "What did we set out to learn, and what did you find?",
        description="The members see it. You can keep it in your own journal, too.",
        filters=[paragraphs],
        validators=[DataRequired("Write what you found."), at_most(TEXT_LIMIT)],
    )
    version = version_field()
    save = SubmitField("Tell the circle")
