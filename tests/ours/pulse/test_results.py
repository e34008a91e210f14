"""What everyone sees of a published period: its numbers, their sums, and the same for all."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from learnplan.core.actor import Role
from learnplan.core.db import Database, db, transaction
from learnplan.directory import queries as directory
from learnplan.directory.models import Person, Unit
from learnplan.directory.services import people
from learnplan.gate import periods
from learnplan.ours.pulse import queries, services
from learnplan.ours.pulse.chain import Link
from learnplan.ours.pulse.models import Release
from learnplan.ours.pulse.places import arrange
from tests.factories.people import a_manager, a_unit, a_worker, an_administrator
from tests.factories.pulses import (
    NEXT_PERIOD,
    PERIOD,
    SAFE,
    TIME,
    a_published_period,
    a_team,
    an_open_period,
    answers_by,
    toml,
)
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

PAGE = f"/org/pulse/{PERIOD}"
FILES = (f"{PAGE}.json", f"{PAGE}.csv")
HELP = b"""period = "2026-Q4"
[[questions]]
key = "help"
words = "How well were people helped who asked?"
contribution = 3
"""
Come = Callable[..., Visitor]


def words_of(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def figures(visitor: Visitor, question: int = 0, period: str = PERIOD) -> dict[str, dict[str, Any]]:
    """The published figures of one question by the names of their places."""
    said = json.loads(visitor.get(f"/org/pulse/{period}.json").text)
    return {each["name"]: each for each in said["questions"][question]["figures"]}


def not_sums(found: dict[str, dict[str, Any]], values: dict[int, int]) -> list[str]:
    """The figures that are more or less than the rows of the ledger they say they are made of."""
    return [
        name
        for name, figure in found.items()
        if figure["value"] != sum(values[number] for number in figure["ledger_rows"])
    ]


def different(address: str, visitors: list[Visitor]) -> int:
    """How many different answers these people get at an address, its ETag included."""
    answers = [visitor.get(address) for visitor in visitors]
    assert {answer.status_code for answer in answers} == {200}, address
    return len({(answer.data, answer.headers.get("ETag")) for answer in answers})


def shown(link: Link) -> int:
    return min(max(link.said.value, 0), link.said.roster_size * link.said.most)


def test_each_block_is_shown_with_its_number_clipped_and_its_row(visit: Come) -> None:
    blue, green = a_team("Ops / Blue", 7), a_team("Ops / Green", 9)
    a_published_period(blue[:5] + green)

    page = visit(a_worker()).get(PAGE)
    text = words_of(page.text)

    first, second = queries.ledger()
    assert f"Blue 7 people, one block About {shown(first)} of 7 likely" in text
    assert f"Green 9 people, one block About {shown(second)} of 9 likely" in text
    assert 'href="/org/ledger?row=1#n1"' in page.text
    assert "People who manage people are in no number: on 1 October 2026 fewer than 6" in text
    assert "guesses the last one right at most 73 times in 100" in text
    assert "80 in 100 are within 1 person of the truth, 93 within 2" in text
    assert "Published: The numbers were published." not in text
    assert "Attempts to publish: 1 The numbers were published." in text


@pytest.mark.attack(17)
def test_units_and_the_organisation_are_sums_of_what_is_published(visit: Come) -> None:
    """A unit minus its teams leaves nothing that was not published."""
    for path, size in {"Ops / Blue": 8, "Ops / Green": 9, "Ops / Red": 4, "Sales": 6}.items():
        a_team(path, size)
    a_team("Ops", 6, leads=True)
    a_published_period()

    visitor = visit(a_worker())
    found, text = figures(visitor), words_of(visitor.get(PAGE).text)

    assert "People who manage people are one block of 6." in text
    values = {link.number: link.said.value for link in queries.ledger()}
    assert set(found) == {
        *("Northwind", "Ops", "Blue and Red", "Green"),
        *("Sales", "People who lead"),
    }
    assert not_sums(found, values) == []
    assert found["Northwind"]["value"] == sum(values.values())
    assert found["Northwind"]["people"] == 33
    in_ops = found["Blue and Red"], found["Green"]
    assert found["Ops"]["value"] == sum(each["value"] for each in in_ops)
    assert found["Ops"]["people"] == 21
    # Noise of its own on a unit's number would be caught.
    found["Ops"]["value"] += 1
    assert not_sums(found, values) == ["Ops"]


def test_a_unit_that_shares_a_block_is_told_where_it_is(visit: Come) -> None:
    for path, size in {"Ops / Blue": 12, "Ops / Green": 7, "Sales": 3}.items():
        a_team(path, size)
    a_published_period()

    text = words_of(visit(a_worker()).get(PAGE).text)

    assert "Units without a figure of their own: 3" in text
    assert "Sales Part of “" in text
    assert "Ops Not added up: people of other units are in “" in text


def test_a_breakdown_by_location_has_blocks_of_fifteen_and_no_units(visit: Come) -> None:
    a_team("Ops / Blue", 9)
    a_team("Sales", 9)
    a_team("Ops", 7, leads=True)
    a_published_period(plan=toml(breakdown="location"))
    visitor = visit(a_worker())

    found, text = figures(visitor), words_of(visitor.get(PAGE).text)

    assert set(found) == {"Northwind", "Location not said"}
    assert found["Northwind"]["people"] == 18
    assert "are in no number: on 1 October 2026 fewer than 15 of them were here." in text
    assert "Units without a figure of their own" not in text


def test_answers_with_points_are_shown_in_points(visit: Come) -> None:
    team = a_team("Ops / Blue", 9)
    period = an_open_period(HELP)
    answers_by(dict.fromkeys(team, 2), to="help")
    periods.seal(period)
    periods.publish(period, by="Ada")

    text = words_of(visit(a_worker()).get(PAGE).text)

    (link,) = queries.ledger()
    assert f"About {shown(link)} of 27 points" in text
    assert "Points: 0 for “No”, 1 for “A little”, 2 for “Mostly” and 3 for “Yes”." in text


@pytest.mark.attack(15)
def test_whoever_asks_reads_the_same_bytes(visit: Come) -> None:
    """Two managers who merge what they have, have what everyone has."""
    a_team("Ops / Blue", 7)
    blue = a_unit("Ops / Blue")
    a_published_period()
    far_away = a_worker(name="Far Away", unit=a_unit("Sales"))
    with transaction(Database.ORGANISATION):
        db.session.execute(
            update(Person).where(Person.id == far_away.id).values(time_zone="Pacific/Auckland")
        )
    all_of_them = (
        a_worker(unit=blue),
        a_manager(of=blue),
        a_manager(of=a_unit("Sales")),
        an_administrator(),
        a_worker(roles=(Role.STEWARD,)),
        far_away,
    )

    visitors = [visit(actor) for actor in all_of_them]

    addresses = ("/org/pulse/", PAGE, "/org/pulse/signals", "/org/ledger", "/org/ledger.json")
    for address in (*addresses, "/org/ledger.csv", *FILES):
        assert different(address, visitors) == 1, address
    # A page that says to whom it is shown would be caught.
    assert different("/account", visitors) == len(visitors)


@pytest.mark.attack(14)
def test_files_stay_as_they_were_whatever_happens_afterwards(visit: Come) -> None:
    """A restated roster, a renamed unit and a later period move no old byte."""
    blue, green = a_team("Ops / Blue", 7), a_team("Ops / Green", 8)
    a_published_period(blue)
    visitor = visit(a_worker())
    before = [visitor.get(address).data for address in (*FILES, PAGE)]

    a_team("Ops / Blue", 5)
    a_team("Care", 9)
    with transaction(Database.ORGANISATION):
        db.session.execute(
            update(Unit).where(Unit.name == "Blue").values(name="Azure", key="azure")
        )
        db.session.execute(update(Person).where(Person.id == blue[0]).values(name="Renamed"))
        people.join(green[0], people.found_unit(["Care"]), starts_on=date(2024, 2, 1))
    later = date(2027, 2, 1)
    period = an_open_period(toml(period=NEXT_PERIOD), today=later)
    periods.seal(period)
    periods.publish(period, by="Ada")

    assert [visitor.get(address).data for address in (*FILES, PAGE)] == before
    assert "Azure" in figures(visitor, period=NEXT_PERIOD)


@pytest.mark.attack(14)
def test_places_made_of_the_units_of_today_would_change_with_them() -> None:
    """The broken variant: units are read where they live, instead of as they were."""
    a_team("Ops / Blue", 7)
    a_team("Ops / Green", 8)
    a_published_period()
    with transaction(Database.ORGANISATION):
        db.session.execute(update(Unit).where(Unit.name == "Ops").values(name="Works", key="works"))
    kept = queries.plan_kept(PERIOD)
    frozen, outlines = queries.units_then(kept.id), queries.outlines_of(kept.id)
    names = {unit.id: unit.name for unit in directory.units()}
    live = [replace(unit, name=names[unit.unit_id]) for unit in frozen]

    assert arrange(outlines, frozen, organisation="") != arrange(outlines, live, organisation="")


def test_files_and_page_say_the_same(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_team("Ops / Green", 6)
    a_published_period(plan=toml(TIME, SAFE))
    visitor = visit(a_worker())

    rows = list(csv.DictReader(io.StringIO(visitor.get(f"{PAGE}.csv").text)))
    text = words_of(visitor.get(PAGE).text)

    assert [(row["question"], row["name"]) for row in rows[4:]] == [
        (SAFE, "Northwind"),
        *((SAFE, "Ops"), (SAFE, "Blue"), (SAFE, "Green")),
    ]
    links = {str(link.number): link for link in queries.ledger()}
    for row in rows:
        assert f"About {row['shown']} of {row['largest']}" in text
        assert f"likely {row['likely_low']} to {row['likely_high']}" in text
        if row["level"] == "block":
            assert row["ledger_hash"] == links[row["ledger_rows"]].hash
            assert row["value"] == str(links[row["ledger_rows"]].said.value)


def test_a_unit_called_like_a_formula_is_no_formula_in_the_file(visit: Come) -> None:
    a_team("=1+1", 6)
    a_team("Ops", 6)
    a_published_period()

    text = visit(a_worker()).get(f"{PAGE}.csv").text

    assert "'=1+1" in text
    assert ",=1+1" not in text


def test_a_change_is_pointed_out_from_four_people_up(visit: Come) -> None:
    blue = a_team("Blue", 30)
    a_team("Sales", 6)
    a_published_period(blue)
    later = date(2027, 2, 1)
    period = an_open_period(toml(period=NEXT_PERIOD), today=later)
    periods.seal(period)
    periods.publish(period, by="Ada")

    first = words_of(visit(a_worker()).get(PAGE).text)
    text = words_of(visit(a_worker()).get(f"/org/pulse/{NEXT_PERIOD}").text)

    before, sales_before, after, sales_after = queries.ledger()
    less = shown(before) - shown(after)
    noise = abs(shown(sales_before) - shown(sales_after))  # nobody of Sales said yes
    assert less >= 4
    assert f"Blue ({less} fewer than in the fourth quarter of 2026)" in text
    assert ("Sales (" in text) == (noise >= 4)
    assert "from 4 at a block and 6 at the organisation (people)" in text
    assert "Noise alone still does it in about 7 of 100 blocks where nothing changed." in text
    assert "Fourth quarter of 2026 About" in text
    assert "to date, added up" not in text
    assert "pointed out" not in first


def test_a_question_asked_twice_in_a_year_is_added_up(visit: Come) -> None:
    a_team("Ops / Blue", 9)
    days = {"2027-Q1": date(2027, 2, 1), "2027-Q3": date(2027, 8, 1)}
    for period, today in days.items():
        an_open_period(toml(period=period), today=today)
        periods.seal(period)
        periods.publish(period, by="Ada")

    text = words_of(visit(a_worker()).get("/org/pulse/2027-Q3").text)

    both = min(max(sum(link.said.value for link in queries.ledger()), 0), 18)
    assert f"2027 to date, added up About {both} of 18" in text


def test_a_correction_stands_beside_its_number(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    a_published_period()
    visitor = visit(a_worker())
    files = [visitor.get(address).data for address in FILES]
    (release_id,) = db.session.scalars(db.select(Release.id)).all()
    with transaction(Database.ORGANISATION):
        services.add_note(release_id, "Two were on leave <b>.", by="Ada")

    text = words_of(visitor.get(PAGE).text.replace("&lt;b&gt;", "[b]"))

    assert "Correction: Two were on leave [b]. Ada," in text
    assert "The number stays as it was published." in text
    assert [visitor.get(address).data for address in FILES] == files


def test_signals_are_shown_with_their_period_and_signed_ones_with_a_name(visit: Come) -> None:
    a_team("Ops / Blue", 7)
    blue = a_unit("Ops / Blue")
    a_published_period()
    ana = a_worker(name="Ana Silva")
    with transaction(Database.ORGANISATION):
        services.keep_signals(PERIOD, [(blue, "Tools that hold us back", "")])
        services.sign_signal(ana, uuid4(), unit_id=blue, words="No quiet room.")
    visitor = visit(ana)

    on_the_page = words_of(visitor.get(PAGE).text)
    on_their_own = words_of(visitor.get("/org/pulse/signals").text)

    assert "Signals Raised by workers on purpose, without a name" in on_the_page
    assert "Blue Tools that hold us back" in on_the_page
    assert "No quiet room." not in on_the_page
    assert "Blue Ana Silva" in on_their_own
    assert "No quiet room." in on_their_own
    assert "Without names, fourth quarter of 2026 Blue Tools that hold us back" in on_their_own


def test_many_blocks_are_tables_in_folds(visit: Come) -> None:
    for number in range(13):
        a_team(f"Ops / Team {number:02}", 6)
        a_team(f"Sales / Team {number:02}", 6)
    a_published_period()

    page = visit(a_worker()).get(PAGE).text

    assert page.count('class="people"') == 3  # Northwind, Ops, Sales
    assert "Ops: 14 figures" in page
    assert page.count("Team 12") == 2
    assert len(page) < 60_000
