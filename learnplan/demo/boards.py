"""What Northwind's people wrote on their boards: what happened, what they promise and try."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.directory import queries as directory
from learnplan.directory.queries import actor_for_email
from learnplan.ours.elsewhere.services import open_window
from learnplan.ours.performance import queries, writing, writings
from learnplan.ours.performance.editions import Edition
from learnplan.ours.performance.periods import Period, PeriodKind

PACKAGING = ("Operations", "Packaging")
WEB_SHOP = ("Systems", "Web shop")
TROLLEYS = 7
"""How many months before the last the trolleys came."""
BASELINE = 17


def write(*, zone: str) -> None:
    """Write on the boards of Packaging and the web shop, each on its day."""
    chidi, marek, ana = (
        actor_for_email(f"{name}@northwind.example", zone=zone)
        for name in ("chidi", "marek", "ana")
    )
    last = Period(PeriodKind.MONTH, clock.today(zone).replace(day=1)).previous()
    indicators = {each.name: each.id for each in queries.indicators().values()}
    packaging, web_shop = unit_at(*PACKAGING), unit_at(*WEB_SHOP)
    changeover = indicators["Changeover time"]
    came = _months_before(last, TROLLEYS - 1)

    with clock.stopped(_morning(came + timedelta(days=2))):
        writing.write_note(
            chidi,
            packaging,
            indicator_id=changeover,
            happened_on=came + timedelta(days=1),
            words="kit trolley trial starts on lines 2 and 3",
        )
        writing.propose_programme(
            chidi,
            packaging,
            changeover,
            title="Kit trolleys on lines 2 and 3",
            what="Everything for the next job stands on one trolley before the last pallet is out.",
            starts_on=came,
            due_on=last.end,
            amount=-6,
        )
    with clock.stopped(_morning(_months_before(last, 2) + timedelta(days=4))):
        for unit_id in (packaging, *(unit_at(*PACKAGING, line) for line in ("Line 2", "Line 3"))):
            writing.declare_step(
                marek,
                unit_id,
                changeover,
                starts_on=_months_before(last, TROLLEYS + BASELINE - 1),
                baseline=BASELINE,
                reason="The months before the trolleys are what later ones are judged by",
            )
        writing.set_target(
            marek,
            packaging,
            changeover,
            value=40,
            starts_on=_months_before(last, 2),
            owner=marek.name,
            review_on=last.end,
            why="Line 3 has shown that it can be done.",
        )
        [target] = writings.writings_at([packaging], (), [changeover]).targets[changeover]
        writing.decide(
            marek,
            writings.kept_target(target.id),
            decided="Keep 40. Ask line 1 whether they want trolleys before anything is bought.",
            next_on=_next_month(last) + timedelta(days=13),
        )
        writing.pin(marek, packaging, indicators["Near misses reported"])
        writing.pin(marek, packaging, indicators["Deliveries on time"])
    _rework(marek, packaging, indicators["Rework"], last)
    with clock.stopped(_morning(_months_before(last, 1) + timedelta(days=3))):
        edition = Edition(queries.version())  # its word is thrown away: nobody sees through it
        open_window(marek, edition.place(packaging), purpose="Screen in the canteen", sites="")
    _response_time(ana, web_shop, indicators["Response time"], last)


def _rework(marek: Actor, unit_id: UUID, rework: UUID, last: Period) -> None:
    """A target whose day has come, and something that is still being tried."""
    with clock.stopped(_morning(_months_before(last, 3) + timedelta(days=7))):
        writing.set_target(
            marek,
            unit_id,
            rework,
            value=2.5,
            starts_on=_months_before(last, 3),
            owner=marek.name,
            review_on=last.end,
            why="2 was missed for two years; 2.5 by the end of the quarter is a first step.",
        )
        writing.propose_programme(
            marek,
            unit_id,
            rework,
            title="A second pair of eyes at the palletiser",
            what="For the first pallet of each job, somebody from the next line looks as well.",
            starts_on=_months_before(last, 1),
            due_on=_next_month(last) + timedelta(days=100),
            amount=-0.5,
        )


def _response_time(ana: Actor, unit_id: UUID, response_time: UUID, last: Period) -> None:
    """What Ana noted on her team's chart."""
    day = _months_before(last, 4) + timedelta(days=10)
    with clock.stopped(_morning(day)):
        writing.write_note(
            ana,
            unit_id,
            indicator_id=response_time,
            happened_on=day,
            words="orders table gets an index",
        )


def unit_at(*names: str) -> UUID:
    """The unit that is reached by these names from the organisation down."""
    at = directory.organisation_unit().id
    for name in names:
        at = next(each.id for each in directory.children_of(at) if each.name == name)
    return at


def _months_before(last: Period, months: int) -> date:
    """The first day of the month so many before the last that is over."""
    for _ in range(months):
        last = last.previous()
    return last.start


def _next_month(last: Period) -> date:
    return last.next().start


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), UTC)
