"""The ledger's chain: each published number is tied by a hash to the one before (rule R9).

Pure. Anybody can check a row by hand: its line is hashed with SHA-256, and the line begins with
the hash of the row before.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One number as it is published: of which plan and block, how large, at what ε."""

    plan_hash: str
    period: str
    question: str
    block: str
    roster_size: int
    value: int
    epsilon: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A number in its place in the chain. Numbers count from 1."""

    number: int
    said: Number
    previous: str
    hash: str


def line_of(number: int, said: Number, previous: str) -> str:
    """What is hashed for one row: a JSON list in one line, UTF-8, without spaces between."""
    cells = [
        *(previous, number, said.plan_hash, said.period, said.question, said.block),
        *(said.roster_size, said.value, said.epsilon, said.most),
    ]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def hash_of(line: str) -> str:
    """SHA-256 of a line, in hexadecimal: what ``sha256sum`` says of it."""
    return hashlib.sha256(line.encode()).hexdigest()


def chained(numbers: Iterable[Number], *, after: Link | None) -> Iterator[Link]:
    """The rows that follow ``after``; without it, the first rows of a ledger."""
    count, previous = (after.number, after.hash) if after else (0, BEFORE_THE_FIRST)
    for said in numbers:
        count += 1
        found = hash_of(line_of(count, said, previous))
        yield Link(number=count, said=said, previous=previous, hash=found)
        previous = found


def faults_in(links: Sequence[Link]) -> list[str]:
    """Every place where the chain does not hold, in words; none when it is whole."""
    faults = []
    expected, previous = 1, BEFORE_THE_FIRST
    for link in links:
        if link.number != expected:
            faults.append(f"Row {expected} is missing: row {link.number} stands in its place.")
        elif link.previous != previous:
            faults.append(f"Row {link.number} does not follow the row before it.")
        if hash_of(line_of(link.number, link.said, link.previous)) != link.hash:
            faults.append(f"Row {link.number} does not say what was hashed.")
        expected, previous = link.number + 1, link.hash
    return faults


def head_of(links: Sequence[Link]) -> str:
    """The hash of the last row: whoever kept it notices if anything before was rewritten."""
    return links[-1].hash if links else BEFORE_THE_FIRST
