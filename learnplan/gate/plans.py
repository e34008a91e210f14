"""Reading the plan of a period, as a file or a page says it, and refusing what is no plan.

A file is TOML: ``period``, and a ``[[questions]]`` for each. A question is either one of the
ready ones (``ready``) or has a ``key`` and ``words`` of its own.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from learnplan.core.errors import Invalid
from learnplan.core.texts import listed
from learnplan.ours.performance.periods import Period
from learnplan.ours.pulse.limits import LARGEST_ANSWER, MOST_PER_QUARTER, MOST_QUESTIONS
from learnplan.ours.pulse.models import KEY_LIMIT, WORDS_LIMIT
from learnplan.ours.pulse.plan import Breakdown, Plan, Question, decimal_said
from learnplan.ours.pulse.quarters import IN_A_YEAR, quarter, quarters_apart
from learnplan.ours.pulse.questions import YES_OR_NO, ready_questions

LARGEST_FILE = 100_000
ANSWER_LIMIT = 60
FINEST = Decimal("0.01")
ANSWERS = {
    1: YES_OR_NO,
    2: ("No", "Partly", "Yes"),
    3: ("No", "A little", "Mostly", "Yes"),
}
OF_A_PLAN = ("period", "epsilon", "breakdown", "questions")
OF_A_QUESTION = ("ready", "key", "words", "answers", "contribution", "epsilon", "breakdown")
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_plan(data: bytes, *, today: date) -> Plan:
    """The plan that a TOML file says.

    Raises:
        Invalid: it is no such file, or no plan that can be declared ``today``.
    """
    if len(data) > LARGEST_FILE:
        raise Invalid("This file is too long to be the plan of a period.")
    try:
        said = tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as trouble:
        raise Invalid("This file is not UTF-8 text. Save it as TOML.") from trouble
    except tomllib.TOMLDecodeError as trouble:
        raise Invalid(f"This file is not TOML: {trouble}.") from trouble
    return plan_from(said, today=today)


def plan_from(said: Mapping[str, Any], *, today: date) -> Plan:
    """The plan that these fields say, as a file names them.

    Raises:
        Invalid: a field is unknown, missing or makes no sense; ``field`` says which, the fields
            of the first question as ``questions-0-words`` and so on.
    """
    _must_be_known(said, OF_A_PLAN, "a plan")
    period = _period(said.get("period"), today)
    questions = said.get("questions")
    if not isinstance(questions, Sequence) or isinstance(questions, str) or not questions:
        raise Invalid("A plan asks something: add a [[questions]].", field="questions")
    if len(questions) > MOST_QUESTIONS:
        raise Invalid(f"A plan asks at most {MOST_QUESTIONS} questions.", field="questions")
    defaults = {name: said[name] for name in ("epsilon", "breakdown") if name in said}
    plan = Plan(
        period=period.code,
        questions=tuple(
            _QuestionReader(
                {**defaults, **each} if isinstance(each, Mapping) else each, place
            ).read()
            for place, each in enumerate(questions)
        ),
    )
    _must_differ(plan.questions)
    return plan


def _must_be_known(said: Mapping[str, Any], known: Sequence[str], what: str) -> None:
    for name in said:
        if name not in known:
            raise Invalid(f"“{name}” is no field of {what}. Its fields are {listed(known)}.")


def _period(said: object, today: date) -> Period:
    if not isinstance(said, str) or not said.strip():
        raise Invalid("Say which quarter it is for: period = “2027-Q1”.", field="period")
    period = quarter(said)
    if period.end < today:
        raise Invalid(
            f"{period.label} is over. A plan is declared before its period ends.", field="period"
        )
    this = f"{today.year}-Q{(today.month - 1) // 3 + 1}"
    if quarters_apart(this, period.code) > IN_A_YEAR:
        raise Invalid(
            f"{period.label} is more than a year away. Declare it when it is nearer.",
            field="period",
        )
    return period


def _must_differ(questions: Sequence[Question]) -> None:
    for place, question in enumerate(questions):
        for other in questions[:place]:
            if question.key == other.key or question.same == other.same:
                raise Invalid(
                    f"“{question.words}” is asked twice. A question has one breakdown in a period: "
                    "then nobody is in two of its numbers.",
                    field=f"questions-{place}-words",
                )


class _QuestionReader:
    """Reads one question, and says of which field what is wrong with it."""

    def __init__(self, said: object, place: int) -> None:
        self._place = place
        if not isinstance(said, Mapping):
            raise Invalid(f"Question {place + 1} is not a table of fields.", field="questions")
        _must_be_known(said, OF_A_QUESTION, "a question")
        self._said = said

    def read(self) -> Question:
        """The question.

        Raises:
            Invalid: it is none.
        """
        key, words = self._key_and_words()
        return Question(
            key=key,
            words=words,
            answers=self._answers(),
            breakdown=self._breakdown(),
            epsilon=self._epsilon(),
        )

    def _wrong(self, field: str, sentence: str) -> Invalid:
        number = self._place + 1
        return Invalid(f"Question {number}: {sentence}", field=f"questions-{self._place}-{field}")

    def _text(self, field: str, limit: int) -> str:
        said = self._said.get(field, "")
        if not isinstance(said, str):
            raise self._wrong(field, f"“{field}” is text in quotation marks.")
        text = " ".join(said.split())
        if len(text) > limit:
            raise self._wrong(field, f"it has at most {limit} characters.")
        if not text.isprintable():
            raise self._wrong(field, "it contains a character that cannot be shown.")
        return text

    def _key_and_words(self) -> tuple[str, str]:
        ready, key = self._text("ready", KEY_LIMIT), self._text("key", KEY_LIMIT)
        words = self._text("words", WORDS_LIMIT)
        if ready:
            known = ready_questions()
            if ready not in known:
                raise self._wrong("ready", f"“{ready}” is none of {listed(known)}.")
            if key or words:
                raise self._wrong("ready", "a ready question has its own key and words.")
            return ready, known[ready].words
        if not words:
            raise self._wrong("words", "write what is asked, or choose a ready question.")
        if not _KEY.fullmatch(key):
            raise self._wrong("key", "give it a short key of small letters, like quiet-room.")
        if key in ready_questions():
            raise self._wrong("key", f"“{key}” is the key of a ready question. Choose another.")
        return key, words

    def _answers(self) -> tuple[str, ...]:
        said, most = self._said.get("answers"), self._said.get("contribution")
        if most is not None and (
            isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= LARGEST_ANSWER
        ):
            raise self._wrong(
                "contribution",
                f"C is 1, 2 or {LARGEST_ANSWER}: one person must not move a number far.",
            )
        if said is None:
            return ANSWERS[most or 1]
        if not isinstance(said, Sequence) or isinstance(said, str):
            raise self._wrong("answers", "write the answers as a list, from 0 up.")
        answers = tuple(" ".join(each.split()) if isinstance(each, str) else "" for each in said)
        if not all(each.isprintable() and 0 < len(each) <= ANSWER_LIMIT for each in answers):
            raise self._wrong("answers", f"each is text of at most {ANSWER_LIMIT} characters.")
        if len(set(answers)) < len(answers):
            raise self._wrong("answers", "two are the same.")
        if not 1 <= len(answers) - 1 <= LARGEST_ANSWER:
            raise self._wrong("answers", f"there are 2 to {LARGEST_ANSWER + 1}, from 0 up.")
        if most is not None and len(answers) != most + 1:
            raise self._wrong("answers", f"C is {most}, so there are {most + 1}, from 0 up.")
        return answers

    def _breakdown(self) -> Breakdown:
        said = self._said.get("breakdown", Breakdown.UNITS.value)
        if not isinstance(said, str) or said not in set(Breakdown):
            raise self._wrong("breakdown", f"“{said}” is none of {listed(Breakdown)}.")
        return Breakdown(said)

    def _epsilon(self) -> Fraction:
        said = self._said.get("epsilon", 1)
        try:
            number = Decimal(str(said).strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or isinstance(said, bool):
            raise self._wrong(
                "epsilon", f"ε is a number such as 1 or 0.5, and not “{str(said)[:20]}”."
            )
        if number <= 0:
            raise self._wrong("epsilon", "ε is more than 0: at 0 a number would say nothing.")
        if number > Decimal(int(MOST_PER_QUARTER)):
            allowed = decimal_said(MOST_PER_QUARTER)
            raise self._wrong("epsilon", f"ε is at most {allowed}, for all questions together.")
        if number % FINEST != 0:
            raise self._wrong("epsilon", "ε has at most two decimals.")
        return Fraction(number)
