"""What a browser fetches to show the first page to somebody whom it has never shown one."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from tools.bench.calls import Caller

DOOR = "/sign-in"
TODAY = "/"
_LINKED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(?!data:)([^"]+)"')
_WOKEN = re.compile(r'<(?!form)\w+\b[^>]*?\bdata-module="([^"]+)"')
_NAMED = re.compile(r'(?:\burl\(|^import .* from )"([^"]+)"', re.MULTILINE)
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


def visit(caller: Caller, page: str) -> Visit:
    """Open ``page`` with nothing kept, and fetch what it, its styles and its scripts name.

    Left out are the script of a form, which waits until somebody writes in it, and the font of
    rare letters, which waits for one. ``tests/browser/test_ways_in.py`` has a browser say the same.
    """
    sizes: dict[str, int] = {}
    text = _fetch(caller, page, sizes)
    for address in [*_LINKED.findall(text), *_WOKEN.findall(text)]:
        found = _fetch(caller, address, sizes)
        for named in _NAMED.findall(found):
            if _ONLY_FOR_RARE_LETTERS not in named:
                _fetch(caller, urljoin(address, named), sizes)
    return Visit(sizes)


def _fetch(caller: Caller, address: str, sizes: dict[str, int]) -> str:
    """What is at an address of ours, as text; somebody else's is noted and left alone."""
    if sizes.setdefault(address, 0) or urlsplit(address).netloc:
        return ""
    answer = caller.prepare("GET", address)()
    sizes[address] = len(answer.body)
    return answer.text
