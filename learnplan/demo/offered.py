"""Role maps and menus that Dana brought in, and what some do with them in private."""

from uuid import uuid4

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.demo.records import RECORDS, Calendar
from learnplan.directory.queries import actor_for_email
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.words import OPEN, Horizon
from learnplan.mine.roles import offering, services, telling
from learnplan.ours.brokerage import importing
from learnplan.ours.brokerage.queries import offers
from learnplan.ours.brokerage.queries import roles as maps

DIGITAL, ACCOUNTING = "Digital and data", "Accounting"
WAYS = "Ways to learn at Northwind"
CAPABILITY = (
    "From the UK Government Digital and Data Profession Capability Framework. Contains public "
    "sector information licensed under the Open Government Licence v3.0."
)
CARDS = "From CFO.gov, a work of the United States Government."
FILES = (
    (("digital-and-data.csv",), DIGITAL, WAYS, CAPABILITY),
    (("ways-to-learn.csv",), DIGITAL, WAYS, ""),
    (("accounting-entry.md", "accounting-senior.md"), ACCOUNTING, "Courses in accounting", CARDS),
)
OFFER = (
    ("ana", "The checkout of the web shop", "I know why it is as it is. Mornings are best.", ""),
    ("ben", "Closing a month", "Ask before the 25th.", ""),
    ("dana", "Role maps", "I keep them. Tell me what yours leaves out.", ""),
    (
        "ingrid",
        "Security of what we run",
        "An hour on your own code. Bring it, and what you are afraid of.",
        "Information security",
    ),
    ("mateo", "Query plans", "Bring the query and what it does today.", ""),
)
ANA_STANDS = {
    "Availability and capacity management": "Working",
    "Information security": "Awareness",
    "Modern development standards": "Practitioner",
    "Programming and build (software engineering)": "Practitioner",
    "Prototyping": "",
    "Systems design": "Working",
}


def bring_in(steward: Actor) -> None:
    """Bring in role maps and menus, through the door that stewards use."""
    for names, framework, menu, source in FILES:
        files = [(name, (RECORDS / "maps" / name).read_bytes()) for name in names]
        batch = importing.send_files(steward, files)
        importing.settle(batch, framework=framework, menu=menu, source=source)
        importing.add(batch, importing.read(batch), over_hands=False, take_away=False)


def look(*, zone: str) -> None:
    """Let Ana look at a next role, mark where she stands, and take an option into her plan."""
    ana = actor_for_email("ana@northwind.example", zone=zone)
    role = next(
        maps.role_for(each.id)
        for one in maps.maps()
        for roles in one.families.values()
        for each in roles
        if each.name == "Software developer"
    )
    level = next(each for each in role.levels if each.name == "Senior developer")
    own = {need.competency: ANA_STANDS.get(need.competency.name) for need in level.needs}
    with clock.stopped(Calendar.until_now(zone).moment(4)):
        services.list_role(ana, role.role, level=level, horizon=Horizon.NEXT_ROLE)
        services.mark(ana, {each: stands for each, stands in own.items() if stands is not None})
        option = _option("A morning beside")
        goal = plan.goals_for(ana, states=OPEN, horizon=Horizon.NEXT_ROLE)[0]
        back = f"/roles/options/{option.id}"
        services.take_option(ana, option, back=back, goal_id=goal.id)


def tell(*, zone: str) -> None:
    """Let two people tell everyone what they think of an option, one without a name."""
    ada, ben = (actor_for_email(f"{name}@northwind.example", zone=zone) for name in ("ada", "ben"))
    _say(
        ada,
        "A morning beside",
        words="Go on a Monday. Bring nothing, and ask why nobody reboots it.",
        signed=False,
    )
    _say(
        ben,
        "Survey of Accounting",
        words="Good for the words. I would skip the last third, which is about tax elsewhere.",
        signed=True,
    )


def offer_help(*, zone: str) -> None:
    """Let some be found as people who know something; one of them for a competency on a map."""
    competencies = {
        each.name: each for where in maps.maps() for each in maps.competencies_of(where.id)
    }
    for name, about, note, competency in OFFER:
        actor = actor_for_email(f"{name}@northwind.example", zone=zone)
        named = competencies.get(competency)
        offered = offering.offered_now(
            actor, about=about, note=note, competency_key=named.key if named else ""
        )
        offering.publish(actor, uuid4(), offered, whom="everyone at Northwind")


def _say(actor: Actor, title: str, *, words: str, signed: bool) -> None:
    with transaction(Database.LEARNING):
        draft = telling.write(actor, _option(title), words=words, signed=signed)
        version = draft.version
    telling.publish(actor, draft.id, version=version, whom="everyone at Northwind")


def _option(title: str) -> offers.OptionSeen:
    return offers.options(offers.Wanted(words=title)).options[0]
