"""What a published period says, question by question: the same for whoever asks.

Everything comes from what was frozen then, so that an old period stays as it was when people
move, units are renamed and rosters are restated.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from learnplan.ours.pulse import queries
from learnplan.ours.pulse.chain import Link
from learnplan.ours.pulse.figures import Figure, figure_of, total
from learnplan.ours.pulse.models import PlanState, PulsePlan
from learnplan.ours.pulse.places import Arrangement, Level, Place, arrange
from learnplan.ours.pulse.plan import Breakdown, Plan, Question, plan_of
from learnplan.ours.pulse.queries import BlockOutline, NoteView, UnitThen

Links = Mapping[tuple[str, UUID], Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure in its place: the rows of the ledger it is the sum of, and what is said beside it.

    ``change`` is 0 where there is none to be pointed out.
    """

    place: Place
    figure: Figure
    links: tuple[Link, ...]
    change: int = 0
    notes: tuple[NoteView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The whole organisation's figure of one question in a period."""

    period: str
    figure: Figure


@dataclass(frozen=True, kw_only=True)
class QuestionResults:
    """What was published of one question.

    ``compared_with`` is the period before in which the same was asked, or empty. ``course`` has
    the organisation's figures so far, this one last.
    """

    question: Question
    organisation: Line
    families: tuple[tuple[Line, ...], ...]
    compared_with: str
    course: tuple[Earlier, ...]

    @property
    def lines(self) -> list[Line]:
        """Every figure, the organisation's first."""
        return [self.organisation, *(line for family in self.families for line in family)]

    @cached_property
    def mean_errors(self) -> dict[Level, float]:
        """How far figures of each level are off on average, in hundredths."""
        errors: dict[Level, list[float]] = {level: [] for level in reversed(Level)}
        for line in self.lines:
            errors[line.place.level].append(line.figure.mean_error)
        return {level: sum(each) / len(each) for level, each in errors.items() if each}

    @property
    def year(self) -> Figure | None:
        """The year to date: what was published of the question in this calendar year, added up.

        There is none where it was asked once, or the other time at another ε.
        """
        this = self.course[-1].period[:4]
        figures = [each.figure for each in self.course if each.period.startswith(this)]
        alike = len({figure.epsilon for figure in figures}) == 1
        return total(figures) if len(figures) > 1 and alike else None


@dataclass(frozen=True, kw_only=True)
class PeriodResults:
    """A published period."""

    period: str
    plan: Plan
    plan_hash: str
    questions: tuple[QuestionResults, ...]
    arrangements: Mapping[Breakdown, Arrangement]


@dataclass(frozen=True, kw_only=True)
class _Period:
    """A published period as it is kept."""

    kept: PulsePlan
    plan: Plan
    links: Links
    arrangements: Mapping[Breakdown, Arrangement]

    def figures_of(self, question: Question) -> dict[frozenset[Hashable], Figure]:
        """The figures of a question by whom they are about."""
        return {
            place.members: total(figure_of(link.said) for link in links)
            for place in places_in(self.arrangements[question.breakdown])
            for links in [self.links_at(place, question)]
        }

    def links_at(self, place: Place, question: Question) -> tuple[Link, ...]:
        """The rows of the ledger whose sum stands at a place."""
        return tuple(self.links[question.key, block_id] for block_id in place.block_ids)


def results_of(kept: PulsePlan) -> PeriodResults:
    """Everything that was published of a period."""
    this = _read(kept)
    before = [one for one in queries.plans_in(PlanState.PUBLISHED) if one.period < kept.period]
    notes = queries.notes_of(kept.id)
    read: dict[str, _Period] = {}
    questions = []
    for question in this.plan.questions:
        asked = {one.period: one for one in before if _asked_alike(plan_of(one.words), question)}
        latest = max(asked, default="")
        if latest and latest not in read:
            read[latest] = _read(asked[latest])
        questions.append(
            _question_results(
                this,
                question,
                earlier=read[latest] if latest else None,
                course=_course([*asked.values(), kept], question),
                notes=notes,
            )
        )
    return PeriodResults(
        period=kept.period,
        plan=this.plan,
        plan_hash=kept.plan_hash,
        questions=tuple(questions),
        arrangements=this.arrangements,
    )


def arrangements_of(
    plan: Plan, blocks: Iterable[BlockOutline], units: Sequence[UnitThen]
) -> dict[Breakdown, Arrangement]:
    """The places of each breakdown of a plan."""
    organisation = units[0].name
    found = list(blocks)
    return {
        breakdown: arrange(
            [block for block in found if block.breakdown is breakdown],
            units if breakdown is Breakdown.UNITS else (),
            organisation=organisation,
        )
        for breakdown in plan.breakdowns
    }


def places_in(arrangement: Arrangement) -> list[Place]:
    """Every place, the organisation first."""
    return [arrangement.organisation, *(place for each in arrangement.families for place in each)]


def _read(kept: PulsePlan) -> _Period:
    plan = plan_of(kept.words)
    return _Period(
        kept=kept,
        plan=plan,
        links=queries.links_of(kept.id),
        arrangements=arrangements_of(
            plan, queries.outlines_of(kept.id), queries.units_then(kept.id)
        ),
    )


def _asked_alike(plan: Plan, question: Question) -> bool:
    """Whether a plan asks the same, so that its numbers can be compared with the question's."""
    return any(
        (one.key, one.same, one.answers, one.breakdown)
        == (question.key, question.same, question.answers, question.breakdown)
        for one in plan.questions
    )


def _question_results(
    this: _Period,
    question: Question,
    *,
    earlier: _Period | None,
    course: tuple[Earlier, ...],
    notes: Mapping[int, Sequence[NoteView]],
) -> QuestionResults:
    before = earlier.figures_of(question) if earlier else {}

    def line(place: Place) -> Line:
        links = this.links_at(place, question)
        figure = total(figure_of(link.said) for link in links)
        known = before.get(place.members)
        is_one = place.level is Level.BLOCK
        return Line(
            place=place,
            figure=figure,
            links=links,
            change=figure.change_since(known) if known else 0,
            notes=tuple(notes.get(links[0].number, ())) if is_one else (),
        )

    arrangement = this.arrangements[question.breakdown]
    return QuestionResults(
        question=question,
        organisation=line(arrangement.organisation),
        families=tuple(tuple(map(line, family)) for family in arrangement.families),
        compared_with=earlier.kept.period if earlier else "",
        course=course,
    )


def _course(plans: Iterable[PulsePlan], question: Question) -> tuple[Earlier, ...]:
    sums = queries.sums_of(question.key)
    return tuple(
        Earlier(
            period=one.period,
            figure=Figure(
                value=found.value,
                people=found.people,
                most=found.most,
                epsilon=Fraction(found.epsilon),
                blocks=found.blocks,
            ),
        )
        for one in plans
        for found in [sums[one.id]]
    )
