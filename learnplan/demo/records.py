"""What some people of Northwind keep for themselves, written through the doors they would use.

The files in records/ are read by nobody but this module. They count back in working days, so that
the records look alive on whichever day the demonstration is made.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.demo.people import OFFERED
from learnplan.directory.queries import actor_for_email
from learnplan.mine.attestations import services as attestations
from learnplan.mine.attestations.achievements import achievement_for
from learnplan.mine.evidence import services as evidence
from learnplan.mine.evidence.examining import examine
from learnplan.mine.evidence.shelf import shelf_here
from learnplan.mine.log import queries
from learnplan.mine.log import services as log
from learnplan.mine.log.capture import Understood
from learnplan.mine.log.entries import Link, NewActivity
from learnplan.mine.log.filtering import Filters, save_filter
from learnplan.mine.log.kinds import Kind, Purpose
from learnplan.mine.plan.queries import own_goal_for
from learnplan.mine.plan.services import goals as plan
from learnplan.mine.plan.services import people_asked, practices, rounds, steps
from learnplan.mine.plan.words import Approach, Horizon, Need, State
from learnplan.mine.sharing import comments
from learnplan.mine.sharing import services as sharing
from learnplan.mine.sharing.items import Item

RECORDS = resources.files("learnplan.demo") / "records"
WORKING_DAYS = 5
MORNING_IS_OVER = time(10)
LUNCH = time(12, 40)
EVENING = time(17)


def write_down(*, zone: str) -> None:
    """Give everybody whom the demonstration offers a plan and a log."""
    calendar = Calendar.until_now(zone)
    for email in OFFERED:
        actor = actor_for_email(email, zone=zone)
        name, _, _ = email.partition("@")
        for said in reversed(read_record("plans", name)["goal"]):
            _set_goal(actor, said, calendar)
        record = read_record("logs", name)
        for said in reversed(record["log"]):
            _keep(actor, said, calendar)
        for said in record.get("filter", ()):
            save_filter(actor, Filters(words=said["words"], tag=said["tag"]), name=said["name"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working days up to the latest whose morning is over."""

    zone: str
    latest: date

    @classmethod
    def until_now(cls, zone: str) -> "Calendar":
        """The calendar as it stands for somebody in ``zone`` (an IANA name)."""
        now = clock.local_now(zone)
        latest = now.date()
        if now.time() < MORNING_IS_OVER:
            latest -= timedelta(days=1)
        while latest.weekday() >= WORKING_DAYS:
            latest -= timedelta(days=1)
        return cls(zone=zone, latest=latest)

    def day(self, ago: int) -> date:
        """The working day so many before the latest."""
        weeks, days = divmod(ago, WORKING_DAYS)
        weekend = 2 if days > self.latest.weekday() else 0
        return self.latest - timedelta(weeks=weeks, days=days + weekend)

    def moment(self, ago: int, at: time = EVENING) -> datetime:
        """A time of that day."""
        return datetime.combine(self.day(ago), at, ZoneInfo(self.zone))


def read_record(folder: str, name: str) -> dict[str, Any]:
    """What the file of one person in one folder of records/ says."""
    file = RECORDS / folder / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _set_goal(actor: Actor, said: dict[str, Any], calendar: Calendar) -> None:
    """Write down one goal, and all that became of it."""
    by_in = said.get("by_in")
    with clock.stopped(calendar.moment(said["ago"])):
        goal = plan.set_goal(
            actor,
            title=said["title"],
            why=said.get("why", ""),
            how_i_will_know=said.get("how_i_will_know", ""),
            horizon=Horizon(said["horizon"]),
            approach=Approach(said["approach"]) if "approach" in said else None,
            need=Need(said["need"]) if "need" in said else None,
            by=calendar.latest + timedelta(days=by_in) if by_in else None,
            state=State(said.get("state", State.IDEA)),
        )
    for each in said.get("steps", ()):
        step = steps.add_step(actor, goal, text=each["text"])
        if "done" in each:
            with clock.stopped(calendar.moment(each["done"])):
                steps.tick_step(actor, goal, step)
    _write_beside(actor, goal.id, said, calendar)
    for move in said.get("moves", ()):
        with clock.stopped(calendar.moment(move["ago"])):
            plan.move_goal(actor, goal, State(move["to"]), remark=move.get("remark", ""))
    for each in said.get("evidence", ()):
        with clock.stopped(calendar.moment(each["ago"])):
            _attach(actor, goal.as_item, each)
    _show(actor, goal.as_item, said, calendar)


def _show(actor: Actor, item: Item, said: dict[str, Any], calendar: Calendar) -> None:
    """Open an item to others, who look and perhaps write, and prove it to somebody outside."""
    for share in said.get("shared", ()):
        reader = actor_for_email(share["with"])
        days = share.get("for_days")
        until = calendar.latest + timedelta(days=days) if days else None
        with clock.stopped(calendar.moment(share["ago"])):
            sharing.share_item(actor, item, reader_id=reader.id, until=until)
        for ago in share.get("looked", ()):
            with clock.stopped(calendar.moment(ago, LUNCH)):
                sharing.look_at(reader, item)
        for word in share.get("wrote", ()):
            with clock.stopped(calendar.moment(word["ago"], LUNCH)):
                comments.write_comment(
                    reader,
                    item,
                    text=word["text"],
                    is_endorsement=word.get("saw", False),
                    may_be_shown=word.get("outside", False),
                )
    for proof in said.get("attested", ()):
        with clock.stopped(calendar.moment(proof["ago"])):
            attestations.attest(
                actor,
                achievement_for(actor, item.kind, item.id),
                until=calendar.latest + timedelta(days=proof["for_days"]),
                statement=proof["statement"],
                facts=proof["facts"],
                endorsements=[each.id for each in comments.endorsements_on(actor, item)],
            )


def _write_beside(actor: Actor, goal_id: UUID, said: dict[str, Any], calendar: Calendar) -> None:
    """Write down the practice, the people asked and the rounds of a goal."""
    goal = own_goal_for(actor, goal_id)
    if practice := said.get("practice"):
        text, kept_where = practice["text"].strip(), practice["kept_where"]
        practices.write_practice(actor, goal, version=0, text=text, kept_where=kept_where)
    for person in said.get("people", ()):
        with clock.stopped(calendar.moment(person["ago"])):
            people_asked.add_person(
                actor,
                goal,
                colleague_id=actor_for_email(person["who"]).id if "who" in person else None,
                name=person.get("name", ""),
                question=person["question"],
                answer=person.get("answer", ""),
                asked_on=calendar.day(person["asked"]) if "asked" in person else None,
            )
    for each in said.get("rounds", ()):
        probed = {
            "probe": each["probe"],
            "starts_on": calendar.day(each["from"]),
            "ends_on": calendar.day(each["until"]),
        }
        with clock.stopped(calendar.moment(each["ago"])):
            this = rounds.begin_round(actor, goal, **probed)
        for signal in each["signals"]:
            noticed_on = calendar.day(signal["on"])
            with clock.stopped(calendar.moment(signal["on"])):
                rounds.add_signal(actor, goal, this, text=signal["text"], noticed_on=noticed_on)
        if "response" in each:
            response = each["response"]
            rounds.rewrite_round(actor, goal, this, version=1, **probed, response=response)


def _attach(actor: Actor, item: Item, said: dict[str, Any]) -> None:
    """Attach one piece of evidence to a goal."""
    if "quotation" in said:
        evidence.attach_quotation(actor, item, quotation=said["quotation"], said_by=said["said_by"])
    elif "address" in said:
        evidence.attach_link(actor, item, address=said["address"], title=said["title"])
    else:
        data = (RECORDS / "evidence" / said["file"]).read_bytes()
        with shelf_here().staged(examine(data)) as staged:
            kept = evidence.attach_file(
                actor, item, staged, name=said["file"], title=said.get("title", "")
            )
        evidence.let_go_along(actor, kept, goes_along=said.get("along", False))


def _keep(actor: Actor, said: dict[str, Any], calendar: Calendar) -> None:
    """Keep one activity: a line as it was typed, and what was said of it afterwards, if anything.

    Raises:
        ValueError: the line says something that the capture line does not understand.
    """
    with clock.stopped(calendar.moment(said["ago"], said.get("at", EVENING))):
        line = queries.understood(actor, said["line"])
        if line.unknown or line.on != calendar.day(said["ago"]):
            raise ValueError(f"“{line.what}” is not understood as it is meant.")
        if "how" in said:
            activity_id = log.keep_activity(actor, _made_sense_of(line, said))
        else:
            activity_id = log.capture(actor, said["line"]).id
    _show(actor, queries.activity_for(actor, activity_id).as_item, said, calendar)


def _made_sense_of(line: Understood, said: dict[str, Any]) -> NewActivity:
    kind, _, purpose = said["how"].partition(", to ")
    return NewActivity(
        what=line.what,
        happened_on=line.on,
        happened_at=said.get("at"),
        kind=Kind(kind),
        purpose=Purpose(purpose) if purpose else None,
        minutes=line.minutes,
        note=said.get("note", ""),
        thoughts=said.get("thoughts", ""),
        with_whom=said.get("with", ""),
        tags=line.tags,
        links=tuple(Link(address=address) for address in line.links),
        goal_ids=(line.goal.id,) if line.goal else (),
    )
