"""What becomes of a thread: its states, who may do what in it, and what management's days are."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound, Refused
from learnplan.directory import queries as directory
from learnplan.ours.voice import queries, services
from learnplan.ours.voice.asking import refuse_what_people_learn
from learnplan.ours.voice.figures import answering, promising
from learnplan.ours.voice.management import answers_for, management_of
from learnplan.ours.voice.models import Thread
from learnplan.ours.voice.queries import Cursor, Sieve
from learnplan.ours.voice.speaking import Opening
from learnplan.ours.voice.words import Kind, Outcome, State
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.voices import MONDAY, TUESDAY, WEDNESDAY, a_thread
from tests.kinds import only_on_sqlite
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields, without_tokens

Visit = Callable[[Actor | None], Visitor]
DAY = timedelta(days=1)


def do(service: Callable[..., object], actor: Actor, thread_id: UUID, **said: object) -> None:
    """Do something in a thread, on Tuesday unless said."""
    with transaction(Database.ORGANISATION):
        service(actor, queries.kept_thread(thread_id), **{"today": TUESDAY, **said})


def state_of(thread_id: UUID) -> State:
    return queries.thread_for(thread_id).line.state


def test_a_thread_goes_from_open_to_revisited_by_what_management_says(app: Flask) -> None:
    assert app
    thread_id, marek = a_thread(), a_manager(of=a_unit())
    seen = [state_of(thread_id)]

    do(services.acknowledge, marek, thread_id)
    seen.append(state_of(thread_id))
    do(services.respond, marek, thread_id, words="Because of the auditors.", today=WEDNESDAY)
    seen.append(state_of(thread_id))
    do(services.revisit, marek, thread_id, words="One is enough by now.", today=WEDNESDAY)

    assert [*seen, state_of(thread_id)] == list(State)
    line = queries.thread_for(thread_id).line
    assert (line.acknowledged_on, line.responded_on) == (TUESDAY, WEDNESDAY)
    assert line.answered_after == 2
    with pytest.raises(Conflict):
        do(services.acknowledge, marek, thread_id)


def test_a_decline_needs_a_reason_and_an_answer_comes_before_a_second_look(app: Flask) -> None:
    assert app
    thread_id, marek = a_thread(), a_manager(of=a_unit())

    with pytest.raises(Conflict, match="answered first"):
        do(services.revisit, marek, thread_id, words="Well.")
    with pytest.raises(Invalid, match="A decline needs a reason"):
        do(services.respond, marek, thread_id, words=" ", declines=True)
    do(services.respond, marek, thread_id, words="The law says so.", declines=True)

    assert queries.thread_for(thread_id).line.declined


def test_whoever_manages_the_unit_or_one_above_answers_and_nobody_else(app: Flask) -> None:
    assert app
    thread_id = a_thread()
    above, beside = a_manager(of=a_unit("Operations")), a_manager(of=a_unit("Sales"))
    unit = a_unit()

    for actor in (a_worker(unit=unit), beside):
        for service in (services.acknowledge, services.respond, services.revisit):
            said = {} if service is services.acknowledge else {"words": "Yes."}
            with pytest.raises(Refused):
                do(service, actor, thread_id, **said)
        with pytest.raises(Refused), transaction(Database.ORGANISATION):
            services.promise(actor, unit, title="A", due_on=WEDNESDAY, today=TUESDAY)
        with pytest.raises(Refused), transaction(Database.ORGANISATION):
            services.ask_the_floor(actor, unit, title="A?", today=TUESDAY)
    do(services.respond, above, thread_id, words="Yes.")

    assert state_of(thread_id) is State.RESPONDED


def test_for_all_of_it_answer_its_own_manager_else_those_right_below(app: Flask) -> None:
    assert app
    packaging, operations = a_unit(), a_unit("Operations")
    root = directory.organisation_unit().id
    nobody = management_of(packaging, on=TUESDAY)
    marek, olga = a_manager(of=packaging), a_manager(of=operations)

    assert nobody.names == ()
    assert answers_for(olga, root, on=TUESDAY)
    assert not answers_for(marek, root, on=TUESDAY)
    assert answers_for(olga, uuid4(), on=TUESDAY)  # a unit that is no more
    head = a_manager(of=root)
    assert answers_for(head, packaging, on=TUESDAY)
    assert not answers_for(olga, root, on=TUESDAY)


def test_a_commitment_is_kept_or_not_or_has_a_new_day(app: Flask) -> None:
    assert app
    unit, thread_id = a_unit(), a_thread()
    marek = a_manager(of=unit)
    with transaction(Database.ORGANISATION):
        made = services.promise(
            marek,
            unit,
            title="One signature",
            due_on=WEDNESDAY,
            today=TUESDAY,
            part_of=queries.kept_thread(thread_id),
        ).id

    with pytest.raises(Invalid, match="Say whether it was kept"):
        do(services.revisit, marek, made, words="Well.")
    do(services.revisit, marek, made, words="A week later.", next_on=date(2026, 5, 13))
    moved = queries.thread_for(made).line
    do(services.revisit, marek, made, words="Done.", outcome=Outcome.KEPT)

    assert (moved.due_on, moved.state) == (date(2026, 5, 13), State.OPEN)
    assert queries.thread_for(made).line.outcome is Outcome.KEPT
    assert [each.id for each in queries.thread_for(thread_id).promises] == [made]
    with pytest.raises(Conflict):
        do(services.respond, marek, made, words="Yes.")
    with pytest.raises(Invalid, match="still to come"), transaction(Database.ORGANISATION):
        services.promise(marek, unit, title="Late", due_on=MONDAY, today=TUESDAY)


def test_the_floor_is_not_asked_again_before_it_is_told_what_was_done(app: Flask) -> None:
    assert app
    unit = a_unit()
    marek, petra = a_manager(of=unit), a_manager(of=unit)

    def ask(actor: Actor, title: str, unit_id: UUID = unit) -> UUID:
        with transaction(Database.ORGANISATION):
            return services.ask_the_floor(actor, unit_id, title=title, today=TUESDAY).id

    first = ask(marek, "What gets in your way?")
    do(services.reply, a_worker(), first, words="The rail.")
    for actor, where in (
        (marek, unit),
        (petra, unit),
        (marek, a_unit("Operations / Packaging / Line 1")),
    ):
        with pytest.raises(Conflict, match="Say first what was done"):
            ask(actor, "And now?", where)
    with pytest.raises(Refused), transaction(Database.ORGANISATION):
        services.take_back(marek, queries.kept_thread(first))  # answered: no way around it
    do(services.respond, marek, first, words="The rail is mended.")

    assert ask(petra, "And now?")


@pytest.mark.parametrize(
    "asked",
    [
        "What are you learning?",
        "Which courses did you take this year?",
        "Tell us what you study in your own time",
        "What gets in the way? And what did you learn?",
        "Who needs training?",
    ],
)
def test_nobody_is_asked_what_they_learn(asked: str) -> None:
    with pytest.raises(Invalid, match="Nobody is asked what they learn") as trouble:
        refuse_what_people_learn(title="What is slow?", words=asked)

    assert trouble.value.field == "words"


@only_on_sqlite  # words are looked at before any database
def test_a_manager_asks_nobody_what_they_learn_by_the_workers_door_either(
    app: Flask, visit: Visit
) -> None:
    """A worker may ask about learning there: it is management who is asked."""
    assert app
    unit = a_unit()
    ana, marek = a_worker(unit=unit), a_manager(of=unit)
    asking = {"kind": "question", "unit_id": str(unit), "words": ""}
    about = "Who of you learns Rust?"

    refused = visit(marek).post("/org/voice/new", **asking, title=about)
    done = visit(marek).post("/org/voice/new", **asking, title="What is slow?")
    thread_id = UUID(done.request.path.rpartition("/")[2])
    asked = visit(ana).post("/org/voice/new", **asking, title="Is there time to learn Rust?")

    assert refused.status_code == 422
    assert "Nobody is asked what they learn" in refused.text
    assert about in refused.text
    assert "Published." in asked.text
    with transaction(Database.ORGANISATION):
        thread = queries.kept_thread(thread_id)
        with pytest.raises(Invalid, match="Nobody is asked what they learn"):
            services.rewrite(marek, thread, title=about, words="", version=thread.version)


def test_what_is_in_the_way_may_be_asked() -> None:
    refuse_what_people_learn(
        title="What gets in the way of learning here?", words="Of course we ask about the work."
    )


def test_what_is_signed_is_changed_and_taken_back_by_its_author_for_a_day(app: Flask) -> None:
    assert app
    ana, marek = a_worker(unit=a_unit()), a_manager(of=a_unit())
    thread_id = a_thread(by=ana)
    do(services.respond, marek, thread_id, words="Yes.")
    (answer,) = queries.written_by(marek.id, thread_id)

    for actor, said in ((ana, answer), (marek, queries.kept_thread(thread_id))):
        with pytest.raises(Refused), transaction(Database.ORGANISATION):
            services.take_back(actor, said)
    with pytest.raises(Refused), transaction(Database.ORGANISATION):
        services.take_back(ana, queries.kept_thread(thread_id))  # others have said something
    with transaction(Database.ORGANISATION):
        services.take_back(marek, queries.written_by(marek.id, thread_id)[0])
    taken = state_of(thread_id)
    with transaction(Database.ORGANISATION):
        services.bring_back(marek, queries.row_for(type(answer), answer.id, removed=True))
    with clock.stopped(clock.now() + 2 * DAY), pytest.raises(Refused):
        services.take_back(marek, queries.written_by(marek.id, thread_id)[0])
    with clock.stopped(clock.now() + 2 * DAY), pytest.raises(Refused):
        services.rewrite(marek, queries.written_by(marek.id, thread_id)[0], words="No.", version=1)

    assert (taken, state_of(thread_id)) == (State.OPEN, State.RESPONDED)


def test_of_two_windows_the_later_sees_both_texts(app: Flask, visit: Visit) -> None:
    assert app
    ana = visit(a_worker())
    assert ana.actor is not None
    thread_id = a_thread(by=ana.actor)
    address = f"/org/voice/threads/{thread_id}/edit"
    ana.post(address, title="Why three?", words="", version="1")

    late = ana.client.post(
        address,
        data={**_tokens(ana, address), "title": "Why four?", "words": "", "version": "1"},
    )

    assert late.status_code == 409
    assert "Why three?" in late.text
    assert "Why four?" in late.text
    assert queries.thread_for(thread_id).line.title == "Why three?"


def _tokens(visitor: Visitor, address: str) -> dict[str, str]:
    return hidden_fields(visitor.get(address).text, address)


def test_a_worker_asks_and_a_manager_answers_on_the_web(app: Flask, visit: Visit) -> None:
    assert app
    unit = a_unit()
    ana, marek = visit(a_worker(name="Ana Lima", unit=unit)), visit(a_manager(of=unit))
    said = {"kind": "support request", "unit_id": str(unit), "title": "Two hours", "words": "W."}

    wrong = ana.post("/org/voice/new", **said, need="")
    asked = ana.post("/org/voice/new", **said, need="time", once="a form")
    ana.post("/org/voice/new", **said, need="time", once="a form")
    thread = asked.request.path
    refused = ana.post(f"{thread}/respond", thread, respond_how="answers", respond_words="Yes")
    ana_sees = words(ana.get(f"{thread}/desk").text)
    marek.post(f"{thread}/acknowledge", f"{thread}/desk")
    without = marek.post(f"{thread}/respond", f"{thread}/desk", respond_how="declines")
    answered = marek.post(
        f"{thread}/respond", f"{thread}/desk", respond_how="declines", respond_words="No line."
    )
    listed = words(ana.get("/org/voice/?kind=requests&state=responded&q=TWO+hours").text)

    assert wrong.status_code == 422
    assert "Say what it is that is needed." in wrong.text
    assert refused.status_code == 403
    assert "Marek Manager" in ana_sees
    assert without.status_code == 422
    assert "A decline needs a reason." in without.text
    assert "Marek Manager acknowledged this" in words(answered.text)
    assert "No line." in answered.text
    assert listed.count("Two hours") == 1
    assert "Declined with a reason" in listed
    assert "Nothing like that" in words(ana.get("/org/voice/?q=three").text)


@only_on_sqlite  # what a page says
def test_a_thread_reads_the_same_for_everyone_and_foreign_words_stay_words(
    app: Flask, visit: Visit
) -> None:
    assert app
    marek = a_manager(of=a_unit())
    thread_id = a_thread(title="<script>alert(1)</script>")
    do(services.respond, marek, thread_id, words="[x](javascript:alert(1)) <b>b</b>")
    pages = [visit(actor).get(f"/org/voice/{thread_id}").text for actor in (a_worker(), marek)]
    first, second = map(without_tokens, pages)

    assert first == second
    assert "<script>alert" not in first
    assert 'href="javascript:' not in first
    assert visit(marek).get(f"/org/voice/{uuid4()}").status_code == 404


def test_the_list_goes_on_where_a_page_ends(app: Flask) -> None:
    assert app
    all_of_them = {a_thread(title=f"Thread {number}") for number in range(5)}

    first = queries.threads(limit=3)
    rest = queries.threads(after=Cursor.read(str(first.older)), limit=3)

    assert {each.id for each in (*first.lines, *rest.lines)} == all_of_them
    assert rest.older is None
    assert Cursor.read("nowhere") is None
    sieve = Sieve(unit_ids=queries.units_below(a_unit("Operations")), words="thread 4")
    assert [each.title for each in queries.threads(sieve).lines] == ["Thread 4"]
    assert [each.title for each in queries.found("THREAD 4")] == ["Thread 4"]
    a_thread(title="Kováč fragt: ÄNDERN?")
    assert [each.title for each in queries.found("KOVÁČ ändern")] == ["Kováč fragt: ÄNDERN?"]
    assert queries.found("100%") == queries.found(" ") == []


def test_the_figure_is_managements_and_leaving_what_is_hard_makes_nothing_quicker() -> None:
    asked = [
        (MONDAY, TUESDAY),
        (MONDAY, date(2026, 5, 7)),
        (MONDAY, None),
        (date(2026, 5, 20), None),
    ]

    figure = answering(asked, date(2026, 5, 24))

    assert (figure.answered, figure.waiting, figure.slowest, figure.longest_wait) == (2, 2, 3, 20)
    assert (figure.half_within, figure.soon, figure.known) == (3, 2, 3)
    assert answering([], MONDAY).half_within is None
    made = [(MONDAY, Outcome.KEPT), (MONDAY, Outcome.NOT_KEPT), (MONDAY, None), (WEDNESDAY, None)]
    promise = promising(made, TUESDAY)
    assert (promise.made, promise.kept, promise.not_kept) == (4, 1, 1)
    assert (promise.open, promise.overdue) == (2, 1)


def test_what_was_taken_back_is_nowhere_and_goes_for_good_after_a_day(app: Flask) -> None:
    assert app
    ana = a_worker()
    thread_id = a_thread(by=ana)
    with transaction(Database.ORGANISATION):
        services.take_back(ana, queries.kept_thread(thread_id))

    with pytest.raises(NotFound):
        queries.thread_for(thread_id)
    assert queries.threads().lines == []
    with transaction(Database.ORGANISATION):
        services.purge_taken_back(clock.now() + DAY)
    with pytest.raises(NotFound):
        queries.row_for(Thread, thread_id, removed=True)


def test_only_a_support_request_says_what_is_needed() -> None:
    for kind, need in ((Kind.SUPPORT, None), (Kind.QUESTION, "time")):
        with pytest.raises(Invalid):
            Opening(kind=kind, unit_id=uuid4(), title="A", need=need)  # type: ignore[arg-type]
