"""What a circle keeps: two who write lose nothing, and each can take their own words along."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.circles.models.circles import Circle
from learnplan.mine.circles.models.commons import CircleNote, NoteVersion
from learnplan.mine.circles.queries import circles, commons
from learnplan.mine.circles.services import commons as services
from learnplan.mine.circles.words import Matter
from learnplan.mine.journal.models import Reflection
from tests.factories.circles import a_circle, put_to
from tests.factories.people import a_worker
from tests.visitors import Visitor, hidden_fields, words_of

pytestmark = pytest.mark.usefixtures("app")


def a_note(actor: Actor, circle: Circle, text: str = "It reads a sample.") -> CircleNote:
    with transaction(Database.LEARNING):
        there = circles.circle_for(actor, circle.id)
        return services.write_note(actor, there, title="Why the planner believes", text=text)


def rewrite(actor: Actor, circle: Circle, note: CircleNote, text: str, version: int) -> None:
    with transaction(Database.LEARNING):
        services.rewrite_note(
            actor,
            circles.circle_for(actor, circle.id),
            commons.note_for(actor, circle.id, note.id),
            version=version,
            title="Why the planner believes",
            text=text,
        )


def notes_now(actor: Actor, circle: Circle) -> list[commons.NoteView]:
    db.session.rollback()
    return list(commons.notes_of(actor, circles.circle_for(actor, circle.id)).rows)


def test_all_that_a_note_said_is_kept_with_who_said_it() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    circle = a_circle(ana, ben)
    note = a_note(ana, circle)

    rewrite(ben, circle, note, "It reads a sample, not the table.", 1)

    (now,) = notes_now(ana, circle)
    assert (now.begun_by, now.written_by, now.versions) == ("Ana", "Ben", 2)
    versions, _ = commons.versions_of(ana, commons.note_for(ana, circle.id, note.id))
    assert [(each.author, each.text) for each in versions] == [
        ("Ben", "It reads a sample, not the table."),
        ("Ana", "It reads a sample."),
    ]


def test_of_two_who_write_at_once_neither_loses_their_text(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    circle = a_circle(ana, ben)
    note = a_note(ana, circle)
    rewrite(ben, circle, note, "What Ben wrote", 1)
    address = f"/circles/{circle.id}/notes/{note.id}/edit"

    late = visit(ana).post(address, title="Why", text="What Ana wrote", version="1")

    assert late.status_code == 409
    assert "What Ben wrote" in late.text
    assert "What Ana wrote</textarea>" in late.text
    assert notes_now(ana, circle)[0].text == "What Ben wrote"
    with pytest.raises(Conflict, match="wrote in this note"):
        rewrite(ana, circle, note, "Over it", 1)


def test_taking_ones_words_along_leaves_what_the_others_wrote() -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    both, only_bens = a_note(ana, circle, "What Ana wrote"), a_note(ben, circle, "What Ben wrote")
    gone = only_bens.id
    rewrite(ben, circle, both, "What Ben made of it", 1)

    with transaction(Database.LEARNING):
        services.take_words_along(ben.id, circle_id=circle.id)

    assert [note.text for note in notes_now(ana, circle)] == ["What Ana wrote"]
    rewrite(ana, circle, both, "And went on", 2)
    assert notes_now(ana, circle)[0].text == "And went on"
    left = select(func.count()).where(NoteVersion.author_id == ben.id)
    assert db.session.scalar(left) == 0
    assert db.session.scalar(select(CircleNote.id).where(CircleNote.id == gone)) is None


def test_words_in_other_circles_stay_when_they_are_taken_along_from_one() -> None:
    ana = a_worker()
    here, there = a_circle(ana), a_circle(ana)
    a_note(ana, here)
    a_note(ana, there)

    with transaction(Database.LEARNING):
        services.take_words_along(ana.id, circle_id=here.id)

    assert [len(notes_now(ana, circle)) for circle in (here, there)] == [0, 1]


def test_leaving_with_ones_words_on_the_page(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    address = f"/circles/{circle.id}"
    visitor = visit(ben)
    visitor.post(f"{address}/check-ins", address, text="I tried ANALYZE")
    visitor.post(f"{address}/things", address, title="The manual", address="https://pg.example/")
    before = visit(ana).get(address).text

    visitor.post(f"{address}/leave", address, take_along="y")

    after = visit(ana).get(address).text
    for words in ("I tried ANALYZE", "The manual"):
        assert words in before
        assert words not in after


def test_a_check_in_is_its_authors_to_take_back_and_to_tell_again(
    visit: Callable[..., Visitor],
) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    address = f"/circles/{circle.id}"
    visit(ana).post(f"{address}/check-ins", address, text="I tried ANALYZE")
    db.session.rollback()
    (told,) = commons.check_ins_of(ana, circles.circle_for(ana, circle.id)).rows
    act = f"{address}/check-ins/{told.id}"

    refused = visit(ben).post(f"{act}/take-back", address)
    gone = visit(ana).post(f"{act}/take-back", address)
    back = visit(ana).post(f"{act}/tell-again", address)

    assert refused.status_code == 404
    assert "I tried ANALYZE" not in gone.text
    assert "I tried ANALYZE" in back.text


def test_nothing_is_added_to_a_closed_circle_and_one_can_still_look_back(
    visit: Callable[..., Visitor],
) -> None:
    ana = a_worker()
    circle = a_circle(ana)
    put_to(circle, ana, Matter.CLOSE)
    address, visitor = f"/circles/{circle.id}", visit(ana)

    codes = [
        visitor.post(f"{address}/{what}", address, **fields).status_code
        for what, fields in (
            ("notes/new", {"title": "More", "text": "words"}),
            ("check-ins", {"text": "tried"}),
            ("things", {"title": "It", "address": "https://x.example/"}),
            ("look-back", {"text": "We found out"}),
        )
    ]

    assert codes == [409, 409, 409, 200]


def test_who_changes_a_circle_that_was_closed_meanwhile_hears_why_and_keeps_the_words(
    visit: Callable[..., Visitor],
) -> None:
    ana = a_worker()
    circle = a_circle(ana)
    address, visitor = f"/circles/{circle.id}/edit", visit(ana)
    sent = hidden_fields(visitor.get(address).text, address)
    put_to(circle, ana, Matter.CLOSE)

    answer = visitor.client.post(address, data=sent | {"name": "Postgres", "purpose": "More rows"})

    assert answer.status_code == 409
    assert "is closed" in words_of(answer.text)
    assert "More rows</textarea>" in answer.text


def test_what_one_found_is_kept_in_ones_own_journal_once(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben)
    address = f"/circles/{circle.id}/look-back"
    visit(ana).post(address, text="Ask how many rows it promised.")

    for _ in range(2):
        visit(ana).post(f"{address}/keep", address)

    db.session.rollback()
    kept = db.session.execute(select(Reflection.owner_id, Reflection.text)).all()
    assert [tuple(row) for row in kept] == [(ana.id, "Ask how many rows it promised.")]
    assert "Ask how many rows" in visit(ben).get(address).text


def test_a_stranger_reads_and_writes_nothing(visit: Callable[..., Visitor]) -> None:
    ana, eve = a_worker(), a_worker()
    circle = a_circle(ana, is_open=True)
    note = a_note(ana, circle)
    stranger, address = visit(eve), f"/circles/{circle.id}"

    codes = {
        stranger.get(f"{address}/{rest}").status_code
        for rest in ("notes/new", f"notes/{note.id}", f"notes/{note.id}/edit", "look-back")
    }
    codes |= {
        stranger.post(f"{address}/{rest}", "/circles/new", title="x", text="x").status_code
        for rest in (
            "notes/new",
            f"notes/{note.id}/edit",
            f"notes/{note.id}/remove",
            f"notes/{note.id}/restore",
            "things",
            "check-ins",
            "look-back",
            "look-back/keep",
            "look-back/take-back",
        )
    }

    assert codes == {404}
    assert len(notes_now(ana, circle)) == 1


def test_what_is_written_there_runs_nowhere(visit: Callable[..., Visitor]) -> None:
    ana, ben = a_worker(), a_worker()
    circle = a_circle(ana, ben, purpose="<img src=x onerror=alert(1)>")
    note = a_note(ana, circle, "<script>alert(1)</script> [x](javascript:alert(1))")

    shown = visit(ben).get(f"/circles/{circle.id}/notes/{note.id}").text
    shown += visit(ben).get(f"/circles/{circle.id}").text

    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown
    assert "<img src=x" not in shown
