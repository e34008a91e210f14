"""Where ``LEARNPLAN_TEST_STRICT`` is set, a skipped test has failed."""

import os
import subprocess
import sys
from pathlib import Path

from tests.places import ROOT

SKIPPING = """
import pytest

def test_that_is_skipped():
    pytest.skip("no time today")

def test_that_runs():
    pass
"""
SKIPPED = "import pytest\npytest.skip('no room today', allow_module_level=True)\n"


def test_a_skipped_test_or_file_fails_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "test_skipping.py").write_text(SKIPPING)
    (tmp_path / "test_skipped.py").write_text(SKIPPED)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.strict",
        "--continue-on-collection-errors",
    ]

    run = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "LEARNPLAN_TEST_STRICT": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "1 failed, 1 passed, 1 error" in run.stdout
    assert "no time today" in run.stdout
    assert "no room today" in run.stdout
