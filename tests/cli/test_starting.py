"""One command on a fresh machine: serving for real, and what stops it said in a sentence."""

import ast
import hashlib
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from urllib.request import urlopen

from click.testing import CliRunner, Result
from packaging.requirements import Requirement

from learnplan.cli.main import learnplan
from tests.places import ROOT

START = ROOT / "start.py"
OLD_PYTHON = f"""
import runpy, sys
sys.version_info = (3, 9, 18, "final", 0)
sys.argv = ["start.py"]
runpy.run_path({str(START)!r}, run_name="__main__")
"""


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, port: int) -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if "LEARNPLAN" not in name}
    return {**mine, "LEARNPLAN_DATA": str(data), "LEARNPLAN_PORT": str(port)}


@contextmanager
def serving(data: Path, port: int, *command: str) -> Iterator[str]:
    """A server of its own, until it is told to stop; gives what it printed to begin with."""
    server = subprocess.Popen(
        [sys.executable, "-m", "learnplan", *command],
        cwd=ROOT,
        env=environment(data, port),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if line.startswith("  ada@"):
                break
        wait_for(port)
        yield "".join(said)
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 0
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def wait_for(port: int) -> None:
    """Come back once somebody answers."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        select.select([], [], [], 0.05)
    raise AssertionError("Nobody answers.")


def command(data: Path, port: int, *arguments: str) -> Result:
    return CliRunner().invoke(learnplan, arguments, env=environment(data, port))


def test_it_serves_and_a_second_start_keeps_everything(tmp_path: Path) -> None:
    port = a_free_port()
    address = f"http://localhost:{port}"

    with serving(tmp_path, port) as said, urlopen(f"{address}/sign-in") as answer:
        page = answer.read().decode()
        in_use = command(tmp_path, port, "serve")
    link = command(tmp_path, port, "sign-in-link", "ana@northwind.example").stdout.strip()
    with serving(tmp_path, port) as again, urlopen(link) as answer:
        home = answer.url

    assert f"Learnplan is at {address}\n" in said
    assert "Making the demonstration organisation" in said
    assert "ana@northwind.example" in said
    assert "Sign in to Northwind" in page
    assert in_use.exit_code == 1
    assert re.fullmatch(rf"Port {port} on 127.0.0.1 cannot be used: .*\n", in_use.stderr)
    assert "Making" not in again
    assert home.startswith(address)


def assert_one_sentence(run: subprocess.CompletedProcess[str], words: str) -> None:
    assert run.returncode == 1
    said = run.stderr.strip().splitlines()
    assert "Traceback" not in run.stderr
    assert words in said[-1]
    assert all(line.startswith("Installing what") for line in said[:-1])


def start_in(folder: Path, lock: str | None, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of ``start.py`` beside a lock of its own, on a machine without uv."""
    folder.mkdir()
    shutil.copy(START, folder)
    if lock is not None:
        (folder / "requirements.lock").write_text(lock)
    return subprocess.run(
        [sys.executable, folder / "start.py"],
        env={"PATH": "/nowhere", "PIP_NO_INDEX": "1", **settings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_told_so() -> None:
    run = subprocess.run(
        [sys.executable, "-c", OLD_PYTHON], capture_output=True, text=True, check=False
    )

    assert_one_sentence(run, "Learnplan needs Python 3.11 or newer; this is 3.9.")
    ast.parse(START.read_text(), feature_version=(3, 7))  # so that an old one gets that far


def test_a_python_without_ensurepip_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError('left out', name='ensurepip')")

    run = start_in(tmp_path / "here", "", PYTHONPATH=str(tmp_path))

    assert_one_sentence(run, "ensurepip is missing. On Debian and Ubuntu: sudo apt install")


def test_a_missing_lock_is_said(tmp_path: Path) -> None:
    assert_one_sentence(start_in(tmp_path / "here", None), "requirements.lock: No such file")


def test_a_broken_lock_is_said(tmp_path: Path) -> None:
    run = start_in(tmp_path / "here", "flask==0.0.0 --hash=sha256:" + "0" * 64)

    assert_one_sentence(run, "Installing requirements.lock failed: ")
    assert not (tmp_path / "here" / ".venv" / "requirements.lock.installed").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / ".venv").write_text("in the way")
    shutil.copy(START, here)
    (here / "requirements.lock").write_text("")

    run = subprocess.run(
        [sys.executable, here / "start.py"],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert_one_sentence(run, ".venv")


IN_PLACE_OF_PYTHON = """#!/bin/sh
until_begun() { touch "$1"; until [ -e "$2" ]; do sleep 0.01; done; }
case "$*" in
*pytest*) until_begun tests types; echo "1 passed in 0.01s" ;;
*mypy*) until_begun types tests; echo "Found 1 error"; exit 1 ;;
esac
"""


def test_checks_are_made_beside_the_tests_whose_closing_line_comes_last(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(IN_PLACE_OF_PYTHON)
    python.chmod(0o755)
    shutil.copy(START, tmp_path)
    for lock in ("requirements.lock", "requirements-test.lock"):
        (tmp_path / lock).write_text("")
        stamp = hashlib.sha256(sys.version.encode()).hexdigest()
        (tmp_path / ".venv" / f"{lock}.installed").write_text(stamp)

    run = subprocess.run(
        [sys.executable, tmp_path / "start.py", "test"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    said = run.stdout.splitlines()
    assert said[said.index("→ mypy") + 1] == "Found 1 error"
    assert said[-2:] == ["These checks failed: mypy", "1 passed in 0.01s"]
    assert run.returncode == 1


def test_the_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-test.lock"):
        lock = (ROOT / name).read_text()

        assert "--hash=sha256:" in lock
        assert not re.search(r"https?://|--index|--find-links", lock)


def test_the_locks_say_which_extras_their_libraries_ask_for() -> None:
    """Else pip looks past the lock for the extra's newest release, and refuses that one."""
    lock = (ROOT / "requirements-test.lock").read_text()  # what runs is in it as well
    lines = [
        Requirement(line.split(" ;")[0].rstrip("\\ ")) for line in lock.splitlines() if "==" in line
    ]
    locked = {line.name: line.extras for line in lines}

    asked = [
        wish
        for name in locked
        for wish in map(Requirement, wishes_of(name))
        if wish.extras and (wish.marker is None or wish.marker.evaluate({"extra": ""}))
    ]

    assert any(wish.name == "coverage" for wish in asked)
    assert not [wish for wish in asked if not wish.extras <= locked[wish.name]]


def wishes_of(name: str) -> list[str]:
    """What a library asks for; nothing of one that is locked for another system."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []
