"""A stranger's program that knows only our description of the API: we keep to every word of it."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import Phase, given, settings
from schemathesis import Case, GenerationMode, checks

from tests.factories.people import a_unit
from tests.kinds import only_on_sqlite
from tests.ours.feeds.test_pushing import a_token
from tests.visitors import Visitor

DESCRIPTION = "/org/api/v1/openapi.json"
OF_THE_RIGHT_FORM = checks.positive_data_acceptance
"""Expects all that is of the right form to be kept; a unit that is not there is still refused."""
OF_THE_WRONG_FORM = checks.negative_data_rejection
"""Expects a refusal of what is not; a dry run is answered with what would be refused."""


@only_on_sqlite  # the description says nothing of databases
@pytest.mark.parametrize("mode", GenerationMode)
def test_what_is_described_is_what_happens(app: Flask, mode: GenerationMode) -> None:
    a_unit("Packaging")
    with_token = {"Authorization": f"Bearer {a_token()}"}
    api = schemathesis.openapi.from_wsgi(DESCRIPTION, Visitor(app).client.application)
    pushing = api["/observations"]["POST"].as_strategy(generation_mode=mode)

    @given(pushing)
    @settings(max_examples=15, phases=[Phase.generate], derandomize=True)
    def keeps_to_it(case: Case[Any]) -> None:
        left_out = [OF_THE_RIGHT_FORM]
        if isinstance(case.body, dict) and case.body.get("dry_run") is True:
            left_out.append(OF_THE_WRONG_FORM)
        with app.app_context():
            case.call_and_validate(headers=with_token, excluded_checks=left_out)

    keeps_to_it()
