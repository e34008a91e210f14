"""What people write on charts: for everyone, with their name, and theirs to change."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.core.errors import NotFound, Refused
from learnplan.ours.performance import recording, services, writing, writings
from learnplan.ours.performance.control_chart import ChartKind, Direction
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import Annotation
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
PACKAGING = "Operations / Packaging"
LINE = f"{PACKAGING} / Line 1"
MINUTES = [48, 46, 50, 47, 45, 49, 51, 46, 47, 44, 48, 50, 41, 39, 40, 38]


def months(unit: str, values: list[int], name: str = "Changeover time") -> None:
    some_figures(
        *(
            [unit, name, f"{2025 + at // 12}-{at % 12 + 1:02}", value, None, None, 42, "decrease"]
            for at, value in enumerate(values)
        )
    )


@pytest.fixture
def unit(app: Flask) -> UUID:  # noqa: ARG001 - the installation comes first
    unit_id = a_unit(PACKAGING)
    a_unit(LINE)
    months(PACKAGING, MINUTES)
    months(LINE, MINUTES)
    return unit_id


@pytest.fixture
def indicator(unit: UUID) -> UUID:  # noqa: ARG001 - its figures come first
    return an_indicator_called("Changeover time")


@pytest.fixture
def chart(unit: UUID, indicator: UUID) -> str:
    return f"/org/performance/units/{unit}/indicators/{indicator}"


def settle(indicator: UUID, **said: object) -> None:
    settled = {
        "name": "Changeover time",
        "measure": "min",
        "direction": Direction.DECREASE,
        "adds_up": AddsUp.NONE,
        "decimals": None,
        "chart_kind": ChartKind.INDIVIDUALS,
        "seasonal": False,
        "how_measured": "",
        "not_shown": "",
        **said,
    }
    marek = a_manager()
    with transaction(Database.ORGANISATION):
        services.settle_indicator(marek, indicator, **settled)  # type: ignore[arg-type]


def columns(visitor: Visitor, chart: str, *names: str) -> list[tuple[float | None, ...]]:
    """Some columns of a chart's CSV, which its JSON must repeat."""
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"{chart}.csv").text)))
    read = [tuple(float(row[name]) if row[name] else None for name in names) for row in rows]
    points = json.loads(visitor.get(f"{chart}.json").data)["points"]
    assert [tuple(point[name] for name in names) for point in points] == [
        tuple(pytest.approx(each) if each is not None else None for each in row) for row in read
    ]
    return read


def drawn(page: str) -> dict[str, Any]:
    """What the browser draws a chart from."""
    found = re.search(
        r'<script type="application/json" id="chart-data">(.*?)</script>', page, re.DOTALL
    )
    assert found
    said: dict[str, Any] = json.loads(found[1])
    return said


def test_a_note_is_on_the_chart_below_it_and_on_those_of_the_units_below(
    unit: UUID, chart: str, visit: Visit
) -> None:
    chidi = visit(a_worker(name="Chidi Eze", unit=a_unit(LINE)))

    answer = chidi.post(
        f"{chart}/notes",
        page=f"{chart}/desk",
        note_happened_on="2025-10-14",
        note_words="kit trolley <trial>",
        note_everywhere="y",
    )
    below = chart.replace(str(unit), str(a_unit(LINE)))

    assert "Published. Everyone sees it on the chart." in answer.text
    for address in (chart, below):
        page = visit(a_worker()).get(address).text
        assert "<strong>A, October 2025:</strong> kit trolley &lt;trial&gt;" in page
        assert "Chidi Eze" in page
        row = page[page.index('class="tight">Oct 2025') :]
        assert "A: kit trolley &lt;trial&gt;" in row[: row.index("</th>")]
        assert drawn(page)["notes"] == [
            {"at": 9, "letter": "A", "said": "Oct 2025: kit trolley <trial>"}
        ]
        still = page[page.index('id="chart-still"') :].partition("</section>")[0]
        assert 'class="still__letter"' in still
        said = json.loads(chidi.get(f"{address}.json").data)["notes"]
        assert said == [{"on": "2025-10-14", "words": "kit trolley <trial>", "by": "Chidi Eze"}]


@only_on_sqlite  # who may do what is not up to the database
def test_who_may_write_what(unit: UUID, indicator: UUID) -> None:
    line, elsewhere = a_unit(LINE), a_unit("Systems / Platform")
    marek, olga = a_manager(of=unit), a_manager(of=a_unit("Operations"))
    below, stranger = a_worker(unit=line), a_manager(of=elsewhere)
    day = clock.today("UTC")

    def note(actor: Actor) -> None:
        writing.write_note(actor, unit, happened_on=day, words="It rained")

    def target(actor: Actor) -> None:
        writing.set_target(actor, unit, indicator, value=40, starts_on=day, owner=marek.name)

    def step(actor: Actor) -> None:
        writing.declare_step(actor, unit, indicator, starts_on=day, reason=f"By {actor.id}")

    def pin(actor: Actor) -> None:
        writing.pin(actor, unit, indicator)

    with transaction(Database.ORGANISATION):
        for write in (note, target, pin):
            write(marek)
            write(olga)
        step(olga)
        note(below)
    for actor, refused in ((below, (target, step, pin)), (stranger, (note, target, step, pin))):
        for write in refused:
            with pytest.raises(Refused):
                write(actor)


def test_a_note_is_its_authors_to_change_and_to_take_away_and_back(
    unit: UUID, chart: str, visit: Visit
) -> None:
    author, marek = a_worker(unit=unit), a_manager(of=unit)
    with transaction(Database.ORGANISATION):
        writing.write_note(author, unit, happened_on=clock.today("UTC"), words="A new line")
    [note] = writings.writings_at([unit], (), []).notes
    theirs, managers = visit(author), visit(marek)
    desk, edit = f"{chart}/desk", f"/org/performance/notes/{note.id}/edit"
    away = f"/org/performance/notes/{note.id}/take-away"

    assert away in theirs.get(desk).text
    assert away not in managers.get(desk).text
    assert managers.get(edit).status_code == 403
    assert managers.post(away, page=desk).status_code == 403
    changed = theirs.post(edit, happened_on="2025-03-01", words="A new line opened")
    assert "Everyone sees it as it is now" in changed.text
    gone = theirs.post(away, page=desk)
    assert "A new line opened" not in managers.get(chart).text
    back = re.search(r'action="(\S+/bring-back)"', gone.text)
    assert back
    theirs.client.post(back[1], data={"csrf_token": _token(gone.text)})
    assert "A new line opened" in managers.get(chart).text


def _token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found
    return found[1]


def test_of_two_windows_the_later_sees_both_texts(unit: UUID, visit: Visit) -> None:
    author = a_worker(unit=unit)
    with transaction(Database.ORGANISATION):
        writing.write_note(author, unit, happened_on=clock.today("UTC"), words="First")
    [note] = writings.writings_at([unit], (), []).notes
    edit = f"/org/performance/notes/{note.id}/edit"
    visitor = visit(author)
    visitor.post(edit, happened_on="2025-03-01", words="Second")

    late = visitor.post(edit, happened_on="2025-03-01", words="Third", version="1")

    assert late.status_code == 409
    assert "Second" in late.text
    assert "Third</textarea>" in late.text


def test_a_form_sent_twice_writes_once_and_one_with_a_fault_keeps_what_was_typed(
    unit: UUID, chart: str, visit: Visit
) -> None:
    visitor = visit(a_worker(unit=unit))
    sent = {"note_happened_on": "2025-02-01", "note_words": "Twice", "note_once": "a" * 32}
    for _ in range(2):
        visitor.post(f"{chart}/notes", page=f"{chart}/desk", **sent)

    wrong = visitor.post(
        f"{chart}/notes", page=f"{chart}/desk", note_happened_on="31 Feb", note_words="Kept"
    )

    assert (
        len(writings.writings_at([unit], (), [an_indicator_called("Changeover time")]).notes) == 1
    )
    assert wrong.status_code == 422
    assert 'value="31 Feb"' in wrong.text
    assert "Kept</textarea>" in wrong.text


def test_a_target_holds_from_its_day_on_and_is_the_same_in_every_form(
    unit: UUID, chart: str, visit: Visit
) -> None:
    marek = a_manager(of=unit)
    visitor = visit(marek)

    visitor.post(
        f"{chart}/targets",
        page=f"{chart}/desk",
        target_value="39.5",
        target_starts_on="2026-01-02",
        target_owner=marek.name,
        target_review_on="2026-03-31",
    )

    targets = [target for (target,) in columns(visitor, chart, "target")]
    assert targets == [42.0] * 13 + [39.5] * 3
    page = visitor.get(chart).text
    assert [point["target"] for point in drawn(page)["points"]] == targets
    assert "Target 39.5 or less" in page
    assert "It is time to look at this target" in page
    board = words_of(visitor.get(f"/org/performance/units/{unit}").text)
    assert "Time to look at: the target of Changeover time, 38 (target 39.5 or less, met)." in board


def test_what_is_written_is_found_together_with_its_unit(
    unit: UUID, indicator: UUID, visit: Visit
) -> None:
    marek = a_manager(of=unit)
    day = clock.today("UTC")
    with transaction(Database.ORGANISATION):
        writing.set_target(marek, unit, indicator, value=40, starts_on=day, owner=marek.name)
        writing.write_note(marek, unit, happened_on=day, words="A new line")

    page = visit(a_worker()).get("/org/performance/written/").text

    assert "Changeover time: Target 40 or less" in page
    assert "38 in Apr 2026." in page  # of a month before the target held
    assert "A new line" in page
    assert len(re.findall(r">\s*Packaging\s*<", page)) == 2


def test_where_each_promise_stands_is_said_with_it(
    unit: UUID, indicator: UUID, visit: Visit
) -> None:
    marek = a_manager(of=unit)
    day = datetime(2026, 1, 1, tzinfo=UTC).date()
    with transaction(Database.ORGANISATION):
        writing.set_target(marek, unit, indicator, value=37, starts_on=day, owner=marek.name)

    page = visit(a_worker()).get("/org/performance/written/").text

    assert "38 in Apr 2026, missed." in page


def test_what_was_decided_stays_on_the_chart_and_the_question_goes(
    unit: UUID, indicator: UUID, chart: str, visit: Visit
) -> None:
    marek = a_manager(of=unit)
    with transaction(Database.ORGANISATION):
        writing.set_target(
            marek,
            unit,
            indicator,
            value=40,
            starts_on=datetime(2026, 1, 1, tzinfo=UTC).date(),
            owner=marek.name,
            review_on=datetime(2026, 2, 1, tzinfo=UTC).date(),
        )
    [target] = writings.writings_at([unit], (), [indicator]).targets[indicator]
    address = f"/org/performance/targets/{target.id}"

    refused = visit(a_worker(unit=unit)).post(address, page=f"{chart}/desk", decided="Mine")
    visit(marek).post(address, decided="Keep it, and ask the crew.", next_on="2190-01-01")

    page = visit(a_worker()).get(chart).text
    assert refused.status_code == 403
    assert "Keep it, and ask the crew." in page
    assert "It is time to look" not in page
    with transaction(Database.ORGANISATION):
        for value, year in ((38, 2026), (36, 2190)):
            begins = datetime(year, 6, 1, tzinfo=UTC).date()
            writing.set_target(
                marek, unit, indicator, value=value, starts_on=begins, owner=marek.name
            )
    later = words_of(visit(a_worker()).get(chart).text)
    assert "Target 38 since 1 Jun 2026." in later
    assert "Target 36 from 1 Jun 2190 on" in later
    assert "Target 40 from 1 Jan 2026 on" in later
    assert "Keep it, and ask the crew." in later, "though another target holds now"


def test_a_sentence_is_typed_where_all_of_it_is_seen(unit: UUID, chart: str, visit: Visit) -> None:
    desk = visit(a_manager(of=unit)).get(f"{chart}/desk").text

    areas = set(re.findall(r'<textarea[^>]* name="([^"]+)"', desk))
    assert {"note_words", "step_reason", "target_why"} <= areas


def test_limits_begin_anew_at_a_step_in_every_form(unit: UUID, chart: str, visit: Visit) -> None:
    marek = visit(a_manager(of=unit))

    answer = marek.post(
        f"{chart}/steps",
        page=f"{chart}/desk",
        step_starts_on="2026-01-01",
        step_reason="Trolleys on every line",
    )
    again = marek.post(
        f"{chart}/steps", page=f"{chart}/desk", step_starts_on="2026-01-01", step_reason="Again"
    )

    lines = columns(marek, chart, "mean", "lower_limit", "upper_limit")
    page = marek.get(chart).text
    assert len({line[0] for line in lines}) == 2
    assert lines[0][0] == pytest.approx(sum(MINUTES[:12]) / 12)
    assert lines[-1][0] == pytest.approx(sum(MINUTES[12:]) / 4)
    assert [
        (point["mean"], point["lower_limit"], point["upper_limit"])
        for point in drawn(page)["points"]
    ] == [tuple(pytest.approx(each) for each in line) for line in lines]
    assert "Limits worked out anew from Jan 2026 on. Trolleys on every line (Marek Manager" in page
    assert "4 points: limits are provisional below 12." in page
    assert answer.status_code == 200
    assert again.status_code == 422


def test_a_seasonal_indicator_is_judged_by_its_difference_from_a_year_before(
    indicator: UUID, chart: str, visit: Visit
) -> None:
    settle(indicator, seasonal=True)
    ana = visit(a_worker())

    differences = [each for (each,) in columns(ana, chart, "difference")]
    page = ana.get(chart).text

    assert differences == [None] * 12 + [-7, -7, -10, -9]
    assert [point["value"] for point in drawn(page)["points"]] == differences[12:]
    assert drawn(page)["points"][0]["label"] == "Jan 2026"
    assert [point["said"] for point in drawn(page)["points"]][-1] == "−9"
    assert "Difference from a year before, min" in page
    assert "38 min in Apr 2026, −9 from a year before" in words_of(page)
    compared = (
        "Each month is compared with the same month a year before. The first year has none before "
        "it, so the chart begins with Jan 2026."
    )
    assert "Jan 2026 to Apr 2026" in words_of(page)
    [ranges] = re.findall(r'id="ranges-data">(.*?)</script>', page, re.DOTALL)
    assert [point["value"] for point in json.loads(ranges)["points"]] == [None, 0, 3, 1]
    assert compared in words_of(page)
    assert compared in ana.get(f"{chart}.json").text
    assert compared in ana.get(f"{chart}.svg").text
    board = chart.partition("/indicators")[0]
    sheet = words_of(ana.get(f"{board}/sheet").text)
    assert "Seasonal: judged by its difference from a year before." in sheet
    assert "4 points: limits are provisional below 12." in page
    assert "consistently" not in page


def test_a_proportion_has_the_limits_of_its_denominators_and_a_median_keeps_them_to_itself(
    unit: UUID, visit: Visit
) -> None:
    some_figures(
        *([PACKAGING, "Late", f"2025-{at:02}", None, at, 40 + at] for at in range(1, 13)),
        adds_up=AddsUp.WEIGHTED,
    )
    some_figures([PACKAGING, "Wait", "2025-01", 3, 9, 3], adds_up=AddsUp.NONE)
    late, wait = an_indicator_called("Late"), an_indicator_called("Wait")
    settle(late, name="Late", adds_up=AddsUp.WEIGHTED, chart_kind=ChartKind.PROPORTION)
    settle(wait, name="Wait")
    ana, at = visit(a_worker()), f"/org/performance/units/{unit}/indicators"

    rows = columns(ana, f"{at}/{late}", "numerator", "denominator", "upper_limit")
    page = ana.get(f"{at}/{late}").text

    assert [row[:2] for row in rows] == [(at, 40 + at) for at in range(1, 13)]
    assert len({row[2] for row in rows}) == 12
    assert "3 standard deviations of a proportion (p chart)" in page
    assert '<td class="num">12 of 52</td>' in page
    assert columns(ana, f"{at}/{wait}", "numerator", "denominator") == [(None, None)]


@pytest.mark.usefixtures("unit")
def test_undoing_an_import_leaves_what_somebody_wrote_about() -> None:
    report = some_figures(["Operations / New line", "Scrap", "2026-01", 3], name="new.csv")
    new = a_unit("Operations / New line")
    marek = a_manager(of=a_unit("Operations"))
    with transaction(Database.ORGANISATION):
        writing.pin(marek, new, an_indicator_called("Scrap"))
        writing.write_note(marek, new, happened_on=clock.today("UTC"), words="It opened")

    with transaction(Database.ORGANISATION):
        recording.undo(services.batches_for(marek)[0])

    assert report
    assert a_unit("Operations / New line") == new
    assert an_indicator_called("Scrap")


def test_what_was_taken_away_a_day_ago_is_gone_for_good(unit: UUID) -> None:
    author = a_worker(unit=unit)
    day = clock.today("UTC")
    with transaction(Database.ORGANISATION):
        writing.write_note(author, unit, happened_on=day, words="Old")
        writing.write_note(author, unit, happened_on=day, words="New")
    old, new = writings.writings_at([unit], (), []).notes
    with (
        clock.stopped(datetime(2026, 1, 1, tzinfo=UTC)),
        transaction(Database.ORGANISATION),
    ):
        writing.take_away(author, writings.row_for(Annotation, old.id))

    with transaction(Database.ORGANISATION):
        writing.take_away(author, writings.row_for(Annotation, new.id))

    with pytest.raises(NotFound):
        writings.row_for(Annotation, old.id, removed=True)
    assert writings.row_for(Annotation, new.id, removed=True)
