"""How the pulse is said on screen. Nobody is spoken to: everyone reads the same."""

from fractions import Fraction

from learnplan.core.texts import listed
from learnplan.ours.performance.periods import day_said
from learnplan.ours.pulse.figures import Figure
from learnplan.ours.pulse.likelihood import guessing_bound, smallest_change, within
from learnplan.ours.pulse.limits import SMALLEST_BLOCK, SMALLEST_BREAKDOWN_BLOCK
from learnplan.ours.pulse.models import Outcome, PlanState
from learnplan.ours.pulse.places import Level
from learnplan.ours.pulse.plan import Breakdown, Plan, Question, decimal_said
from learnplan.ours.pulse.quarters import quarter, quarter_said
from learnplan.ours.pulse.queries import BlockOutline
from learnplan.ours.pulse.results import Line, QuestionResults

MEANINGS = {
    PlanState.DECLARED: "What will be asked is settled. Until answers open, the plan can be "
    "withdrawn as a whole, but not changed.",
    PlanState.OPEN: "Workers answer in Mine and can change their minds there, until answers are "
    "sealed. Whatever anybody answers, nothing on this page changes.",
    PlanState.SEALED: "No answer is taken any more, and none can be changed.",
    PlanState.PUBLISHED: "The numbers are published, once and all together. They never change.",
}
OUTCOMES = {
    Outcome.BEGAN: "It broke off. Tried again, the same answers give the same numbers.",
    Outcome.PUBLISHED: "The numbers were published.",
    Outcome.FINISHED: "The numbers were there already. What had broken off was finished.",
    Outcome.REFUSED: "It was refused:",
}
BREAKDOWNS = {
    Breakdown.UNITS: "by unit",
    Breakdown.LOCATION: "by location",
    Breakdown.TENURE: "by how long people have been here",
}
LEVELS = {
    Level.BLOCK: "at a block",
    Level.UNIT: "at a unit",
    Level.ORGANISATION: "at the organisation",
}


def about(figure: Figure) -> str:
    """``About 6 of 9``, ``About 14 of 27 points``."""
    return f"About {figure.shown:,} of {figure.largest:,}{' points' if figure.most > 1 else ''}"


def likely(figure: Figure) -> str:
    """``likely 5 to 7``."""
    low, high = figure.likely
    return f"likely {low:,} to {high:,}"


def made_of(line: Line) -> str:
    """How many people a figure is about, and how many published numbers it is made of."""
    people = f"{line.figure.people:,} people"
    if line.place.level is Level.BLOCK:
        return f"{people}, one block"
    if line.figure.blocks == 1:
        return f"{people}, one published number"
    return f"{people}, the sum of {line.figure.blocks:,} published numbers"


def counted(question: Question) -> str:
    """What the figures of a question count."""
    if question.most == 1:
        no, yes = question.answers
        return f"How many said “{yes}”. Whoever did not answer is counted as “{no}”."
    points = listed(f"{points} for “{answer}”" for points, answer in enumerate(question.answers))
    return f"Points: {points}. Whoever did not answer is counted as 0."


def in_a_sentence(period: str) -> str:
    """``fourth quarter of 2026``."""
    said = quarter_said(period)
    return said[0].lower() + said[1:]


def changed(line: Line, before: str) -> str:
    """By how much a figure is more or less than in the period ``before``."""
    way = "more" if line.change > 0 else "fewer"
    points = " points" if line.figure.most > 1 else ""
    return f"{abs(line.change):,}{points} {way} than in the {in_a_sentence(before)}"


def pointed_out(results: QuestionResults) -> str:
    """From which difference on a change is pointed out, and why not before."""
    block = next(line for line in results.lines if line.place.level is Level.BLOCK)
    smallest = listed(
        f"{_smallest_change(line.figure):,} {LEVELS[line.place.level]}"
        for line in (block, results.organisation)
    )
    what = "points" if results.question.most > 1 else "people"
    by_noise = 1 - within(
        _smallest_change(block.figure) - 1,
        epsilon=block.figure.epsilon,
        most=block.figure.most,
        blocks=2,  # a difference carries the noise of both its numbers
    )
    return (
        f"A change is pointed out when it is larger than what noise easily does: from {smallest} "
        f"({what}), beyond what the difference in how many people there are can explain. Noise "
        f"alone still does it in about {100 * by_noise:.0f} of 100 blocks where nothing changed."
    )


def exactness(results: QuestionResults) -> str:
    """How far the noise moves numbers of these sizes."""
    errors = listed(f"{error:.1f} {LEVELS[level]}" for level, error in results.mean_errors.items())
    question = results.question
    near, far = (
        round(
            100
            * within(times * question.most, epsilon=question.epsilon, most=question.most, blocks=1)
        )
        for times in (1, 2)
    )
    one, two = "1 person", "2"
    if question.most > 1:
        one, two = f"{question.most} points, which one person can add,", f"{2 * question.most}"
    return (
        f"On average the noise is off by so many hundredths of the largest number there could be: "
        f"{errors}. Of the numbers of one block, {near} in 100 are within {one} of the "
        f"truth, {far} within {two}. “Likely” is right at least 8 times in 10."
    )


def guessing(epsilon: Fraction) -> str:
    """How often somebody who knows every other answer guesses the last one right, at most."""
    return f"at most {100 * guessing_bound(epsilon):.0f} times in 100"


def protection(plan: Plan) -> str:
    """What the noise of a plan keeps from whoever knows everything else."""
    costs = sorted({question.epsilon for question in plan.questions})
    each = listed(f"{guessing(cost)} (ε = {decimal_said(cost)})" for cost in costs)
    said = (
        "Even somebody who knows every colleague’s answer to a question guesses the last one right "
        f"{each}; a coin gets 50."
    )
    if len(plan.questions) > 1:
        said += (
            f" From all {len(plan.questions)} questions together (ε = {decimal_said(plan.epsilon)})"
            f" something that would show in all of them is guessed {guessing(plan.epsilon)}."
        )
    return said


def left_out(period: str, blocks: list[BlockOutline], breakdowns: list[Breakdown]) -> list[str]:
    """Who is in no number of a period or in no unit's, and why. From frozen facts only."""
    day = day_said(quarter(period).start)
    said = []
    for breakdown in breakdowns:
        smallest = SMALLEST_BLOCK if breakdown is Breakdown.UNITS else SMALLEST_BREAKDOWN_BLOCK
        where = f"Asked {BREAKDOWNS[breakdown]}: people" if len(breakdowns) > 1 else "People"
        leads = [block for block in blocks if block.leads and block.breakdown is breakdown]
        if leads:
            said.append(
                f"{where} who manage people are one block of {leads[0].roster_size}. It counts in "
                "the organisation’s sum, and in no other."
            )
        else:
            said.append(
                f"{where} who manage people are in no number: on {day} fewer than {smallest} of "
                "them were here."
            )
    said.append(
        f"Whoever joined after {day} is counted from the next quarter on. Whoever moved since then "
        "is counted where they were on that day."
    )
    return said


def _smallest_change(figure: Figure) -> int:
    return smallest_change(epsilon=figure.epsilon, most=figure.most, blocks=figure.blocks)
