"""Which of the suggested meetings a circle takes over, and when they are."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    SelectChoice,
    SelectField,
)
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired, NumberRange, Optional

from learnplan.mine.circles.forms.circles import WeeksField
from learnplan.mine.circles.forms.meetings import ClockField, MinutesField
from learnplan.mine.circles.models.meetings import LONGEST, SHORTEST, USUAL
from learnplan.mine.circles.rhythm import (
    EVERY,
    FEWEST_WEEKS,
    MOST_WEEKS,
    USUAL_WEEKS,
    Part,
    Suggested,
    suggest,
)
from learnplan.mine.circles.words import Rhythm
from learnplan.web.forms import DayField, Form, once_field

MOST_ROWS = MOST_WEEKS + 1
ONCE_LIMIT = 36
WEEKS_WANTED = f"Choose from {FEWEST_WEEKS} to {MOST_WEEKS} weeks."
AT = time(15)


def _part(word: object) -> Part:
    return Part(str(word)) if word in set(Part) else Part.USUAL


class MeetingRow(PlainForm):  # type: ignore[misc]  # wtforms is untyped
    """One suggested meeting, to keep or leave out, perhaps on another day."""

    keep = BooleanField("Set it")
    day = DayField("Day", validators=[Optional()])
    part = HiddenField(filters=[_part])


class RhythmForm(Form):
    """The rhythm as it is suggested, and each meeting of it."""

    first = DayField("First meeting on", validators=[InputRequired("Choose a day.")])
    every = SelectField(
        "How often",
        choices=[SelectChoice(each.value, each.capitalize()) for each in EVERY],
        coerce=Rhythm,
        invalid_value_message="Choose one of these.",
    )
    weeks = WeeksField(
        "For how many weeks",
        validators=[
            InputRequired(WEEKS_WANTED),
            NumberRange(FEWEST_WEEKS, MOST_WEEKS, message=WEEKS_WANTED),
        ],
    )
    at = ClockField("At what time", validators=[InputRequired("Choose a time, like 15:30.")])
    minutes = MinutesField(
        "How many minutes",
        validators=[
            InputRequired("Write a number of minutes, like 60."),
            NumberRange(SHORTEST, LONGEST, message=f"Choose from {SHORTEST} minutes to a day."),
        ],
    )
    rows = FieldList(FormField(MeetingRow), max_entries=MOST_ROWS)
    once = once_field()

    @classmethod
    def suggesting(cls, first: date, *, weeks: int | None, rhythm: Rhythm) -> "RhythmForm":
        """The form with what suits a circle that means to meet like this."""
        form = cls(
            data={
                "first": first,
                "every": rhythm if rhythm in EVERY else Rhythm.FORTNIGHTLY,
                "weeks": min(max(weeks or USUAL_WEEKS, FEWEST_WEEKS), MOST_WEEKS),
                "at": AT,
                "minutes": USUAL,
            }
        )
        if not form.is_submitted():
            form.suggest_anew()
        return form

    def suggest_anew(self) -> None:
        """Put the meetings into the rows that follow from the questions above them.

        Raises:
            OverflowError: some day would be after the last there is.
        """
        found = suggest(self.first.data, weeks=self.weeks.data, rhythm=self.every.data)
        while self.rows.entries:
            self.rows.pop_entry()
        for each in found:
            self.rows.append_entry({"keep": True, "day": each.day, "part": each.part})

    def questions(self) -> list[Field]:
        """The fields that the suggestion follows from."""
        return [self.first, self.every, self.weeks, self.at, self.minutes]

    def visible(self) -> list[Field]:
        """The questions, and the day of each meeting."""
        return [*self.questions(), *(row.form.day for row in self.rows)]

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Whether all can be read; of the days one sentence says that one cannot."""
        fine = bool(super().validate(extra_validators))
        if self.rows.errors:
            self.rows.errors = ["One of the days is none. It is marked below."]
        return fine

    def chosen(self) -> list[Suggested]:
        """The meetings that are kept, by their days."""
        kept = [row.form for row in self.rows if row.form.keep.data and row.form.day.data]
        found = [Suggested(day=row.day.data, part=row.part.data) for row in kept]
        return sorted(found, key=lambda each: each.day)
