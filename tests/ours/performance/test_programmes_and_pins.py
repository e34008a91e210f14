"""Programmes say whether they moved anything; what a unit pins stands first for everyone."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Refused
from learnplan.ours.performance import outcomes, writing, writings
from learnplan.ours.performance.editions import Shown
from learnplan.ours.performance.models import Programme, Standing
from learnplan.ours.performance.periods import Period, PeriodKind
from learnplan.ours.performance.writings import ProgrammeView
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
UNIT = "Operations / Packaging"


def shown(*values: float) -> list[Shown]:
    """Months from January 2025 on."""
    periods = [Period(PeriodKind.MONTH, date(2025 + at // 12, at % 12 + 1, 1)) for at in range(36)]
    return [
        Shown(period, value, None, period.end, None)
        for period, value in zip(periods, values, strict=False)
    ]


def a_programme(*, amount: float, due_on: date = date(2026, 3, 31)) -> ProgrammeView:
    return ProgrammeView(
        id=uuid4(),
        unit_id=uuid4(),
        indicator_id=uuid4(),
        title="Trolleys",
        what="",
        starts_on=date(2025, 10, 1),
        due_on=due_on,
        amount=amount,
        standing=Standing.RUNNING,
        author="Chidi",
        author_id=uuid4(),
    )


@pytest.mark.parametrize(
    ("values", "amount", "did"),
    [
        ([10] * 9 + [9, 8, 5, 5, 5, 5], -5, True),
        ([10] * 9 + [9, 8, 6, 6, 6, 6], -5, False),
        ([10] * 9 + [11, 12, 13, 13, 13, 13], 3, True),
        ([10] * 9 + [7, 7, 7, 7, 7, 7], 3, False),
    ],
)
def test_it_did_when_the_last_three_are_that_far_from_what_was(
    values: Sequence[float],
    amount: float,
    did: bool,  # noqa: FBT001 - what is expected
) -> None:
    outcome = outcomes.outcome_of(a_programme(amount=amount), shown(*values), date(2026, 6, 1))

    assert outcome
    assert outcome.did is did
    assert (outcome.before_count, outcome.since_count) == (9, 3)


def test_what_came_after_its_day_does_not_count_and_too_little_says_nothing() -> None:
    values = [10] * 9 + [9, 9, 9, 9, 9, 9] + [1] * 6  # months after its day
    programme = a_programme(amount=-5)

    outcome = outcomes.outcome_of(programme, shown(*values), date(2026, 12, 1))

    assert outcome
    assert outcome.since == 9
    assert outcomes.outcome_of(programme, shown(*[10] * 9), date(2026, 12, 1)) is None
    assert outcomes.outcome_of(programme, [], date(2026, 12, 1)) is None


@pytest.fixture
def indicator(app: Flask) -> UUID:  # noqa: ARG001 - the installation comes first
    a_unit(UNIT)
    for name in ("Alpha", "Beta", "Gamma"):
        some_figures(*([UNIT, name, f"2025-{at:02}", 10 + at % 2] for at in range(1, 13)))
    return an_indicator_called("Beta")


def test_a_programme_is_proposed_judged_on_its_day_renewed_and_retired(
    indicator: UUID, visit: Visit
) -> None:
    unit = a_unit(UNIT)
    chidi, marek = a_worker(name="Chidi Eze", unit=unit), a_manager(of=unit)
    chart = f"/org/performance/units/{unit}/indicators/{indicator}"

    visit(chidi).post(
        f"{chart}/programmes",
        page=f"{chart}/desk",
        programme_title="Trolleys",
        programme_what="Everything on one trolley.",
        programme_amount="−3",
        programme_starts_on="2025-07-01",
        programme_due_on="2025-12-31",
    )
    [programme] = writings.programmes_at([unit])
    address = f"/org/performance/programmes/{programme.id}"
    page = visit(a_worker()).get(address).text
    visit(marek).post(address, decided="Once more.", next_on="2190-01-01")
    renewed = visit(chidi).get(address).text
    unsaid = visit(chidi).post(address, decided="We looked at it.", next_on="")
    both = visit(chidi).post(address, decided="What?", next_on="2190-01-01", ends="y")
    running = visit(chidi).get(chart).text
    visit(chidi).post(address, decided="Enough.", next_on="", ends="y")

    assert programme.amount == -3
    assert "It did not move by what was proposed" in page
    assert "by −3 by 31 Dec 2025" in page
    assert "nobody renewed it" in page  # its day was long ago
    assert "until 1 Jan 2190" in renewed
    for each in (unsaid, both):
        assert each.status_code == 422
        assert "Write until when it goes on, or choose that it ends here." in each.text
    assert "We looked at it." in unsaid.text
    assert "Retired" not in running
    assert "Retired" in visit(chidi).get(chart).text
    [programme] = writings.programmes_at([unit])
    assert [each.decided for each in programme.reviews] == ["Once more.", "Enough."]
    with pytest.raises(Conflict, match="has retired"), transaction(Database.ORGANISATION):
        writing.decide(
            marek, writings.row_for(Programme, programme.id), decided="Again", next_on=None
        )


def test_others_neither_propose_nor_decide(indicator: UUID) -> None:
    unit, stranger = a_unit(UNIT), a_manager(of=a_unit("Systems / Platform"))
    marek = a_manager(of=unit)
    said = {"title": "T", "what": "", "starts_on": date(2026, 1, 1), "due_on": date(2026, 2, 1)}
    with transaction(Database.ORGANISATION):
        writing.propose_programme(marek, unit, indicator, amount=1, **said)  # type: ignore[arg-type]
    [programme] = writings.programmes_at([unit])

    with pytest.raises(Refused):
        writing.propose_programme(stranger, unit, indicator, amount=1, **said)  # type: ignore[arg-type]
    for outsider in (stranger, a_worker(unit=unit)):
        with pytest.raises(Refused):
            writing.decide(
                outsider, writings.row_for(Programme, programme.id), decided="No", next_on=None
            )


def test_what_changed_comes_first_then_what_is_pinned_then_the_rest(
    indicator: UUID, visit: Visit
) -> None:
    unit = a_unit(UNIT)
    some_figures([UNIT, "Gamma", "2026-01", 40])
    marek = visit(a_manager(of=unit))
    pins = f"/org/performance/units/{unit}/pins"

    def order(visitor: Visitor) -> list[str]:
        page = visitor.get(f"/org/performance/units/{unit}").text
        return re.findall(r"<h3><a[^>]*>(\w+)</a>", page)

    before = order(marek)
    marek.post(f"{pins}/{indicator}/pin", page=pins)
    marek.post(f"{pins}/{an_indicator_called('Alpha')}/pin", page=pins)
    pinned = order(visit(a_worker()))
    marek.post(f"{pins}/{an_indicator_called('Alpha')}/raise", page=pins)
    raised = order(visit(a_worker()))
    refused = visit(a_worker(unit=unit)).post(
        f"{pins}/{indicator}/unpin",
        page=f"/org/performance/units/{unit}/indicators/{indicator}/desk",
    )

    assert before == ["Gamma", "Alpha", "Beta"]
    assert pinned == ["Gamma", "Beta", "Alpha"]
    assert raised == ["Gamma", "Alpha", "Beta"]
    assert refused.status_code == 403
    board = words_of(marek.get(f"/org/performance/units/{unit}").text)
    assert "Changed beyond chance: Gamma, 40. The rest varies as it usually does." in board


def test_a_running_programme_says_so_far(indicator: UUID, visit: Visit) -> None:
    unit = a_unit(UNIT)
    author = a_worker(unit=unit)
    with transaction(Database.ORGANISATION):
        writing.propose_programme(
            author,
            unit,
            indicator,
            title="Trolleys",
            what="",
            starts_on=date(2025, 7, 1),
            due_on=date(2190, 1, 1),
            amount=-3,
        )
    [programme] = writings.programmes_at([unit])

    page = visit(author).get(f"/org/performance/programmes/{programme.id}").text

    assert "What it has moved so far" in page
    assert "Running" in page
    assert "Its day has come" not in visit(author).get(f"/org/performance/units/{unit}").text


@only_on_sqlite  # what pages say of a day, not how it is kept
def test_on_its_day_everyone_sees_on_the_board_whether_it_moved_what_it_was_to(
    indicator: UUID, visit: Visit
) -> None:
    unit, chidi = a_unit(UNIT), a_worker(unit=a_unit(UNIT))
    with transaction(Database.ORGANISATION):
        writing.propose_programme(
            chidi,
            unit,
            indicator,
            title="Trolleys",
            what="",
            starts_on=date(2025, 7, 1),
            due_on=date(2025, 12, 31),
            amount=-3,
        )

    def said_on(day: datetime) -> list[str]:
        with clock.stopped(day):
            return [
                words_of(visit(a_worker()).get(f"/org/performance/{page}").text)
                for page in (
                    f"units/{unit}",
                    f"units/{unit}/indicators/{indicator}",
                    "written/",
                )
            ]

    before, after = (said_on(datetime(2025, 12, day, tzinfo=UTC)) for day in (30, 31))

    assert all("was proposed" not in page for page in before)
    board, chart, written = after
    assert "Its day has come: Trolleys: Beta moved by −0.2, −3 was proposed." in board
    assert "Beta moved by −0.2, −3 was proposed." in chart
    assert "Beta moved by −0.2, −3 was proposed." in written
    assert f"Trolleys Packagingproposed by {chidi.name}" in written  # each fact in its own element
