"""The log from further away: a year, and one's own hours."""

from collections.abc import Callable
from datetime import date

import pytest

from learnplan.core import clock
from learnplan.core.db import Database, transaction
from learnplan.mine.log import glances, queries, services
from learnplan.mine.log.glances import Spent
from tests.factories.activities import an_activity
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("app")
DAY = date(2026, 5, 8)


def test_a_year_knows_its_days_and_what_was_noted_of_them() -> None:
    ana = a_worker()
    for number in range(5):
        an_activity(owner=ana, what=f"Read {number}", on=DAY)
    an_activity(owner=ana, what="Before", on=date(2025, 12, 31))
    an_activity(owner=a_worker(), what="Theirs", on=DAY)
    gone = an_activity(owner=ana, what="Gone", on=date(2026, 6, 1))
    with transaction(Database.LEARNING):
        services.delete_activity(ana, queries.activity_for(ana, gone.id))

    days = glances.days_of(ana, 2026)

    assert list(days) == [DAY]
    assert (days[DAY].whats, days[DAY].more) == (["Read 4", "Read 3", "Read 2"], 2)
    assert glances.years_of(ana) == (2025, 2026)
    assert glances.years_of(a_worker()) is None


def test_the_page_of_a_year_links_each_day_and_says_how_much_of_nothing(visit: Visit) -> None:
    ana = a_worker()
    an_activity(owner=ana, what="Read <b>", on=DAY)
    visitor = visit(ana)

    html = visitor.get("/log/year/2026").text

    assert html.count('href="/log/?from=2026-05-08&amp;until=2026-05-08"') == 2
    assert "Read &lt;b&gt;" in html
    assert html.count('<table class="calendar">') == 12
    assert "streak" not in html
    assert "Nothing is noted of 2024" in visitor.get("/log/year/2024").text
    assert visitor.get("/log/year/").status_code == 200
    assert [visitor.get(f"/log/year/{year}").status_code for year in (0, 9999)] == [404, 404]


def test_hours_are_summed_by_tag_and_goal_and_say_what_has_no_time() -> None:
    ana, ben = a_worker(), a_worker()
    goal = a_goal(owner=ana, title="Slow Mondays")
    an_activity(owner=ana, on=DAY, minutes=45, tags=["sql", "books"], goal_ids=[goal.id])
    an_activity(owner=ana, on=DAY, minutes=30, tags=["sql"])
    an_activity(owner=ana, on=DAY, tags=["books"])
    an_activity(owner=ana, on=date(2025, 1, 1), minutes=500, tags=["sql"])
    an_activity(owner=ben, on=DAY, minutes=500, tags=["sql"])

    hours = glances.hours_of(ana, since=date(2026, 1, 1), until=DAY)

    assert hours.whole == Spent(name="", minutes=75, entries=3, untimed=1)
    assert hours.by_tag == (
        Spent(name="sql", minutes=75, entries=2, untimed=0),
        Spent(name="books", minutes=45, entries=2, untimed=1),
    )
    assert hours.by_goal == (
        Spent(name="Slow Mondays", minutes=45, entries=1, untimed=0, goal_id=goal.id),
    )
    assert glances.hours_of(ana, since=None, until=None).whole.minutes == 575


def test_the_page_of_hours_says_whom_it_is_for_and_sends_a_file(visit: Visit) -> None:
    ana = a_worker()
    an_activity(owner=ana, minutes=75, tags=["=sql"])
    an_activity(owner=ana)
    visitor = visit(ana)

    html = visitor.get("/log/hours").text
    sent = visitor.post("/log/hours.csv", page="/log/hours")

    assert "1 h 15 min in 2 entries; 1 of them says no time" in html
    assert "not a target" in html
    assert sent.mimetype == "text/csv"
    assert sent.text.splitlines()[1:] == ["tag,'=sql,75,1,0", "all,,75,2,1"]
    year = clock.today("UTC").year
    assert "You took your hours by tag and goal with you." in visitor.get("/disclosures/").text
    assert f"From 1 Jan {year}" in visitor.get("/disclosures/").text


def test_days_that_are_none_are_said_beside_the_field(visit: Visit) -> None:
    page = visit(a_worker()).get("/log/hours?from=31+February")

    assert page.status_code == 422
    assert 'value="31 February"' in page.text
