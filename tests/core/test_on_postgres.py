"""The house stands on PostgreSQL too: coming in, capturing, setting a goal."""

import pytest
from flask import Flask

from learnplan.core.db import Database, transaction
from learnplan.directory.services import signing_in
from tests.factories.people import a_worker
from tests.visitors import Visitor

pytestmark = pytest.mark.postgres


def test_somebody_comes_in_captures_and_sets_a_goal(postgres_house: Flask) -> None:
    ana = a_worker(name="Ana")
    with transaction(Database.ORGANISATION):
        signing_in.choose_password(ana.id, "four words will do well")
    visitor = Visitor(postgres_house)

    wrong = visitor.post("/sign-in", email=ana.email, password="not the right one")
    home = visitor.post("/sign-in", email=ana.email, password="four words will do well")
    captured = visitor.post("/log/capture", page="/", line="Read a query plan 45m #sql")
    visitor.post("/plan/new", title="Read any query plan")

    assert wrong.status_code == 422
    assert home.status_code == 200
    assert home.request.path == "/"
    assert captured.status_code == 200
    assert "Read a query plan" in visitor.get("/log/").text
    assert "Read any query plan" in visitor.get("/plan/").text
    assert visitor.get("/org/people/").status_code == 200


def test_what_no_database_can_keep_is_refused_before_it_gets_there(postgres_house: Flask) -> None:
    visitor = Visitor(postgres_house)

    answer = visitor.post("/sign-in", email="ana\0@x.example", password="\0")

    assert answer.status_code == 400
