"""Both wings as two services, each with a database role of its own."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from learnplan.cli.main import learnplan
from tests.postgres import Cluster
from tests.visitors import hidden_fields
from tests.walls.conftest import Pair
from tests.walls.postgresql import Walled
from tests.walls.services import Service, environment

pytestmark = pytest.mark.postgres


def refusal(**settings: str) -> str:
    """Why ``serve --wing ours`` does not start, in a sentence."""
    given = {"ORGANISATION_DATABASE_URL", "LEARNING_DATABASE_URL", "SECRET_KEY_FILE", "DATA"}
    clean = {f"LEARNPLAN_{name}": None for name in given}
    result = CliRunner().invoke(
        learnplan, ["serve", "--wing", "ours"], env={**clean, **environment(**settings)}
    )
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    return result.stderr.strip()


def is_served(service: Service, path: str) -> bool:
    return service.ask(path).status != 404


def test_whoever_signed_in_at_mine_reads_a_board_at_ours(services: Pair, link_of_ana: str) -> None:
    stopped = services.ours.ask("/org/performance/")
    cookie = services.mine.ask(link_of_ana).cookie
    home = services.mine.ask("/", cookie=cookie)
    front = services.ours.ask("/org/performance/", cookie=cookie)
    board = services.ours.ask(front.header("Location"), cookie=cookie)

    assert stopped.status == 303
    assert stopped.header("Location") == "/sign-in?next=%2Forg%2Fperformance%2F"
    assert home.status == board.status == 200
    assert "Ana" in board.text
    assert "On time" in board.text


def test_signing_out_at_mine_closes_ours_at_once(services: Pair, link_of_ana: str) -> None:
    cookie = services.mine.ask(link_of_ana).cookie
    before = services.ours.ask("/org/performance/units.json", cookie=cookie)
    account = services.mine.ask("/account", cookie=cookie)
    cookie = account.cookie or cookie

    services.mine.ask(
        "/sign-out", "POST", cookie=cookie, fields=hidden_fields(account.text, "/sign-out")
    )
    after = services.ours.ask("/org/performance/units.json", cookie=cookie)

    assert (before.status, after.status) == (200, 401)


def test_each_service_answers_for_its_own_wing_and_for_nothing_else(services: Pair) -> None:
    of_mine, of_ours = ("/", "/sign-in", "/log/", "/plan/"), ("/org/", "/org/performance/")

    assert all(is_served(services.mine, path) for path in of_mine)
    assert all(is_served(services.ours, path) for path in of_ours)
    assert not any(is_served(services.mine, path) for path in of_ours)
    assert not any(is_served(services.ours, path) for path in (*of_mine, "/organisation"))


def test_ours_is_never_told_where_the_learning_database_is(walled: Walled, key_file: Path) -> None:
    said = refusal(
        organisation_database_url=walled.of_ours.organisation_url,
        secret_key_file=str(key_file),
        learning_database_url=walled.of_mine.learning_url,
    )

    assert said == (
        "Ours must not be told where the learning database is: "
        "take LEARNPLAN_LEARNING_DATABASE_URL out of its environment."
    )


def test_what_ours_by_itself_needs_is_said(walled: Walled, key_file: Path, tmp_path: Path) -> None:
    url = walled.of_ours.organisation_url
    short = tmp_path / "short"
    short.write_text("too short\n")

    assert "set LEARNPLAN_ORGANISATION_DATABASE_URL" in refusal()
    assert "set LEARNPLAN_SECRET_KEY_FILE" in refusal(organisation_database_url=url)
    for file, words in (
        (short, "is too short: put at least 32 random characters"),
        (tmp_path / "missing", "No such file"),
        (tmp_path, "Is a directory"),
    ):
        said = refusal(organisation_database_url=url, secret_key_file=str(file))
        assert words in said
        assert "openssl" in said or str(file) in said
    missing = f"sqlite:///{tmp_path}/organisation.db"
    assert "Mine’s service makes it, so start it first" in refusal(
        organisation_database_url=missing, secret_key_file=str(key_file)
    )
    assert list(tmp_path.iterdir()) == [short]


def test_ours_does_not_migrate_and_says_so(postgres: Cluster, key_file: Path) -> None:
    said = refusal(organisation_database_url=postgres.new_database(), secret_key_file=str(key_file))

    assert "is not of this version of Learnplan. Mine’s service brings it up to date" in said
