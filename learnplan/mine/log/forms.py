"""What a person writes about an activity."""

from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import TextArea

from learnplan.core.errors import Invalid
from learnplan.mine.log import words
from learnplan.mine.log.entries import Link, NewActivity, normal_tag
from learnplan.mine.log.filtering import Filters
from learnplan.mine.log.kinds import NAME_LIMIT, TEXT_LIMIT, WHAT_LIMIT, WITH_LIMIT, Kind, Purpose
from learnplan.mine.log.models import Activity
from learnplan.mine.search.asking import QUERY_LIMIT
from learnplan.web.filters import minutes, short_day
from learnplan.web.forms import (
    Form,
    InOurWords,
    Ticks,
    at_most,
    chosen_id,
    once_field,
    one_line,
    paragraphs,
    version_field,
)
from learnplan.web.pages import this_day

ONCE_LIMIT = 40
NOT_SAID = SelectChoice("", "Not said")


class SaidField(StringField):  # type: ignore[misc]  # wtforms is untyped
    """A line that says a value. What was typed stays as typed, understood or not."""

    def read(self, text: str) -> Any:
        """The value that ``text`` says.

        Raises:
            Invalid: it says none; the sentence is shown beside the field.
        """
        raise NotImplementedError

    def say(self, value: Any) -> str:
        """``value`` as somebody would type it."""
        raise NotImplementedError

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        Raises:
            ValueError: it cannot be understood, in words to show.
        """
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = self.read(valuelist[0])
            except Invalid as why:
                raise ValueError(str(why)) from why

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.say(self.data) if self.data is not None else ""


class DayField(SaidField):
    """A day, as people write it."""

    def read(self, text: str) -> Any:
        """``3 Nov``, ``yesterday``, ``2026-11-03``."""
        return words.day_said(text, today=this_day())

    def say(self, value: Any) -> str:
        """``3 Nov 2026``."""
        return short_day(value)


class MinutesField(SaidField):
    """A time spent, as people write it."""

    def read(self, text: str) -> Any:
        """``45``, ``1h 15m``."""
        return words.minutes_said(text)

    def say(self, value: Any) -> str:
        """``1 h 15 min``."""
        return minutes(value)


class TagsField(SaidField):
    """Tags, with commas between them."""

    def read(self, text: str) -> Any:
        """``postgres, month end`` or ``#postgres #month-end``."""
        written = text.replace("\n", ",").replace(" #", ",").split(",")
        return tuple(dict.fromkeys(filter(None, map(normal_tag, written))))

    def say(self, value: Any) -> str:
        """``month end, postgres``."""
        return ", ".join(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read them; no tags are tags, too."""
        super().process_formdata(valuelist)
        self.data = self.data or ()


class LinksField(TagsField):
    """Addresses, one on a line, each perhaps with what it is called."""

    widget = TextArea()

    def read(self, text: str) -> Any:
        """``https://example.com/manual The manual``."""
        return tuple(_link(line) for line in text.splitlines() if line.strip())

    def say(self, value: Any) -> str:
        """The same again."""
        return "\n".join(f"{link.address} {link.title}".strip() for link in value)


class TimeOfDayField(InOurWords, TimeField):  # type: ignore[misc]  # wtforms is untyped
    """A time of day, with words of our own when it is none."""

    complaint = "Write a time like 9:10 or 14:30."


def _link(line: str) -> Link:
    address, _space, title = line.strip().partition(" ")
    if not words.is_address(address):
        raise Invalid(f"“{address[:60]}” is not an address: one begins with https:// or http://.")
    return Link(address=address, title=title.strip())


def _tag(text: str | None) -> str:
    return normal_tag(text or "")


def _kind(word: str) -> Kind | None:
    return Kind(word) if word else None


def _uuid(word: object) -> UUID:
    return UUID(str(word))


def _purpose(word: str) -> Purpose | None:
    return Purpose(word) if word else None


def _said(_form: Form, field: SaidField) -> None:
    """Refuse an answer that is missing; one that was not understood is refused already."""
    if field.data is None and not field.process_errors:
        raise StopValidation(f"Write the day. {words.HOW_TO_SAY_A_DAY}")


class ActivityForm(Form):
    """All that an activity says. ``version`` is what it said when the form was opened."""

    what = StringField(
        "What did you do?",
        filters=[one_line],
        validators=[InputRequired("Write what you did or noticed."), at_most(WHAT_LIMIT)],
    )
    kind = SelectField(
        "Kind",
        choices=[SelectChoice(each.value, each.capitalize()) for each in Kind],
        coerce=Kind,
        default=Kind.OTHER,
        invalid_value_message="Choose one of these.",
    )
    happened_on = DayField(
        "When?",
        description="Like 8 May, yesterday or 2026-05-08.",
        validators=[_said],
    )
    happened_at = TimeOfDayField("At what time?", validators=[Optional()])
    minutes = MinutesField("How long?", description="Like 45, or 1h 15m.")
    note = TextAreaField(
        "Note",
        description="Markdown works.",
        filters=[paragraphs],
        validators=[at_most(TEXT_LIMIT)],
    )
    thoughts = TextAreaField(
        "What do you make of it?",
        description="What surprised you, what it changes, what comes next.",
        filters=[paragraphs],
        validators=[at_most(TEXT_LIMIT)],
    )
    purpose = RadioField(
        "What was it for?",
        choices=[NOT_SAID, *(SelectChoice(each.value, each.capitalize()) for each in Purpose)],
        coerce=_purpose,
        invalid_value_message="Choose one of these.",
    )
    tags = TagsField("Tags", description="With commas between them.")
    with_whom = StringField("With", filters=[one_line], validators=[at_most(WITH_LIMIT)])
    links = LinksField("Links", description="One on a line.")
    goal_ids = Ticks(
        "Goals it served",
        coerce=_uuid,
        invalid_value_message="Choose from your goals.",
    )
    version = version_field()
    save = SubmitField("Save")

    def entry(self) -> NewActivity:
        """What they wrote, to be kept.

        Raises:
            Invalid: it cannot be kept as it is.
        """
        return NewActivity(**{**self.answers(), "goal_ids": tuple(self.goal_ids.data)})


class NewActivityForm(ActivityForm):
    """An activity that is being written down."""

    once = once_field()


class FilterForm(Form):
    """Which activities to look at; it is sent with GET, and changes nothing."""

    class Meta:
        """Looking needs no token."""

        csrf = False

    words = StringField("Words", filters=[one_line])
    tag = StringField("Tag", filters=[_tag])
    kind = SelectField(
        "Kind",
        choices=[
            SelectChoice("", "Any kind"),
            *(SelectChoice(each.value, each.capitalize()) for each in Kind),
        ],
        coerce=_kind,
        invalid_value_message="Choose one of these kinds.",
    )
    goal = SelectField(
        "Goal", coerce=chosen_id, validate_choice=False, invalid_value_message="Choose a goal."
    )
    since = DayField("From", name="from")
    until = DayField("Until")
    fragments = BooleanField("Fragments only")

    def filters(self) -> Filters:
        """What was chosen; what was not understood is left out."""
        if not any(field.raw_data for field in self):
            return Filters()
        self.validate()
        chosen = {} if self.kind.errors else {"kind": self.kind.data}
        return Filters(
            words=self.words.data[:QUERY_LIMIT],
            tag=self.tag.data,
            goal_id=None if self.goal.errors else self.goal.data,
            since=self.since.data,
            until=self.until.data,
            fragments=self.fragments.data,
            **chosen,
        )


class NameForm(Form):
    """What a way to look at the log is called."""

    name = StringField(
        "What should it be called?",
        filters=[one_line],
        validators=[InputRequired("Write what to call it."), at_most(NAME_LIMIT)],
    )
    save = SubmitField("Save")


class TaggingForm(Form):
    """Tags for many entries, and which entries."""

    tags = TagsField("Tags", description="With commas between them.")
    which = RadioField(
        "Which entries?",
        choices=[SelectChoice("chosen", "Those ticked below"), SelectChoice("all", "All")],
        default="chosen",
        invalid_value_message="Choose one of these.",
    )


class BetweenForm(Form):
    """From which day to which; it is sent with GET, and changes nothing."""

    class Meta:
        """Looking needs no token."""

        csrf = False

    since = DayField("From", name="from")
    until = DayField("Until")


def said_by(activity: Activity) -> dict[str, Any]:
    """What ``activity`` says now, by the names of the form's fields."""
    names = (
        "what", "kind", "happened_on", "happened_at", "minutes", "note", "thoughts", "purpose",
        "with_whom", "version",
    )  # fmt: skip
    return {
        **{name: getattr(activity, name) for name in names},
        "tags": tuple(tag.tag for tag in activity.tags),
        "links": tuple(Link(address=one.address, title=one.title) for one in activity.links),
        "goal_ids": [served.goal_id for served in activity.goals],
    }
