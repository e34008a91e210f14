"""Who looks for whom at Northwind: goals that are matched, and asks and offers."""

from uuid import UUID

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.demo.records import Calendar
from learnplan.directory.queries import actor_for_email
from learnplan.mine.circles.queries import matching as queries
from learnplan.mine.circles.queries import notices as on_list
from learnplan.mine.circles.services import matching, notices
from learnplan.mine.circles.words import Side
from learnplan.mine.plan.queries import goals_for, own_goal_for
from learnplan.mine.plan.words import State

ASKED = {
    "ana": {
        "Find out why Monday’s reports are slow": "Monday reports slow SQL",
        "Hold a one-to-one that people look forward to": "lead a team, one-to-ones",
    },
    "ben": {
        "Get ready to lead a small team": "lead a small team",
        "Learn enough SQL to ask my own questions": "SQL questions reports",
    },
    "chidi": {"Read a control chart before I believe it": "read control chart"},
    "marek": {"Look at a chart for a week before I say anything": "control chart, read calmly"},
}
WHAT_ANA_AND_BEN_SHARE = {
    "ana": "Hold a one-to-one that people look forward to",
    "ben": "Get ready to lead a small team",
}
LINES = (
    ("dana", Side.OFFER, "how to keep time in a meeting without a clock in my voice", 12),
    ("chidi", Side.ASK, "how a query plan is read, by looking over a shoulder once", 8),
    ("ana", Side.OFFER, "how to write an incident note that people read to the end", 6),
    ("marek", Side.ASK, "how others hand over a shift at six in the morning", 5),
    ("ben", Side.OFFER, "what a ledger must never do, with examples", 3),
    ("ada", Side.ASK, "which of our screens the night crew swears at", 2),
)
TO_ANA = "Ours are three pages, and nobody gets past the first. Would you read one with me?"
FROM_ANA = "I would sit beside you for half an hour and say nothing, if that is all right."


def begin(*, zone: str) -> None:
    """Let some people of the demonstration look for each other."""
    calendar = Calendar.until_now(zone)
    people = {
        name: actor_for_email(f"{name}@northwind.example", zone=zone)
        for name in (*ASKED, *(name for name, *_ in LINES))
    }
    with clock.stopped(calendar.moment(9)):
        for name, asked in ASKED.items():
            for title, words in asked.items():
                _ask(people[name], title, words)
    for ago, (name, title) in zip((4, 3), WHAT_ANA_AND_BEN_SHARE.items(), strict=True):
        with clock.stopped(calendar.moment(ago)):
            _say_yes(people[name], title)
    for name, side, text, ago in LINES:
        with clock.stopped(calendar.moment(ago)):
            notices.post_notice(people[name], side=side, text=text)
    with clock.stopped(calendar.moment(1)):
        _write(people["chidi"], "how to write an incident note", TO_ANA)
        _write(people["ana"], "what a ledger must never do", FROM_ANA)


def _ask(actor: Actor, title: str, words: str) -> None:
    goal = own_goal_for(actor, _goal_called(actor, title))
    matching.ask_to_be_matched(actor, goal.as_item, words=words)


def _say_yes(actor: Actor, title: str) -> None:
    request = queries.request_for(actor, _goal_called(actor, title))
    matching.say_yes(actor, request, shown_on=queries.today())


def _goal_called(actor: Actor, title: str) -> UUID:
    return next(row.id for row in goals_for(actor, states=list(State)) if row.title == title)


def _write(actor: Actor, beginning: str, note: str) -> None:
    line = next(each for each in on_list.notices(actor).rows if each.text.startswith(beginning))
    notices.write_to(actor, on_list.notice_for(actor, line.id), note=note)
