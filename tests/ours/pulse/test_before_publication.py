"""What everyone sees of a period before its numbers, and of periods that are not there."""

from collections.abc import Callable, Iterable
from uuid import UUID

import pytest
from sqlalchemy import func, select

from learnplan.config import MineConfig
from learnplan.core.actor import Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict
from learnplan.directory.services import people
from learnplan.factory import create_app
from learnplan.gate import periods
from learnplan.mine.answers.models import Answer
from learnplan.web.doors import open_to
from tests.factories.people import a_unit, a_worker
from tests.factories.pulses import (
    NEXT_PERIOD,
    PERIOD,
    SAFE,
    TIME,
    TODAY,
    a_declared_period,
    a_team,
    an_open_period,
    answers_by,
    toml,
)
from tests.house.test_pages import faults_of
from tests.installations import opened
from tests.ours.pulse.test_results import words_of
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

PAGE = f"/org/pulse/{PERIOD}"
Come = Callable[..., Visitor]


def test_without_a_pulse_the_page_says_what_one_is_and_who_declares_it(visit: Come) -> None:
    page = visit(a_worker()).get("/org/pulse/").text

    assert "No pulse yet" in page
    assert "Managers and administrators declare one, before anybody answers." in words_of(page)
    assert 'href="/gate/plan"' in page


def test_periods_are_listed_with_what_their_state_means(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_declared_period(toml(period=NEXT_PERIOD))
    an_open_period()

    page = visit(a_worker()).get("/org/pulse/").text
    text = words_of(page)

    assert text.index("First quarter of 2027") < text.index("Fourth quarter of 2026")
    assert "1 question costs each person ε = 1 What will be asked is settled." in text
    assert "until answers are sealed" in text
    assert 'href="/pulse"' in page


def test_a_plan_says_what_is_asked_of_whom_and_what_it_costs(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_team("Ops / Green", 6)
    a_declared_period(toml(TIME, SAFE, epsilon=0.5))

    text = words_of(visit(a_worker()).get(PAGE).text)

    assert "“Did you have time to learn at work this quarter?” Answers: No, Yes" in text
    assert "Costs ε = 0.5" in text
    assert "guesses the last one right at most 62 times in 100" in text
    assert "each person ε = 1 of the 2 that a quarter allows; a year allows 8." in text
    assert "2 blocks Blue: 7 people" in text
    assert "A manager or an administrator opens answers." in text


def test_people_are_named_with_their_block_and_so_is_who_is_left_out(visit: Come) -> None:
    blue = a_unit("Ops / Blue")
    for name in ("Zoe", "Ana", "Ben", "Chidi", "Dana", "Eva"):
        a_worker(name=name, unit=blue)
    boss = a_worker(name="Bo Boss", unit=blue, roles=(Role.MANAGER,))
    with transaction(Database.ORGANISATION):
        late = people.add_person(email="late@northwind.example", name="Lou Late")
        people.join(late.id, blue, starts_on=TODAY)
    a_declared_period()

    text = words_of(visit(boss).get(PAGE).text)

    assert "6 people Ana, Ben, Chidi, Dana, Eva, Zoe" in text
    assert "Left out: 1 person Bo Boss" in text
    assert "Lou Late" not in text
    assert "Whoever joined after 1 October 2026 is in no block" in text


def test_before_its_quarter_a_period_has_no_blocks(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_declared_period(toml(period=NEXT_PERIOD))

    text = words_of(visit(a_worker()).get(f"/org/pulse/{NEXT_PERIOD}").text)

    assert "The blocks are formed from the roster of 1 January 2027" in text


def test_too_few_people_are_told_that_nothing_can_be_published(visit: Come) -> None:
    a_team("Ops / Blue", 4)
    a_declared_period()

    text = words_of(visit(a_worker()).get(PAGE).text)

    assert "There are too few people for a block, so nothing can be published by unit." in text


@pytest.mark.attack(13)
def test_nothing_changes_while_answers_arrive(visit: Come) -> None:
    """The page, the list and the ledger are the same for a watcher all along."""
    team = a_team("Ops / Blue", 8)
    an_open_period()
    visitor = visit(a_worker())

    files = ("/org/ledger.json", "/org/ledger.csv", "/org/pulse/signals")
    assert seen_to_change(visitor, (PAGE, "/org/pulse/", "/org/ledger", *files), team) == set()


@pytest.mark.attack(13)
def test_a_page_that_says_how_many_have_answered_is_seen_to_change(config: MineConfig) -> None:
    """The broken variant: a response rate, as other pulses show it."""

    @open_to(Role.WORKER)
    def response_rate() -> str:
        return str(db.session.scalar(select(func.count()).select_from(Answer)))

    app = create_app(config)
    app.add_url_rule("/rate", "rate", response_rate)
    with opened(app):
        team = a_team("Ops / Blue", 8)
        an_open_period()
        visitor = Visitor(app, a_worker())

        assert seen_to_change(visitor, ("/rate", PAGE), team) == {"/rate"}


def seen_to_change(visitor: Visitor, addresses: Iterable[str], team: Iterable[UUID]) -> set[str]:
    """The addresses at which anything changes while a team answers, one person after the other."""
    before = {address: _seen(visitor, address) for address in addresses}
    changed = set()
    for person_id in team:
        answers_by([person_id])
        changed |= {address for address, seen in before.items() if _seen(visitor, address) != seen}
    return changed


def _seen(visitor: Visitor, address: str) -> tuple[bytes, str | None]:
    answer = visitor.get(address)
    return answer.data, answer.headers.get("ETag")


def test_a_refused_attempt_to_publish_is_told(visit: Come) -> None:
    a_team("Ops / Blue", 8)
    an_open_period()
    with pytest.raises(Conflict):
        periods.publish(PERIOD, by="Ada")

    text = words_of(visit(a_worker()).get(PAGE).text)

    assert "It was refused: Fourth quarter of 2026 is open, not sealed." in text


@pytest.mark.parametrize("state", ["declared", "open", "sealed"])
def test_there_are_no_files_before_there_are_numbers(visit: Come, state: str) -> None:
    a_team("Ops / Blue", 8)
    a_declared_period()
    if state != "declared":
        periods.open_answers(PERIOD, today=TODAY)
    if state == "sealed":
        periods.seal(PERIOD)
    visitor = visit(a_worker())

    assert visitor.get(PAGE).status_code == 200
    assert visitor.get(f"{PAGE}.json").status_code == 404
    assert visitor.get(f"{PAGE}.csv").status_code == 404


def test_pages_of_the_pulse_are_well_made_in_every_state(visit: Come) -> None:
    a_team("Ops / Blue", 8)
    a_team("Ops / Green", 7)
    lead = a_worker(unit=a_unit("Ops"), roles=(Role.MANAGER,))
    visitor = visit(lead)
    addresses = ("/org/pulse/", PAGE, "/org/ledger", "/org/pulse/signals")

    for step in (
        lambda: a_declared_period(toml(TIME, SAFE)),
        lambda: periods.open_answers(PERIOD, today=TODAY),
        lambda: periods.seal(PERIOD),
        lambda: periods.publish(PERIOD, by="Ada"),
    ):
        step()

        faults = {address: list(faults_of(visitor.get(address).text)) for address in addresses}
        assert faults == {address: [] for address in addresses}


@pytest.mark.parametrize("period", ["2031-Q1", "2026-Q5", "nonsense", "2026", "%27", "2026-Q4.xml"])
@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
def test_what_is_no_period_is_nowhere(visit: Come, period: str, ending: str) -> None:
    a_team("Ops / Blue", 8)
    an_open_period()

    assert visit(a_worker()).get(f"/org/pulse/{period}{ending}").status_code == 404
