"""Unsigned letters: written, looked at, sent with a day's, followed, answered and withdrawn."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask

from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import NotFound, Refused
from learnplan.mine.portability import jobs
from learnplan.mine.voice import crossing, policy, queries, services
from learnplan.mine.voice.models import Letter
from learnplan.mine.voice.stages import Stage
from learnplan.ours.voice import arriving
from learnplan.ours.voice import queries as threads
from learnplan.ours.voice import services as management
from tests.factories.people import a_manager, a_unit, a_worker
from tests.factories.voices import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_letter,
    a_new_day,
    a_thread,
    an_answer,
    secret,
)
from tests.mine.wording import words
from tests.visitors import Visitor

Visit = Callable[[Actor | None], Visitor]


def mine(actor: Actor, letter_id: UUID) -> queries.Mine:
    return queries.letter_for(actor, letter_id, secret=secret())


def titles() -> list[str]:
    return [line.title for line in threads.threads().lines]


def test_a_letter_waits_for_the_next_day_and_comes_with_all_of_that_day(app: Flask) -> None:
    assert app
    ana, ben = a_worker(), a_worker()
    first, _, late = (
        a_letter(by=ana, title="A"),
        a_letter(by=ben, title="B"),
        a_letter(title="C", on=TUESDAY),
    )
    a_new_day(MONDAY)
    before = titles()

    for _ in range(2):  # doing it again changes nothing
        a_new_day(TUESDAY)

    assert before == []
    assert sorted(titles()) == ["A", "B"]
    assert mine(ana, first.id).letter.stage is Stage.OUT
    assert mine(ana, first.id).inside.words == ""
    assert late.stage is Stage.WAITING


def test_two_processes_carry_each_letter_over_once(app: Flask) -> None:
    assert app
    ana = a_worker()
    letter, back = a_letter(by=ana, title="A"), a_letter(by=ana, title="B")
    batches = []
    for _ in range(2):  # both begin before either has settled
        with transaction(Database.LEARNING):
            batches.append(services.begin_crossing(today=TUESDAY, secret=secret()))
    refused = []
    for going in batches:
        with transaction(Database.ORGANISATION):
            refused.append(arriving.arrive([one for _, one in going], today=TUESDAY))
    unwanted = []
    for going, without in zip(batches, refused, strict=True):
        with transaction(Database.LEARNING):
            unwanted.append(
                services.settle_crossing(going, without, today=TUESDAY, secret=secret())
            )
        if not unwanted[1:]:
            crossing.withdraw(ana, back.id, today=TUESDAY, secret=secret())

    assert [len(each) for each in unwanted] == [0, 1]  # the second looks after what it brought
    assert titles() == ["A"]
    assert mine(ana, letter.id).letter.stage is Stage.OUT


def test_what_broke_off_on_the_way_is_done_again(app: Flask) -> None:
    assert app
    ana = a_worker()
    letter, back = a_letter(by=ana, title="A"), a_letter(by=ana, title="B")
    with transaction(Database.LEARNING):
        services.begin_crossing(today=TUESDAY, secret=secret())  # and then the power failed
    crossing.withdraw(ana, back.id, today=TUESDAY, secret=secret())

    a_new_day(TUESDAY)

    assert titles() == ["A"]
    assert mine(ana, letter.id).letter.stage is Stage.OUT


def test_what_is_withdrawn_while_it_crosses_does_not_come_back(app: Flask) -> None:
    assert app
    ana = a_worker()
    letter = a_letter(by=ana)
    with transaction(Database.LEARNING):
        going = services.begin_crossing(today=TUESDAY, secret=secret())
    crossing.withdraw(ana, letter.id, today=TUESDAY, secret=secret())
    with transaction(Database.ORGANISATION):
        arriving.arrive([one for _, one in going], today=TUESDAY)

    a_new_day(TUESDAY)

    assert titles() == []
    a_new_day(MONDAY.replace(day=20))
    with pytest.raises(NotFound):
        mine(ana, letter.id)  # and is forgotten


def test_its_author_writes_looks_sends_follows_answers_and_withdraws(
    app: Flask, visit: Visit
) -> None:
    assert app
    unit = a_unit()
    ana, marek = visit(a_worker(name="Ana Lima")), a_manager(of=unit)
    said = {"kind": "question", "need": "", "unit_id": str(unit), "words": "Ask Ana."}
    preview = ana.post("/voice/new", title="Why two?", once="a form", **said)
    ana.post("/voice/new", title="Why two?", once="a form", **said)
    page = preview.request.path
    letter_id = UUID(page.rpartition("/")[2])
    stale = ana.post(f"{page}/send", page, version="7")
    sent = ana.post(f"{page}/send", page)
    told = words(ana.get("/disclosures/").text)
    ana.post(f"{page}/hold-back", page)
    ana.post(f"{page}/edit", title="Why two?", **{**said, "words": "I wait."})
    ana.post(f"{page}/send", page)
    _yesterday(letter_id)
    a_new_day_of_now()
    (line,) = threads.threads().lines
    with transaction(Database.ORGANISATION):
        management.respond(
            marek, threads.kept_thread(line.id), words="The auditors.", today=line.opened_on
        )
    unread = words(ana.get("/voice/").text)
    more = words(ana.post("/voice/read", "/voice/", heard="0").text)
    ana.post("/voice/read", "/voice/", heard="1")
    read = words(ana.get("/voice/").text)
    answer = ana.post(f"{page}/reply", words="Which ones?").request.path
    ana.post(f"{answer}/send", answer)
    _yesterday(UUID(answer.rpartition("/")[2]))
    a_new_day_of_now()
    thread = words(ana.get(f"/org/voice/{line.id}").text)
    ana.post(f"{page}/withdraw", page)
    after = words(ana.get(f"/org/voice/{line.id}").text)

    assert "Your own name is in the text: “Ana”" in words(preview.text)
    assert "If yours is the only one of its day" in words(preview.text)
    assert stale.status_code == 409
    assert "Waits for tomorrow" in words(sent.text)
    assert "Something unsigned under Voice" in told
    assert "Why two?" not in told
    assert "Unread: 1" in unread
    assert "The auditors." in unread  # read where no log of Ours says who looked
    assert "Something more was said meanwhile" in more
    assert "The auditors." in read
    assert "Unread" not in read
    assert "Which ones?" in thread
    assert "whoever opened this" in thread
    assert "Which ones?" not in after
    assert "I wait." not in after
    assert "The auditors." in after
    assert "Nothing unsigned" in words(ana.get("/voice/").text)


def _yesterday(letter_id: UUID) -> None:
    with transaction(Database.LEARNING):
        letter = db.session.get(Letter, letter_id)
        assert letter is not None
        letter.touched_on = MONDAY


def a_new_day_of_now() -> None:
    a_new_day(TUESDAY)


def test_the_floor_answers_unsigned_and_nobody_else_speaks_unsigned(app: Flask) -> None:
    assert app
    unit = a_unit()
    marek, ana = a_manager(of=unit), a_worker()
    with transaction(Database.ORGANISATION):
        floor = management.ask_the_floor(marek, unit, title="What is slow?", today=MONDAY).id
    letter = an_answer(floor, by=ana, words="The rail.")

    a_new_day()
    (answer,) = threads.thread_for(floor).said

    assert (answer.words, answer.author, answer.by_opener) == ("The rail.", "", False)
    with pytest.raises(Refused):
        an_answer(a_thread(), by=ana, words="As if I had opened it.")
    crossing.withdraw(ana, letter.id, today=WEDNESDAY, secret=secret())
    assert threads.thread_for(floor).said == ()


def test_an_answer_whose_question_is_gone_comes_back_with_its_words(app: Flask) -> None:
    assert app
    unit = a_unit()
    marek, ana = a_manager(of=unit), a_worker()
    with transaction(Database.ORGANISATION):
        floor = management.ask_the_floor(marek, unit, title="What is slow?", today=MONDAY).id
    letter = an_answer(floor, by=ana, words="The rail.")
    with transaction(Database.ORGANISATION):
        management.take_back(marek, threads.kept_thread(floor))

    a_new_day()

    back = mine(ana, letter.id)
    assert (back.letter.stage, back.inside.words) == (Stage.RETURNED, "The rail.")


def test_letters_are_their_authors_alone_and_policy_and_query_agree(app: Flask) -> None:
    assert app
    ana, ada = a_worker(), a_worker(roles=(Role.ADMINISTRATOR,))
    letter = a_letter(by=ana)

    assert policy.owns(ana, letter)
    assert not policy.owns(ada, letter)
    assert [each.letter.id for each in queries.letters_of(ana, secret=secret())[0]] == [letter.id]
    assert queries.letters_of(ada, secret=secret()) == ([], 0)
    with pytest.raises(NotFound):
        mine(ada, letter.id)
    assert queries.letters_of(ana, secret="another key") == ([], 1)


def test_erasing_a_record_withdraws_what_was_said_unsigned(app: Flask) -> None:
    assert app
    ana, ben = a_worker(), a_worker()
    a_letter(by=ana, title="Hers")
    a_letter(by=ben, title="His")
    a_new_day()
    a_letter(by=ana, title="Waiting", on=TUESDAY)

    jobs.erase(uuid4(), ana.id)
    a_new_day(WEDNESDAY)

    assert titles() == ["His"]
    assert queries.letters_of(ana, secret=secret()) == ([], 0)
