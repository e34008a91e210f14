"""Goals and reflections in what somebody brings: shown as such, kept once, taken out again."""

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from learnplan.core.db import Database, db, transaction
from learnplan.mine.journal.models import Reflection
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.models import Goal, Step
from learnplan.mine.portability import services
from learnplan.mine.portability.models import LogImport
from learnplan.mine.search.asking import asked
from learnplan.mine.search.queries import find
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

    assert "Add 1 goal and 1 reflection" in preview.text
    assert "2 steps, 1 done" in preview.text
    assert "1 goal and 1 reflection added" in added.text
    assert "There is nothing to add" in again.text
    (goal,) = plan.goal_choices(ana)
    assert goal.title == "Become a DBA"
    reflection = db.session.scalars(select(Reflection)).one()
    assert (reflection.title, reflection.written_on) == ("Joins & more", date(2021, 3, 5))
    assert reflection.text.endswith(
        "and **tried** it.\n\n- Attached: notes.pdf\n\nTags: learning sql, databases."
    )
    assert find(ana, asked("joins tried")).hits[0].item_id == reflection.id


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
