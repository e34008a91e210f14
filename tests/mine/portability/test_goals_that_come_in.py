"""Goals in somebody's log: shown as goals, kept once, and taken out again."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from learnplan.core.db import Database, db, transaction
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.models import Goal, Step
from learnplan.mine.portability import services
from learnplan.mine.portability.models import LogImport
from tests.factories.imports import brought_in, id_on, load
from tests.factories.people import a_worker
from tests.mine.portability.test_programmes_exports import FEED, JOURNAL, PLAN
from tests.visitors import Visitor

PORTFOLIO = FEED.format(entries=JOURNAL + PLAN)
OTHER = PLAN.replace("artefact2", "artefact3").replace("Become a DBA", "Speak Dutch")


def goals_of(owner_id: object) -> list[str]:
    return sorted(db.session.scalars(select(Goal.title).where(Goal.owner_id == owner_id)))


def test_a_preview_shows_a_goal_as_one_and_adds_it_once(app: Flask) -> None:
    ana = a_worker()
    visitor = Visitor(app, ana)

    preview = load(visitor, ("leap2a.xml", PORTFOLIO))
    address = f"/import/{id_on(preview)}"
    visitor.post(f"{address}/add", page=address)
    added = visitor.get(address)
    again = load(visitor, ("leap2a.xml", PORTFOLIO))

    assert "Add 1 activity and 1 goal" in preview.text
    assert "2 steps, 1 done" in preview.text
    assert "1 goal and 1 activity added" in added.text
    assert "There is nothing to add" in again.text
    (goal,) = plan.goal_choices(ana)
    assert goal.title == "Become a DBA"


@pytest.mark.usefixtures("app")
def test_undoing_takes_out_the_goals_that_were_left_as_they_came(tmp_path: Path) -> None:
    ana = a_worker()
    file = tmp_path / "leap2a.xml"
    file.write_text(FEED.format(entries=JOURNAL + PLAN + OTHER))
    brought_in(ana, file)
    with transaction(Database.LEARNING):
        dutch = db.session.scalars(select(Goal).where(Goal.title == "Speak Dutch")).one()
        step = db.session.scalars(select(Step).where(Step.goal_id == dutch.id)).first()
        assert step is not None
        step.text = "Buy a dictionary"

    with transaction(Database.LEARNING):
        imported = db.session.scalars(select(LogImport.id)).one()
        forgotten = services.undo(ana, imported)

    assert goals_of(ana.id) == ["Speak Dutch"]
    assert (forgotten.removed, forgotten.kept) == (2, 1)
