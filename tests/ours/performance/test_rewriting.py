"""Targets and steps are changed by who manages the unit, and signed by who changed them."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
MINUTES = [48, 46, 50, 47, 45, 49, 51, 46, 47, 44, 48, 50, 41, 39, 40, 38]


@pytest.fixture
def unit(app: Flask) -> UUID:  # noqa: ARG001 - the installation comes first
    unit_id = a_unit("Packaging")
    some_figures(
        *(
            ["Packaging", "Changeover", f"{2025 + at // 12}-{at % 12 + 1:02}", value]
            for at, value in enumerate(MINUTES)
        )
    )
    return unit_id


@pytest.fixture
def chart(unit: UUID) -> str:
    return f"/org/performance/units/{unit}/indicators/{an_indicator_called('Changeover')}"


def written(manager: Visitor, chart: str) -> dict[str, str]:
    """A target and a step on a chart; the addresses where they are changed."""
    manager.post(
        f"{chart}/targets",
        f"{chart}/desk",
        target_value="42",
        target_starts_on="2026-01-01",
        target_owner=manager.actor.name if manager.actor else "",
        target_why="A first step",
    )
    manager.post(
        f"{chart}/steps", f"{chart}/desk", step_starts_on="2025-06-01", step_reason="New line"
    )
    desk = manager.get(f"{chart}/desk").text
    return {kind: re.findall(rf'href="([^"]+/{kind}/[^"]+/edit)"', desk)[0] for kind in KINDS}


KINDS = ("targets", "steps")


def test_what_was_promised_can_be_changed_and_carries_who_changed_it(
    visit: Visit, unit: UUID, chart: str
) -> None:
    first, second = visit(a_manager(of=unit)), visit(a_manager(of=unit))
    at = written(first, chart)
    assert second.actor is not None

    target = {"value": "40", "starts_on": "2026-02-01", "owner": second.actor.name, "why": "Less"}
    changed = second.post(at["targets"], **target)
    moved = second.post(at["steps"], starts_on="2025-07-01", reason="Newer line", baseline="6")

    assert "Published." in changed.text
    assert "Published." in moved.text
    told = first.get(f"{chart}.json").json
    assert told is not None
    assert [(each["value"], each["from"]) for each in told["targets"]] == [(40.0, "2026-02-01")]
    [step] = told["steps"]
    assert step == {
        "from": "2025-07-01",
        "reason": "Newer line",
        "baseline": 6,
        "by": second.actor.name,
    }


@only_on_sqlite  # which of two windows is later is tried on both with notes
def test_the_later_of_two_windows_sees_both(visit: Visit, unit: UUID, chart: str) -> None:
    manager = visit(a_manager(of=unit))
    at, name = written(manager, chart), manager.actor.name if manager.actor else ""
    said = {"value": "40", "starts_on": "2026-01-01", "owner": name}
    manager.post(at["targets"], **said)

    late = manager.post(at["targets"], **{**said, "value": "41"}, version="1")

    assert late.status_code == 409
    assert "Nothing was overwritten." in late.text
    assert "What is the target? 40" in words_of(late.text)
    assert 'value="41"' in late.text
    assert manager.post(at["targets"], **{**said, "value": "x"}).status_code == 422
    early = manager.post(at["targets"], **said, review_on="2025-01-01")
    assert "Choose a day after the target begins." in early.text
    assert manager.post(at["targets"], **said, version="9" * 5000).status_code == 409


@only_on_sqlite  # who may do it is the same on both
def test_others_change_nothing(visit: Visit, unit: UUID, chart: str) -> None:
    at = written(visit(a_manager(of=unit)), chart)
    elsewhere = a_unit("Sales")

    for other in (a_worker(unit=unit), a_manager(of=elsewhere)):
        for address in at.values():
            assert visit(other).client.get(address).status_code == 403
    assert "/edit" not in visit(a_worker(unit=unit)).get(f"{chart}/desk").text


@only_on_sqlite  # which of two windows is later is tried on both with notes
def test_the_later_of_two_windows_loses_no_answer_of_the_other(
    visit: Visit, unit: UUID, chart: str
) -> None:
    manager = visit(a_manager(of=unit))
    at, name = written(manager, chart), manager.actor.name if manager.actor else ""
    said = {"value": "42", "starts_on": "2026-01-01", "owner": name}
    manager.post(at["targets"], **said, why="They asked for it", review_on="2026-03-01")
    manager.post(at["steps"], starts_on="2025-07-01", reason="Newer line", baseline="6")

    late = manager.post(at["targets"], **said, why="Mine", review_on="", version="1")
    later = manager.post(
        at["steps"], starts_on="2025-06-01", reason="New line", baseline="", version="1"
    )

    seen = words_of(late.text)
    assert "Why this much? They asked for it" in seen
    assert "When is it looked at? 1 Mar 2026" in seen
    assert "Mine</textarea>" in late.text
    seen = words_of(later.text)
    assert "From which period on? Jul 2025" in seen
    assert "figures fix the limits? 6" in seen


@only_on_sqlite  # what a page says, not how it is kept
def test_what_is_taken_away_while_somebody_changes_it_keeps_their_words(
    visit: Visit, unit: UUID, chart: str
) -> None:
    manager = visit(a_manager(of=unit))
    at, name = written(manager, chart), manager.actor.name if manager.actor else ""
    thing = at["targets"].removesuffix("/edit")
    said = {"value": "40", "starts_on": "2026-01-01", "owner": name, "why": "A long thought"}
    manager.post(f"{thing}/take-away", f"{chart}/desk")

    late = manager.post(at["targets"], f"{chart}/desk", **said, version="1")

    assert late.status_code == 409
    assert "It was taken away in another window" in late.text
    assert "A long thought</textarea>" in late.text
    assert manager.client.get(at["targets"]).status_code == 404
    manager.post(f"{thing}/bring-back", f"{chart}/desk")
    assert "Published." in manager.post(at["targets"], **said).text


@only_on_sqlite  # what a page says, not how it is kept
def test_the_day_a_target_is_looked_at_can_be_moved_after_it_was(
    visit: Visit, unit: UUID, chart: str
) -> None:
    manager = visit(a_manager(of=unit))
    at, name = written(manager, chart), manager.actor.name if manager.actor else ""
    page = at["targets"].removesuffix("/edit")
    next_day = clock.today("UTC") + timedelta(days=60)
    manager.post(page, decided="It stays.", next_on=next_day.isoformat())

    opened = manager.get(at["targets"]).text
    manager.post(
        at["targets"], value="42", starts_on="2026-01-01", owner=name, review_on="2026-02-01"
    )

    assert f'value="{next_day.isoformat()}"' in opened
    assert "Its day was 1 Feb 2026" in manager.get(chart).text
    manager.post(page, decided="Again.", next_on=next_day.isoformat())
    told = manager.get(f"{chart}.json").json
    assert told is not None
    [target] = told["targets"]
    assert (target["by"], target["looked_at_on"]) == (name, next_day.isoformat())
    assert [each["by"] for each in target["decided"]] == [name, name]
    assert "Its day was" not in manager.get(chart).text


def test_of_two_who_say_what_an_indicator_is_the_later_sees_both(
    visit: Visit, unit: UUID, chart: str
) -> None:
    first, second = visit(a_manager(of=unit)), visit(a_manager(of=unit))
    edit = f"/org/performance/indicators/{chart.rpartition('/')[2]}/edit"
    said = {
        "name": "Changeover",
        "direction": "decrease",
        "adds_up": "none",
        "chart_kind": "individuals",
    }
    before = re.findall(r'name="version"[^>]*value="(\w+)"', second.get(edit).text)[0]
    first.post(edit, **said, how_measured="With a clock", seasonal="y")

    said = {**said, "how_measured": "", "not_shown": "Why"}
    late = second.post(edit, **said, version=before)

    assert late.status_code == 409
    seen = words_of(late.text)
    assert "How is it measured? With a clock" in seen
    assert "It has seasons Yes" in seen
    assert ">Why</textarea>" in late.text.replace("\n", "").replace("\r", "")
    again = re.findall(r'name="version"[^>]*value="(\w+)"', late.text)[0]
    assert "Kept." in second.post(edit, **said, version=again).text
    assert "With a clock" not in first.get(chart).text
    odd = first.post(edit, **said, decimals="two")
    assert "Write a whole number" in odd.text
