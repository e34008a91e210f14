"""What is not yours does not exist: its addresses answer whoever asks as those of nothing do.

Every argument of every address of both wings is in one of the two tables here. One that is in
neither fails: whoever adds an address says whether it names something of somebody's own.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from learnplan.core.actor import Role
from learnplan.core.db import Database, LearningModel, engine_of
from tests.canaries import CANARY, PLAIN, fill_with_canaries
from tests.factories.circles import a_circle
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor, hidden_fields

CANARY_ID: UUID = PLAIN[UUID]

# Names something in somebody's record. ``room.argument`` is for a name that means two things.
THEIRS = {
    "activity_id",
    "attestation_id",
    "card_id",
    "check_in_id",
    "circle_id",
    "comment_id",
    "draft_id",
    "evidence_id",
    "filter_id",
    "goal_id",
    "import_id",
    "item_id",
    "letter_id",
    "line_id",
    "meeting_id",
    "note_id",
    "notice_id",
    "piece_id",
    "plan.person_id",
    "plan.signal_id",
    "portfolio_id",
    "proposal_id",
    "reflection_id",
    "reply_id",
    "round_id",
    "step_id",
    "taken_id",
    "tagging_id",
    "thing_id",
}
# Names nothing in a record: the organisation's, an account's (tests/directory tries those), a file
# (tests/mine/portability tries archives),
# a word of the door, or a choice. What it is between, where an address with one of THEIRS has one.
OTHERS: dict[str, tuple[str, ...]] = {
    "act": (),
    "address_id": (),
    "answers.signal_id": (),
    "batch_id": (),
    "brokerage.kind": (),
    "brokerage.thing_id": (),
    "circles.kind": ("check-in", "look-back", "note", "thing"),
    "circles.person_id": (str(uuid4()),),
    "circles.what": ("check-ins", "notes", "things"),
    "community_id": (),
    "competency_id": (),
    "erasure_id": (),
    "expert_id": (),
    "export_id": (),
    "framework_id": (),
    "indicator_id": (),
    "kind": ("goal", "activity", "reflection"),
    "level_id": (),
    "menu_id": (),
    "move": (),
    "name": (),
    "option_id": (),
    "performance.kind": (),
    "performance.note_id": (),
    "performance.step_id": (),
    "performance.thing_id": (),
    "period": (),
    "passed_id": (),
    "passkey_id": (),
    "portfolios.sort": ("html", "json"),
    "practices.proposal_id": (),
    "practices.thing_id": (),
    "probe_id": (),
    "procedure_id": (),
    "programme_id": (),
    "reader_id": (str(uuid4()),),
    "role_id": (),
    "said_id": (),
    "sign_in_id": (),
    "sort": (),
    "story_id": (),
    "target_id": (),
    "thread_id": (),
    "token_id": (),
    "unit_id": (),
    "version": (),
    "week": (),
    "voice.kind": (),
    "window_id": (),
    "word": ("a-word-of-no-link",),
    "year": (),
}
TYPED = {
    "title": "Mine now",
    "horizon": "personal",
    "approach": "",
    "need": "",
    "text": "Mine now",
    "words": "Mine now",
    "what": "Mine now",
    "to": "active",
    "said": "yes",
    "version": "1",
}
OUR_OWN = re.compile(r'(name="csrf_token" value=|nonce=|name="once" value=)"[^"]*"')


def rules_of(app: Flask) -> Iterator[Rule]:
    for wing in (app, app.extensions["ours"]):
        yield from wing.url_map.iter_rules()


def classified(rule: Rule, argument: str) -> str | None:
    """The name under which an argument is in one of the tables, if it is."""
    room = rule.endpoint.partition(".")[0]
    names = (f"{room}.{argument}", argument)
    return next((name for name in names if name in THEIRS or name in OTHERS), None)


def arguments_of(rule: Rule) -> set[str]:
    """What an address names; what it says by being that address is no argument of it."""
    return rule.arguments - set(rule.defaults or ())


def theirs_in(rule: Rule) -> list[str]:
    """The arguments of an address that name something of somebody's own."""
    return sorted(one for one in arguments_of(rule) if classified(rule, one) in THEIRS)


def addresses(app: Flask, ids: dict[str, UUID], default: UUID) -> Iterator[tuple[Rule, str, str]]:
    """Every address of Mine that names something of somebody's own, and each way to ask for it."""
    for rule in app.url_map.iter_rules():
        theirs = theirs_in(rule)
        others = sorted(arguments_of(rule) - set(theirs))
        choices = product(*(OTHERS.get(classified(rule, one) or "", ()) for one in others))
        for chosen in choices if theirs else ():
            values: dict[str, Any] = dict(zip(others, chosen, strict=True))
            values |= {one: ids.get(one, default) for one in theirs}
            built = rule.build(values, append_unknown=False)
            assert built is not None, rule
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, built[1]


def said_by(answer: TestResponse, *ids: UUID) -> tuple[int, str, str]:
    """An answer without what differs from one to the next: its tokens, and what was asked for."""
    text, way = answer.text, answer.headers.get("Location", "")
    for one in ids:
        text, way = text.replace(str(one), "ID"), way.replace(str(one), "ID")
    return answer.status_code, way, OUR_OWN.sub(r'\1""', text)


def everything_kept() -> dict[str, list[str]]:
    """What the learning database holds, but for who knocked at the door and when."""
    with engine_of(Database.LEARNING).connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in LearningModel.metadata.sorted_tables
        }


@only_on_sqlite  # it is about addresses
def test_every_address_says_whether_it_names_something_of_somebodys_own(app: Flask) -> None:
    there = [(rule, argument) for rule in rules_of(app) for argument in arguments_of(rule)]
    used = {classified(rule, argument) for rule, argument in there}

    unsaid = {f"{rule.endpoint}: {one}" for rule, one in there if not classified(rule, one)}
    assert unsaid == set(), "put these arguments into THEIRS or OTHERS above"
    assert (THEIRS | set(OTHERS)) - used == set(), "no address has these any more"
    assert not [rule for rule in app.extensions["ours"].url_map.iter_rules() if theirs_in(rule)]


@only_on_sqlite  # whose something is, is asked the same way on both: see each room's tests
@pytest.mark.parametrize(
    "roles",
    [None, (), tuple(Role)],
    ids=["nobody", "a worker", "somebody with every role"],
)
def test_somebody_elses_thing_answers_as_nothing_does(
    app: Flask, roles: tuple[Role, ...] | None
) -> None:
    fill_with_canaries(a_worker().id)
    actor = None if roles is None else a_worker(roles=roles)
    browser = Visitor(app, actor)
    page = "/plan/new" if actor else "/sign-in"
    typed = TYPED | {"csrf_token": hidden_fields(browser.get(page).text, page)["csrf_token"]}
    own = {}
    if actor is not None:  # something of somebody else's in something of one's own
        own = {"circle_id": a_circle(actor).id, "goal_id": a_goal(owner=actor).id}
    before = everything_kept()
    wrong = []

    nowhere = uuid4()
    for ids in ({}, own):
        pairs = zip(addresses(app, ids, CANARY_ID), addresses(app, ids, nowhere), strict=True)
        for (rule, method, known), (_, _, unknown) in pairs:
            if known == unknown or (ids and not ids.keys() & rule.arguments):
                continue  # all of it is their own, or was asked before
            heard = [
                said_by(browser.client.open(one, method=method, data=typed), CANARY_ID, nowhere)
                for one in (known, unknown)
            ]
            if heard[0] != heard[1] or CANARY in heard[0][2] or (actor and heard[0][0] != 404):
                wrong.append(f"{method} {rule}: {heard[0][:2]}, not {heard[1][:2]}")

    assert wrong == []
    assert everything_kept() == before


@only_on_sqlite  # as above
def test_to_their_owner_they_are_there(app: Flask) -> None:
    """So that the test above asks for things that there are."""
    owner = a_worker()
    fill_with_canaries(owner.id)
    browser = Visitor(app, owner)
    token = hidden_fields(browser.get("/plan/new").text, "/plan/new")["csrf_token"]
    found: set[str] = set()

    asked = sorted(addresses(app, {}, CANARY_ID), key=lambda each: each[1])
    for rule, method, address in asked:
        names = {classified(rule, one) or "" for one in theirs_in(rule)}
        if names - found:
            answer = browser.client.open(address, method=method, data={"csrf_token": token})
            found |= names if answer.status_code != 404 else set()

    assert THEIRS - found == set()
