"""Targets and steps are changed by who manages the unit, and signed by who changed them."""

import re
from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core.actor import Actor
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

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
    assert "It says now: Target 40" in unescape(late.text)
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
