"""In this room's tests, long work is done before the page that asked for it is answered."""

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def _at_once(request: pytest.FixtureRequest) -> None:
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        app.config["BACKGROUND"] = False
