"""A seal that comes while people are answering: each answer is kept whole or refused in words."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.gate import periods
from learnplan.mine.answers.models import Answer
from tests.factories.pulses import PERIOD, SAFE, TIME, an_open_period, toml
from tests.factories.signals import a_crew
from tests.visitors import Visitor, hidden_fields

PAGE = f"/pulse/{PERIOD}"


def test_what_meets_a_seal_is_kept_whole_or_not_at_all(
    app: Flask, visit: Callable[[Actor], Visitor]
) -> None:
    crew = a_crew("Ops / Blue", 8)
    an_open_period(toml(TIME, SAFE))
    both = {f"q-{TIME}": "1", f"q-{SAFE}": "1"}
    browsers = [visit(each) for each in crew]
    forms = [{**hidden_fields(one.get(PAGE).text, PAGE), **both} for one in browsers]

    def answer(place: int) -> int:
        return browsers[place].client.post(PAGE, data=forms[place]).status_code

    def seal() -> None:
        with app.app_context():
            periods.seal(PERIOD)

    with ThreadPoolExecutor(max_workers=len(crew) + 1) as at_once:
        codes = [at_once.submit(answer, place) for place in range(4)]
        sealing = at_once.submit(seal)
        codes += [at_once.submit(answer, place) for place in range(4, len(crew))]
        sealing.result()
        told = {each.id: code.result() for each, code in zip(crew, codes, strict=True)}

    db.session.rollback()  # what was read before is stale
    kept = Counter(db.session.scalars(sa.select(Answer.owner_id)))
    assert set(told.values()) <= {303, 409}
    assert kept == {owner_id: 2 for owner_id, code in told.items() if code == 303}
