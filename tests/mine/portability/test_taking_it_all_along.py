"""One archive of a whole record: what is in it, and that it comes back the same."""

import csv
import io
import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.db import Database, db, transaction
from learnplan.mine.log import services as log
from learnplan.mine.log.filtering import Filters, choices_of, filters_of, save_filter
from learnplan.mine.log.queries import activity_for
from learnplan.mine.plan.queries import goal_choices, own_goal_for
from learnplan.mine.plan.services import goals
from learnplan.mine.portability import exporting, services
from learnplan.mine.portability.archive import folder
from learnplan.mine.portability.models import EXPORTS_STAY, Export
from learnplan.mine.portability.queries import import_for
from learnplan.mine.search.asking import asked
from learnplan.mine.search.queries import find
from learnplan.mine.sharing.items import ItemKind
from tests.factories.activities import an_activity
from tests.factories.archives import (
    an_archive_of,
    ana,
    brought_back,
    erase,
    manifest_of,
    member,
    names_in,
    remade,
)
from tests.factories.evidence import PDF, a_file, a_picture
from tests.factories.people import a_worker
from tests.factories.plans import a_goal, a_person_asked, beside_now
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

RECORD = "record.json"


def rows_of(archive: bytes) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = json.loads(member(archive, RECORD))["tables"]
    return tables


@pytest.mark.usefixtures("northwind")
def test_erased_and_brought_back_the_record_is_the_same() -> None:
    goal = own_goal_for(ana(), goal_choices(ana())[0].id)
    a_file(ana(), goal.as_item, PDF, name="plan.pdf")
    a_file(ana(), goal.as_item, a_picture("JPEG", comment=b"secret"), name="photo.jpg")
    before = an_archive_of(ana())

    erase(ana())
    empty = an_archive_of(ana())
    brought_back(ana(), before)
    after = an_archive_of(ana())

    assert not any(rows_of(empty).values())
    assert len(rows_of(before)["activities"]) > 20
    assert member(after, RECORD) == member(before, RECORD)
    files = [name for name in names_in(before) if name.startswith("files/")]
    assert {name.rpartition(".")[2] for name in files} >= {"pdf", "png", "jpg"}
    assert files == [name for name in names_in(after) if name.startswith("files/")]
    assert all(member(after, name) == member(before, name) for name in files)


@pytest.mark.usefixtures("northwind")
def test_under_another_person_it_is_the_same_but_for_ids_that_are_taken() -> None:
    before = an_archive_of(ana())
    other = a_worker()

    brought_back(other, before)
    after = an_archive_of(other)

    def without_ids(archive: bytes) -> list[str]:
        text = member(archive, RECORD).decode()
        return sorted(re.sub(r'"[0-9a-f-]{36}"', '"id"', text).replace("},", "}").splitlines())

    assert without_ids(after) == without_ids(before)
    assert member(an_archive_of(ana()), RECORD) == member(before, RECORD)


@only_on_sqlite  # ids are the same on both
def test_a_filter_follows_its_goal_and_a_colleague_becomes_a_name(app: Flask) -> None:  # noqa: ARG001
    owner, other, colleague = a_worker(), a_worker(), a_worker(name="Edna Asked")
    goal = a_goal(owner=owner)
    a_person_asked(owner, goal, name="", colleague_id=colleague.id)
    with transaction(Database.LEARNING):
        save_filter(owner, Filters(goal_id=goal.id, words="plan & read"), name="For this")

    archive = an_archive_of(owner)
    brought_back(other, archive)

    theirs = own_goal_for(other, goal_choices(other)[0].id)
    (saved,) = filters_of(other)
    assert theirs.id != goal.id
    assert choices_of(saved) == {"goal": str(theirs.id), "words": "plan & read"}
    assert [one.name for one in beside_now(other, theirs).people] == ["Edna Asked"]
    assert str(colleague.id).encode() not in member(archive, RECORD)


@pytest.mark.usefixtures("northwind")
def test_brought_in_twice_it_adds_nothing_and_undone_it_leaves_nothing() -> None:
    archive, other = an_archive_of(ana()), a_worker()
    first = brought_back(other, archive)
    second = brought_back(other, archive)

    assert import_for(other, second).added == 0
    with transaction(Database.LEARNING):
        services.undo(other, first)
    assert not any(rows_of(an_archive_of(other)).values())


@only_on_sqlite  # the index has one line for a thing on both
def test_what_was_deleted_and_is_taken_back_is_found_again(app: Flask) -> None:  # noqa: ARG001
    owner = a_worker()
    goal = a_goal(owner=owner, title="Zanzibar, the goal")
    activity = an_activity(owner=owner, what="Zanzibar, the activity")
    a_file(owner, goal.as_item, name="zanzibar.txt")
    archive = an_archive_of(owner)
    with transaction(Database.LEARNING):
        goals.delete_goal(owner, own_goal_for(owner, goal.id))
        log.delete_activity(owner, activity_for(owner, activity.id))
    assert not find(owner, asked("zanzibar")).hits

    brought_back(owner, archive)

    found = {(hit.kind, hit.item_id) for hit in find(owner, asked("zanzibar")).hits}
    assert found == {(ItemKind.GOAL, goal.id), (ItemKind.ACTIVITY, activity.id)}
    assert len(find(owner, asked("zanzibar")).hits) == 3


@pytest.mark.usefixtures("northwind")
def test_the_same_record_gives_the_same_bytes() -> None:
    first, second = an_archive_of(ana()), an_archive_of(ana())

    differing = [
        name
        for name in names_in(first)
        if member(first, name) != member(second, name)
        and name not in {"manifest.json", "information.json", "information.html"}
        and name != "tables/disclosures.csv"
    ]

    assert differing == []
    assert names_in(first) == names_in(second)


@only_on_sqlite  # what is written is the same on both
def test_the_manifest_names_every_member_with_its_checksum(northwind: Flask) -> None:  # noqa: ARG001
    archive = an_archive_of(ana())

    said = {one["name"] for one in manifest_of(archive)["members"]}

    assert said == set(names_in(archive)) - {"manifest.json"}
    assert remade(archive) == archive or manifest_of(remade(archive)) == manifest_of(archive)


@only_on_sqlite  # what is written is the same on both
def test_pages_open_from_a_folder_and_lead_somewhere(northwind: Flask) -> None:  # noqa: ARG001
    archive = an_archive_of(ana())
    names = set(names_in(archive))

    for page in (name for name in names if name.endswith(".html")):
        html = member(archive, page).decode()
        assert "<script" not in html
        above = page.rpartition("/")[0]
        for link in re.findall(r'(?:href|src)="([^"#]+)', html):
            if not link.startswith(("http:", "https:", "mailto:")):
                there = link.removeprefix("../") if link.startswith("../") else f"{above}/{link}"
                assert there.removeprefix("/") in names, (page, link)


@only_on_sqlite  # what is written is the same on both
def test_stories_and_where_one_stands_can_be_read_without_a_program(northwind: Flask) -> None:  # noqa: ARG001
    archive = an_archive_of(ana())
    rows = rows_of(archive)
    first, stories, roles, portfolios = (
        member(archive, f"{name}.html").decode()
        for name in ("index", "stories", "roles", "portfolios")
    )

    assert 'href="portfolios.html"' in first
    assert str(escape(rows["portfolios"][0]["heading"])) in portfolios
    pieces = [f"goals/{each['item_id']}.html" for each in rows["portfolio_pieces"]]
    assert sum(f'href="{one}"' in portfolios for one in pieces) == 3  # and one of the log
    for name, page in (("stories.html", stories), ("roles.html", roles)):
        assert f'href="{name}"' in first
        assert page.count("<h2>") > 1
    for story in rows["stories"]:
        assert str(escape(story["title"])) in stories
    for mark in rows["competency_marks"]:
        assert f"{escape(mark['competency'])}: {escape(mark['level'] or 'not yet')}" in roles
    for name, column in (("roles", "role"), ("options_taken", "option")):
        assert all(str(escape(row[column])) in roles for row in rows[name])
    assert "stories.html" not in names_in(an_archive_of(a_worker()))


@only_on_sqlite  # what is written is the same on both
def test_a_preview_counts_everything_whole_that_comes_back(northwind: Flask) -> None:
    archive = an_archive_of(ana())
    newcomer = Visitor(northwind, a_worker())
    northwind.config["BACKGROUND"] = False

    shown = words(newcomer.post("/import/", files=(io.BytesIO(archive), "ana.zip")).text)

    for said, name in (
        ("Stories", "stories"),
        ("Roles on your list", "roles"),
        ("Marks of where you stand", "competency_marks"),
        ("Options you took", "options_taken"),
    ):
        assert f"{said} {len(rows_of(archive)[name])} 0" in shown


@only_on_sqlite  # what is written is the same on both
def test_no_cell_is_run_and_no_page_runs_what_somebody_wrote(app: Flask) -> None:  # noqa: ARG001
    worker = a_worker()
    an_activity(owner=worker, what="=HYPERLINK(1)", note="<script>alert(1)</script>")
    a_goal(owner=worker, title="<img src=x onerror=alert(1)>")

    archive = an_archive_of(worker)

    table = list(csv.DictReader(io.StringIO(member(archive, "tables/activities.csv").decode())))
    assert table[0]["what"] == "'=HYPERLINK(1)"
    assert "<img src=x" not in member(archive, "index.html").decode()
    month = next(name for name in names_in(archive) if name.startswith("log/"))
    assert "<script>" not in member(archive, month).decode()


@only_on_sqlite  # what is written is the same on both
def test_statements_are_as_the_specification_has_them(northwind: Flask) -> None:  # noqa: ARG001
    statements = json.loads(member(an_archive_of(ana()), "xapi.json"))

    assert len(statements) > 20
    assert len({one["id"] for one in statements}) == len(statements)
    for one in statements:
        assert faults_of_statement(one) == [], one
    assert "mailto:" not in json.dumps([one["actor"] for one in statements])


def faults_of_statement(one: dict[str, Any]) -> list[str]:
    """What the Experience API 1.0.3, part two, would not accept of a statement."""
    allowed = {"id", "actor", "verb", "object", "result", "context", "timestamp", "version"}
    faults = [f"{name} is not a property" for name in one.keys() - allowed]
    iri = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:\S+")
    UUID(one["id"])
    actor = one["actor"]
    if actor.keys() - {"objectType", "name", "account"} or actor["objectType"] != "Agent":
        faults.append("the actor is no agent with an account")
    if not iri.fullmatch(actor["account"]["homePage"]) or not actor["account"]["name"]:
        faults.append("the account is none")
    if not iri.fullmatch(one["verb"]["id"]) or not one["verb"]["display"]:
        faults.append("the verb is none")
    if one["object"]["objectType"] != "Activity" or not iri.fullmatch(one["object"]["id"]):
        faults.append("the object is no activity")
    if not iri.fullmatch(one["object"]["definition"].get("type", "x:y")):
        faults.append("the type is no IRI")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one["timestamp"]):
        faults.append("the timestamp is not ISO 8601 with milliseconds")
    duration = one.get("result", {}).get("duration", "PT1M")
    if not re.fullmatch(r"PT(?:\d+H)?(?:\d+M)?", duration):
        faults.append("the duration is not ISO 8601")
    extensions = one.get("context", {}).get("extensions", {})
    return faults + [f"{name} is no IRI" for name in extensions if not iri.fullmatch(name)]


def test_an_archive_is_its_owners_for_a_day(app: Flask) -> None:
    owner, other = a_worker(), a_worker()
    app.config["BACKGROUND"] = False
    visitor = Visitor(app, owner)

    shown = visitor.post("/export/")
    address = re.search(r'href="(/export/[0-9a-f-]{36}\.zip)"', shown.text)
    assert re.search(r"files, [1-9]\d* KiB\.", shown.text)  # small as it is
    assert address is not None
    taken = visitor.get(address[1])
    stolen = Visitor(app, other).get(address[1])
    journal = visitor.get("/disclosures/")
    with transaction(Database.LEARNING):
        db.session.scalars(select(Export)).one().since = clock.now() - EXPORTS_STAY
        exporting.purge()
    later = visitor.get(address[1])

    assert (taken.status_code, taken.mimetype) == (200, "application/zip")
    assert names_in(taken.data)[0] == RECORD
    assert (stolen.status_code, later.status_code) == (404, 404)
    assert "You took your whole record with you" in journal.text
    assert not folder.ids_there()
    taken.close()


def test_asking_again_while_one_is_made_goes_back_to_it(app: Flask) -> None:  # noqa: ARG001
    owner = a_worker()
    with transaction(Database.LEARNING):
        first, is_new = exporting.ask(owner)
        second, again = exporting.ask(owner)

    assert first.id == second.id
    assert (is_new, again) == (True, False)
