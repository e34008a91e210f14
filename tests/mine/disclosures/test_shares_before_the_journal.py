"""What was shared before there was a journal stands in it once there is one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from learnplan.config import MineConfig
from learnplan.core import clock, migrate
from learnplan.core.db import Database, db, transaction
from learnplan.factory import create_app
from learnplan.mine.plan.queries import own_goal_for
from learnplan.mine.plan.services.goals import delete_goal
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.installations import opened, upgrade
from tests.mine.wording import words
from tests.visitors import Visitor

BEFORE_THE_JOURNAL = "0004"


@pytest.fixture
def house(bare_config: MineConfig) -> Iterator[Flask]:
    with opened(create_app(bare_config)) as app:
        upgrade()
        yield app


def test_what_was_shared_before_stands_in_the_journal_too(house: Flask) -> None:
    ana, dana = a_worker(), a_worker(name="Dana Steward")
    tomorrow = clock.today("UTC") + timedelta(days=1)
    a_goal(owner=ana, title="Open", shared_with=dana, until=tomorrow)
    deleted = a_goal(owner=ana, title="Deleted", shared_with=dana)
    with transaction(Database.LEARNING):
        delete_goal(ana, own_goal_for(ana, deleted.id))
    db.session.remove()

    migrate.downgrade(Database.LEARNING, to=BEFORE_THE_JOURNAL)
    upgrade()

    said = words(Visitor(house, ana).get("/disclosures/").text)
    assert "You shared “Open” with Dana Steward, until" in said
    assert said.count("Open now") == 2  # the heading, and the line
    assert "You shared “Deleted” with Dana Steward. Ended: you deleted it" in said
