"""Plans: what can be declared, and what is refused with which reason (rule R7; attack 9)."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnplan.core.errors import Invalid
from learnplan.gate import budget
from learnplan.gate.plans import plan_from, read_plan
from learnplan.ours.pulse.plan import Breakdown, Plan, Question, decimal_said, plan_of
from learnplan.ours.pulse.quarters import quarter, quarters_apart
from learnplan.ours.pulse.questions import ready_questions
from tests.factories.pulses import SAFE, TIME, TODAY, toml

WHOLE = """
period = "2027-q1"
epsilon = 0.5

[[questions]]
ready = "time-to-learn"

[[questions]]
key = "quiet-room"
words = "  Did you have a quiet place\\n when you needed one?  "
answers = ["Never", "Sometimes", "Always"]
breakdown = "location"
epsilon = 1
"""


def refusal(text: str | bytes, *, today: date = TODAY) -> tuple[str, str | None]:
    """What a file is refused with, and the field that is to blame."""
    with pytest.raises(Invalid) as caught:
        read_plan(text.encode() if isinstance(text, str) else text, today=today)
    return str(caught.value), caught.value.field


def test_a_plan_says_its_questions_and_what_they_cost() -> None:
    plan = read_plan(WHOLE.encode(), today=TODAY)

    assert plan.period == "2027-Q1"
    assert plan.epsilon == Fraction(3, 2)
    assert plan.questions[0].words == ready_questions()[TIME].words
    assert plan.questions[1] == Question(
        key="quiet-room",
        words="Did you have a quiet place when you needed one?",
        answers=("Never", "Sometimes", "Always"),
        breakdown=Breakdown.LOCATION,
        epsilon=Fraction(1),
    )
    assert plan_of(plan.words) == plan


def test_the_hash_of_a_plan_changes_with_every_word_of_it() -> None:
    variants = (
        WHOLE,
        WHOLE.replace("0.5", "0.25"),
        WHOLE.replace("location", "tenure"),
        WHOLE.replace("quiet place", "quiet room"),
        WHOLE.replace("Never", "No"),
        WHOLE.replace("2027-q1", "2027-Q2"),
    )

    assert len({read_plan(said.encode(), today=TODAY).hash for said in variants}) == len(variants)


@pytest.mark.attack(9)
@pytest.mark.parametrize(
    ("before", "after", "reason", "field"),
    [
        ("epsilon = 0.5", "colour = 1", "“colour” is no field of a plan", None),
        ("breakdown =", "filter =", "“filter” is no field of a question", None),
        ("epsilon = 1", "epsilon = 0", "ε is more than 0", "questions-1-epsilon"),
        ("epsilon = 1", 'epsilon = "lots"', "and not “lots”", "questions-1-epsilon"),
        ("epsilon = 1", "epsilon = -1", "ε is more than 0", "questions-1-epsilon"),
        ("epsilon = 1", "epsilon = nan", "ε is a number", "questions-1-epsilon"),
        ("epsilon = 1", "epsilon = true", "ε is a number", "questions-1-epsilon"),
        ("epsilon = 1", "epsilon = 1e999999999", "ε is at most 2", "questions-1-epsilon"),
        ("epsilon = 1", "epsilon = 0.001", "at most two decimals", "questions-1-epsilon"),
        ("2027-q1", "2026-Q3", "is over", "period"),
        ("2027-q1", "2028-Q4", "more than a year away", "period"),
        ("2027-q1", "next", "is not a quarter", "period"),
        ("2027-q1", "0000-Q1", "is not a quarter", "period"),
        ("location", "grade", "none of units, location and tenure", "questions-1-breakdown"),
        ("time-to-learn", "time", "none of time-to-learn,", "questions-0-ready"),
        ("quiet-room", "Quiet room", "a short key", "questions-1-key"),
        ("quiet-room", "safe-to-try", "is the key of a ready question", "questions-1-key"),
        ('"Never", ', '"Always", ', "two are the same", "questions-1-answers"),
        ('"Sometimes", "Always"', "1", "each is text", "questions-1-answers"),
        ("answers =", "contribution = 4\nanswers =", "C is 1, 2 or 3", "questions-1-contribution"),
        ("answers =", "contribution = 1\nanswers =", "C is 1, so", "questions-1-answers"),
        ('["Never", "Sometimes", "Always"]', '["Yes"]', "2 to 4", "questions-1-answers"),
        ('["Never", "Sometimes", "Always"]', '"Yes"', "as a list", "questions-1-answers"),
        ('key = "quiet-room"', "key = 3", "text in quotation marks", "questions-1-key"),
        ("quiet place", "quiet place" * 40, "at most 300 characters", "questions-1-words"),
        ("quiet place", "quiet\\u202eplace", "cannot be shown", "questions-1-words"),
        ('ready = "time-to-learn"', "", "write what is asked", "questions-0-words"),
        ("[[questions]]\nkey", "[[questions]]\nready = 'safe-to-try'\nkey", "has its own", None),
        ("[[questions]]", "[[question]]", "is no field of a plan", None),
    ],
)
def test_what_is_no_plan_is_refused_where_it_is_wrong(
    before: str, after: str, reason: str, field: str | None
) -> None:
    assert before in WHOLE

    said, blamed = refusal(WHOLE.replace(before, after))

    assert reason in said
    assert field is None or blamed == field


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"period = ", "not TOML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"#" * 100_001, "too long"),
        (b"", "which quarter"),
        (b'period = "2027-Q1"', "A plan asks something"),
        (b'period = "2027-Q1"\nquestions = [1]', "Question 1 is not a table"),
        (b'period = "2027-Q1"\nquestions = "all"', "A plan asks something"),
        (toml(*[TIME] * 9), "at most 8"),
        (toml(TIME, TIME), "is asked twice"),
    ],
)
def test_what_is_no_file_of_a_plan_is_refused(data: bytes, reason: str) -> None:
    assert reason in refusal(data)[0]


def test_the_same_words_with_another_comma_are_the_same_question() -> None:
    words = ready_questions()[TIME].words.replace(" at work", ", at work,").upper()

    said, field = refusal(toml(TIME) + f'\n[[questions]]\nkey = "x"\nwords = "{words}"'.encode())

    assert "is asked twice" in said
    assert field == "questions-1-words"


@pytest.mark.parametrize(
    ("number", "said"), [(Fraction(1), "1"), (Fraction(1, 2), "0.5"), (Fraction(7, 100), "0.07")]
)
def test_an_epsilon_is_said_exactly(number: Fraction, said: str) -> None:
    assert decimal_said(number) == said
    assert Fraction(said) == number


# The budget


def a_plan(period: str, *questions: tuple[str, str]) -> Plan:
    fields = [{"ready": key, "epsilon": epsilon} for key, epsilon in questions]
    return plan_from({"period": period, "questions": fields}, today=quarter(period).start)


def test_a_quarter_costs_two_and_no_more() -> None:
    budget.must_fit(a_plan("2026-Q4", (TIME, "1"), (SAFE, "1")), [])

    with pytest.raises(Invalid, match="a quarter allows 2") as caught:
        budget.must_fit(a_plan("2026-Q4", (TIME, "1"), (SAFE, "1.01")), [])

    assert caught.value.field == "epsilon"


@pytest.mark.parametrize(
    ("before", "fits"),
    [
        (["2026-Q1", "2026-Q2"], False),
        (["2026-Q1", "2026-Q3"], False),
        (["2025-Q4", "2026-Q1"], True),
        (["2026-Q3", "2027-Q1"], False),  # declared ahead: it lies between the two
        (["2026-Q4", "2027-Q1"], False),
        (["2027-Q1"], True),
    ],
)
def test_a_question_is_asked_twice_in_any_four_quarters(before: list[str], *, fits: bool) -> None:
    known = [a_plan(period, (TIME, "0.1")) for period in before if period != "2026-Q4"]
    known += [a_plan("2026-Q2", (TIME, "0.1"))] if "2026-Q4" in before else []
    plan = a_plan("2026-Q4", (SAFE, "0.1"), (TIME, "0.1"))

    if fits:
        budget.must_fit(plan, known)
    else:
        with pytest.raises(Invalid, match="asked at most twice") as caught:
            budget.must_fit(plan, known)
        assert caught.value.field == "questions-1-words"


Accepts = Callable[[Plan, Sequence[Plan]], None]
QUARTERS = [f"{year}-Q{number}" for year in (2026, 2027) for number in (1, 2, 3, 4)]


def must_keep_the_budget(accepts: Accepts, wishes: Sequence[Plan]) -> None:
    """Whatever is declared in whatever order, nobody spends more than rule R7 allows."""
    declared: dict[str, Plan] = {}
    for wish in wishes:
        if wish.period in declared:
            continue
        try:
            accepts(wish, list(declared.values()))
        except Invalid:
            continue
        declared[wish.period] = wish
    for first in QUARTERS:
        year = [
            plan
            for period, plan in declared.items()
            if first <= period and quarters_apart(first, period) < 4
        ]
        asked = [question.key for plan in year for question in plan.questions]
        assert sum(plan.epsilon for plan in year) <= 8
        assert all(plan.epsilon <= 2 for plan in year)
        assert all(asked.count(key) <= 2 for key in asked)


wishes = st.lists(
    st.builds(
        lambda period, keys, epsilon: a_plan(period, *((key, epsilon) for key in keys)),
        st.sampled_from(QUARTERS),
        st.lists(st.sampled_from(list(ready_questions())), min_size=1, max_size=3, unique=True),
        st.sampled_from(["0.25", "0.5", "1", "2"]),
    ),
    max_size=12,
)


@pytest.mark.attack(9)
@settings(max_examples=50, deadline=None)
@given(wishes)
def test_no_order_of_plans_overspends(wished: list[Plan]) -> None:
    must_keep_the_budget(budget.must_fit, wished)


def asks_as_often_as_it_likes(plan: Plan, _known: Sequence[Plan]) -> None:
    budget.must_fit(plan, [])


def counts_the_last_quarters_only(plan: Plan, known: Sequence[Plan]) -> None:
    budget.must_fit(plan, [one for one in known if one.period <= plan.period])


def counts_questions_not_cost(plan: Plan, known: Sequence[Plan]) -> None:
    cheap = {"questions": [{"ready": one.key, "epsilon": "0.1"} for one in plan.questions]}
    today = quarter(plan.period).start
    budget.must_fit(plan_from({"period": plan.period, **cheap}, today=today), known)


@pytest.mark.attack(9)
@pytest.mark.parametrize(
    "broken", [asks_as_often_as_it_likes, counts_the_last_quarters_only, counts_questions_not_cost]
)
def test_the_check_catches_a_broken_budget(broken: Accepts) -> None:
    overspent = a_plan("2026-Q1", (TIME, "2"), (SAFE, "2"))
    often = [a_plan(period, (TIME, "1")) for period in ("2026-Q4", "2026-Q3", "2026-Q2")]
    must_keep_the_budget(budget.must_fit, [overspent, *often])

    with pytest.raises(AssertionError):
        must_keep_the_budget(broken, [overspent, *often])


def test_quarters_are_counted_across_years() -> None:
    assert [quarters_apart(one, other) for one, other in pairwise(QUARTERS)] == [1] * 7
    assert quarters_apart("2027-Q4", "2026-Q1") == 7
