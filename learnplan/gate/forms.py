"""What managers and administrators type: the plan of a period, and corrections in words."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    Field,
    FieldList,
    FormField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms import Form as PartOfForm
from wtforms.validators import DataRequired, InputRequired, Length

from learnplan.core.errors import Invalid
from learnplan.gate.plan_files import key_of
from learnplan.gate.plans import ANSWERS, plan_from
from learnplan.ours.pulse import words
from learnplan.ours.pulse.chain import Link
from learnplan.ours.pulse.limits import MOST_QUESTIONS
from learnplan.ours.pulse.models import NOTE_LIMIT
from learnplan.ours.pulse.plan import Plan, Question, decimal_said
from learnplan.ours.pulse.quarters import quarter_said
from learnplan.ours.pulse.questions import ready_questions
from learnplan.web.forms import Form

ROWS = 2
"""Empty questions on a new page."""
MOST_COUNTED = 1_000
"""A larger ε is a slip, and not added up."""
NONE_OF_THEM = "Choose one of those that are offered."
TOO_LONG = f"A note has at most {NOTE_LIMIT:,} characters."
OWN_WORDS = SelectChoice("", "One in your own words")
_CHOICES_OF_BREAKDOWN = [
    SelectChoice(one.value, said[0].upper() + said[1:]) for one, said in words.BREAKDOWNS.items()
]


class QuestionForm(PartOfForm):  # type: ignore[misc]  # wtforms is untyped
    """One question of a plan. Left empty, it is no question."""

    ready = SelectField(
        "Which question?",
        choices=[
            OWN_WORDS,
            *(SelectChoice(key, said.words) for key, said in ready_questions().items()),
        ],
        invalid_choice_message=NONE_OF_THEM,
    )
    words = StringField(
        "In your own words",
        description="About the conditions for learning, which are management’s part. "
        "Leave it empty for a ready question.",
    )
    key = StringField(
        "A short key for it",
        description="Small letters, like quiet-room. Left empty, it is made of the words.",
    )
    contribution = SelectField(
        "How is it answered?",
        choices=[
            SelectChoice(str(most), f"0 to {most}: {', '.join(said)}")
            for most, said in ANSWERS.items()
        ],
        invalid_choice_message=NONE_OF_THEM,
    )
    answers = TextAreaField(
        "Answers in your own words",
        description="One a line, the one that counts 0 first; two to four of them. "
        "Left empty, they are those above.",
        render_kw={"rows": 2},
    )
    breakdown = SelectField(
        "Who is counted together?",
        choices=_CHOICES_OF_BREAKDOWN,
        invalid_choice_message=NONE_OF_THEM,
    )
    epsilon = StringField(
        "What it costs each person (ε)",
        description="Less is safer and less exact.",
        default="1",
        render_kw={"inputmode": "decimal"},
    )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked here."""
        typed = (self.ready, self.words, self.key, self.answers)
        return not any((field.data or "").strip() for field in typed)

    @property
    def is_particular(self) -> bool:
        """Whether there is more to see of it than most questions need."""
        fields = (self.contribution, self.answers, self.key)
        usual = self.contribution.data in {None, "1"} and not self.answers.data
        return not usual or bool(self.key.data) or any(field.errors for field in fields)

    @property
    def cost(self) -> Fraction:
        """ε, where one is written; 0 where it is none."""
        try:
            cost = Decimal((self.epsilon.data or "").strip())
        except InvalidOperation:
            return Fraction(0)
        return Fraction(cost) if cost.is_finite() and 0 < cost <= MOST_COUNTED else Fraction(0)

    def said(self) -> dict[str, Any]:
        """What was typed, as a plan file would say it."""
        answers = [line for line in (self.answers.data or "").splitlines() if line.strip()]
        said: dict[str, Any] = {
            "breakdown": self.breakdown.data,
            "epsilon": self.epsilon.data or "",
        }
        said |= {"answers": answers} if answers else {"contribution": int(self.contribution.data)}
        if self.ready.data:
            said["ready"] = self.ready.data
        own, key = self.words.data or "", (self.key.data or "").strip()
        if own.strip():
            said["words"] = own
        if key or (own.strip() and not self.ready.data):
            said["key"] = key or key_of(own)
        return said


class PlanForm(Form):
    """What is asked in one quarter."""

    period = SelectField("Which quarter?", validate_choice=False)
    questions = FieldList(FormField(QuestionForm), min_entries=ROWS, max_entries=MOST_QUESTIONS)
    save = SubmitField("Look at it first")

    def offer(self, quarters: list[str]) -> None:
        """Let one of these ``quarters`` be chosen."""
        self.period.choices = [SelectChoice(code, quarter_said(code)) for code in quarters]

    def leaves(self) -> list[Field]:
        """Every field that somebody fills in, in the order of the page."""
        return [self.period, *(leaf for entry in self.questions for leaf in entry.form)]

    def add_row(self) -> None:
        """Make room for one question more, if a plan may have it."""
        if len(self.questions) < MOST_QUESTIONS:
            self.questions.append_entry()

    @property
    def cost(self) -> Fraction:
        """What the questions typed so far cost together, as far as they say so."""
        return sum(
            (entry.form.cost for entry in self.questions if not entry.form.is_empty), Fraction(0)
        )

    def read(self, *, today: date) -> Plan | None:
        """The plan that was typed; None if it is none, with the reasons beside the fields."""
        typed = [self.questions[row].form.said() for row in self._rows]
        if not typed:
            self._blame(0, "words", "Choose a question, or write one.")
            return None
        for row, said in zip(self._rows, typed, strict=True):
            try:
                plan_from({"period": self.period.data, "questions": [said]}, today=today)
            except Invalid as trouble:
                if trouble.field == "period":
                    self.blame_plan(trouble)
                    return None
                sentence = str(trouble).removeprefix("Question 1: ")
                self._blame(row, _last(trouble), f"Question {row + 1}: {sentence}")
        if self.errors:
            return None
        try:
            return plan_from({"period": self.period.data, "questions": typed}, today=today)
        except Invalid as trouble:
            self.blame_plan(trouble)
            return None

    def blame_plan(self, trouble: Invalid) -> None:
        """Put what is wrong with the plan as a whole beside the field it is about.

        A plan knows its questions by their places among those that ask something. What they cost
        together is said beside the last one.
        """
        match (trouble.field or "").split("-"):
            case ["questions", place, name]:
                self._blame(self._rows[int(place)], name, str(trouble))
            case ["epsilon"]:
                self._blame(self._rows[-1], "epsilon", str(trouble))
            case _:
                self.period.errors = [*self.period.errors, str(trouble)]

    @property
    def _rows(self) -> list[int]:
        """Which rows ask something."""
        return [row for row, entry in enumerate(self.questions) if not entry.form.is_empty]

    def _blame(self, row: int, name: str, sentence: str) -> None:
        question = self.questions[row].form
        if name == "words" and question.ready.data:
            name = "ready"  # where its words were chosen
        question[name].errors = [*question[name].errors, sentence]
        self.questions.errors = [entry.errors for entry in self.questions]

    def show(self, plan: Plan) -> None:
        """Fill in what ``plan`` says."""
        self.period.data = plan.period
        while len(self.questions):
            self.questions.pop_entry()
        for question in plan.questions:
            self.questions.append_entry(_typed(question))


def _last(trouble: Invalid) -> str:
    """The name of the field of a question: ``epsilon`` of ``questions-0-epsilon``."""
    return (trouble.field or "words").rpartition("-")[2]


def _typed(question: Question) -> dict[str, Any]:
    """A question as somebody would have typed it."""
    is_ready = question.key in ready_questions()
    usual = ANSWERS[question.most] == question.answers
    return {
        "ready": question.key if is_ready else "",
        "words": "" if is_ready else question.words,
        "key": "" if is_ready or question.key == key_of(question.words) else question.key,
        "contribution": str(question.most),
        "answers": "" if usual else "\n".join(question.answers),
        "breakdown": question.breakdown.value,
        "epsilon": decimal_said(question.epsilon),
    }


class PlanFileForm(Form):
    """A plan that somebody has as a file."""

    file = FileField("A plan file")
    text = TextAreaField(
        "Or paste what is in it",
        description="TOML, as “Download as plan file” and docs/pulse.md write it.",
        render_kw={"rows": 6, "spellcheck": "false"},
    )
    save = SubmitField("Look at it first")

    def content(self) -> bytes:
        """What was sent: the file, else what was pasted.

        Raises:
            Invalid: nothing was.
        """
        sent = self.file.data.read() if self.file.data else b""
        data: bytes = sent or (self.text.data or "").encode()
        if not data.strip():
            raise Invalid("Choose a file, or paste what is in it.", field="file")
        return data


class NoteForm(Form):
    """A correction in words beside one published number."""

    number = SelectField(
        "Which number?",
        coerce=int,
        validators=[InputRequired("Choose a number.")],
        invalid_choice_message=NONE_OF_THEM,
        invalid_value_message=NONE_OF_THEM,
    )
    words = TextAreaField(
        "What is to be known about it?",
        description="The number stays as it was published. Your name and the day stand beside it.",
        validators=[DataRequired("Write the note."), Length(max=NOTE_LIMIT, message=TOO_LONG)],
    )
    save = SubmitField("Keep for everyone")

    def offer(self, plan: Plan, numbers: Sequence[Link]) -> None:
        """Let one of a period's ``numbers`` be chosen, question by question."""
        asked = {question.key: question.words for question in plan.questions}
        self.number.choices = [
            SelectChoice(str(link.number), _number_said(link), optgroup=asked[link.said.question])
            for link in numbers
        ]


def _number_said(link: Link) -> str:
    value = str(link.said.value).replace("-", "−")
    return f"{link.said.block}: published {value} (row {link.number})"
