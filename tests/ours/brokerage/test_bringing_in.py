"""Bringing role maps and menus in: looked at first, whole or not at all, and taken back."""

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from learnplan.core import background
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, OrganisationModel, db, engine_of, transaction
from learnplan.core.errors import Conflict, Refused
from learnplan.ours.brokerage import importing, jobs, services
from learnplan.ours.brokerage.models import JobRole, MapImport
from learnplan.ours.brokerage.queries import offers, roles
from learnplan.ours.brokerage.views import imports
from tests.factories.brokerage import MAP, a_map, a_menu, a_steward, bring_in, standing
from tests.factories.people import a_manager, a_worker
from tests.killing import is_killed
from tests.kinds import only_on_sqlite
from tests.places import EXCERPTS
from tests.refusing import no_room_in
from tests.visitors import Visitor, hidden_fields

IMPORTS = "/org/brokerage/imports/"
Come = Callable[[Actor | None], Visitor]


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All that is on maps and menus, without the imports themselves."""
    names = (
        *("framework", "job_role", "role_level", "competency", "competency_level"),
        *("expectation", "menu", "learning_option", "serving"),
    )
    with engine_of(Database.ORGANISATION).connect() as connection:
        tables = [OrganisationModel.metadata.tables[name] for name in names]
        return {
            table.name: [
                tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.key))
            ]
            for table in tables
        }


def test_a_steward_looks_adds_and_takes_back(app: Flask) -> None:
    steward = Visitor(app, a_steward())
    data = (EXCERPTS / "skills/ddat/roles.csv").read_bytes()
    before = everything()

    looked = steward.post(IMPORTS, files=(BytesIO(data), "roles.csv"))
    address = looked.request.path

    assert "Check before it is added" in looked.text
    assert "NOT IN USE" in looked.text
    assert everything() == before  # nobody has said yes yet
    added = steward.post(f"{address}/add", address)
    assert "Everyone sees it now" in added.text
    assert standing()[0] == 4
    undone = steward.post(f"{address}/undo", address)
    assert "Undone: roles.csv." in undone.text
    assert everything() == before


def test_the_same_files_twice_add_nothing(app: Flask) -> None:  # noqa: ARG001 - it is the database
    steward = a_steward()
    for name in ("skills/ddat/roles.csv", "skills/ddat/skills.csv", "menus/courses.csv"):
        bring_in(steward, Path(name).name, (EXCERPTS / name).read_bytes())
    kept = everything()

    for name in ("skills/ddat/roles.csv", "menus/courses.csv", "skills/ddat/skills.csv"):
        bring_in(steward, Path(name).name, (EXCERPTS / name).read_bytes())

    assert everything() == kept


def test_a_newer_edition_says_what_changes_and_can_take_away(app: Flask) -> None:
    steward = a_steward()
    a_map(steward)
    kept = everything()
    newer = MAP.replace("advises", "advises the board").replace(
        "Money,Buyer,Buyer,Advice,,Working,asks\n", "Money,Auditor,Auditor,Doubt,,Expert,doubts\n"
    )

    visitor = Visitor(app, steward)
    looked = visitor.post(IMPORTS, files=(BytesIO(newer.encode()), "newer.csv"))

    assert 'value="Money"' in looked.text  # it is taken for another edition of the same map
    for said in ("advises the board", "not in these files: 2", "<li>Buyer</li>"):
        assert said in looked.text
    address = looked.request.path
    visitor.post(f"{address}/add", address, take_away="y")
    db.session.rollback()
    assert set(db.session.scalars(sa.select(JobRole.name))) == {"Accountant", "Auditor"}
    visitor.post(f"{address}/undo", address)
    db.session.rollback()
    assert everything() == kept


def test_what_was_changed_by_hand_stays_unless_said_otherwise(app: Flask) -> None:  # noqa: ARG001 - it is the database
    steward = a_steward()
    role = a_map(steward).role
    with transaction(Database.ORGANISATION):
        row = services.thing_for(steward, JobRole, role.id)
        services.change(steward, row, version=1, said={"family": "Finance", "summary": "Ours"})

    bring_in(steward, "map.csv", MAP)
    left = roles.role_for(role.id).role.family
    bring_in(steward, "map.csv", MAP, over_hands=True)

    assert (left, roles.role_for(role.id).role.family) == ("Finance", "Money")


def test_levels_that_came_one_by_one_stand_in_their_order(app: Flask) -> None:  # noqa: ARG001 - it is the database
    steward = a_steward()
    row = "Role,Role level,Skill,Skill level\nAccountant,{},Ledgers,Working\n"

    for level in ("Senior", "Entry", "Mid"):
        bring_in(steward, "card.csv", row.format(level))

    (role,) = db.session.scalars(sa.select(JobRole.id))
    assert [each.name for each in roles.role_for(role).levels] == ["Entry", "Mid", "Senior"]


def test_undoing_leaves_what_was_changed_since(app: Flask) -> None:  # noqa: ARG001 - it is the database
    steward = a_steward()
    first = bring_in(steward, "map.csv", MAP)
    role = db.session.scalars(sa.select(JobRole).where(JobRole.name == "Buyer")).one()
    with transaction(Database.ORGANISATION):
        row = services.thing_for(steward, JobRole, role.id)
        services.change(steward, row, version=1, said={"summary": "Buys."})
    with transaction(Database.ORGANISATION):
        left = importing.undo(importing.import_for(steward, first))

    assert left == 2  # the role, and the map that it is on
    assert set(db.session.scalars(sa.select(JobRole.name))) == {"Buyer"}


def test_all_or_nothing(app: Flask) -> None:  # noqa: ARG001 - it is the database
    steward = a_steward()
    before = everything()

    with (
        no_room_in("expectation", of=Database.ORGANISATION),
        pytest.raises(IntegrityError, match="no room"),
    ):
        bring_in(steward, "map.csv", MAP)

    assert everything() == before


def test_an_import_is_added_once(app: Flask) -> None:  # noqa: ARG001 - it is the database
    steward = a_steward()
    with transaction(Database.ORGANISATION):
        batch = importing.send_files(steward, [("map.csv", MAP.encode())])
        reading = importing.read(batch)
        importing.add(batch, reading, over_hands=False, take_away=False)

    with pytest.raises(Conflict), transaction(Database.ORGANISATION):
        importing.add(batch, reading, over_hands=False, take_away=False)


@only_on_sqlite  # it is about what a page says
def test_long_work_says_how_far_it_is_and_begins_again_after_it_broke_off(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions["ours"].config, "BACKGROUND", False)
    steward = a_steward()
    visitor = Visitor(app, steward)
    with transaction(Database.ORGANISATION):
        number = importing.send_files(steward, [("map.csv", MAP.encode())]).id
    address = f"{IMPORTS}{number}"
    seen: list[str] = []

    def look(key: UUID) -> None:
        background.report(key, 5, 10)
        seen.append(visitor.get(address).text)

    background.run(app.extensions["ours"], look, number)
    with transaction(Database.ORGANISATION):
        db.session.get_one(MapImport, number).moved_at -= background.LONGEST_SILENCE * 2
    stopped = visitor.get(address).text
    again = visitor.post(f"{address}/read", address).text

    assert 'value="5" max="10"' in seen[0]
    assert "It stopped half-way" in stopped
    assert "Check before it is added" in again


def test_a_server_killed_while_it_adds_keeps_nothing_of_it_and_it_can_be_begun_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions["ours"].config, "BACKGROUND", False)
    steward = a_steward()
    visitor = Visitor(app, steward)
    address = visitor.post(IMPORTS, files=(BytesIO(MAP.encode()), "map.csv")).request.path
    number = UUID(address.rpartition("/")[2])
    with transaction(Database.ORGANISATION):
        importing.begin_to_add(importing.import_for(steward, number))

    add = partial(jobs.add, number, over_hands=False, take_away=False)
    with app.extensions["ours"].app_context():
        for step in (1, 4, 9, 16, 25):
            assert is_killed(add, step)
            assert standing() == (0, 0, 0)
            db.session.rollback()
    waiting = visitor.get(address)
    with transaction(Database.ORGANISATION):
        db.session.get_one(MapImport, number).moved_at -= background.LONGEST_SILENCE * 2
    stopped = visitor.get(address)
    listed = visitor.get(IMPORTS).text
    visitor.post(f"{address}/read", address)
    added = visitor.post(f"{address}/add", address)

    assert waiting.headers["Refresh"] == imports.LOOK_AGAIN
    assert "It stopped half-way" in stopped.text
    assert "Nothing of it was kept. The files are still here." in stopped.text
    assert "Refresh" not in stopped.headers
    assert "Stopped half-way" in listed
    assert "Everyone sees it now" in added.text
    db.session.rollback()
    assert standing() == (2, 2, 0)


@only_on_sqlite  # a file too large to be dealt with at once is the same on both
def test_a_large_file_is_read_and_added_behind_the_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "SMALL", 0)
    monkeypatch.setitem(app.extensions["ours"].config, "BACKGROUND", False)
    steward = Visitor(app, a_steward())

    address = steward.post(IMPORTS, files=(BytesIO(MAP.encode()), "map.csv")).request.path
    added = steward.post(f"{address}/add", address)
    twice = steward.post(f"{address}/add", address)

    assert "Everyone sees it now" in added.text
    assert twice.status_code == 409
    db.session.rollback()
    assert standing() == (2, 2, 0)


@only_on_sqlite  # who may come in is decided before any database is asked
def test_only_stewards_write(app: Flask, visit: Come) -> None:  # noqa: ARG001 - visit stands on it
    role = a_map().role
    for actor in (a_worker(), a_manager(), a_worker(roles=(Role.ADMINISTRATOR,))):
        visitor = visit(actor)
        assert visitor.get(f"/org/brokerage/roles/{role.id}").status_code == 200
        for address in (IMPORTS, "/org/brokerage/maps/new", f"/org/brokerage/roles/{role.id}/edit"):
            assert visitor.get(address).status_code == 403
        with pytest.raises(Refused):
            importing.send_files(actor, [("map.csv", MAP.encode())])


@only_on_sqlite  # it is about what a page says
def test_what_nobody_understands_is_said_beside_the_file(app: Flask) -> None:
    steward = Visitor(app, a_steward())

    unclear = steward.post(
        IMPORTS, files=(BytesIO(b"Wer,Was,Wie gut\nKoch,Suppen,sehr\n"), "x.csv")
    )
    hostile = steward.post(IMPORTS, files=(BytesIO(b"a: &a [*a]\n"), "x.yml"))
    nothing = steward.post(IMPORTS, files=(BytesIO(b""), "x.csv"))

    assert "Say what its columns are" in unclear.text
    told = steward.post(
        f"{unclear.request.path}/columns",
        unclear.request.path,
        columns_column_0="role",
        columns_column_1="competency",
        columns_column_2="level",
    )
    assert "Koch needs “Suppen” at sehr" in told.text
    assert "It cannot be read" in hostile.text
    assert nothing.status_code == 422


def test_options_are_found_by_what_they_are(app: Flask) -> None:  # noqa: ARG001 - it is the database
    a_map()
    course = a_menu()

    def titles(**wanted: object) -> list[str]:
        return [one.title for one in offers.options(offers.Wanted(**wanted)).options]  # type: ignore[arg-type]

    assert titles() == ["Asking well", "Double entry"]
    assert titles(kind="book") == titles(cost=offers.Cost.FREE) == ["Asking well"]
    assert titles(topic="talking") == titles(words="ask") == ["Asking well"]
    assert titles(length=offers.Length.DAY) == []
    assert (
        titles(length=offers.Length.WEEK)
        == titles(cost=offers.Cost.SOME, words="double")
        == ["Double entry"]
    )
    assert [each.name for each in offers.option_for(course).serves] == ["Ledgers"]


def test_a_steward_writes_by_hand_and_takes_away_for_a_while(app: Flask) -> None:
    steward = Visitor(app, a_steward())
    role = a_map()
    course = a_menu()
    ours = "/org/brokerage"
    competency = role.levels[0].needs[0].competency.id

    option = steward.post(
        f"{ours}/options/{course}/edit",
        title="Double entry, twice",
        kind="classroom session",
        cost="£1,200",
        length="3 days",
        need="just in time",
        topics="Ledgers, Books",
        serves=str(competency),
    )
    assert "Double entry, twice" in option.text
    unsafe = steward.post(f"{ours}/options/{course}/edit", title="X", link="javascript:alert(1)")
    assert unsafe.status_code == 422
    described = steward.post(
        f"{ours}/competencies/{competency}/edit", name="Ledgers", level_0="keeps them well"
    )
    assert "keeps them well" in described.text
    lost = steward.client.post(
        f"{ours}/roles/{role.role.id}/edit",
        data={
            "csrf_token": _token(steward, f"{ours}/roles/{role.role.id}/edit"),
            "name": "Y",
            "version": "0",
        },
    )
    assert lost.status_code == 409

    away = steward.post(f"{ours}/option/{course}/take-away", f"{ours}/options/{course}/edit")
    assert "Taken away: Double entry, twice" in away.text
    db.session.rollback()
    assert offers.options(offers.Wanted(words="Double")).options == []
    undo = re.search(r'action="([^"]+/undo)"', away.text)
    assert undo is not None
    steward.post(undo[1], IMPORTS)
    db.session.rollback()
    found = offers.option_for(course)
    assert (found.option.cost, found.option.topics) == ("£1,200", ("Ledgers", "Books"))
    assert [each.id for each in found.serves] == [competency]


def _token(visitor: Visitor, address: str) -> str:
    return hidden_fields(visitor.get(address).text, address)["csrf_token"]
