"""May this be asked? The budget of every person, looked at before answers open (rule R7)."""

from collections.abc import Sequence

from learnplan.core.errors import Invalid
from learnplan.ours.pulse.limits import MOST_ASKED, MOST_PER_QUARTER
from learnplan.ours.pulse.plan import Plan, Question, decimal_said
from learnplan.ours.pulse.quarters import IN_A_YEAR, quarters_apart


def must_fit(plan: Plan, known: Sequence[Plan]) -> None:
    """Go on only if ``plan`` costs no person more than the rules allow.

    A year is any four quarters in a row. Four quarters cannot cost more than the year allows,
    because none costs more than its own share.

    Args:
        plan: what is to be declared.
        known: every plan declared so far, of any period; its own period is not among them.

    Raises:
        Invalid: it costs too much, or asks a question too often.
    """
    if plan.epsilon > MOST_PER_QUARTER:
        raise Invalid(
            f"Together these questions cost ε = {decimal_said(plan.epsilon)} for each person; "
            f"a quarter allows {decimal_said(MOST_PER_QUARTER)}. "
            "Ask fewer questions, or give some a smaller ε.",
            field="epsilon",
        )
    for place, question in enumerate(plan.questions):
        asked = [one.period for one in known if _asks(one, question)]
        if _most_in_a_year([*asked, plan.period]) > MOST_ASKED:
            raise Invalid(
                f"“{question.words}” was asked in {' and '.join(sorted(asked)[-MOST_ASKED:])}. "
                "The same question is asked at most twice in four quarters.",
                field=f"questions-{place}-words",
            )


def _asks(plan: Plan, question: Question) -> bool:
    return any(one.key == question.key or one.same == question.same for one in plan.questions)


def _most_in_a_year(periods: Sequence[str]) -> int:
    """How many of these quarters lie within four quarters in a row, at most."""
    return max(
        sum(first <= other and quarters_apart(first, other) < IN_A_YEAR for other in periods)
        for first in periods
    )
