#!/usr/bin/env python3
"""Everything about Learnplan begins here; it needs nothing but Python 3.11 or newer.

python3 start.py          install, bring the databases up to date, and serve
python3 start.py test     run every check and every test
python3 start.py bench    say how quick it is here; --quick for a first impression
python3 start.py simulate say what an ordinary dashboard gives away, and what this gate does
python3 start.py ARGS…    the learnplan command: upgrade, demo, serve, sign-in-link, import
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
RUN, TEST = "requirements.lock", "requirements-test.lock"
CHECKS = (
    ("ruff check", ("-m", "ruff", "check", ".")),
    ("ruff format", ("-m", "ruff", "format", "--check", ".")),
    ("mypy", ("-m", "mypy")),
    ("import contracts", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
    ("djlint", ("-m", "djlint", "--lint", "--quiet", "templates")),
)


class Refusal(Exception):
    """Something a person can put right, in a sentence."""


def main(arguments):
    """Install what is missing, then do what was asked; returns the exit code."""
    if sys.version_info < OLDEST:
        raise Refusal(
            "Learnplan needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2])
        )
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, it starts twice as fast
    install(RUN)
    if arguments[:1] == ["test"]:
        install(TEST)
        return test(arguments[1:])
    if arguments[:1] == ["bench"]:
        return hand_over([PYTHON, "-m", "tools.bench", *arguments[1:]])
    if arguments[:1] == ["simulate"]:
        return hand_over([PYTHON, "-m", "tools.disclosure", *arguments[1:]])
    return hand_over([PYTHON, "-m", "learnplan", *arguments])


def install(lock):
    """Install what ``lock`` lists into .venv, unless exactly that was done before."""
    with open(os.path.join(HERE, lock), "rb") as file:
        wanted = hashlib.sha256(file.read() + sys.version.encode()).hexdigest()
    stamp = os.path.join(VENV, lock + ".installed")
    if os.path.exists(stamp) and os.path.exists(PYTHON):
        with open(stamp) as file:
            if file.read() == wanted:
                return
    print("Installing what", lock, "lists …", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    if not os.path.exists(PYTHON):
        make_venv(uv)
    if uv:
        tool = [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON]
    else:
        tool = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*tool, "--require-hashes", "-r", os.path.join(HERE, lock)],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        raise Refusal("Installing {} failed: {}".format(lock, " ".join(last) or "no reason given"))
    with open(stamp, "w") as file:
        file.write(wanted)


def make_venv(uv):
    """Make .venv with uv where it is installed, else with Python's own venv and pip."""
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV]
    else:
        try:
            import ensurepip  # noqa: F401, PLC0415 - some systems leave it out
            import venv  # noqa: F401, PLC0415 - likewise
        except ImportError as missing:
            raise Refusal(
                "This Python cannot make a virtual environment: {} is missing. "
                "On Debian and Ubuntu: sudo apt install python3-venv".format(missing.name)
            ) from missing
        command = [sys.executable, "-m", "venv", "--clear", VENV]
    made = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if made.returncode != 0:
        said = (made.stderr or made.stdout).strip().splitlines()[-1:]
        raise Refusal("{} cannot be made: {}".format(VENV, " ".join(said)))


def test(arguments):
    """Every check beside the tests; the last thing printed is pytest's closing line."""
    colour = "--color=yes" if sys.stdout.isatty() else "--color=auto"  # it sees a pipe alone
    command = [PYTHON, "-m", "pytest", colour, *(arguments or ["-n", "2"])]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE) as tests:
        failed = []
        for name, check in CHECKS:
            print("→", name, flush=True)
            if subprocess.run([PYTHON, *check], cwd=HERE, check=False).returncode != 0:
                failed.append(name)
        if failed:
            print("These checks failed:", ", ".join(failed), flush=True)
        for said in iter(tests.stdout.read1, b""):  # it waited in its pipe meanwhile
            sys.stdout.buffer.write(said)
            sys.stdout.flush()
    return tests.returncode or len(failed)


def hand_over(command):
    """Become ``command``, so that signals reach it."""
    environment = dict(os.environ, PYTHONPATH=HERE)
    if os.name == "nt":
        return subprocess.run(command, env=environment, check=False).returncode
    os.execve(command[0], command, environment)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        sys.exit(1)
    except OSError as trouble:
        print("{}: {}".format(trouble.filename or "Learnplan", trouble.strerror), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
