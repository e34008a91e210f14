"""The documented rights of Ours' role are what its pages need: no table less, and none more."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import ProgrammingError

from learnplan.config import Figures
from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, db, engine_of
from learnplan.core.fetching import origins_from
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory.services import signing_in
from learnplan.ours.performance.mapping import AddsUp
from tests.factories.brokerage import MAP, MENU
from tests.factories.people import a_worker
from tests.factories.performance import a_file, a_long_mapping
from tests.walls.alone import Browser, browser_of, every_page
from tests.walls.conftest import People
from tests.walls.postgresql import MINE, OURS, SQL, Walled, run_sql
from tests.walls.practising import practise

pytestmark = pytest.mark.postgres
PACKAGING = "Operations / Packaging"
IMPORTS = "/org/performance/imports/"
MAPS = "/org/brokerage/imports/"
FEEDS = "/org/performance/feeds/"
WRITES = re.compile(r"\s*(INSERT) INTO (\w+)|\s*(UPDATE) (\w+)|\s*(DELETE) FROM (\w+)")


@contextmanager
def written() -> Iterator[set[tuple[str, str]]]:
    """What is written to the organisation's database of the current app: tables and verbs."""
    seen: set[tuple[str, str]] = set()

    def note(*call: object) -> None:
        found = WRITES.match(str(call[2]))
        if found:
            verb, table = (part for part in found.groups() if part)
            seen.add((table, verb))

    def noting(cursor: psycopg.Cursor[Any], statement: str, **how: Any) -> Any:
        seen.add((statement.split()[1], "INSERT"))
        return copying(cursor, statement, **how)

    engine = engine_of(Database.ORGANISATION)
    copying = psycopg.Cursor.copy
    event.listen(engine, "before_cursor_execute", note)
    psycopg.Cursor.copy = noting  # type: ignore[assignment, method-assign]  # many rows go past the engine
    try:
        yield seen
    finally:
        psycopg.Cursor.copy = copying  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def no_figures_yet(walled: Walled) -> Iterator[None]:
    """As before the first import, of which figures keep count; later counts go on from there."""
    with walled.connect("learnplan") as superuser:
        (version,) = superuser.execute(
            "DELETE FROM figures_version RETURNING version"
        ).fetchone() or (0,)
        yield
        superuser.execute("UPDATE figures_version SET version = version + %s", (version,))


def send(ada: Browser, name: str, data: bytes) -> str:
    """Hand in a file of figures; the address of its preview."""
    answer = ada.post(IMPORTS, file=(BytesIO(data), name))
    assert answer.status_code == 200, answer.text
    return answer.request.path


def act(ada: Browser, import_: str, verb: str, **fields: str) -> None:
    page = f"{import_}/undo" if verb == "undo" else import_  # which asks once more
    answer = ada.post(f"{import_}/{verb}", page, **fields)
    assert answer.status_code == 200, answer.text


def let_figures_come(ada: Browser, ours: Flask) -> None:
    """All that can be done so that figures come by themselves, and one push."""
    ours.config["FIGURES"] = Figures(servers=origins_from("data.example"))
    made = ada.post(f"{FEEDS}tokens/new", name="ERP", reach="any").text
    word = f"lp_{made.partition('lp_')[2].partition('<')[0]}"
    figure = {"unit": "Sales / East", "indicator": "Drawn", "period": "2026-01", "value": 1}
    pushed = ada.open(
        "/org/api/v1/observations",
        method="POST",
        json={"observations": [figure]},
        headers={"Authorization": f"Bearer {word}", "Idempotency-Key": "one"},
    )
    assert pushed.status_code == 200, pushed.text
    ada.post(f"{FEEDS}addresses/new", name="Office", url="https://data.example/a.csv", hours="24")
    for act_on in ("fetch", "stop", "revoke"):
        address = re.search(rf'action="([^"]*/{act_on})"', ada.get(FEEDS).text)
        assert address is not None, act_on
        ada.post(address[1], FEEDS)


def keep_maps_and_menus(ada: Browser) -> None:
    """Two editions of a role map and of a menu, each added; and all of it taken back."""
    texts = {
        "map.csv": MAP,
        "newer.csv": MAP.replace("Money,", "Finance,")
        .replace("Keeping", "Holding")
        .replace("keeps them", "has them")
        .replace(",Working,asks", ",Basic,asks"),
        "levels.yml": "roles: {Buyer: {levels: [{name: Buyer, summary: Buys.}]}}",
        "menu.csv": MENU,
        "newer-menu.csv": MENU.replace("Guild", "Guild of 1900"),
    }
    added = []
    for name, text in texts.items():
        answer = ada.post(MAPS, files=(BytesIO(text.encode()), name))
        address = answer.request.path
        names = {"maps_framework": "Money", "maps_menu": "Money", "maps_source": name}
        ada.post(f"{address}/names", address, **names)
        assert "Everyone sees it now" in ada.post(f"{address}/add", address).text, name
        added.append(address)
    for address in reversed(added):
        assert "Undone" in ada.post(f"{address}/undo", address).text, address
    thrown = ada.post(MAPS, files=(BytesIO(MAP.encode()), "map.csv")).request.path
    assert "Thrown away" in ada.post(f"{thrown}/throw-away", thrown).text


def write_on_charts(marek: Browser) -> None:
    """All that can be written on a chart and on a board by whoever manages the unit."""
    unit = db.session.scalar(sa.text("SELECT id FROM unit WHERE name = 'Packaging'"))
    called = sa.text("SELECT id FROM indicator WHERE name = :name")
    indicator, other = (db.session.scalar(called, {"name": one}) for one in ("On time", "Won"))
    board = f"/org/performance/units/{unit}"
    chart = f"{board}/indicators/{indicator}"
    written = {
        "notes": {"note_happened_on": "2026-02-01", "note_words": "A new line"},
        "steps": {"step_starts_on": "2026-03-01", "step_reason": "A new line"},
        "targets": {
            "target_value": "95",
            "target_starts_on": "2026-01-01",
            "target_owner": "Marek Manager",
            "target_review_on": "2026-02-01",
        },
        "programmes": {
            "programme_title": "Trolleys",
            "programme_what": "Everything on one trolley.",
            "programme_amount": "1",
            "programme_starts_on": "2026-02-01",
            "programme_due_on": "2026-03-01",
        },
    }
    for kind, fields in written.items():
        assert "Published." in marek.post(f"{chart}/{kind}", f"{chart}/desk", **fields).text, kind
    desk = marek.get(f"{chart}/desk").text
    note = re.search(r'"(/org/performance/notes/[^"]+/edit)"', desk)
    target = re.search(r'"(/org/performance/targets/[^"/]+)"', desk)
    everywhere = marek.get("/org/performance/written/").text
    programme = re.search(r'"(/org/performance/programmes/[^"/]+)"', everywhere)
    assert note is not None
    assert target is not None
    assert programme is not None
    changed = marek.post(note[1], happened_on="2026-02-02", words="A new line opened")
    assert "Published." in changed.text
    for asked in (target, programme):
        assert "Keep it." in marek.post(asked[1], decided="Keep it.", next_on="2190-01-01").text
    for place in (f"{chart}/desk", programme[1]):
        for away in re.findall(r'action="([^"]+/take-away)"', marek.get(place).text):
            assert "Taken away." in marek.post(away, place).text
    for pinned, move in ((other, "pin"), (indicator, "pin"), (indicator, "raise")):
        marek.post(f"{board}/pins/{pinned}/{move}", f"{board}/pins")
    for pinned in (other, indicator):
        marek.post(f"{board}/pins/{pinned}/unpin", f"{board}/pins")
    assert "Ready to be taken" in marek.post(f"{board}/everything").text
    assert "The window is open" in marek.post(f"{board}/windows", purpose="Canteen").text
    revoke = re.search(r'action="([^"]+/revoke)"', marek.get(f"{board}/windows").text)
    assert revoke is not None
    marek.post(revoke[1], f"{board}/windows")


def speak_and_answer(marek: Browser) -> None:
    """All that is written under Voice; something of each kind is taken back, and goes for good."""
    unit = str(db.session.scalar(sa.text("SELECT id FROM unit WHERE name = 'Packaging'")))
    voice = "/org/voice/"
    said = {"kind": "question", "need": "", "unit_id": unit, "title": "Why?", "words": ""}
    with clock.stopped(clock.now() - 2 * KEPT_FOR_UNDO):
        gone = marek.post(f"{voice}new", **said).request.path
        marek.post(f"{gone}/replies", gone, words="Why not?")
        for away in reversed(
            re.findall(r'action="([^"]+/take-back)"', marek.get(f"{gone}/desk").text)
        ):
            assert "Taken back." in marek.post(away, f"{gone}/desk").text
    thread = marek.post(f"{voice}new", **said).request.path
    edit = re.search(r'href="([^"]+/edit)"', marek.get(f"{thread}/desk").text)
    assert edit is not None
    marek.post(edit[1], title="Why so?", words="")
    marek.post(f"{thread}/acknowledge", f"{thread}/desk")
    marek.post(f"{thread}/respond", f"{thread}/desk", respond_how="answers", respond_words="So.")
    marek.post(f"{thread}/replies", thread, words="And so.")
    for away in re.findall(
        r'action="([^"]+/sayings/[^"]+/take-back)"', marek.get(f"{thread}/desk").text
    ):
        assert "Taken back." in marek.post(away, f"{thread}/desk").text


def do_everything(ada: Browser, marek: Browser, dana: Browser, ours: Flask) -> None:
    """All that can be done on the pages of Ours."""
    first = send(
        ada,
        "one.csv",
        a_file([["Sales / North", "Won", "2026-01", 5], [PACKAGING, "Won", "2026-01", 5]]),
    )
    act(ada, first, "add", add_attest="y", add_remember="y")
    second = send(ada, "two.csv", a_file([["Sales / North", "Won", "2026-01", 6]]))
    act(ada, second, "read")
    act(ada, second, "mapping", written_mapping=a_long_mapping(AddsUp.SUM).to_toml())
    act(ada, second, "add", add_remember="y")
    third = send(ada, "three.csv", a_file([["Sales / South", "Lost", "2026-01", 6]]))
    act(ada, third, "add")  # nobody's word for it: it is withheld
    with ours.app_context():
        name = sa.text("SELECT id FROM indicator WHERE name = 'Won'")
        indicator = db.session.scalar(name)
    edit = f"/org/performance/indicators/{indicator}/edit"
    shown = ada.post(
        edit, name="Won", direction="increase", adds_up="sum", chart_kind="individuals"
    )
    assert shown.status_code == 200
    let_figures_come(ada, ours)
    with ours.app_context():  # one browser, one word in its forms
        write_on_charts(marek)
        speak_and_answer(marek)
    practise(ours, marek, dana)
    keep_maps_and_menus(ada)
    for added in (third, second, first):
        act(ada, added, "undo")
    act(ada, send(ada, "four.csv", a_file([["Sales", "Won", "2026-01", 1]])), "throw-away")
    for address, answer in every_page(ours, ada).items():
        assert answer.status_code in {200, 403, 404, 405}, address  # a few are for stewards


def granted(walled: Walled) -> set[tuple[str, str]]:
    """What the documented SQL lets Ours' role write: tables and verbs."""
    stmt = "SELECT relname, verb FROM pg_class, unnest(%s::text[]) AS verb WHERE relkind = 'r' "
    verbs = ["INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    with walled.connect("learnplan") as superuser:
        rows = superuser.execute(
            stmt + "AND has_table_privilege(%s, pg_class.oid, verb)", (verbs, OURS)
        )
        return {(str(table), str(verb)) for table, verb in rows}


def test_ours_may_write_what_its_pages_write_and_nothing_else(
    walled: Walled, mine: Flask, ours: Flask, people: People
) -> None:
    with mine.app_context():
        steward = a_worker(name="Dana Steward", roles=(Role.STEWARD,))
    ada, marek, dana = (browser_of(ours, mine, one) for one in (people.ada, people.marek, steward))

    with no_figures_yet(walled), ours.app_context(), written() as done:
        do_everything(ada, marek, dana, ours)

    assert granted(walled) == done


def everything_granted(walled: Walled) -> set[tuple[str, str, str]]:
    """Every right of Ours' role in the organisation's database: table, field, right."""
    stmt = (
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges "
        "WHERE grantee = %s AND table_schema = 'public'"
    )
    with walled.connect(MINE) as owner:
        rows = owner.execute(stmt, (OURS,))
        return {(str(table), str(field), str(right)) for table, field, right in rows}


@pytest.mark.usefixtures("northwind_walled")
def test_building_the_walls_again_changes_nothing(walled: Walled) -> None:
    before = everything_granted(walled)

    run_sql(walled.cluster, "postgres", SQL / "walls.sql")

    assert ("person", "name", "SELECT") in before
    assert everything_granted(walled) == before


def test_the_walls_can_be_built_under_any_names(walled: Walled) -> None:
    """Also around a role that was lent other roles' rights, and with names that need quotes."""
    names = {name: f"Acme’s {name}" for name in ("mine", "ours", "organisation", "learning")}
    with walled.connect("learnplan", "postgres") as superuser:
        superuser.execute('CREATE ROLE "Acme’s ours" IN ROLE pg_monitor, learnplan_mine')

    run_sql(walled.cluster, "postgres", SQL / "walls.sql", **names)

    with walled.connect(names["ours"], names["organisation"]) as ours:
        for borrowed in ("pg_monitor", "learnplan_mine"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ours.execute(f"SET ROLE {borrowed}".encode())
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        walled.connect(names["ours"], names["learning"])


def test_ours_cannot_make_a_sign_in_for_mines_door(ours: Flask, people: People) -> None:
    with ours.app_context(), pytest.raises(ProgrammingError, match="denied for table sign_in"):
        signing_in.sign_in(people.ana.id)


@pytest.mark.usefixtures("northwind_walled")
def test_what_a_later_migration_makes_can_be_read_and_not_written(walled: Walled) -> None:
    with walled.connect(MINE) as owner, walled.connect(OURS) as ours:
        owner.execute("CREATE TABLE release (value integer)")
        owner.execute("ALTER TABLE release ADD COLUMN note text DEFAULT ''")
        ours.execute("SELECT value, note FROM release")
        for attack in (
            "INSERT INTO release VALUES (1)",
            "UPDATE release SET value = 1",
            "DELETE FROM release",
            "TRUNCATE release",
            "DROP TABLE release",
            "ALTER TABLE release ADD COLUMN more text",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ours.execute(attack)
        owner.execute("DROP TABLE release")


@pytest.mark.usefixtures("northwind_walled")
@pytest.mark.parametrize(
    "secret",
    [
        "SELECT password_hash FROM person",
        "SELECT * FROM person",
        "SELECT word_hash FROM sign_in_link",
        "SELECT email_hash FROM sign_in_try",
        "SELECT xmin FROM person",
        "SELECT ctid FROM sign_in",
    ],
)
def test_the_secrets_of_the_door_are_not_ours_to_read(walled: Walled, secret: str) -> None:
    with walled.connect(OURS) as ours, walled.connect(MINE) as control:
        control.execute(secret)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            ours.execute(secret)
