"""The server as people start it: how soon it answers, and how much memory a worker takes."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path

from learnplan.config import ROOT
from tools.bench.house import House

ADDRESSES = ("/", "/log/", "/plan/", "/org/performance/units/{board}")
REQUESTS = 200
PATIENCE = 60
OWN_SETTINGS = "LEARNPLAN_"


def seconds_to_start(house: House) -> float:
    """From the command to the first page, in a house that was made before."""
    began = time.perf_counter()
    with _served(house):
        return time.perf_counter() - began


def mebibytes_per_worker(house: House) -> float | None:
    """What the largest process that serves holds after some requests; None where nobody says."""
    word = house.sign_in_word()
    with _served(house) as (process, address):
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        browser.open(f"{address}/sign-in/link/{word}").read()
        for number in range(REQUESTS):
            path = ADDRESSES[number % len(ADDRESSES)].format(board=house.board_of)
            browser.open(address + path).read()
        held = [kib for pid in _family(process.pid) if (kib := _resident(pid)) is not None]
    return max(held) / 1024 if held else None


@contextmanager
def _served(house: House) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Serve ``house`` for a while; yields once a page was answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {key: it for key, it in os.environ.items() if not key.startswith(OWN_SETTINGS)}
    environment |= {"LEARNPLAN_DATA": str(house.folder), "LEARNPLAN_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "learnplan"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, port)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Ask for the sign-in page until it comes.

    Raises:
        RuntimeError: the server ended, or says nothing for too long.
    """
    ends = time.perf_counter() + PATIENCE
    while time.perf_counter() < ends and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/sign-in")
            connection.getresponse().read()
        except ConnectionError:
            time.sleep(0.01)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("The server did not answer.")


def _family(pid: int) -> Iterator[int]:
    """A process and those it started, where the system tells (Linux)."""
    yield pid
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if children.exists():
        for child in children.read_text().split():
            yield from _family(int(child))


def _resident(pid: int) -> int | None:
    """The memory of a process that is in use, in KiB, where the system tells (Linux)."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), None)
