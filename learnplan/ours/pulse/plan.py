"""The plan of a period, as values: what is asked, of whom, and what it costs."""

import enum
import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from uuid import UUID


class Breakdown(enum.StrEnum):
    """What a question's blocks are made of. A question has exactly one."""

    UNITS = "units"
    LOCATION = "location"
    TENURE = "tenure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a plan. ``answers`` are what 0, 1 and so on mean; ``epsilon`` its cost."""

    key: str
    words: str
    answers: tuple[str, ...]
    breakdown: Breakdown
    epsilon: Fraction

    @property
    def most(self) -> int:
        """The largest answer: the C of rule R2."""
        return len(self.answers) - 1

    @property
    def same(self) -> str:
        """Its words as they are compared: a comma more does not make another question."""
        return "".join(char for char in self.words.casefold() if char.isalnum())


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is asked in one quarter. Once declared it does not change: its hash says so."""

    period: str
    questions: tuple[Question, ...]

    @property
    def epsilon(self) -> Fraction:
        """What one person spends on it, at most."""
        return sum((question.epsilon for question in self.questions), Fraction(0))

    @property
    def breakdowns(self) -> list[Breakdown]:
        """The breakdowns it needs blocks for."""
        return [one for one in Breakdown if any(one is q.breakdown for q in self.questions)]

    @cached_property
    def words(self) -> str:
        """The plan as it is hashed: JSON in one line, UTF-8, keys in this order."""
        said = {
            "period": self.period,
            "questions": [
                {
                    "question": question.key,
                    "words": question.words,
                    "answers": question.answers,
                    "breakdown": question.breakdown,
                    "contribution": question.most,
                    "epsilon": decimal_said(question.epsilon),
                }
                for question in self.questions
            ],
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """SHA-256 of ``words``, in hexadecimal."""
        return hashlib.sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """People counted together, in the order of their ids.

    ``unit_ids`` are the units whose own people they are; none in a breakdown or among leads.
    """

    name: str
    people: tuple[UUID, ...]
    unit_ids: frozenset[UUID] = frozenset()
    leads: bool = False


def plan_of(words: str) -> Plan:
    """The plan that was hashed as ``words``."""
    said = json.loads(words)
    return Plan(
        period=said["period"],
        questions=tuple(
            Question(
                key=one["question"],
                words=one["words"],
                answers=tuple(one["answers"]),
                breakdown=Breakdown(one["breakdown"]),
                epsilon=Fraction(one["epsilon"]),
            )
            for one in said["questions"]
        ),
    )


def decimal_said(number: Fraction) -> str:
    """An exact decimal without needless zeros: 1, 0.5, 0.25."""
    said = f"{number.numerator / number.denominator:.2f}"
    return said.rstrip("0").rstrip(".")
