"""Publishing a pulse of a large organisation, from pressing the button to the last receipt."""

from datetime import date
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from learnplan.core import clock
from learnplan.core.db import Database, db, transaction
from learnplan.directory.models import Membership, Person
from learnplan.directory.services import people
from learnplan.gate import periods
from learnplan.gate.plans import plan_from
from learnplan.ours.pulse.questions import ready_questions
from tools.bench import house

SINCE = date(2020, 1, 1)


def seconds(folder: Path, *, headcount: int, teams: int) -> float:
    """How long it takes to publish one question about ``headcount`` people in ``teams``."""
    with house.empty(folder / uuid4().hex).app_context():
        _fill(headcount, teams)
        today = clock.today("UTC")
        code = f"{today.year}-Q{(today.month - 1) // 3 + 1}"
        asked = {"period": code, "questions": [{"ready": next(iter(ready_questions()))}]}
        periods.declare(plan_from(asked, today=today), by="bench", today=today)
        periods.open_answers(code, today=today)
        periods.seal(code)
        began = perf_counter()
        periods.publish(code, by="bench")
        took = perf_counter() - began
        db.session.remove()
    return took


def _fill(headcount: int, teams: int) -> None:
    with transaction(Database.ORGANISATION):
        units = [people.found_unit([f"Unit {team % 50}", f"Team {team}"]) for team in range(teams)]
        staff = [
            Person(email=f"{number}@bench.example", name="Somebody") for number in range(headcount)
        ]
        db.session.add_all(staff)
        db.session.flush()
        db.session.add_all(
            Membership(person_id=one.id, unit_id=units[place % teams], starts_on=SINCE)
            for place, one in enumerate(staff)
        )
        db.session.flush()
