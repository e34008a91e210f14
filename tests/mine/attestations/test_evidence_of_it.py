"""Evidence goes with an attestation where its owner ticked it, by the link's word and no other."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, engine_of, transaction
from learnplan.mine.attestations import queries, services
from learnplan.mine.attestations.achievements import achievement_for
from learnplan.mine.evidence import queries as beside
from learnplan.mine.evidence import services as evidence
from learnplan.mine.evidence.models import Evidence
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.words import State
from learnplan.mine.portability.record.letting_go import everything_of
from learnplan.mine.sharing.items import ItemKind
from tests.factories.evidence import a_file
from tests.factories.people import a_worker
from tests.factories.plans import a_goal
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[..., Visitor]


def achieved(owner: Actor) -> Goal:
    return a_goal(owner=owner, title="Read a plan", state=State.ACHIEVED)


def attest(owner: Actor, goal: Goal, *pieces: Evidence, days: int = 30) -> str:
    with transaction(Database.LEARNING):
        return services.attest(
            owner,
            achievement_for(owner, ItemKind.GOAL, goal.id),
            until=clock.today("UTC") + timedelta(days=days),
            evidence=[each.id for each in pieces],
        )


def a_quotation(owner: Actor, goal: Goal, text: str) -> UUID:
    with transaction(Database.LEARNING):
        return evidence.attach_quotation(owner, goal.as_item, quotation=text, said_by="Dana").id


def address(word: str, piece: Evidence | UUID) -> str:
    return f"/proof/{word}/files/{piece.id if isinstance(piece, Evidence) else piece}"


@only_on_sqlite  # it is about a form; what it keeps is tried on both below
def test_nothing_is_ticked_until_somebody_does_and_the_preview_shows_what_the_link_will(
    visit: Visit,
) -> None:
    ana = a_worker()
    goal = achieved(ana)
    shown, kept = a_file(ana, goal.as_item), a_file(ana, goal.as_item, b"KEPT", name="kept.txt")
    a_quotation(ana, goal, "NOT-TICKED")
    browser, here = visit(ana), f"/attest/goal/{goal.id}"
    until = str(clock.today("UTC"))

    offered = browser.get(here).text
    preview = browser.post(here, evidence=str(shown.id), until=until).text
    made = browser.post(here, evidence=str(shown.id), until=until, step="make").text
    link = re.search(r"http://localhost:\d+(/proof/[\w-]{43})", made)
    assert link is not None
    outside = visit(None).get(link[1]).text

    for box in re.findall(r'<input[^>]*name="evidence"[^>]*>', offered):
        assert "checked" not in box
    assert offered.count('name="evidence"') == 3
    for page in (preview, outside):
        article = page[page.index("<article") : page.index("</article>")]
        assert "notes.txt" in article
        assert "kept.txt" not in article
        assert "NOT-TICKED" not in article
    assert f"{link[1]}/files/{shown.id}" in outside
    assert str(kept.id) not in outside
    assert "/evidence/" not in outside


def test_a_file_comes_by_the_word_as_it_comes_to_readers_and_taking_it_is_told(
    visit: Visit,
) -> None:
    ana = a_worker()
    goal = achieved(ana)
    piece = a_file(ana, goal.as_item)
    word = attest(ana, goal, piece)

    mine = visit(ana).client.get(f"/evidence/{piece.id}/file")
    sent = visit(None).client.get(address(word, piece))

    assert sent.data == mine.data == b"What I saw on Monday."
    for name in ("Content-Disposition", "Content-Security-Policy", "Content-Type", "Cache-Control"):
        assert sent.headers[name] == mine.headers[name]
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in sent.headers["X-Robots-Tag"]
    assert "Opened 1 time" in words(visit(ana).get("/attestations/").text)


def test_every_other_way_to_a_file_is_the_same_page(visit: Visit) -> None:
    ana, ben = a_worker(), a_worker()
    goal, another = achieved(ana), achieved(ana)
    piece, unticked = a_file(ana, goal.as_item), a_file(ana, goal.as_item, b"2", name="2.txt")
    bens = achieved(ben)
    of_ben = a_file(ben, bens.as_item)
    quotation = a_quotation(ana, goal, "Said")
    word, other, stopped, short = (
        attest(ana, goal, piece),
        attest(ana, another, piece),  # not beside what it attests
        attest(ana, goal, piece),
        attest(ana, goal, piece, days=0),
    )
    borrowed = attest(ana, goal, piece, of_ben)
    with transaction(Database.LEARNING):
        services.stop(ana, queries.attestation_behind(stopped))
    outsider = visit(None)

    with clock.stopped(clock.now() + timedelta(days=2)):
        answers = [
            outsider.client.get(each)
            for each in (
                *(address(word, each) for each in (unticked, of_ben, quotation, ben.id)),
                address(other, piece),
                address(stopped, piece),
                address(short, piece),
                address(borrowed, of_ben),
                address("x" * 43, piece),
                f"/evidence/{piece.id}/file",  # the door of those who sign in
            )
        ]

    *inside, door = answers
    assert {each.status_code for each in inside} == {404}
    assert len({re.sub(r'nonce="[^"]*"', "", each.text) for each in inside}) == 1
    assert door.status_code == 303
    assert outsider.client.get(address(word, piece)).status_code == 200
    assert visit(ben).client.get(address(word, piece)).status_code == 200  # whoever has the link
    assert visit(ben).client.get(f"/evidence/{piece.id}/file").status_code == 404


def test_what_its_owner_removes_leaves_it_at_once_and_undo_brings_it_back(visit: Visit) -> None:
    ana = a_worker()
    goal = achieved(ana)
    piece = a_file(ana, goal.as_item)
    word = attest(ana, goal, piece)
    outsider = visit(None)

    with transaction(Database.LEARNING):
        evidence.remove_evidence(ana, beside.evidence_for(ana, piece.id))
    assert outsider.client.get(address(word, piece)).status_code == 404
    assert "notes.txt" not in outsider.get(f"/proof/{word}").text
    with transaction(Database.LEARNING):
        evidence.restore_evidence(ana, beside.removed_evidence_for(ana, piece.id))
    assert outsider.client.get(address(word, piece)).status_code == 200
    with transaction(Database.LEARNING):
        goals.delete_goal(ana, plan.own_goal_for(ana, goal.id))
    assert outsider.client.get(address(word, piece)).status_code == 404


def test_a_quotation_keeps_the_words_it_had_when_it_was_attested() -> None:
    ana = a_worker()
    goal = achieved(ana)
    quotation = a_quotation(ana, goal, "Well read")
    with transaction(Database.LEARNING):
        word = services.attest(
            ana,
            achievement_for(ana, ItemKind.GOAL, goal.id),
            until=clock.today("UTC"),
            evidence=[quotation],
        )
        piece = beside.evidence_for(ana, quotation)
        evidence.rewrite_evidence(ana, piece, version=piece.version, quotation="LATER")

    [shown] = queries.shown_of(queries.attestation_behind(word)).evidence

    assert (shown.quotation, shown.said_by) == ("Well read", "Dana")


def test_with_the_record_the_file_is_gone_from_the_link(visit: Visit) -> None:
    ana = a_worker()
    goal = achieved(ana)
    piece = a_file(ana, goal.as_item)
    word = attest(ana, goal, piece)

    with engine_of(Database.LEARNING).begin() as connection:
        everything_of(connection, ana.id)

    assert visit(None).client.get(address(word, piece)).status_code == 404
