"""One board, in every way it can be taken: the same numbers and the same words in each."""

import io
import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from PIL import Image

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Refused
from learnplan.ours.elsewhere import digests, services, sheets
from learnplan.ours.elsewhere import queries as queries_of
from learnplan.ours.elsewhere.lettering import width
from learnplan.ours.elsewhere.models import Window
from learnplan.ours.performance import boards, queries
from learnplan.ours.performance.editions import Edition
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.performance import an_indicator_called, some_figures
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, words_of

Visit = Callable[[Actor | None], Visitor]
PACKAGING = "Operations / Packaging"
NAME = "Waste <kg> & dust"
MINUTES = [48, 46, 50, 47, 45, 49, 51, 46, 47, 44, 48, 50, 41, 39, 40, 36.5]


@pytest.fixture
def unit(app: Flask) -> UUID:  # noqa: ARG001 - the installation comes first
    unit_id = a_unit(PACKAGING)
    some_figures(
        *(
            [
                PACKAGING,
                NAME,
                f"{2025 + at // 12}-{at % 12 + 1:02}",
                value,
                None,
                None,
                42,
                "decrease",
            ]
            for at, value in enumerate(MINUTES)
        )
    )
    return unit_id


def window_on(manager: Visitor, unit: UUID, sites: str = "") -> str:
    """Open a window on a unit's board; its path."""
    page = f"/org/performance/units/{unit}/windows"
    opened = manager.post(page, purpose="Canteen", sites=sites)
    assert opened.status_code == 200, opened.text
    found = re.search(r"(/org/window/[\w-]+)", opened.text)
    assert found is not None
    return found[1]


@only_on_sqlite  # what is drawn of figures, not how they are kept
def test_a_board_says_the_same_numbers_wherever_it_goes(
    app: Flask, visit: Visit, unit: UUID
) -> None:
    worker = visit(a_worker())
    at = f"/org/performance/units/{unit}"
    chart = f"{at}/indicators/{an_indicator_called(NAME)}"
    edition = Edition(queries.version())
    mail = digests.letter(boards.board(edition, unit), clock.today("UTC"))
    window = window_on(visit(a_manager(of=unit)), unit)

    svg = worker.get(f"{chart}.svg")
    whole = {
        "page": words_of(worker.get(at).text),
        "chart": words_of(worker.get(chart).text),
        "csv": worker.get(f"{at}.csv").text,
        "json": worker.get(f"{at}.json").text,
        "svg": " ".join("".join(each.itertext()) for each in ET.fromstring(svg.data).iter()),
        "sheet": words_of(worker.get(f"{at}/sheet").text),
        "letter": words_of(worker.get(f"{at}/sheet?paper=letter").text),
        "window": words_of(app.test_client().get(window).text),
        "mail": mail.words,
    }

    said = {name: "36.5" in words and NAME in words for name, words in whole.items()}
    assert all(said.values()), said
    for name in ("page", "chart", "sheet", "letter", "window", "mail"):
        assert "Special cause, improving" in whole[name], name
    for name in ("page", "chart", "svg", "sheet", "window", "mail"):
        assert "Target 42 or less" in whole[name], name
    for name in ("page", "window", "mail"):
        assert "The latest value is below the lower limit." in whole[name], name
    told = worker.get(f"{chart}.json").json
    assert told is not None
    limits = {f"{told['points'][-1][each]:.1f}" for each in ("lower_limit", "upper_limit", "mean")}
    assert all(each in whole["svg"] and each in whole["chart"] for each in limits), limits


@only_on_sqlite  # what is drawn of figures, not how they are kept
def test_what_is_below_nothing_has_a_true_minus_wherever_it_is_read(
    visit: Visit, unit: UUID
) -> None:
    some_figures(
        *(
            [PACKAGING, "Balance", f"2025-{at + 1:02}", value, None, None, -9.5, "increase"]
            for at, value in enumerate([-11.6, -10.2, -12.1, -11.1, -9.8, -10.9, -12.4, -30.5])
        )
    )
    worker, at = visit(a_worker()), f"/org/performance/units/{unit}"
    chart = f"{at}/indicators/{an_indicator_called('Balance')}"

    whole = {
        "page": words_of(worker.get(at).text),
        "chart": words_of(re.sub(r"(?s)<script.*?</script>", "", worker.get(chart).text)),
        "sheet": words_of(worker.get(f"{at}/sheet").text),
        "svg": unescape(" ".join(ET.fromstring(worker.get(f"{chart}.svg").text).itertext())),
        "mail": digests.letter(
            boards.board(Edition(queries.version()), unit), clock.today("UTC")
        ).words,
    }

    for way, said in whole.items():
        assert "−30.5" in said, way
        assert re.findall(r"(?<![\w-])-\d[\d.]*", said) == [], way


@only_on_sqlite  # what is drawn of figures, not how they are kept
def test_pictures_are_the_same_bytes_for_everyone_and_say_what_they_show(
    visit: Visit, unit: UUID
) -> None:
    ana, ben = visit(a_worker()), visit(a_worker())
    chart = f"/org/performance/units/{unit}/indicators/{an_indicator_called(NAME)}"

    for kind, sent in (("svg", "image/svg+xml"), ("png", "image/png")):
        one, other = ana.get(f"{chart}.{kind}"), ben.get(f"{chart}.{kind}")
        assert one.status_code == 200
        assert one.content_type.startswith(sent)
        assert one.data == other.data
    picture = Image.open(io.BytesIO(one.data))
    assert picture.info["Title"].startswith(f"Control chart of {NAME}")
    assert "That is very unlikely to be chance." in picture.info["Description"]
    assert visit(None).client.get(f"{chart}.png").status_code == 303


@only_on_sqlite  # what is drawn of figures, not how they are kept
def test_what_is_not_shown_is_not_drawn_either(visit: Visit) -> None:
    unit = a_unit("Operations")
    some_figures(["Operations", "Odd", "2026-01", 5], attest=False)
    board = f"/org/performance/units/{unit}"
    nothing = f"{board}/indicators/{UUID(int=5)}"

    worker = visit(a_worker())

    assert worker.get(f"{nothing}.svg").status_code == 404
    assert worker.get(f"{nothing}.png").status_code == 404
    assert worker.get(f"/org/performance/units/{UUID(int=5)}/sheet").status_code == 404
    assert worker.get(f"{board}/sheet?paper=<b>&page=99999999999").status_code == 200


def test_who_leads_a_unit_opens_a_window_and_whoever_has_it_sees_the_board_alone(
    app: Flask, visit: Visit, unit: UUID
) -> None:
    manager = visit(a_manager(of=unit))
    at = window_on(manager, unit, "https://intranet.example https://b.example:8443/")

    stranger = app.test_client()
    seen = stranger.get(at)

    assert seen.status_code == 200
    assert "Set-Cookie" not in seen.headers
    assert "Vary" not in seen.headers
    policy = seen.headers["Content-Security-Policy"]
    assert "frame-ancestors https://intranet.example https://b.example:8443" in policy
    assert "img-src 'self' data:" in policy, "the sign of Learnplan is drawn into its styles"
    assert "script-src" not in policy
    assert seen.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in seen.text
    assert 'href="/org/performance' not in seen.text
    assert manager.client.get(at).text == seen.text, "it does not know who looks"
    again = stranger.get(at, headers={"If-None-Match": seen.headers["ETag"]})
    assert again.status_code == 304
    # everyone sees who opened it
    assert "Canteen" in visit(a_worker()).get(f"/org/performance/units/{unit}/windows").text


def test_a_spreadsheet_gets_what_the_cards_of_a_window_say(
    app: Flask, visit: Visit, unit: UUID
) -> None:
    below = f"{PACKAGING} / Line 1"
    a_unit(below)
    some_figures([below, "Stops", "2026-04", 4321])
    at = window_on(visit(a_manager(of=unit)), unit)

    seen = app.test_client().get(f"{at}.csv")

    assert seen.status_code == 200
    assert seen.content_type == "text/csv; charset=utf-8"
    assert "Set-Cookie" not in seen.headers
    whole = visit(a_worker()).get(f"/org/performance/units/{unit}.csv").text.splitlines()
    told = seen.text.splitlines()
    assert told == [row for row in whole if "4321" not in row]
    assert len(told) == len(whole) - 1
    assert "36.5" in told[1]
    again = app.test_client().get(f"{at}.csv", headers={"If-None-Match": seen.headers["ETag"]})
    assert again.status_code == 304


def test_a_window_that_is_revoked_is_gone_at_once(app: Flask, visit: Visit, unit: UUID) -> None:
    manager, page = visit(a_manager(of=unit)), f"/org/performance/units/{unit}/windows"
    at = window_on(manager, unit)
    tag = app.test_client().get(at).headers["ETag"]
    revoke = re.search(r'action="([^"]+/revoke)"', manager.get(page).text)
    assert revoke is not None
    other = visit(a_worker())
    with pytest.raises(Refused):
        services.revoke(a_manager(of=a_unit("Sales")), queries_of.windows_on(unit)[0])

    revoked = manager.post(revoke[1], page).text
    headers = {"If-None-Match": tag}
    gone = [app.test_client().get(each, headers=headers).status_code for each in (at, f"{at}.csv")]
    said = other.get(page).text
    undo = revoke[1].replace("revoke", "open-again")
    with pytest.raises(Refused):
        services.open_again(a_manager(of=a_unit("Sales")), queries_of.windows_on(unit)[0])
    db.session.rollback()
    assert f'action="{undo}"' in revoked
    manager.post(undo, page)

    assert gone == [404, 404]
    assert "Revoked by" in said
    assert app.test_client().get(at).status_code == 200
    assert "Revoked by" not in other.get(page).text


def test_a_window_that_was_revoked_stays_so_after_a_day(visit: Visit, unit: UUID) -> None:
    manager = a_manager(of=unit)
    window_on(visit(manager), unit)
    with transaction(Database.ORGANISATION):
        window = queries_of.windows_on(unit)[0]
        services.revoke(manager, window)

    with clock.stopped(clock.now() + timedelta(days=1, minutes=1)), pytest.raises(Conflict):
        services.open_again(manager, window)


@only_on_sqlite  # what is typed, not how it is kept
@pytest.mark.parametrize(
    "sites",
    [
        "https://a.example; script-src *",
        "https://a.example;frame-ancestors",
        "*",
        "'self'",
        "javascript:alert(1)",
        "https://a.example/page",
        "https://ä.example",
        "//a.example",
    ],
)
def test_only_sites_are_named_in_the_policy(visit: Visit, unit: UUID, sites: str) -> None:
    page = f"/org/performance/units/{unit}/windows"

    answer = visit(a_manager(of=unit)).post(page, purpose="Canteen", sites=sites)

    assert answer.status_code == 422
    assert "is not a site" in unescape(answer.text)


@only_on_sqlite  # what an address may look like
@pytest.mark.parametrize(
    "word", ["x", "%F0%9F%92%A9", "a" * 8000, "..%2f..", "' OR 1=1 --", "{{7*7}}"]
)
def test_an_address_that_was_never_given_opens_nothing(app: Flask, unit: UUID, word: str) -> None:
    assert unit
    answer = app.test_client().get(f"/org/window/{word}")

    assert answer.status_code == 404
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


@only_on_sqlite  # who may do it is the same on both
def test_others_open_no_window_and_are_offered_none(visit: Visit, unit: UUID) -> None:
    place = Edition(queries.version()).place(unit)
    others = a_worker(unit=unit), a_manager(of=a_unit("Sales"))

    for one in others:
        with pytest.raises(Refused):
            services.open_window(one, place, purpose="Canteen", sites="")
    page = visit(others[0]).get(f"/org/performance/units/{unit}/windows")
    assert "Open a window" not in page.text


@only_on_sqlite  # the roster rule is tried on both elsewhere
def test_a_window_does_not_show_what_its_openers_do_not_manage(
    app: Flask, visit: Visit, unit: UUID
) -> None:
    """When its unit becomes part of another on the boards, the other is not shown through it."""
    at = window_on(visit(a_manager(of=unit)), unit)
    with transaction(Database.ORGANISATION):
        window = db.session.scalars(db.select(Window)).one()
        window.units = [*window.units, str(UUID(int=7))]

    seen, table = app.test_client().get(at), app.test_client().get(f"{at}.csv")

    assert "This window is closed" in seen.text
    assert table.status_code == 404
    assert "36.5" not in seen.text + table.text


@only_on_sqlite  # what is said of figures, not how they are kept
def test_a_mail_says_what_is_to_be_taken_with_care_as_the_page_does(
    visit: Visit, unit: UUID
) -> None:
    manager, page = visit(a_manager(of=unit)), f"/org/performance/units/{unit}"
    chart = f"{page}/indicators/{an_indicator_called(NAME)}"
    some_figures(*([PACKAGING, "Few", f"2026-0{at}", 5 + at] for at in (1, 2, 3)))
    some_figures([f"{PACKAGING} / Line 1", "Few", "2026-03", 3], name="line.csv")
    edit = f"/org/performance/indicators/{chart.rpartition('/')[2]}/edit"
    said = {"name": NAME, "direction": "decrease", "adds_up": "none", "chart_kind": "individuals"}
    manager.post(edit, **said, seasonal="y")
    manager.post(
        f"{chart}/programmes",
        f"{chart}/desk",
        programme_title="Kanban, a secret word",
        programme_amount="-5",
        programme_starts_on="2026-01-15",
        programme_due_on=(clock.today("UTC") - timedelta(days=1)).isoformat(),
    )

    seen = words_of(manager.get(page).text)
    mail = digests.letter(boards.board(Edition(queries.version()), unit), clock.today("UTC")).words

    for words in (
        "Seasonal: judged by its difference from a year before.",
        "3 points: limits are provisional below 12.",
        f"{NAME} moved by",
    ):
        assert words in seen, words
        assert words in mail, words
    assert "Kanban" in seen
    assert "Kanban" not in mail, "what somebody wrote goes into no mail"


@pytest.mark.parametrize(
    ("labels", "wide", "said"),
    [
        (["Nov 2024", "Dec 2024", "Oct 2026"], 200, ["Nov 2024", "Oct 2026"]),
        (["Apr 2011 to Mar 2012", "Apr 2013 to Mar 2014"], 200, ["Apr 2013 to Mar 2014"]),
        (["2026"], 200, ["2026"]),
    ],
)
def test_the_names_of_periods_stay_within_their_column_and_apart(
    labels: list[str], wide: float, said: list[str]
) -> None:
    found = sheets.ends_of(labels, wide)

    assert [label for _, label in found] == said
    stretches = [(at, at + width(label, 13)) for at, label in found]
    assert all(begin >= 0 and end <= wide for begin, end in stretches)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(stretches))
