"""What a browser fetches to show the first page to somebody whom it has never shown one."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from tools.bench.calls import Caller
from tools.bench.house import House

PAGE = "/"
_LINKED = re.compile(r'<(?:link|script|img|use)\b[^>]*?\b(?:href|src)="([^"]+)"')
_FACE = re.compile(r"@font-face\s*{[^}]*}")
_ADDRESS = re.compile(r'url\("([^"]+)"\)')
_ONLY_FOR_RARE_LETTERS = "-ext-"


@dataclass(frozen=True, slots=True)
class Visit:
    """The addresses that were fetched, and how many bytes each answer had as it was sent."""

    sizes: dict[str, int]

    @property
    def bytes(self) -> int:
        """All of it together."""
        return sum(self.sizes.values())

    @property
    def other_hosts(self) -> int:
        """How many of the addresses are somebody else's."""
        return sum(bool(urlsplit(address).netloc) for address in self.sizes)


def visit(house: House) -> Visit:
    """Open the front page, and fetch what it and its styles name.

    Scripts that a part of the page brings along wait until somebody writes in it, and fonts for
    rare letters until there is one; neither is counted.
    """
    caller = house.caller()
    sizes = {PAGE: 0}
    page = _fetch(caller, PAGE, sizes)
    for address in _LINKED.findall(page):
        text = _fetch(caller, address.partition("#")[0], sizes)
        for face in _FACE.findall(text):
            for file in _ADDRESS.findall(face):
                if _ONLY_FOR_RARE_LETTERS not in file:
                    _fetch(caller, urljoin(address, file), sizes)
    return Visit(sizes)


def _fetch(caller: Caller, address: str, sizes: dict[str, int]) -> str:
    """What is at an address of ours, as text; somebody else's is noted and left alone."""
    if sizes.setdefault(address, 0) or urlsplit(address).netloc:
        return ""
    answer = caller.prepare("GET", address)()
    sizes[address] = len(answer.body)
    return answer.text
