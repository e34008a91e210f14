"""The learnplan command: what it does, and how it refuses, in a sentence with exit 1."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from learnplan.cli.common import house
from learnplan.cli.main import learnplan
from learnplan.core.db import Database, engine_of
from learnplan.core.errors import Invalid
from tests.factories.archives import an_archive_of
from tests.factories.brokerage import MAP
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.places import ROOT

Run = Callable[..., Result]
PEOPLE = """email,name,unit,role
ana@x.example,Ana,Web / Shop,worker
mar@x.example,Marek,Web,manager
"""
WRONG_PEOPLE = PEOPLE + "nobody,Ben,Web,worker\n,Eve,Web,boss\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of this test's own installation, not made yet."""
    return tmp_path / "data"


@pytest.fixture
def run(data: Path) -> Run:
    """Run the command as somebody at a terminal would."""

    def command(*arguments: str | Path, **settings: str) -> Result:
        environment = {
            "LEARNPLAN_DATA": str(data),
            "LEARNPLAN_PORT": None,
            "LEARNPLAN_TIME_ZONE": None,
            "LEARNPLAN_LANGUAGE": None,
            "LEARNPLAN_ADDRESS": None,
            "LEARNPLAN_SMTP_URL": None,
            "LEARNPLAN_MAIL_FROM": None,
            "LEARNPLAN_ORGANISATION_DATABASE_URL": None,
            "LEARNPLAN_LEARNING_DATABASE_URL": None,
            **settings,
        }
        return CliRunner().invoke(learnplan, [str(one) for one in arguments], env=environment)

    return command


def assert_refused(result: Result, *words: str) -> None:
    """Exit 1, with one paragraph on the error stream and no traceback."""
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, SystemExit)
    said = result.stderr.strip()
    assert "\n" not in said
    assert "Traceback" not in result.output
    for word in words:
        assert word in said


def people_in(data: Path) -> list[str]:
    with sqlite3.connect(data / "organisation.db") as database:
        found = [name for (name,) in database.execute("SELECT name FROM person ORDER BY name")]
    database.close()
    return found


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two installations, made once: one is only migrated, one of nobody's has a name."""
    made = {}
    for name, command in (
        ("migrated", ["upgrade"]),
        ("named", ["demo", "--empty", "--name", "Acme"]),
    ):
        made[name] = tmp_path_factory.mktemp("cli") / "data"
        done = CliRunner().invoke(learnplan, command, env={"LEARNPLAN_DATA": str(made[name])})
        assert done.exit_code == 0, done.output
    return made


@pytest.fixture
def own(built: dict[str, Path], run: Run, data: Path) -> Run:
    """The command on an organisation of one's own, with nobody in it yet."""
    shutil.copytree(built["named"], data)
    return run


@pytest.fixture
def bare(built: dict[str, Path], run: Run, data: Path) -> Run:
    """The command where there are databases, and no organisation."""
    shutil.copytree(built["migrated"], data)
    return run


def test_bringing_up_to_date_twice_does_something_once(run: Run, data: Path) -> None:
    first, second = run("upgrade"), run("upgrade")

    assert first.output == "Brought up to date: organisation and learning.\n"
    assert second.output == "Both databases are up to date.\n"
    assert (data / "organisation.db").exists()
    assert (data / "keys" / "cookies").stat().st_mode & 0o077 == 0


def test_the_demonstration_is_made_once_and_started_over_when_asked(run: Run, data: Path) -> None:
    made = run("demo")
    known = people_in(data)
    again = run("demo")
    own = run("demo", "--empty", "--name", "Acme")
    run("import", "people", a_file(data, PEOPLE))
    more = people_in(data)
    fresh = run("demo", "--fresh")

    assert made.exit_code == fresh.exit_code == 0
    assert "Northwind is ready." in made.output
    assert_refused(again, "“demo --fresh” starts it over")
    assert_refused(own, "“demo --fresh --empty” puts an organisation of your own in its place")
    assert "Ana Lima" in known
    assert len(more) == len(known) + 2
    assert people_in(data) == known


def test_an_organisation_of_ones_own_is_never_started_over(own: Run, data: Path) -> None:
    own("import", "people", a_file(data, PEOPLE))

    for flags in ((), ("--fresh",), ("--fresh", "--empty"), ("--empty",)):
        assert_refused(own("demo", *flags), "An organisation of your own is installed here")
    assert people_in(data) == ["Ana", "Marek"]


def test_new_people_are_said_to_come_in_by_a_link(own: Run, data: Path) -> None:
    file, how = a_file(data, PEOPLE), "python3 start.py sign-in-link EMAIL"

    tried = own("import", "people", "--dry-run", file)
    added, again = own("import", "people", file), own("import", "people", file)

    assert [how in each.output for each in (tried, added, again)] == [False, True, False]


def test_an_empty_organisation_says_what_to_do_next(run: Run) -> None:
    assert_refused(run("demo", "--name", "Acme"), "--name goes with --empty")

    result = run("demo", "--empty", "--name", " Acme   Ltd ")

    assert "Acme Ltd is installed, with nobody in it yet." in result.output
    assert "import people FILE.csv" in result.output


@pytest.mark.parametrize(
    "arguments",
    [("serve",), ("sign-in-link", "ana@x.example"), ("import", "people", ROOT / "README.md")],
)
def test_where_nothing_is_installed_commands_say_how(
    bare: Run, arguments: tuple[str | Path, ...]
) -> None:
    assert_refused(bare(*arguments), "Nothing is installed yet.", "demo --empty")


def test_a_sign_in_link_is_printed_alone(own: Run, data: Path) -> None:
    own("import", "people", a_file(data, PEOPLE))

    link = own("sign-in-link", " ANA@x.example ", LEARNPLAN_ADDRESS="https://learn.acme.example/")
    default = own("sign-in-link", "ana@x.example", LEARNPLAN_PORT="8123")
    unknown = own("sign-in-link", "nobody@x.example")

    assert link.stdout.startswith("https://learn.acme.example/sign-in/link/")
    assert default.stdout.startswith("http://localhost:8123/sign-in/link/")
    assert link.stdout.count("\n") == 1
    assert_refused(unknown, "Nobody here has the address nobody@x.example.")


def a_file(data: Path, text: str) -> Path:
    path = data.parent / "people.csv"
    path.write_text(text)
    return path


def test_people_come_in_from_a_file(own: Run, data: Path) -> None:
    people = a_file(data, PEOPLE)

    tried = own("import", "people", people, "--dry-run")
    nobody = people_in(data)
    done = own("import", "people", people, "--json")
    again = own("import", "people", people)

    assert "This was a dry run; nothing was kept." in tried.output
    assert "Added: 2" in tried.output
    assert nobody == []
    assert json.loads(done.stdout) == {
        "rows_read": 2,
        "added": 2,
        "updated": 0,
        "moved": 0,
        "ended": 0,
        "unchanged": 0,
        "units_created": 2,
        "rejected": [],
    }
    assert "Unchanged: 2" in again.output
    assert people_in(data) == ["Ana", "Marek"]


def test_a_file_with_wrong_lines_is_refused_whole_with_every_reason(own: Run, data: Path) -> None:
    wrong = a_file(data, WRONG_PEOPLE)

    said = own("import", "people", wrong)
    as_json = own("import", "people", wrong, "--json")

    assert "line 4: “nobody” is not an e-mail address." in said.output
    assert "line 5: The e-mail is missing." in said.output
    assert_refused(said, "Nothing was kept")
    assert_refused(as_json, "Nothing was kept")
    assert [one["line"] for one in json.loads(as_json.stdout)["rejected"]] == [4, 5]
    assert people_in(data) == []


def test_what_is_no_file_of_people_is_refused(own: Run, data: Path) -> None:
    assert_refused(own("import", "people", a_file(data, "")), "empty")
    assert_refused(own("import", "people", ROOT / "README.md"), "no column “email”")


def test_role_maps_come_in_once_and_say_what_they_would_change(own: Run, data: Path) -> None:
    own("import", "people", a_file(data, PEOPLE))
    maps = data / "map.csv"
    maps.write_text(MAP, encoding="utf-8")
    unclear = data / "x.csv"
    unclear.write_text("Wer,Was,Wie gut\nKoch,Suppen,sehr\n", encoding="utf-8")
    call = ("import", "maps", maps, "--role-map", "Money", "--json")

    tried = json.loads(own(*call, "--dry-run").stdout)
    kept = json.loads(own(*call).stdout)
    again = json.loads(own(*call).stdout)

    assert tried == kept
    assert (kept["role_map"], kept["menu"], kept["added"]) == ("Money", "", 16)
    assert (again["added"], again["unchanged"]) == (0, 16)
    assert_refused(own("import", "maps", unclear), "it is not clear what its columns are")
    assert_refused(own("import", "maps", data / "none.csv"), "There is no file")


@pytest.mark.parametrize("more", [(), ("--json",)])
@pytest.mark.parametrize(
    "what",
    [("people",), ("performance",), ("log", "--for", "ana@x.example")],
    ids=lambda what: what[0],
)
def test_a_file_that_is_not_there_is_said_in_a_sentence(
    own: Run, data: Path, what: tuple[str, ...], more: tuple[str, ...]
) -> None:
    own("import", "people", a_file(data, PEOPLE))
    missing = data / "missing.csv"

    refused = own("import", *what, missing, *more)

    assert_refused(refused, f"There is no file {missing}.")
    assert refused.stdout == ""


@pytest.mark.parametrize("what", ["people", "performance"])
def test_a_folder_where_a_file_is_wanted_is_said_in_a_sentence(
    own: Run, data: Path, what: str
) -> None:
    assert_refused(own("import", what, data, "--json"), f"{data} is a folder. Name a file.")


@pytest.mark.parametrize("what", [("performance",), ("log", "--for", "ana@x.example")])
def test_a_map_that_is_not_there_is_said_in_a_sentence(
    own: Run, data: Path, what: tuple[str, ...]
) -> None:
    own("import", "people", a_file(data, PEOPLE))
    file, missing = a_file(data, PEOPLE), data / "map.toml"

    assert_refused(own("import", *what, file, "--map", missing), f"There is no file {missing}.")


def test_a_folder_that_cannot_be_written_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    for folder in (tmp_path / "file" / "data", "/proc/learnplan", "~nobody-we-know/data"):
        assert_refused(run("upgrade", LEARNPLAN_DATA=str(folder)), str(folder).rstrip("/"))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"LEARNPLAN_PORT": "eighty"}, "LEARNPLAN_PORT is “eighty”"),
        ({"LEARNPLAN_PORT": "0"}, "a number from 1 to 65535"),
        ({"LEARNPLAN_PORT": "65536"}, "a number from 1 to 65535"),
        ({"LEARNPLAN_PORT": "²"}, "a number from 1 to 65535"),
        ({"LEARNPLAN_TIME_ZONE": "Mars/Olympus"}, "not a time zone like Europe/Lisbon"),
        ({"LEARNPLAN_SMTP_URL": "smtp://mail.example"}, "Mail takes two settings"),
        ({"LEARNPLAN_MAIL_FROM": "a@x.example"}, "Mail takes two settings"),
        ({"LEARNPLAN_TIME_ZONE": "../../etc/passwd"}, "not a time zone"),
        ({"LEARNPLAN_TIME_ZONE": "Europe"}, "not a time zone"),
        ({"LEARNPLAN_LANGUAGE": "en"}, "is one of en-AU, "),
        ({"LEARNPLAN_LEARNING_DATABASE_URL": "nonsense"}, "LEARNPLAN_LEARNING_DATABASE_URL is not"),
        ({"LEARNPLAN_ORGANISATION_DATABASE_URL": "mysql://x/y"}, "Write it like postgresql://"),
        (
            {"LEARNPLAN_ORGANISATION_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"},
            "A database cannot be used",
        ),
        (
            {
                "LEARNPLAN_ORGANISATION_DATABASE_URL": "postgres://h/same",
                "LEARNPLAN_LEARNING_DATABASE_URL": "postgresql://h/same",
            },
            "name two",
        ),
    ],
)
def test_a_setting_that_makes_no_sense_is_said(
    run: Run, settings: dict[str, str], words: str
) -> None:
    assert_refused(run("upgrade", **settings), words)


def test_a_file_that_is_no_database_is_said(run: Run, data: Path) -> None:
    data.mkdir()
    (data / "organisation.db").write_text("This is a shopping list, and a rather long one. " * 30)

    assert_refused(run("upgrade"), "file is not a database")


def test_a_database_of_a_newer_learnplan_is_left_alone(run: Run, data: Path) -> None:
    run("upgrade")
    with sqlite3.connect(data / "learning.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    assert_refused(run("upgrade"), "made by a newer Learnplan")


def test_a_folder_may_have_any_name(run: Run, tmp_path: Path) -> None:
    odd = tmp_path / "100% ours? #1 & é"

    result = run("upgrade", LEARNPLAN_DATA=str(odd))

    assert result.exit_code == 0
    assert (odd / "learning.db").exists()


def test_the_databases_are_their_owners_to_read_alone(run: Run, data: Path) -> None:
    run("demo", "--empty")

    modes = {path.name: path.stat().st_mode & 0o777 for path in data.glob("*.db*")}
    assert set(modes.values()) == {0o600}, modes
    assert data.stat().st_mode & 0o777 == 0o700


def test_the_key_is_made_once(run: Run, data: Path) -> None:
    run("upgrade")
    key = (data / "keys" / "cookies").read_text()

    run("upgrade")

    assert (data / "keys" / "cookies").read_text() == key
    assert len(key) == 64
    assert [path.name for path in (data / "keys").iterdir()] == ["cookies"]


def test_mail_is_sent_only_where_a_server_is_named(run: Run) -> None:
    assert_refused(run("send-mail"), "sends no mail here", "LEARNPLAN_SMTP_URL")

    mail = {"LEARNPLAN_SMTP_URL": "smtp://127.0.0.1:9", "LEARNPLAN_MAIL_FROM": "a@x.example"}

    assert run("send-mail", **mail).output == "No mail was sent.\n"


def write_without_waiting() -> None:
    with house(), engine_of(Database.ORGANISATION).connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        connection.exec_driver_sql("UPDATE person SET name = name")


def test_a_busy_database_is_no_broken_one(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("demo", "--empty")
    monkeypatch.setenv("LEARNPLAN_DATA", str(data))

    with closing(sqlite3.connect(data / "organisation.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Invalid, match="A database is busy"):
            write_without_waiting()


@only_on_sqlite  # the command opens an installation of its own
def test_an_archive_from_elsewhere_becomes_the_record_of_who_is_named(
    app: Flask,  # noqa: ARG001 - it is elsewhere
    own: Run,
    data: Path,
) -> None:
    worker = a_worker()
    a_goal(owner=worker, steps_to_take=("Read",))
    file = data / "record.zip"
    file.write_bytes(an_archive_of(worker))
    own("import", "people", a_file(data, PEOPLE))
    what = ("import", "archive", file, "--json", "--for")

    tried = own(*what, "ana@x.example", "--dry-run")
    done = own(*what, "ana@x.example")
    again = own(*what, "ana@x.example")

    added = {"added": 1, "already_there": 0, "goals": 1}
    assert json.loads(tried.output) == json.loads(done.output) == added
    assert json.loads(again.output) == {"added": 0, "already_there": 1}
    file.write_bytes(file.read_bytes()[:-9])
    assert_refused(own(*what, "ana@x.example"), "damaged")
    assert_refused(own("import", "archive", data, "--for", "ana@x.example"), "cannot be read")
