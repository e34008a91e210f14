"""A backup is a data folder: Learnplan starts from it, with all that was there, and no more."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import make_url, select

from learnplan.cli.main import learnplan
from learnplan.config import MineConfig, from_environment
from learnplan.core.db import db
from learnplan.directory import queries as directory
from learnplan.factory import create_app
from learnplan.mine.evidence.models import Evidence
from tests.installations import opened
from tests.kinds import only_on_postgresql, only_on_sqlite
from tests.visitors import Visitor, words_of

ANA = "ana@northwind.example"


@pytest.fixture
def data(northwind_config: MineConfig) -> Path:
    """The data folder of the demonstration."""
    return Path(make_url(northwind_config.organisation_url).database or "").parent


def back_up(into: Path, **settings: str) -> Result:
    return CliRunner().invoke(learnplan, ["backup", str(into)], env=settings)


def started_from(folder: Path) -> Flask:
    return create_app(from_environment({"LEARNPLAN_DATA": str(folder)}))


def record_of_ana(folder: Path) -> tuple[str, list[bytes]]:
    """What her log and her files say to Ana where Learnplan was started from a folder."""
    with opened(started_from(folder)) as app:
        actor = directory.actor_for_email(ANA)
        assert actor is not None
        ana = Visitor(app, actor)
        kept = select(Evidence.id).where(Evidence.owner_id == actor.id).order_by(Evidence.position)
        with_file = db.session.scalars(kept.where(Evidence.file_id.is_not(None))).all()
        files = [ana.get(f"/evidence/{evidence_id}/file").data for evidence_id in with_file]
        return words_of(ana.get("/log").text), files


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


@only_on_sqlite
def test_learnplan_starts_from_a_copy_with_all_that_was_there(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copies" / "today"
    before = record_of_ana(data)

    done = back_up(folder, LEARNPLAN_DATA=str(data))

    assert done.exit_code == 0, done.output
    assert f"LEARNPLAN_DATA={folder} python3 start.py" in done.output
    assert beside(folder) == ["today"]
    assert all(before)
    assert record_of_ana(folder) == before


@only_on_sqlite
def test_a_copy_is_its_owners_to_read_alone(data: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "copy", LEARNPLAN_DATA=str(data))

    found = [tmp_path / "copy", *(tmp_path / "copy").rglob("*")]

    assert len(found) > len(["the folder", "two databases", "a key", "its folder", "files"])
    assert {path.name for path in found if path.stat().st_mode & 0o077} == set()


@only_on_sqlite
def test_a_file_that_no_record_knows_is_not_copied(data: Path, tmp_path: Path) -> None:
    (data / "evidence" / "left by a crash").write_text("Somebody's")

    back_up(tmp_path / "copy", LEARNPLAN_DATA=str(data))

    names = {path.name for path in (tmp_path / "copy" / "evidence").iterdir()}
    assert names == {path.name for path in (data / "evidence").iterdir()} - {"left by a crash"}
    assert names


@only_on_sqlite
def test_what_is_there_is_never_written_over(data: Path, tmp_path: Path) -> None:
    first = back_up(tmp_path / "copy", LEARNPLAN_DATA=str(data))
    again = back_up(tmp_path / "copy", LEARNPLAN_DATA=str(data))

    assert (first.exit_code, again.exit_code) == (0, 1)
    assert "something at" in again.stderr
    assert beside(tmp_path / "copy") == ["copy"]


@only_on_sqlite
def test_of_what_is_damaged_nothing_is_left(data: Path, tmp_path: Path) -> None:
    damaged = shutil.copytree(data, tmp_path / "data")
    (damaged / "learning.db").write_bytes((data / "learning.db").read_bytes()[:-20_000])

    done = back_up(tmp_path / "copy", LEARNPLAN_DATA=str(damaged))

    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert beside(tmp_path / "copy") == ["data"]


@only_on_sqlite
def test_where_nothing_is_installed_there_is_nothing_to_copy(
    config: MineConfig, tmp_path: Path
) -> None:
    folder = Path(make_url(config.organisation_url).database or "").parent

    migrated = back_up(tmp_path / "copy", LEARNPLAN_DATA=str(folder))
    bare = back_up(tmp_path / "copy", LEARNPLAN_DATA=str(tmp_path / "new"))

    assert (migrated.exit_code, bare.exit_code) == (1, 1)
    assert "Nothing is installed yet" in migrated.stderr
    assert "Nothing is installed yet" in bare.stderr


@only_on_postgresql
def test_a_database_on_a_server_is_left_to_the_server(
    northwind_config: MineConfig, tmp_path: Path
) -> None:
    done = back_up(
        tmp_path / "copy",
        LEARNPLAN_DATA=str(tmp_path / "data"),
        LEARNPLAN_ORGANISATION_DATABASE_URL=northwind_config.organisation_url,
        LEARNPLAN_LEARNING_DATABASE_URL=northwind_config.learning_url,
    )

    assert done.exit_code == 1
    assert "docs/backups.md" in done.stderr
    assert not (tmp_path / "copy").exists()
