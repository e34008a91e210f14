"""What a share usually is lies between none and all, on the page and wherever else it is said."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.ours.elsewhere import digests
from learnplan.ours.performance import boards, queries, writing
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.editions import Edition
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.ours.performance.test_writing_on_charts import settle
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
ON_TIME = [99, 96, 100, 97, 100, 95, 99, 100, 94, 100, 98, 100]


def the_year_before(unit: str, indicator: str, values: list[int]) -> None:
    some_figures(
        *([unit, indicator, f"2025-{at:02}", value] for at, value in enumerate(values, start=1)),
        name=f"{indicator}.csv",
    )


def is_measured_in(indicator: str, measure: str) -> UUID:
    found = an_indicator_called(indicator)
    said = {"name": indicator, "measure": measure, "direction": Direction.INCREASE}
    settle(found, **said, chart_kind=ChartKind.INDIVIDUALS)
    return found


@only_on_sqlite  # what is said of figures, not how they are kept
def test_nothing_usual_of_a_share_lies_beyond_all_or_none_and_the_page_says_so(
    app: Flask, visit: Visit
) -> None:
    assert app
    unit, ana = a_unit("Packaging"), visit(a_worker())
    board = f"/org/performance/units/{unit}"
    the_year_before("Packaging", "On time", ON_TIME)
    the_year_before("Packaging", "Late", [100 - each for each in ON_TIME])
    beyond = "Usually 88.7 to 107.6"
    assert beyond in words_of(ana.get(board).text)

    for measure in ("%", "per cent", "% of all driven"):
        indicator = is_measured_in("On time", measure)
        is_measured_in("Late", measure)
        page = words_of(ana.get(board).text)
        chart = words_of(ana.get(f"{board}/indicators/{indicator}").text)
        told = ana.get(f"{board}/indicators/{indicator}.json").json
        mail = digests.letter(
            boards.board(Edition(queries.version()), unit), clock.today("UTC")
        ).words
        assert told is not None
        for said in (page, mail):
            assert "Usually 88.7 to 100.0" in said, measure
            assert "Usually 0.0 to 11.3" in said, measure
        for said in (page, chart, mail, told["summary"]):
            assert "A share cannot be more than 100 %, so the upper limit is drawn there." in said
        assert "A share cannot be less than 0 %, so the lower limit is drawn there." in page
        assert told["points"][-1]["upper_limit"] == 100
    for measure in ("% points", "min"):
        is_measured_in("On time", measure)
        assert beyond in words_of(ana.get(board).text), measure


@only_on_sqlite  # what is said of figures, not how they are kept
def test_growth_in_per_cent_that_never_fell_so_far_is_no_share_once_somebody_says_so(
    app: Flask, visit: Visit
) -> None:
    assert app
    unit, marek = a_unit("Packaging"), visit(a_manager())
    board = f"/org/performance/units/{unit}"
    the_year_before("Packaging", "Growth", [100 - each for each in ON_TIME])
    indicator = is_measured_in("Growth", "%")
    assert "A share cannot be less than 0 %" in words_of(marek.get(board).text)
    edit = f"/org/performance/indicators/{indicator}/edit"
    said = {"name": "Growth", "measure": "%", "direction": "increase", "adds_up": "none"}

    marek.post(edit, **said, chart_kind="individuals", goes_beyond="y")

    assert 'checked id="goes_beyond"' in marek.get(edit).text
    chart = marek.get(f"{board}/indicators/{indicator}.json").json
    assert chart is not None
    assert "Usually -7.6 to 11.3" in words_of(marek.get(board).text).replace("−", "-")
    assert chart["points"][-1]["lower_limit"] < 0
    for said_of_it in (words_of(marek.get(board).text), chart["summary"]):
        assert "A share" not in said_of_it


@only_on_sqlite  # what is said of figures, not how they are kept
def test_one_figure_beyond_none_tells_it_of_every_stretch(app: Flask, visit: Visit) -> None:
    assert app
    unit = a_unit("Packaging")
    the_year_before("Packaging", "Growth", [-1, *(100 - each for each in ON_TIME[1:])])
    indicator = is_measured_in("Growth", "%")
    marek = a_manager(of=unit)
    with transaction(Database.ORGANISATION):
        writing.declare_step(marek, unit, indicator, starts_on=date(2025, 4, 1), reason="Moved.")

    page = words_of(visit(a_worker()).get(f"/org/performance/units/{unit}").text)

    assert "A share" not in page


@only_on_sqlite  # what is said of figures, not how they are kept
def test_what_goes_beyond_all_is_no_share(app: Flask, visit: Visit) -> None:
    assert app
    unit = a_unit("Packaging")
    the_year_before("Packaging", "Growth", [*ON_TIME[:-1], 101])
    is_measured_in("Growth", "%")

    page = words_of(visit(a_worker()).get(f"/org/performance/units/{unit}").text)

    assert "Usually" in page
    assert "A share" not in page
    assert "to 100.0" not in page
