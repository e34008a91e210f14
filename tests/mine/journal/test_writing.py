"""Writing a reflection, free or as an answer; saying it anew; letting it go; nobody else's."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound, Refused
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.mine.journal import policy, queries, services
from learnplan.mine.journal.models import Reflection
from learnplan.mine.journal.prompts import OCCASIONS, PROMPTS, prompt_with
from learnplan.mine.journal.queries import Cursor, Filters, journal_for
from learnplan.mine.log.kinds import Purpose
from learnplan.mine.sharing.items import ItemKind, own_item_for
from tests.factories.people import a_manager, a_worker, an_administrator
from tests.factories.reflections import a_reflection
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.naughty import NAUGHTY
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]
SAID = {"text": "It is *slow*.", "title": "Mondays", "stance": "sense", "written_on": "8 May 2026"}


def now_in(actor: Actor, reflection: Reflection) -> Reflection:
    """The reflection as it is kept now, whatever this test read before."""
    db.session.rollback()
    return queries.reflection_for(actor, reflection.id)


def titles(actor: Actor, filters: Filters | None = None) -> list[str]:
    db.session.rollback()
    return [each.title for each in journal_for(actor, filters).reflections]


def test_a_reflection_is_written_freely(visit: Visit) -> None:
    ana = a_worker()

    page = visit(ana).post("/journal/new", **SAID)

    (kept,) = journal_for(ana).reflections
    assert page.request.path == f"/journal/{kept.id}"
    assert (kept.title, kept.stance, kept.written_on, kept.prompt) == (
        "Mondays", Purpose.SENSE, date(2026, 5, 8), "",
    )  # fmt: skip
    assert "<em>slow</em>" in page.text
    assert "Only you can see this page" in page.text


def test_an_answer_keeps_the_words_of_its_question(visit: Visit) -> None:
    ana = a_worker()
    prompt = prompt_with("believed-then")
    assert prompt is not None

    form = visit(ana).get("/journal/new?question=believed-then")
    page = visit(ana).post(
        "/journal/new?question=believed-then", text="That it was the disk.", written_on="today"
    )

    assert prompt.ask in words(form.text)
    (kept,) = journal_for(ana).reflections
    assert kept.prompt == prompt.ask
    assert prompt.ask in words(page.text)


def test_every_question_has_its_own_key_and_a_known_occasion() -> None:
    assert len({prompt.key for prompt in PROMPTS}) == len(PROMPTS)
    assert {prompt.when for prompt in PROMPTS} == set(OCCASIONS)
    assert all(len(prompt.ask) < 120 for prompt in PROMPTS)


@only_on_sqlite  # what the page says of it
@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("text", " ", "Write what you make of it."),
        ("written_on", "31 February", "is not a date"),
        ("written_on", "", "Write the day"),
        ("title", "x" * 201, "Use at most 200 characters here."),
        ("stance", "sleeping", "Choose one of these."),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_and_nothing_is_lost(
    visit: Visit, field: str, typed: str, says: str
) -> None:
    ana = a_worker()

    page = visit(ana).post("/journal/new", **{**SAID, field: typed})

    assert page.status_code == 422
    assert says in words(page.text)
    if field != "text":
        assert "It is *slow*." in page.text
    assert journal_for(ana).reflections == []


def test_the_form_sent_twice_makes_one(visit: Visit) -> None:
    ana = a_worker()
    visitor = visit(ana)

    for _ in range(2):
        visitor.post("/journal/new", once="the same form", **SAID)

    assert len(journal_for(ana).reflections) == 1


def test_of_two_windows_the_later_sees_both_texts(visit: Visit) -> None:
    ana = a_worker()
    reflection = a_reflection(owner=ana, text="As it was")
    address, visitor = f"/journal/{reflection.id}/edit", visit(ana)
    visitor.post(address, **{**SAID, "text": "From the first window"})

    page = visitor.post(address, **{**SAID, "text": "From the second window", "version": "1"})

    assert page.status_code == 409
    for text in ("From the first window", "From the second window"):
        assert text in page.text
    assert now_in(ana, reflection).text == "From the first window"
    visitor.post(address, **{**SAID, "text": "Both", "version": "2"})
    assert now_in(ana, reflection).text == "Both"


def test_a_deleted_one_is_back_with_undo_for_a_day_and_then_gone(visit: Visit) -> None:
    ana = a_worker()
    reflection = a_reflection(owner=ana)
    visitor = visit(ana)
    address = f"/journal/{reflection.id}"

    page = visitor.post(f"{address}/delete", page=address)

    assert "Deleted." in page.text
    assert visitor.get(address).status_code == 404
    assert visitor.post(f"{address}/restore", page="/journal/").status_code == 200
    assert now_in(ana, reflection).text == reflection.text
    with transaction(Database.LEARNING):
        services.delete_reflection(ana, queries.reflection_for(ana, reflection.id))
    with clock.stopped(clock.now() + timedelta(days=2)), transaction(Database.LEARNING):
        assert services.purge_deleted(clock.now() - KEPT_FOR_UNDO) == 1


@pytest.mark.usefixtures("app")
def test_the_journal_is_newest_first_and_turns_its_pages() -> None:
    ana = a_worker()
    for day in range(1, 8):
        a_reflection(owner=ana, title=f"Day {day}", on=date(2026, 5, day))

    first = journal_for(ana, limit=3)
    second = journal_for(ana, after=Cursor.read(str(first.older)), limit=3)
    back = journal_for(ana, before=Cursor.read(str(second.newer)), limit=3)

    assert [each.title for each in first.reflections] == ["Day 7", "Day 6", "Day 5"]
    assert [each.title for each in second.reflections] == ["Day 4", "Day 3", "Day 2"]
    assert back == first
    assert Cursor.read("nonsense") is None


@pytest.mark.usefixtures("app")
def test_the_journal_shows_only_some_of_it() -> None:
    ana = a_worker()
    a_reflection(owner=ana, title="Free")
    a_reflection(owner=ana, title="Asked", prompt="Why?", stance=Purpose.SEEK)

    assert titles(ana, Filters(prompted=True)) == ["Asked"]
    assert titles(ana, Filters(prompted=False)) == ["Free"]
    assert titles(ana, Filters(stance=Purpose.SEEK)) == ["Asked"]
    assert titles(ana, Filters(stance=Purpose.SHARE)) == []


def test_an_empty_journal_offers_the_first_step(visit: Visit) -> None:
    page = visit(a_worker()).get("/journal/")

    assert "Nothing here yet, and that is fine" in words(page.text)
    assert "/journal/questions" in page.text


def test_nobody_else_finds_it_whatever_their_role(visit: Visit) -> None:
    ana = a_worker()
    reflection = a_reflection(owner=ana, title="CANARY")
    address = f"/journal/{reflection.id}"

    for stranger in (a_worker(), a_manager(), an_administrator()):
        visitor = visit(stranger)
        nowhere = visitor.get(f"/journal/{uuid4()}")
        for page in (
            visitor.get(address),
            visitor.get(f"{address}/edit"),
            visitor.post(f"{address}/edit", page="/journal/new", **SAID),
            visitor.post(f"{address}/delete", page="/journal/new"),
            visitor.post(f"{address}/restore", page="/journal/new"),
            visitor.get(f"/journal/led-to/reflection/{reflection.id}"),
            visitor.get(f"/stories/new?from=reflection:{reflection.id}"),
        ):
            assert page.status_code == nowhere.status_code == 404
            assert "CANARY" not in page.text
        with pytest.raises(NotFound):
            own_item_for(stranger, ItemKind.REFLECTION, reflection.id)
        with pytest.raises(Refused):
            services.delete_reflection(stranger, now_in(ana, reflection))
    assert now_in(ana, reflection).title == "CANARY"


@pytest.mark.usefixtures("app")
def test_policy_and_query_agree() -> None:
    ana, ben = a_worker(), a_worker()
    kept, gone = a_reflection(owner=ana), a_reflection(owner=ana)
    with transaction(Database.LEARNING):
        services.delete_reflection(ana, queries.reflection_for(ana, gone.id))
    rows = db.session.query(Reflection)

    for actor in (ana, ben):
        for can, said in (
            (policy.can_edit, policy.editable_by),
            (policy.can_restore, policy.restorable_by),
        ):
            found = {row.id for row in rows.filter(said(actor))}
            assert found == {row.id for row in rows if can(actor, row)}
    assert {kept.id, gone.id} == {row.id for row in rows}


@only_on_sqlite  # what the page makes of words; that both keep them, the log's tests say
def test_hostile_words_stay_words(visit: Visit) -> None:
    ana = a_worker()
    made = [a_reflection(owner=ana, text=text, title=text[:200], prompt=text) for text in NAUGHTY]
    visitor = visit(ana)

    pages = [visitor.get("/journal/"), *(visitor.get(f"/journal/{one.id}") for one in made[:3])]

    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


@pytest.mark.usefixtures("app")
def test_the_day_is_its_owners_own() -> None:
    apia = a_worker(zone="Pacific/Apia")  # thirteen hours ahead

    with clock.stopped(datetime(2026, 5, 10, 23, tzinfo=UTC)):
        reflection = a_reflection(owner=apia)

    assert reflection.written_on == date(2026, 5, 11)
