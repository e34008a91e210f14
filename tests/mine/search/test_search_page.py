"""The page of the search: what somebody reads who looks for their own words."""

from collections.abc import Callable

import pytest

from tests.factories.activities import an_activity
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.usefixtures("app")


def test_every_kind_is_found_with_its_words_marked(visit: Visit) -> None:
    ana = a_worker()
    a_goal(owner=ana, title="Slow planner")
    an_activity(owner=ana, what="Read", note="The planner guesses <b>")

    html = visit(ana).get("/search?q=plan").text

    assert html.count("<mark>planner</mark>") == 2
    assert "Goal" in html
    assert "Activity" in html
    assert "guesses &lt;b&gt;" in html


def test_nobody_finds_what_is_somebody_elses(visit: Visit) -> None:
    an_activity(owner=a_worker(), what="The planner guesses")

    for reader in (a_worker(), a_manager()):
        assert "guesses" not in visit(reader).get("/search?q=planner").text


@only_on_sqlite  # what a page says does not depend on the database
def test_an_empty_search_says_what_to_do(visit: Visit) -> None:
    ana = visit(a_worker())

    assert "What are you looking for?" in ana.get("/search").text
    assert "Nothing of yours has that in it" in ana.get("/search?q=planner").text
    assert "There is no word in that" in ana.get("/search?q=***").text
    assert ana.get("/search?q=planner&after=x&before=-1").status_code == 200
    assert ana.get("/search?q=%22+OR+NEAR(*").status_code == 200


@only_on_sqlite  # what a page says does not depend on the database
def test_more_than_a_page_goes_on(visit: Visit) -> None:
    ana = a_worker()
    for number in range(31):
        an_activity(owner=ana, what=f"Read {number}")
    visitor = visit(ana)

    assert 'rel="next">Older' in visitor.get("/search?q=read").text
