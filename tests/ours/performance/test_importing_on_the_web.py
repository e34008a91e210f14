"""A manager brings a file in: looks at it, adds it, takes it back."""

import io
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]
from sqlalchemy import select

from learnplan.core import background
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.here import today
from learnplan.ours.performance import services
from learnplan.ours.performance.mapping import AddsUp
from learnplan.ours.performance.models import Indicator, ObservationBatch
from learnplan.ours.performance.views import imports
from tests.factories.people import a_manager, a_unit, a_worker, an_administrator
from tests.factories.performance import a_file, an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, hidden_fields

Visit = Callable[[Actor | None], Visitor]
IMPORTS = "/org/performance/imports/"
SAID = select(Indicator.name, Indicator.measure)
FIGURES = a_file(
    [
        ["Packaging", "Incidents", "2026-03", 4],
        ["Packaging", "Incidents", "2026-04", 6],
        ["Packaging", "Incidents", "31 February", 1],
    ]
)
WIDE = b"team,remarks,Jan 2026,Feb 2026\nPackaging,12,4,6\nDeliveries,13,1,2\n"


@pytest.fixture
def marek(app: Flask, visit: Visit) -> Visitor:
    """A manager at the door; in tests work is done at once."""
    app.extensions["ours"].config["BACKGROUND"] = False
    a_unit("Packaging")
    return visit(a_manager(of=a_unit("Packaging")))


def send(visitor: Visitor, data: bytes, name: str = "march.csv") -> str:
    """Upload a file; the address of the page about it."""
    hidden = hidden_fields(visitor.get(IMPORTS).text, IMPORTS)
    answer = visitor.client.post(IMPORTS, data={**hidden, "file": (io.BytesIO(data), name)})
    return answer.headers.get("Location", "")


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_figures_of_years_to_come_are_listed_beside_their_lines(marek: Visitor) -> None:
    wide = b"team,Jan 2026,Feb 2026,Jan 2126\nPackaging,4,6,7\nDeliveries,1,2,\n"

    preview = text_of(marek.get(send(marek, wide, "wide.csv")).text)

    assert "Jan 2126 has not begun yet, so there can be no figure of it." in preview
    assert "4 new" in preview


def test_a_file_is_looked_at_added_and_taken_back(marek: Visitor) -> None:
    address = send(marek, FIGURES)
    preview = text_of(marek.get(address).text)
    tree = marek.get("/org/performance/units.json").json
    assert tree is not None
    board = tree["units"][1]["address"]
    before = marek.get(board).text

    added = text_of(marek.post(f"{address}/add", page=address, add_attest="y").text)
    after = marek.get(board).text
    asked = text_of(marek.get(f"{address}/undo").text)
    undone = text_of(marek.post(f"{address}/undo").text)
    again = marek.get(board).text

    assert "Check before it is added" in preview
    assert "Will be added 2" in preview
    assert "31 February" in preview
    assert "Incidents" not in before
    assert "Everyone sees these figures now." in added
    assert "Say what is new" in added
    assert "Incidents" in after
    assert "2 new figures go from every board and file." in asked
    assert "Undone." in undone
    assert "Incidents" not in again


def test_without_their_word_figures_stay_with_the_organisation(marek: Visitor) -> None:
    address = send(marek, FIGURES)

    marek.post(f"{address}/add", page=address)

    tree = marek.get("/org/performance/units.json").json
    assert tree is not None
    assert "Not shown" in marek.get(tree["units"][1]["address"]).text


def test_the_columns_of_a_wide_file_can_be_chosen(marek: Visitor) -> None:
    address = send(marek, WIDE)
    before = text_of(marek.get(address).text)

    marek.post(
        f"{address}/columns",
        page=address,
        columns_layout="a column for each period",
        columns_unit="team",
        columns_indicator="",
        columns_period="",
        columns_fixed_period="",
        columns_figures=["Jan 2026"],
    )
    after = text_of(marek.get(address).text)

    assert "Choose the columns" in before
    assert "Will be added 4" in before
    assert "Will be added 2" in after


def test_how_a_file_is_read_can_be_written_down_and_is_remembered(marek: Visitor) -> None:
    data = b"crew,what,when,how many\nPackaging,Incidents,2026-03,4\n"
    toml = 'unit = ["crew"]\nindicator = "what"\nperiod = "when"\n[columns]\nvalue = "how many"\n'
    address = send(marek, data)

    marek.post(f"{address}/mapping", page=address, written_mapping=toml)
    read = text_of(marek.get(address).text)
    marek.post(f"{address}/add", page=address, add_attest="y", add_remember="y")
    next_time = text_of(marek.get(send(marek, data.replace(b"03,4", b"04,5"), "april.csv")).text)

    assert "Will be added 1 new figure Will change 0" in read
    assert "Will be added 1 new figure Will change 0" in next_time


def test_a_map_with_a_mistake_keeps_what_was_typed(marek: Visitor) -> None:
    address = send(marek, FIGURES)

    answer = marek.post(f"{address}/mapping", page=address, written_mapping="unit = [team]")

    assert answer.status_code == 422
    assert "not valid TOML" in answer.text
    assert "unit = [team]" in answer.text


def test_a_file_that_cannot_be_read_says_why_and_stays(marek: Visitor) -> None:
    page = text_of(marek.get(send(marek, b"\x00\x01\x02 not text", "picture.png")).text)

    assert "It was not added" in page
    assert "This file is not text" in page


def test_a_file_that_names_people_is_refused(marek: Visitor) -> None:
    data = b"unit,indicator,period,value,email\nPackaging,Sales,2026-03,1,ana@northwind.example\n"

    page = text_of(marek.get(send(marek, data)).text)

    assert "without any person's key" in page.replace("&#39;", "'")


def test_no_file_at_all_is_said_beside_the_field(marek: Visitor) -> None:
    answer = marek.post(IMPORTS)

    assert answer.status_code == 422
    assert "Choose a file, or paste rows below." in answer.text


def test_a_file_can_be_thrown_away(marek: Visitor) -> None:
    address = send(marek, FIGURES)

    page = marek.post(f"{address}/throw-away", page=address).text

    assert "Nothing of march.csv was added" in page
    assert marek.get(address).status_code == 404


def test_adding_twice_adds_once(marek: Visitor) -> None:
    address = send(marek, FIGURES)
    marek.post(f"{address}/add", page=address, add_attest="y")

    answer = marek.post(f"{address}/add", page=IMPORTS, add_attest="y")

    assert answer.status_code == 409


def test_imports_are_for_managers_and_administrators(visit: Visit) -> None:
    assert visit(a_worker()).get(IMPORTS).status_code == 403
    assert visit(an_administrator()).get(IMPORTS).status_code == 200


def test_an_indicator_is_explained_to_everyone(marek: Visitor) -> None:
    address = send(marek, FIGURES)
    marek.post(f"{address}/add", page=address, add_attest="y")
    units = marek.get("/org/performance/units.json").json
    assert units is not None
    chart = marek.get(units["units"][1]["json"]).json
    assert chart is not None
    page = chart["indicators"][0]["chart"].removesuffix(".json")
    edit = re.search(r'href="([^"]+/edit)"', marek.get(page).text)
    assert edit is not None

    marek.post(
        edit[1],
        name="Incidents",
        measure="per month",
        direction="decrease",
        adds_up="sum",
        chart_kind="individuals",
        decimals="0",
        how_measured="Counted from the safety log.",
        not_shown="Near misses that nobody wrote down.",
    )
    said = marek.get(page).text

    assert "per month" in said
    assert "Counted from the safety log." in said
    assert "Near misses that nobody wrote down." in said


def test_long_work_shows_how_far_it_is_and_that_it_was_interrupted(
    marek: Visitor, app: Flask
) -> None:
    with app.app_context(), transaction(Database.ORGANISATION):
        batch = services.send_file(a_manager_actor(marek), name="long.csv", data=FIGURES)
        number = batch.id
    seen: list[str] = []

    def look(key: object) -> None:
        assert key == number
        background.report(number, 5, 10)
        seen.append(marek.get(f"{IMPORTS}{number}").text)

    background.run(app.extensions["ours"], look, number)
    waiting = marek.get(f"{IMPORTS}{number}")
    with transaction(Database.ORGANISATION):
        db.session.get_one(ObservationBatch, number).moved_at -= background.LONGEST_SILENCE * 2
    stopped = text_of(marek.get(f"{IMPORTS}{number}").text)
    listed = text_of(marek.get(IMPORTS).text)

    assert 'value="5" max="10"' in seen[0]
    assert waiting.headers["Refresh"] == imports.LOOK_AGAIN
    assert "It stopped half-way" in stopped
    assert "Stopped half-way" in listed
    assert "Being read" not in listed
    assert "Will be added 2" in text_of(
        marek.post(f"{IMPORTS}{number}/read", page=f"{IMPORTS}{number}").text
    )


def a_manager_actor(visitor: Visitor) -> Actor:
    assert visitor.actor is not None
    return visitor.actor


def test_undo_of_something_not_added_is_refused(marek: Visitor) -> None:
    address = send(marek, FIGURES)
    batch_id = address.rsplit("/", 1)[1]

    answer = marek.post(f"{IMPORTS}{batch_id}/undo", page=IMPORTS)

    assert answer.status_code == 409


@only_on_sqlite  # what a page says, not how it is kept
def test_a_file_without_a_figure_says_so(marek: Visitor) -> None:
    heading = marek.get(send(marek, FIGURES.splitlines()[0]))
    filled = send(marek, WIDE)
    marek.post(f"{filled}/add", page=filled, add_remember="y")
    blank = marek.get(send(marek, WIDE.splitlines()[0] + b"\nPackaging,,,\n"))

    assert "It was not added" in heading.text
    assert "march.csv has a heading and no row below it" in heading.text
    assert "There is no figure in it that can be added." in blank.text
    assert "Add these figures" not in blank.text


def a_sheet() -> bytes:
    """What a manager's own spreadsheet looks like: a title, months, shares in per cent."""
    book = Workbook()
    sheet = book.active
    for row in (["Report of the line"], [], ["Month", "On time", "Incidents"]):
        sheet.append(row)
    for month, share, incidents in ((1, 0.947, 3), (2, 0.952, 4)):
        sheet.append([date(2026, month, 1), share, incidents])
        sheet.cell(sheet.max_row, 1).number_format = "mmm-yy"
        sheet.cell(sheet.max_row, 2).number_format = "0.0%"
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_the_spreadsheet_of_one_unit_is_read_as_it_is(marek: Visitor) -> None:
    address = send(marek, a_sheet(), "report.xlsx")
    before = text_of(marek.get(address).text)

    marek.post(f"{address}/read", page=address, unit=" Packaging ")
    after = text_of(marek.get(address).text)
    marek.post(f"{address}/add", page=address, add_attest="y", add_remember="y")
    db.session.rollback()

    assert "It is not clear which column of report.xlsx names the units." in before
    assert "All of it is about one unit" in before
    assert "Above the heading, and left out: “Report of the line”." in after
    assert "No column names a unit: all of it is of Packaging." in after
    assert "5 Packaging On time, Feb 2026 95.2" in after
    assert set(map(tuple, db.session.execute(SAID))) == {("On time", "%"), ("Incidents", "")}


def test_whose_figures_a_file_holds_is_said_with_it_and_not_remembered(marek: Visitor) -> None:
    a_unit("Deliveries")
    data = b"month,incidents\n2026-01,4\n"
    hidden = hidden_fields(marek.get(IMPORTS).text, IMPORTS)

    for unit in ("Packaging", "Deliveries"):
        files = {"file": (io.BytesIO(data), "month.csv"), "unit": unit}
        address = marek.client.post(IMPORTS, data={**hidden, **files}).headers["Location"]
        marek.post(f"{address}/add", page=address, add_attest="y", add_remember="y")
        assert f"all of it is of {unit}." in marek.get(address).text


def test_rows_can_be_pasted_and_typed(marek: Visitor) -> None:
    rows = "unit\tindicator\tperiod\tvalue\r\nPackaging\tOn time\tApr 2026\t94.1%\r\n"

    preview = text_of(marek.post(IMPORTS, pasted=rows).text)

    assert "how Pasted rows was understood" in preview
    assert "2 Packaging On time, Apr 2026 94.1" in preview


def test_a_period_of_one_file_is_not_put_on_the_next(marek: Visitor) -> None:
    toml = 'unit = ["team"]\nfixed_period = "2026-03"\nlayout = "a column for each indicator"\n'
    toml += '[indicators.Incidents]\nvalue = "count"\n'
    address = send(marek, b"team,count\nPackaging,4\n")
    marek.post(f"{address}/mapping", page=address, written_mapping=toml)
    marek.post(f"{address}/add", page=address, add_attest="y", add_remember="y")

    april = text_of(marek.get(send(marek, b"team,count\nPackaging,6\n", "april.csv")).text)

    assert "It is not clear which periods april.csv is about." in april


def test_that_commas_are_decimal_ones_is_said(marek: Visitor) -> None:
    data = (
        b"unit;indicator;period;value\nPackaging;Waits;2026-01;12,5\nPackaging;Waits;2026;1.234\n"
    )

    assert "read with a decimal comma: 1.234 is 1,234." in marek.get(send(marek, data)).text


def test_a_spreadsheet_to_fill_in_asks_for_what_comes_next(marek: Visitor) -> None:
    some_figures(
        ["Packaging", "Incidents", "2026-02", 4],
        ["Packaging", "Incidents", "2026-03", 6, None, None, 5, "decrease"],
        ["Packaging", "Rework", "2026-03", None, 2, 80],
        ["Packaging", "Yearly", str(today().year), 1],
        adds_up=AddsUp.WEIGHTED,
    )
    book = load_workbook(io.BytesIO(marek.get(f"{IMPORTS}to-fill-in.xlsx").data))
    asked = [[cell.value for cell in row] for row in book.active.iter_rows()]
    book.active["D2"] = 7
    filled = io.BytesIO()
    book.save(filled)

    preview = text_of(marek.get(send(marek, filled.getvalue(), "filled.xlsx")).text)

    assert "A spreadsheet to fill in" in marek.get(IMPORTS).text
    assert asked == [
        ["unit", "indicator", "period", "value", "numerator", "denominator", "target"],
        ["Packaging", "Incidents", "2026-04", None, None, None, 5],
        ["Packaging", "Rework", "2026-04", None, None, None, None],
    ]
    assert "2 Packaging Incidents, Apr 2026 7" in preview
    assert "Rows left without a figure: 1. Nothing is added for them" in preview
    assert "There is no value." not in preview
    assert "every row was read" in preview


def two_years() -> bytes:
    """A workbook with a sheet of words, and a sheet for each of two years, headed alike."""
    book = Workbook()
    book.active.title = "About"
    book.active.append(["This", "is", "about"])
    book.active.append(["nothing", "at", "all"])
    for year, value in ((2024, 4), (2025, 7)):
        sheet = book.create_sheet(str(year))
        sheet.append(["where", "what", "when", "how much", "of whom"])
        sheet.append(["Packaging", "Incidents", f"{year}-03", value, "crew"])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_another_sheet_is_read_as_the_one_before_was(marek: Visitor) -> None:
    address = send(marek, two_years(), "years.xlsx")
    failed = marek.get(address).text
    named = {"columns_unit": "where", "columns_indicator": "what", "columns_period": "when"}
    named |= {"columns_layout": "long", "columns_figures": "how much"}

    marek.post(f"{address}/sheet", page=address, sheet_sheet="2024")
    marek.post(f"{address}/columns", page=address, **named)
    chosen = text_of(marek.get(address).text)
    turned = marek.post(f"{address}/sheet", page=address, sheet_sheet="2025").text
    nowhere = marek.post(f"{address}/sheet", page=address, sheet_sheet="2026")
    marek.post(f"{address}/add", page=address, add_attest="y", add_remember="y")

    assert "Read another sheet" in failed
    assert "It was not added" in failed
    assert "2 Packaging Incidents, Mar 2024 4" in chosen
    assert "2 Packaging Incidents, Mar 2025 7" in text_of(turned)
    assert "Only the sheet “2025” was read, and not “About” and “2024”." in text_of(turned)
    assert re.search(r'<option selected value="2025">', turned)
    assert nowhere.status_code == 422
    # next time, it is the sheet and the way that were chosen last
    again = text_of(marek.get(send(marek, two_years(), "again.xlsx")).text)
    assert "Already there 1" in again
    assert "2 Packaging Incidents, Mar 2025 7" in again


def test_an_empty_house_offers_nothing_to_fill_in(marek: Visitor) -> None:
    assert "A spreadsheet to fill in" not in marek.get(IMPORTS).text


def test_what_would_change_is_shown_before_it_does(marek: Visitor) -> None:
    some_figures(
        *(["Packaging", "Incidents", month, 4] for month in ("2026-01", "2026-02", "2026-03")),
    )
    rows = [["2026-01", 4], ["2026-02", 7], ["2026-04", 5]]
    address = send(marek, a_file([["Packaging", "Incidents", *each] for each in rows]))

    before = text_of(marek.get(address).text)
    marek.post(f"{address}/add", page=address, add_attest="y")
    asked = text_of(marek.get(f"{address}/undo").text)
    kept = text_of(marek.get(address).text)

    assert "What would change" in before
    assert "3 Packaging Incidents, Feb 2026 4 7 " in before
    assert "1 new figure goes from every board and file. 1 earlier figure comes back." in asked
    assert "Everyone sees these figures now." in kept


def test_of_two_who_correct_the_same_figure_the_later_looks_again(
    marek: Visitor, visit: Visit
) -> None:
    some_figures(["Packaging", "Incidents", "2026-01", 4], ["Packaging", "Incidents", "2026-02", 4])
    mia = visit(a_manager(of=a_unit("Packaging")))
    his = send(marek, a_file([["Packaging", "Incidents", "2026-01", 5]]))
    hers = send(mia, a_file([["Packaging", "Incidents", "2026-01", 6]]))
    same = send(mia, a_file([["Packaging", "Incidents", "2026-01", 5]]))
    other = send(mia, a_file([["Packaging", "Incidents", "2026-02", 9]]))

    marek.post(f"{his}/add", page=his, add_attest="y")
    overtaken = text_of(mia.post(f"{hers}/add", page=hers, add_attest="y").text)
    nothing = text_of(mia.post(f"{same}/add", page=same, add_attest="y").text)
    untouched = text_of(mia.post(f"{other}/add", page=other, add_attest="y").text)
    added = text_of(mia.post(f"{hers}/add", page=hers, add_attest="y").text)

    assert "Other figures came in after this was shown, so nothing was added." in overtaken
    assert "2 Packaging Incidents, Jan 2026 5 6 " in overtaken
    assert "Every figure in it is there already" in nothing
    assert "Everyone sees these figures now." in untouched
    assert "Everyone sees these figures now." in added
    assert "Packaging Incidents, Jan 2026 5 6 " in added


def test_what_a_later_import_changed_is_undone_after_it(marek: Visitor) -> None:
    first, second = (
        send(marek, a_file([["Packaging", "Incidents", "2026-01", value]])) for value in (4, 5)
    )
    marek.post(f"{first}/add", page=first, add_attest="y")
    for _ in ("it came before the other", "so it is shown again"):
        marek.post(f"{second}/add", page=second, add_attest="y")

    listed = text_of(marek.get(IMPORTS).text)
    assert listed.index("1 figure changed") < listed.index("1 figure added")
    asked = marek.get(f"{first}/undo").text
    hidden = hidden_fields(marek.get(f"{second}/undo").text, f"{second}/undo")
    refused = marek.client.post(f"{first}/undo", data=hidden)

    assert "Batch 2, march.csv, changed some of the same figures later." in text_of(asked)
    assert f'href="{second}/undo"' in asked
    assert "Undo it" not in asked
    assert refused.status_code == 409
    assert "Undo batch 2, march.csv, first" in text_of(refused.text)
    assert "Undone." in text_of(marek.post(f"{second}/undo").text)
    assert "Undone." in text_of(marek.post(f"{first}/undo").text)


def test_an_import_that_is_not_there_any_more_is_not_asked_about(marek: Visitor) -> None:
    address = send(marek, FIGURES)

    assert "Check before it is added" in marek.get(f"{address}/undo").text


def test_a_word_that_was_given_is_not_asked_for_again(marek: Visitor) -> None:
    word = "At least 3 people contribute to each of these figures"
    rows = [["Packaging", "Incidents", "2026-01", 4]]
    new = text_of(marek.get(send(marek, a_file(rows))).text)
    some_figures(*rows)

    same = text_of(marek.get(send(marek, a_file(rows))).text)
    more = text_of(marek.get(send(marek, a_file([*rows, [*rows[0][:2], "2026-02", 5]]))).text)
    next_year = text_of(marek.get(send(marek, a_file([[*rows[0][:2], "2025-12", 5]]))).text)

    assert word in new
    assert word not in same
    assert "Every figure in it is there already There is nothing to add." in same
    assert word not in more
    assert "somebody gave their word that enough people are behind" in more
    assert word in next_year


def test_figures_of_a_chart_are_put_right_from_there(marek: Visitor) -> None:
    unit = a_unit("Packaging")
    some_figures(
        ["Packaging", "Incidents", "2026-01", 4, None, None, 5],
        ["Packaging", "Incidents", "2026-02", 61.5],
        ["Packaging", "Rework", "2026-01", None, 2, 80],
        adds_up=AddsUp.WEIGHTED,
    )

    def offered(indicator: str) -> tuple[str, str]:
        about = an_indicator_called(indicator)
        chart = marek.get(f"/org/performance/units/{unit}/indicators/{about}").text
        address = unescape(re.search(r'href="([^"]*imports/\?[^"]*)"', chart)[1])  # type: ignore[index]
        area = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", marek.get(address).text, re.DOTALL)
        assert area
        return address, unescape(area[1])

    address, rows = offered("Incidents")
    changed = text_of(marek.post(address, pasted=rows.replace("61.5", "6")).text)

    assert rows.splitlines() == [
        "unit\tindicator\tperiod\tvalue\tnumerator\tdenominator\ttarget",
        "Packaging\tIncidents\t2026-01\t4\t\t\t5",
        "Packaging\tIncidents\t2026-02\t61.5",
        "Packaging\tIncidents\t2026-03",
    ]
    assert "3 Packaging Incidents, Feb 2026 61.5 6 " in changed
    assert "Rows left without a figure: 1." in changed
    assert "There is no value." not in changed
    assert offered("Rework")[1].splitlines()[1] == "Packaging\tRework\t2026-01\t\t2\t80"
    nothing = text_of(marek.get(f"{IMPORTS}?unit={unit}&indicator={unit}").text)
    assert "Nothing of that chart can be put right here" in nothing
    assert "Nothing of that chart" not in text_of(marek.get(address).text + marek.get(IMPORTS).text)
