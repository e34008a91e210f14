"""The import contracts, each shown to bite: a violation is planted and seen caught."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

PLANTS = {
    "Law 2: Ours cannot ask Mine": (
        "learnplan/ours/performance/spy.py",
        "from learnplan.mine.log import models\n",
    ),
    "Ours cannot ask Mine or the gate": (
        "learnplan/ours/pulse/spy.py",
        "from learnplan.gate import periods\n",
    ),
    "Where a period is does not depend on what anybody answered": (
        "learnplan/gate/standing.py",
        "from learnplan.mine.answers import for_the_gate\n",
    ),
    "One staircase": (
        "learnplan/core/climber.py",
        "from learnplan.directory import queries\n",
    ),
    "The rooms of Mine": (
        "learnplan/mine/sharing/climber.py",
        "from learnplan.mine.plan import queries\n",
    ),
    "The furniture of a room": (
        "learnplan/mine/plan/policy.py",
        "from learnplan.mine.plan import views\n",
    ),
    "know nothing of the web": (
        "learnplan/directory/queries/units.py",
        "import flask\n",
    ),
    "The gate reads mine.answers through one module": (
        "learnplan/gate/spy.py",
        "from learnplan.mine.answers import queries\n",
    ),
    "A room's tables are its own": (
        "learnplan/mine/home/views.py",
        "from learnplan.mine.log.models import Activity\n",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy_of_the_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contracts")
    shutil.copytree(ROOT / "learnplan", folder / "learnplan")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_house_keeps_its_contracts(copy_of_the_house: Path) -> None:
    outcome = lint(copy_of_the_house)

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize("contract", PLANTS)
def test_a_planted_violation_is_caught(copy_of_the_house: Path, contract: str) -> None:
    place, violation = PLANTS[contract]
    file = copy_of_the_house / place
    before = file.read_text() if file.exists() else None
    file.write_text((before or '"""Planted."""\n') + violation)

    outcome = lint(copy_of_the_house)

    if before is None:
        file.unlink()
    else:
        file.write_text(before)
    assert outcome.returncode == 1
    broken = [line for line in outcome.stdout.splitlines() if "BROKEN" in line]
    assert any(contract in line for line in broken), outcome.stdout
