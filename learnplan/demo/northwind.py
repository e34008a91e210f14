"""Making Northwind: each database all or nothing, then what goes to everyone, act by act."""

from learnplan.core.db import Database, transaction
from learnplan.demo import (
    boards,
    circles,
    figures,
    finding,
    journals,
    offered,
    passing_on,
    portfolios,
    practising,
    pulses,
    records,
    voices,
)
from learnplan.demo.people import OFFERED, PEOPLE
from learnplan.directory.people_file import read_people
from learnplan.directory.queries import actor_for_email
from learnplan.directory.services import people, people_import

SENDER = "ada@northwind.example"
STEWARD = "dana@northwind.example"


def make(*, zone: str) -> None:
    """Make the demonstration organisation on empty ground."""
    with transaction(Database.ORGANISATION):
        people.install(organisation="Northwind", offers=OFFERED)
        people_import.import_people(read_people(PEOPLE.encode()), zone=zone)
        figures.bring_in(actor_for_email(SENDER, zone=zone))
        figures.let_push(actor_for_email(SENDER, zone=zone))
        boards.write(zone=zone)
        practising.write(zone=zone)
        offered.bring_in(actor_for_email(STEWARD, zone=zone))
    with transaction(Database.LEARNING):
        records.write_down(zone=zone)
        circles.start(zone=zone)
        finding.begin(zone=zone)
        journals.write_down(zone=zone)
        portfolios.put_together(zone=zone)
        offered.look(zone=zone)
    journals.tell(zone=zone)
    passing_on.tell(zone=zone)
    offered.tell(zone=zone)
    offered.offer_help(zone=zone)
    voices.speak(zone=zone)
    pulses.run(actor_for_email(SENDER, zone=zone), zone=zone)
