"""Fetching asks listed servers alone, at public addresses alone, and takes only so much."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from learnplan.core import fetching
from learnplan.core.errors import DomainError, Invalid
from learnplan.core.fetching import NotFetched, fetch, is_public, origins_from

BODY = b"unit,indicator,period,value\nPackaging,Incidents,2026-03,4\n"

MOVED = {
    "/moved": "/table.csv",
    "/inside": "http://inside.example/table.csv",
    "/round": "/round",
    "/file": "file:///etc/passwd",
    "/odd": "http://[",
    "/nowhere": "",
}


WORKBOOK = b"PK\x03\x04 tells by itself where it ends"
WITHOUT_LENGTH = {"/endless": BODY, "/broken": BODY.rstrip() + b"6", "/packed": WORKBOOK}
SLOW = threading.Event()
"""Set once the slow table may come."""


class Table(BaseHTTPRequestHandler):
    """A server of one table, and of what goes wrong."""

    def do_GET(self) -> None:
        """Answer by the path."""
        if self.path in MOVED:
            self._say(302, b"", Location=MOVED[self.path])
        elif self.path == "/short":
            self._say(200, BODY, **{"Content-Length": str(len(BODY) + 9)})
        elif self.path == "/parts":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nunit\r\n")
        elif self.path in WITHOUT_LENGTH:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + WITHOUT_LENGTH[self.path])
        elif self.path == "/slow":
            SLOW.wait(30)
            self._say(200, BODY.replace(b"2026-03", b"2026-05"))
        elif self.path == "/to-come":
            self._say(200, BODY + b"Packaging,Incidents,2126-03,5\n")
        elif self.path == "/gone":
            self._say(410, b"")
        elif self.headers.get("If-None-Match") == '"one"':
            self._say(304, b"")
        else:
            self._say(200, BODY, ETag='"one"')

    def _say(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, said in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, said)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Table) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://localhost:{served.server_port}"
        served.shutdown()


def taken(server: str, path: str, *, most: int = 1000, tag: str = "") -> fetching.Fetched:
    allowed = origins_from(server)
    return fetch(f"{server}{path}", allowed=allowed, most=most, tag=tag, may_reach=bool)


def test_a_table_is_fetched_and_once_more_only_when_it_changed(server: str) -> None:
    first = taken(server, "/moved")

    assert (first.data, first.tag) == (BODY, '"one"')
    assert taken(server, "/table.csv", tag=first.tag).data is None
    assert taken(server, "/endless").data == BODY
    assert taken(server, "/packed").data == WORKBOOK


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (
            "/inside",
            f"localhost sends us on to {MOVED['/inside']}, from where nothing may be fetched.",
        ),
        (
            "/file",
            "localhost sends us on to file:///etc/passwd, from where nothing may be fetched.",
        ),
        ("/odd", "localhost sends us on to http://[, from where nothing may be fetched."),
        ("/nowhere", "localhost sends us on and does not say where."),
        ("/round", "localhost sends us on more than 3 times."),
        ("/short", "It came cut short."),
        ("/parts", "It came cut short."),
        (
            "/broken",
            "It may be cut short: its last line has no end, and the server names no length.",
        ),
        ("/gone", "The server answered 410 Gone."),
    ],
)
def test_what_goes_wrong_is_said(server: str, path: str, why: str) -> None:
    with pytest.raises(DomainError) as refused:
        taken(server, path)

    assert str(refused.value) == why


def test_only_so_much_is_taken(server: str) -> None:
    with pytest.raises(NotFetched, match="larger than 0 MiB"):
        taken(server, "/table.csv", most=len(BODY) - 1)


def test_this_machine_is_not_asked_by_whatever_name(server: str) -> None:
    allowed = origins_from(f"{server} http://2130706433 http://[::1] http://0")

    for url in (f"{server}/table.csv", "http://2130706433/", "http://[::1]/", "http://0/"):
        with pytest.raises(NotFetched, match="not on the public internet"):
            fetch(url, allowed=allowed, most=1000)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/table.csv",
        "http://data.example/table.csv",
        "https://data.example:8443/",
        "https://data.example@evil.example/",
        "https://name:word@data.example/",
        "https://data.example.evil.example/",
        "https://evil.example\\@data.example/",
        "https://evil.example#@data.example/",
        "https://data.example:99999/",
        "file:///etc/passwd",
        "//data.example/",
        "https://data.example/ HTTP/1.1\r\nX: y",
        "",
    ],
)
def test_an_address_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        fetching.check(url, origins_from("data.example"))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0"),
        *("fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1"),
        *("2002:7f00:1::", "2001:0:7f00:1::"),
    ],
)
def test_what_is_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_what_is_outside_is_public() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:4700::1111")


def test_a_name_is_looked_up_once_and_spoken_to_where_it_led_then(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name may lead elsewhere a moment later."""
    look, led = socket.getaddrinfo, ["192.0.2.1", "127.0.0.1"]

    def changing(host: str, *asked: Any, **more: Any) -> Any:
        return look(led.pop() if host == "localhost" else host, *asked, **more)

    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(socket, "getaddrinfo", changing)
        found = taken(server, "/table.csv")

    assert found.data == BODY
    assert led == ["192.0.2.1"]


def test_looking_up_a_name_is_within_the_time_that_all_may_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    never = threading.Event()

    def slow(*_asked: object, **_more: object) -> None:
        never.wait(30)
        raise OSError

    monkeypatch.setattr(fetching, "LONGEST", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", slow)

    with pytest.raises(NotFetched, match="did not answer in time"):
        taken("http://slow.example", "/")
    never.set()
