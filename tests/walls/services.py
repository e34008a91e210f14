"""The two wings as two services: real processes on loopback, and asking them over HTTP."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from tests.places import ROOT

PATIENCE = 600
"""How often to look whether a service answers, a twentieth of a second apart."""


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Answer:
    """What came back, to the byte."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def cookie(self) -> str:
        """The cookie it set, as it is sent back."""
        return self.header("Set-Cookie").partition(";")[0]


@dataclass(frozen=True)
class Service:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def be_up(self) -> None:
        """Come back once it answers."""
        for _ in range(PATIENCE):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, self.log.read_text()
            select.select([], [], [], 0.05)
        raise AssertionError("Nobody answers.")

    def ask(
        self,
        path: str,
        method: str = "GET",
        *,
        cookie: str = "",
        fields: Mapping[str, str] = {},
        **headers: str,
    ) -> Answer:
        """One request, redirects not followed. Headers are written like ``if_none_match``."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            sent["Cookie"] = cookie
        if fields:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, urlencode(fields) if fields else None, sent)
        response = connection.getresponse()
        answer = Answer(response.status, tuple(response.getheaders()), response.read())
        connection.close()
        return answer


def environment(**settings: str) -> dict[str, str]:
    """The environment of a service: this one's, without its settings, and with these."""
    ambient = {name: value for name, value in os.environ.items() if "LEARNPLAN" not in name}
    return ambient | {f"LEARNPLAN_{name.upper()}": value for name, value in settings.items()}


@contextmanager
def running(
    wing: str, settings: Mapping[str, str], *, launcher: Sequence[str] = ("learnplan",)
) -> Iterator[Service]:
    """A wing as a service of its own, on its way up, until it is told to stop."""
    port = a_free_port()
    with TemporaryDirectory(prefix=f"learnplan-{wing}-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *launcher, "serve", "--wing", wing],
                cwd=ROOT,
                env=environment(port=str(port), address="http://127.0.0.1", **settings),
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        service = Service(port, process, log)
        try:
            yield service
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0, log.read_text()
        finally:
            process.kill()
            process.wait()
