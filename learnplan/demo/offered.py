"""Role maps and menus that Dana brought in, and what some do with them in private."""

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.demo.records import RECORDS, Calendar
from learnplan.directory.queries import actor_for_email
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.words import OPEN, Horizon
from learnplan.mine.roles import services, telling
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


def _say(actor: Actor, title: str, *, words: str, signed: bool) -> None:
    with transaction(Database.LEARNING):
        draft = telling.write(actor, _option(title), words=words, signed=signed)
        version = draft.version
    telling.publish(actor, draft.id, version=version, whom="everyone at Northwind")


def _option(title: str) -> offers.OptionSeen:
    return offers.options(offers.Wanted(words=title)).options[0]
