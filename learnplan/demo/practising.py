"""How Northwind works: procedures and what is proposed of them, probes and what came of them.

What is written is in practices.toml, which says how it is read.
"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.demo.boards import unit_at
from learnplan.demo.records import Calendar
from learnplan.directory.queries import actor_for_email
from learnplan.ours.practices.queries.probes import probe_for
from learnplan.ours.practices.queries.procedures import latest_of, procedure_for
from learnplan.ours.practices.queries.proposals import proposal_for
from learnplan.ours.practices.services import probes, procedures, proposals
from learnplan.ours.practices.words import Aside, Kind, Mark, Signal

FILE = Path(__file__).with_name("practices.toml")
Said = dict[str, Any]


def write(*, zone: str) -> None:
    """Write down how things are done, what is proposed, and what is tried."""
    said = tomllib.loads(FILE.read_text("utf-8"))
    house = _House(zone)
    for each in said["procedure"]:
        _procedure(house, each)
    for each in said["probe"]:
        _probe(house, each)


class _House:
    """The people and the days of the demonstration."""

    def __init__(self, zone: str) -> None:
        self.calendar = Calendar.until_now(zone)
        self.person = cache(lambda name: actor_for_email(f"{name}@northwind.example", zone=zone))

    @contextmanager
    def day(self, ago: int) -> Iterator[date]:
        """That working day, until its end."""
        with clock.stopped(self.calendar.moment(ago)):
            yield self.calendar.day(ago)


def _procedure(house: _House, said: Said) -> None:
    """A procedure, and then what was proposed and written in the order in which it came."""
    keeper = house.person(said["by"])
    with house.day(said["ago"]):
        procedure_id = procedures.begin_procedure(
            keeper,
            unit_id=unit_at(*said["unit"]),
            title=said["title"],
            text=said["text"].strip(),
            aid=said["aid"].strip(),
        ).id
    for each in said.get("proposal", ()):
        _proposal(house, keeper, procedure_id, each)
    for each in said.get("version", ()):
        with house.day(each["ago"]):
            procedures.write_version(
                house.person(each["by"]),
                procedure_for(procedure_id),
                version=procedure_for(procedure_id).version,
                changed=each["changed"],
                **_whole(procedure_id, each),
            )


def _proposal(house: _House, keeper: Actor, procedure_id: UUID, said: Said) -> None:
    with house.day(said["ago"]):
        proposal_id = proposals.propose(
            house.person(said["by"]),
            procedure_for(procedure_id),
            kind=Kind(said["kind"]),
            base=procedure_for(procedure_id).version,
            why=said["why"],
            **_whole(procedure_id, said),
        ).id
    for name, ago, words in said.get("comments", ()):
        with house.day(ago):
            proposal = proposal_for(proposal_id)
            proposals.add_line(house.person(name), proposal, aside=Aside.COMMENT, words=words)
    if "trial" in said:
        _try(house, keeper, proposal_id, said)
    if "decided" in said:
        _decide(house, keeper, procedure_id, proposal_id, said)


def _try(house: _House, keeper: Actor, proposal_id: UUID, said: Said) -> None:
    trial = said["trial"]
    with house.day(trial["ago"]) as day:
        proposals.put_on_trial(
            keeper,
            proposal_for(proposal_id),
            unit_id=unit_at(*trial["unit"]),
            until_on=day + timedelta(weeks=trial["weeks"]),
        )
    for name, ago, words in said["noticed"]:
        with house.day(ago):
            proposal = proposal_for(proposal_id)
            proposals.add_line(house.person(name), proposal, aside=Aside.NOTICED, words=words)


def _decide(
    house: _House, keeper: Actor, procedure_id: UUID, proposal_id: UUID, said: Said
) -> None:
    decided = said["decided"]
    with house.day(decided["ago"]):
        proposal = proposal_for(proposal_id)
        if decided["how"] == "adopted":
            proposals.adopt(keeper, proposal, version=proposal.version, reason=decided["reason"])
        elif decided["how"] == "declined":
            proposals.decline(keeper, proposal, reason=decided["reason"])
        else:
            proposals.adapt(
                keeper,
                proposal,
                version=proposal.version,
                base=procedure_for(procedure_id).version,
                reason=decided["reason"],
                **_whole(procedure_id, said["adapted"]),
            )


def _whole(procedure_id: UUID, said: Said) -> dict[str, Any]:
    """A whole text: what the procedure says, with a line of it in other words."""
    now = latest_of(procedure_for(procedure_id))
    text = said.get("text") or now.text.replace(said["from"], said["to"])
    return {"title": now.title, "text": text, "aid": "" if "text" in said else now.aid}


def _probe(house: _House, said: Said) -> None:
    poster = house.person(said["by"])
    with house.day(said["ago"]) as day:
        probe_id = probes.post_probe(
            poster,
            title=said["title"],
            what=said["what"],
            amplify=said["amplify"],
            dampen=said["dampen"],
            until_on=day + timedelta(weeks=said["weeks"]),
            unit_id=unit_at(*said["unit"]) if "unit" in said else None,
        ).id
        for name in said.get("signed", ()):
            probes.put_name_to(house.person(name), probe_for(probe_id))
    _note(house, probe_id, said)
    _end(house, poster, probe_id, said)


def _note(house: _House, probe_id: UUID, said: Said) -> None:
    for name, ago, signal, words in said.get("sensed", ()):
        _add(house, probe_id, name, ago, Mark.SENSED, words, signal)
    for name, ago, words in said.get("responses", ()):
        _add(house, probe_id, name, ago, Mark.RESPONSE, words)
    for name, ago, mark, words in said.get("offers", ()):
        _add(house, probe_id, name, ago, Mark(mark), words)


def _add(house: _House, probe_id: UUID, *line: Any) -> None:
    name, ago, mark, words, *signals = line
    signal = next((Signal(each) for each in signals if each), None)
    with house.day(ago):
        probe = probe_for(probe_id)
        probes.add_line(house.person(name), probe, mark=mark, words=words, signal=signal)


def _end(house: _House, poster: Actor, probe_id: UUID, said: Said) -> None:
    """What came of a probe, if anything has yet."""
    if "let_go" in said:
        with house.day(said["let_go"]["ago"]):
            probes.let_go(poster, probe_for(probe_id), learned=said["let_go"]["learned"])
    if "adapted" in said:
        grown = dict(said["adapted"])
        with house.day(grown.pop("ago")) as day:
            until_on = day + timedelta(weeks=grown.pop("weeks"))
            probe = probes.adapt_probe(poster, probe_for(probe_id), until_on=until_on, **grown)
        _note(house, probe.id, said["grown"])
    if "adopted" in said:
        found = dict(said["adopted"])
        with house.day(found.pop("ago")):
            found["text"] = found["text"].strip()
            probes.adopt_probe(poster, probe_for(probe_id), aid="", **found)
