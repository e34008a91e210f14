"""Fetching from other servers: only from those that are allowed, and never from inside.

An address that is typed by somebody makes this machine ask for it, with all that this machine can
reach. So the server must be on a list, every address its name leads to must be a public one, it
is the address that was looked at which is spoken to (a name can lead elsewhere a moment later),
and wherever it sends us on to is looked at in the same way.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from learnplan.core.errors import DomainError, Invalid

PORTS = {"http": 80, "https": 443}
PATIENCE = 10
"""Seconds to wait for any one answer of a server."""
LONGEST = 60
"""Seconds that all of it may take."""
REDIRECTS = 3
CHUNK = 64 * 1024
TAG_LIMIT = 500
_TRANSLATED = IPv6Network("64:ff9b::/96")
_MOVED = frozenset({301, 302, 303, 307, 308})
_UNCHANGED, _THERE = 304, 200
_CUT_SHORT = "It came cut short."
_PACKED = (b"\x1f\x8b", b"PK\x03\x04")
"""How what is packed with gzip begins, and a workbook; they tell by themselves where they end."""


class NotFetched(DomainError):
    """It could not be fetched; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent, and what it says of this version of it; ``data`` is None if unchanged."""

    data: bytes | None
    tag: str = ""
    changed: str = ""


def origins_from(setting: str) -> frozenset[str]:
    """The servers that a setting allows: ``data.example.org, https://other.example:8443``.

    Raises:
        Invalid: one of them is no server.
    """
    return frozenset(
        _origin(_parts(one if "://" in one else f"https://{one}")) for one in setting.split()
    )


def check(url: str, allowed: Collection[str]) -> SplitResult:
    """The parts of an address that may be fetched.

    Raises:
        Invalid: it is none, or its server is not allowed.
    """
    parts = _parts(url)
    if parts.username is not None or parts.password is not None:
        raise Invalid("An address with a name and a password in it is not fetched.")
    if _origin(parts) not in allowed:
        raise Invalid(f"{parts.hostname} is not a server that may be fetched from.")
    return parts


def is_public(address: str) -> bool:
    """Whether an internet address is everybody's to reach, and none of the inside."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or found.teredo
        if hidden is not None or found in _TRANSLATED:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def fetch(
    url: str,
    *,
    allowed: Collection[str],
    most: int,
    tag: str = "",
    changed: str = "",
    may_reach: Callable[[str], bool] = is_public,
) -> Fetched:
    """Fetch what is at an address, if it changed since it had this ``tag``.

    Args:
        url: http or https.
        allowed: the servers that may be asked, as ``origins_from`` gives them.
        most: bytes that are taken.
        tag: its ETag at the last time.
        changed: its Last-Modified at the last time.
        may_reach: which internet addresses may be spoken to.

    Raises:
        Invalid: the address may not be fetched.
        NotFetched: it cannot be.
    """
    until = time.monotonic() + LONGEST
    headers = {"Accept": "text/csv, text/plain;q=0.9, */*;q=0.5", "Accept-Encoding": "identity"}
    headers["User-Agent"] = "Learnplan"
    if tag:
        headers["If-None-Match"] = tag
    if changed:
        headers["If-Modified-Since"] = changed
    for _ in range(REDIRECTS + 1):
        parts = check(url, allowed)
        try:
            with _asked(parts, headers, may_reach, until) as answer:
                if answer.status not in _MOVED:
                    return _taken(answer, most)
                url = _sent_on(parts, url, answer.getheader("Location", ""), allowed)
        except TimeoutError as slow:
            raise NotFetched(f"{parts.hostname} did not answer in time.") from slow
        except http.client.IncompleteRead as trouble:
            raise NotFetched(_CUT_SHORT) from trouble
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            why = getattr(trouble, "strerror", None) or str(trouble) or type(trouble).__name__
            raise NotFetched(f"{parts.hostname} cannot be asked: {why[:200]}.") from trouble
    raise NotFetched(f"{parts.hostname} sends us on more than {REDIRECTS} times.")


def _sent_on(parts: SplitResult, url: str, to: str, allowed: Collection[str]) -> str:
    """Where a server sends us on to.

    Raises:
        NotFetched: it does not say, or may not be fetched from there.
    """
    if not to.strip():
        raise NotFetched(f"{parts.hostname} sends us on and does not say where.")
    try:
        check(found := urljoin(url, to), allowed)
    except (Invalid, ValueError):
        where = to.partition("?")[0][:200]  # what follows may be a key
        raise NotFetched(
            f"{parts.hostname} sends us on to {where}, from where nothing may be fetched."
        ) from None
    return found


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    wrong = parts.scheme not in PORTS or not parts.hostname or port == 0
    if wrong or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Invalid("Write an address like https://data.example.org/figures.csv.")
    return parts


def _origin(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    return f"{parts.scheme}://{host}:{parts.port or PORTS[parts.scheme]}"


@contextmanager
def _asked(
    parts: SplitResult,
    headers: dict[str, str],
    may_reach: Callable[[str], bool],
    until: float,
) -> Iterator[http.client.HTTPResponse]:
    """A server's answer, for as long as all of it may take: looking up its name, and every hop."""
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    addresses = _addresses(host, port, until)
    if not addresses or not all(may_reach(one) for one in addresses):
        raise NotFetched(f"{host} is not on the public internet, so it is not asked.")
    line = _Line(host, port, addresses[0], secure=parts.scheme == "https")
    over = threading.Timer(max(until - time.monotonic(), 0), line.cut)
    over.start()
    try:
        with closing(line):
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            line.request("GET", target, headers=headers)
            with line.getresponse() as answer:
                yield answer
    finally:
        over.cancel()
        if line.was_cut:
            raise NotFetched(f"{host} took longer than {LONGEST} seconds.")


def _addresses(host: str, port: int, until: float) -> list[str]:
    """Where a name leads to, looked up in a thread of its own: the system's looking has no end.

    Raises:
        TimeoutError: it takes too long.
        OSError: it leads nowhere.
    """
    found: list[str] = []
    trouble: list[OSError | ValueError] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(each[4][0]) for each in answers))
        except (OSError, ValueError) as wrong:  # a name that cannot be one is a ValueError
            trouble.append(wrong)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(max(until - time.monotonic(), 0))
    if looking.is_alive():
        raise TimeoutError
    if trouble:
        raise trouble[0]
    return found


class _Line(http.client.HTTPConnection):
    """A line to one internet address, under the name of its server."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.default_port = PORTS["https" if secure else "http"]  # left out of the Host header
        self._address, self._secure = address, secure
        self._open: socket.socket | None = None  # http.client lets go of its own early
        self.was_cut = False

    def connect(self) -> None:
        """Speak to the address that was looked at, whatever the name leads to by now."""
        self.sock = socket.create_connection((self._address, self.port), PATIENCE)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self._open = self.sock

    def cut(self) -> None:
        """End it, whatever it waits for."""
        self.was_cut = True
        if self._open is not None:
            with suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)


def _taken(answer: http.client.HTTPResponse, most: int) -> Fetched:
    """What was sent, all of it."""
    if answer.status == _UNCHANGED:
        return Fetched(None)
    if answer.status != _THERE:
        raise NotFetched(f"The server answered {answer.status} {answer.reason[:60]}.")
    parts, size = [], 0
    while chunk := answer.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise NotFetched(f"It is larger than {most // 2**20} MiB.")
        parts.append(chunk)
    if answer.length:
        raise NotFetched(_CUT_SHORT)
    if _may_be_cut_short(answer, parts):
        raise NotFetched(
            "It may be cut short: its last line has no end, and the server names no length."
        )
    tag, changed = (answer.getheader(name, "") for name in ("ETag", "Last-Modified"))
    return Fetched(b"".join(parts), tag[:TAG_LIMIT], changed[:TAG_LIMIT])


def _may_be_cut_short(answer: http.client.HTTPResponse, parts: list[bytes]) -> bool:
    """Whether nothing tells the end of what was sent from a line that broke off: 6 of 65."""
    if answer.chunked or answer.getheader("Content-Length") is not None or not parts:
        return False
    return not parts[0].startswith(_PACKED) and not parts[-1].endswith((b"\n", b"\r", b"\n\0"))
