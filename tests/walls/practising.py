"""All that is written in the room of practices, by somebody of a team and by a steward."""

import re

import sqlalchemy as sa
from flask import Flask

from learnplan.core.db import db
from tests.walls.alone import Browser

ROOM = "/org/practices"
PROBE = {"title": "Try it", "what": "So", "amplify": "It works", "dampen": "It hurts"}


def practise(ours: Flask, marek: Browser, dana: Browser) -> None:
    """Post a probe and a procedure, write on both, and take away what can be.

    Each browser has its own word in its forms, and so a context of its own.
    """
    with ours.app_context():
        tomorrow = str(db.session.scalar(sa.text("SELECT current_date + 1")))
        unit = db.session.scalar(sa.text("SELECT id FROM unit WHERE name = 'Packaging'"))
        other = db.session.scalar(sa.text("SELECT id FROM unit WHERE name = 'Operations'"))
        probe = marek.post(f"{ROOM}/probes/new", until_on=tomorrow, **PROBE).request.path
        marek.post(f"{probe}/sensed", probe, sensed_words="It works", sensed_signal="amplify")
    with ours.app_context():
        dana.post(f"{probe}/put-name", probe)
        dana.post(f"{probe}/take-off-name", probe)
        said = {"title": "Packing", "text": "1. Pack.", "unit_id": str(unit)}
        procedure = dana.post(f"{ROOM}/procedures/new", **said).request.path
        dana.post(f"{procedure}/edit", title="Packing", text="1. Pack well.", changed="How.")
        answer = dana.post(f"{procedure}/hand-over", unit_id=str(other))
        assert "Handed over." in answer.text
    with ours.app_context():
        asked = {"title": "Packing", "text": "1. Look.", "kind": "replace", "why": "To see."}
        proposal = marek.post(f"{procedure}/propose", **asked).request.path
        marek.post(f"{proposal}/comments", proposal, comment_words="Please.")
        for page in (probe, proposal):
            _take_away(marek, page)
        assert marek.get(proposal).status_code == 404  # it was withdrawn with the rest


def _take_away(browser: Browser, page: str) -> None:
    found = re.findall(r'action="([^"]+/take-away)"', browser.get(page).text)
    assert found
    for away in found:
        assert "Taken away." in browser.post(away, page).text
