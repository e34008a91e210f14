"""Managers and administrators take a period from its plan to its numbers, by pages alone."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from learnplan.core import background, clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, db, engine_of, transaction
from learnplan.gate import periods, plans
from learnplan.ours.pulse import queries, services
from learnplan.ours.pulse.models import PlanState
from tests.factories.people import a_manager, a_worker, an_administrator
from tests.factories.pulses import (
    NEXT_PERIOD,
    PERIOD,
    PUBLISHED_AT,
    TODAY,
    a_declared_period,
    a_published_period,
    a_team,
    an_open_period,
    answers_by,
    toml,
)
from tests.house.test_pages import faults_of
from tests.visitors import Visitor, hidden_fields

Visit = Callable[..., Visitor]
PLAN, FILE, DECLARE = "/gate/plan", "/gate/plan/file", "/gate/plan/declare"


@pytest.fixture(autouse=True)
def november() -> Iterator[None]:
    with clock.stopped(PUBLISHED_AT):
        yield


@pytest.fixture
def blue(app: Flask) -> list[UUID]:  # noqa: ARG001 - the team is kept in it
    return a_team("Ops / Blue", 7)


@pytest.fixture
def marek(visit: Visit) -> Visitor:
    """A manager at the door."""
    return visit(a_manager())


def typed(*questions: dict[str, str], period: str = PERIOD, **more: str) -> dict[str, str]:
    """What is sent when so many questions are written."""
    usual = {"ready": "", "contribution": "1", "breakdown": "units", "epsilon": "1"}
    fields = {"period": period, **more}
    for place, question in enumerate(questions if len(questions) > 1 else (*questions, {})):
        said = {**usual, **question}
        fields |= {f"questions-{place}-{name}": value for name, value in said.items()}
    return fields


def press(visitor: Visitor, shown: TestResponse, words: str, **more: Any) -> TestResponse:
    """Press the button with these ``words`` on a page; redirects are not followed."""
    for form in re.findall(r"<form\b[^>]*>.*?</form>", shown.text, re.DOTALL):
        if words in re.sub(r"<[^>]+>", "", form.rpartition("<button")[2]):
            address = re.search(r'action="([^"]*)"', form.partition(">")[0])
            assert address is not None
            data = {**hidden_fields(shown.text, address[1]), **hidden_fields(form, address[1])}
            return visitor.client.post(unescape(address[1]), data={**data, **more})
    raise AssertionError(f"There is no button “{words}”.")


def complaint(page: TestResponse, field: str) -> str:
    """What is said beside a field."""
    found = re.search(rf'id="{field}-error">([^<]*)<', page.text)
    return unescape(found[1]) if found else ""


def state() -> PlanState:
    return queries.plan_kept(PERIOD).state


def test_a_period_goes_from_its_plan_to_its_numbers_by_pages_alone(
    blue: list[UUID], marek: Visitor
) -> None:
    preview = marek.post(PLAN, **typed({"ready": "time-to-learn"}))
    nothing_yet = queries.plans_declared()
    declared = press(marek, preview, "Declare to everyone")
    went = [declared.headers["Location"]]
    for words in ("Open answers", "Seal", "Publish"):
        if words == "Seal":
            answers_by(blue[:5])
        answer = press(marek, marek.get(f"/gate/{PERIOD}"), words)
        assert answer.status_code == 303, words
        went.append(answer.headers["Location"])

    assert "Nothing is declared yet." in preview.text
    assert nothing_yet == []
    assert went == [f"/org/pulse/{PERIOD}"] * 4
    assert state() is PlanState.PUBLISHED
    assert [link.said.block for link in queries.ledger()] == ["Northwind"]
    done = marek.get(f"/gate/{PERIOD}").text
    assert "Everything is done" in done
    assert "Declared by Marek Manager" in done


def test_a_preview_is_exactly_what_is_declared(blue: list[UUID], marek: Visitor) -> None:
    assert len(blue) == 7
    own = {
        "words": "Is it quiet enough <here> & now?",
        "answers": "No\nPartly\n \nYes",
        "epsilon": "0.25",
        "contribution": "2",
    }

    preview = marek.post(PLAN, **typed({"ready": "time-to-learn", "epsilon": "0.5"}, own))
    press(marek, preview, "Declare to everyone")

    (plan,) = queries.plans_declared()
    assert plan.hash in preview.text
    assert plan.questions[1].key == "is-it-quiet-enough-here-now"
    assert plan.questions[1].answers == ("No", "Partly", "Yes")
    for words in (
        "Answers: No, Partly, Yes",
        "ε = <strong>0.75</strong>",
        ">Northwind</th>",
        "1 block",
    ):
        assert words in preview.text


def test_a_quarter_to_come_says_when_its_blocks_are_formed(marek: Visitor) -> None:
    preview = marek.post(PLAN, **typed({"ready": "time-to-learn"}, period=NEXT_PERIOD))
    press(marek, preview, "Declare to everyone")
    shown = marek.get(f"/gate/{NEXT_PERIOD}")

    assert "The blocks are formed on 1 January 2027" in preview.text
    assert "The period begins on 1 January 2027" in shown.text
    assert "Open answers" not in shown.text
    assert 'form-blocks"' not in shown.text


def test_only_quarters_without_a_plan_are_offered(marek: Visitor) -> None:
    def offered() -> list[str]:
        return re.findall(r'<option[^>]*value="(\d{4}-Q\d)"', marek.get(PLAN).text)

    before = offered()
    a_declared_period(toml(period=NEXT_PERIOD))

    assert before == ["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]
    assert offered() == ["2026-Q4", "2027-Q2", "2027-Q3", "2027-Q4"]
    refused = marek.post(PLAN, **typed({"ready": "time-to-learn"}, period=NEXT_PERIOD))
    assert refused.status_code == 422
    assert complaint(refused, "period") == "First quarter of 2027 has a plan already."


def test_a_quarter_that_ended_while_the_page_was_open_is_said(marek: Visitor) -> None:
    refused = marek.post(PLAN, **typed({"words": "Quiet?"}, {"words": "?"}, period="2026-Q3"))

    assert refused.status_code == 422
    assert "Q3 2026 is over" in complaint(refused, "period")
    assert "One thing to put right" in refused.text
    assert 'value="Quiet?"' in refused.text


def test_when_every_quarter_has_its_plan_the_page_says_so(marek: Visitor) -> None:
    for period, ready in (
        *(("2026-Q4", "time-to-learn"), ("2027-Q1", "safe-to-try")),
        *(("2027-Q2", "support-when-asked"), ("2027-Q3", "use-of-what-was-learned")),
        ("2027-Q4", "time-to-learn"),
    ):
        a_declared_period(toml(ready, period=period))

    assert "Every quarter of the coming year has its plan" in marek.get(PLAN).text


@pytest.mark.parametrize(
    ("question", "field", "words"),
    [
        ({"words": "Quiet?", "epsilon": "lots"}, "epsilon", "not “lots”"),
        ({"words": "Quiet?", "epsilon": "0"}, "epsilon", "ε is more than 0"),
        ({"words": "Quiet?", "epsilon": ""}, "epsilon", "ε is a number"),
        ({"words": "Quiet?", "epsilon": "2.01"}, "epsilon", "ε is at most 2"),
        ({"words": "Quiet?", "epsilon": "0.001"}, "epsilon", "at most two decimals"),
        ({"words": "Quiet?", "key": "Quiet Room"}, "key", "small letters"),
        ({"words": "Quiet?", "key": "time-to-learn"}, "key", "key of a ready question"),
        ({"key": "quiet"}, "words", "write what is asked"),
        ({"ready": "time-to-learn", "words": "Quiet?"}, "ready", "has its own key and words"),
        ({"words": "Q" * 301}, "words", "at most 300 characters"),
        ({"words": "Quiet?", "answers": "Only one"}, "answers", "there are 2 to 4"),
        ({"words": "Quiet?", "answers": "a\nb\nc\nd\ne"}, "answers", "there are 2 to 4"),
        ({"words": "Quiet?", "answers": "No\nNo"}, "answers", "two are the same"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    marek: Visitor, question: dict[str, str], field: str, words: str
) -> None:
    refused = marek.post(PLAN, **typed({}, question))

    assert refused.status_code == 422
    said = complaint(refused, f"questions-1-{field}")
    assert said.startswith("Question 2: ")
    assert words in said
    assert "<title>Error: " in refused.text
    assert f'href="#questions-1-{field}"' in refused.text
    for typed_words in question.values():
        assert all(line in unescape(refused.text) for line in typed_words.splitlines())
    assert queries.plans_declared() == []


def test_everything_that_is_wrong_is_said_at_once(marek: Visitor) -> None:
    refused = marek.post(
        PLAN, **typed({"words": "One?", "epsilon": "lots"}, {"words": "Two?", "key": "No!"})
    )

    assert complaint(refused, "questions-0-epsilon")
    assert complaint(refused, "questions-1-key")
    assert "Two things to put right" in refused.text


def test_an_empty_plan_asks_for_a_question(marek: Visitor) -> None:
    refused = marek.post(PLAN, **typed({}, {}))

    assert refused.status_code == 422
    assert complaint(refused, "questions-0-words") == "Choose a question, or write one."


def test_a_question_that_is_there_twice_is_said_where_it_is_the_second_time(
    marek: Visitor,
) -> None:
    ready = marek.post(PLAN, **typed({"ready": "time-to-learn"}, {}, {"ready": "time-to-learn"}))
    own = marek.post(PLAN, **typed({"words": "Quiet?"}, {"words": "quiet", "key": "other"}))

    assert "is asked twice" in complaint(ready, "questions-2-ready")
    assert "is asked twice" in complaint(own, "questions-1-words")


def test_a_plan_over_budget_is_refused_with_the_reason(marek: Visitor) -> None:
    costly = marek.post(
        PLAN, **typed({"words": "One?", "epsilon": "1.5"}, {"ready": "time-to-learn"})
    )
    for period in (PERIOD, NEXT_PERIOD):
        a_declared_period(toml(period=period))
    again = marek.post(PLAN, **typed({}, {"ready": "time-to-learn"}, period="2027-Q2"))

    assert "cost ε = 2.5 for each person" in complaint(costly, "questions-1-epsilon")
    assert "ε = <strong>2.5</strong>: too much" in costly.text
    assert "asked at most twice in four quarters" in complaint(again, "questions-1-ready")
    assert "First quarter of 2027: ε = 1" in again.text


def test_rows_are_added_without_scripts_and_keep_what_was_typed(marek: Visitor) -> None:
    rows = [{"words": f"Is it number {n}?"} for n in range(8)]

    fresh = marek.get(PLAN)
    third = marek.post(PLAN, **typed(*rows[:2], do="another"))
    eighth = marek.post(PLAN, **typed(*rows, do="another"))

    assert fresh.text.count("<legend>Question") == 2
    assert third.status_code == 200
    assert third.text.count("<legend>Question") == 3
    assert 'value="Is it number 1?"' in third.text
    assert eighth.text.count("<legend>Question") == 8
    assert "Add another question" not in eighth.text


def test_a_plan_is_kept_as_a_file_and_read_back(marek: Visitor) -> None:
    own = {"words": 'Is “it” \\ "quiet"?', "answers": "Nein\nJein\nJa", "breakdown": "tenure"}
    both = typed({"ready": "time-to-learn", "epsilon": "0.5"}, own)

    kept = marek.post(PLAN, **both, do="download")
    preview = marek.post(PLAN, **both)
    again = press(marek, preview, "Download as plan file")
    pasted = marek.post(FILE, PLAN, file_text=kept.text)
    sent = marek.post(FILE, PLAN, file_file=(BytesIO(kept.data), "plan.toml"))

    assert kept.headers["Content-Disposition"] == 'attachment; filename="pulse-2026-Q4.toml"'
    assert again.data == kept.data
    plan = plans.read_plan(kept.data, today=TODAY)
    for page in (preview, pasted, sent):
        assert plan.hash in page.text
    assert plan.questions[1].words == 'Is “it” \\ "quiet"?'
    assert plan.questions[1].answers == ("Nein", "Jein", "Ja")


def test_one_goes_back_from_the_preview_to_what_was_typed(marek: Visitor) -> None:
    own = {"words": "Quiet?", "key": "calm", "answers": "Nein\nJa", "epsilon": "0.5"}
    preview = marek.post(PLAN, **typed({"ready": "time-to-learn"}, own))

    back = press(marek, preview, "Change it")

    assert back.status_code == 200
    for kept in ('value="Quiet?"', 'value="calm"', "Nein\nJa", 'value="0.5"'):
        assert kept in back.text
    assert re.search(r'<option selected value="time-to-learn"', back.text)
    assert re.search(r'<option selected value="2026-Q4"', back.text)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file, or paste"),
        ({"file_text": "period = "}, "This file is not TOML"),
        ({"file_text": 'period = "2026-Q1"\nquestions = [{}]'}, "Q1 2026 is over"),
    ],
)
def test_what_is_no_plan_file_is_said_beside_it(
    marek: Visitor, sent: dict[str, str], words: str
) -> None:
    refused = marek.post(FILE, PLAN, **sent)

    assert refused.status_code == 422
    assert words in complaint(refused, "file_text")
    assert sent.get("file_text", "") in unescape(refused.text)


def test_a_file_that_is_no_text_is_said_beside_the_file(marek: Visitor) -> None:
    refused = marek.post(FILE, PLAN, file_file=(BytesIO(b"\xff"), "plan.toml"))

    assert refused.status_code == 422
    assert "not UTF-8" in complaint(refused, "file_file")


def test_a_plan_file_over_budget_is_shown_in_the_form(marek: Visitor) -> None:
    refused = marek.post(FILE, PLAN, file_text=toml("time-to-learn", "safe-to-try", epsilon=1.5))

    assert refused.status_code == 422
    assert "cost ε = 3" in complaint(refused, "questions-1-epsilon")


def test_whoever_declares_second_is_told_and_can_choose_another_quarter(marek: Visitor) -> None:
    preview = marek.post(PLAN, **typed({"ready": "time-to-learn"}))
    a_declared_period(toml("safe-to-try"))

    refused = press(marek, preview, "Declare to everyone")

    assert refused.status_code == 422
    assert "has a plan already" in complaint(refused, "period")
    assert len(queries.plans_declared()) == 1


def test_too_few_people_are_said_before_declaring_and_refused_at_opening(marek: Visitor) -> None:
    preview = marek.post(PLAN, **typed({"ready": "time-to-learn"}))
    press(marek, preview, "Declare to everyone")
    page = marek.get(f"/gate/{PERIOD}")

    refused = press(marek, page, "Open answers")

    assert "Nobody could be counted by unit." in preview.text
    assert refused.status_code == 403
    assert "There are fewer than 6 people here." in refused.text
    assert "What comes next" in refused.text
    assert state() is PlanState.DECLARED


@pytest.mark.usefixtures("blue")
def test_blocks_are_formed_when_the_period_has_begun_and_again_if_need_be(marek: Visitor) -> None:
    a_declared_period(toml(), today=TODAY.replace(month=9))
    formed = press(marek, marek.get(f"/gate/{PERIOD}"), "Form the blocks")
    first = queries.plan_kept(PERIOD).blocks_hash
    a_team("Ops / Green", 8)

    press(marek, marek.get(f"/gate/{PERIOD}"), "Form the blocks again")

    assert formed.headers["Location"] == f"/org/pulse/{PERIOD}"
    assert first
    assert queries.plan_kept(PERIOD).blocks_hash not in {"", first}


@pytest.mark.usefixtures("blue")
def test_a_plan_is_withdrawn_after_one_question(marek: Visitor) -> None:
    a_declared_period()

    asked = marek.get(f"/gate/{PERIOD}/withdraw")
    gone = press(marek, asked, "Withdraw the plan")

    assert "Take it back?" in asked.text
    assert gone.headers["Location"] == "/org/pulse/"
    assert queries.plans_declared() == []
    assert marek.get(f"/gate/{PERIOD}").status_code == 404


@pytest.mark.usefixtures("blue")
def test_an_open_plan_is_not_withdrawn(marek: Visitor) -> None:
    a_declared_period()
    asked = marek.get(f"/gate/{PERIOD}/withdraw")
    periods.open_answers(PERIOD, today=TODAY)

    refused = press(marek, asked, "Withdraw the plan")

    assert refused.status_code == 409
    assert "is open, not declared" in refused.text
    assert "Take it back?" not in marek.get(f"/gate/{PERIOD}/withdraw").text


@pytest.mark.usefixtures("blue")
def test_of_two_who_publish_one_hears_that_it_is_published(visit: Visit) -> None:
    an_open_period()
    periods.seal(PERIOD)
    marek, ada = visit(a_manager()), visit(an_administrator())
    pages = [one.get(f"/gate/{PERIOD}") for one in (marek, ada)]

    first, second = press(marek, pages[0], "Publish"), press(ada, pages[1], "Publish")

    assert first.status_code == 303
    assert second.status_code == 409
    assert "Fourth quarter of 2026 is published, not sealed." in second.text
    assert "Everything is done" in second.text
    assert len(queries.ledger()) == 1
    attempts = ada.get(f"/gate/{PERIOD}").text
    assert "The numbers were published." in attempts
    assert "It was refused:" in attempts


@pytest.mark.usefixtures("blue")
def test_opening_that_broke_off_between_the_databases_is_done_again(marek: Visitor) -> None:
    a_declared_period()
    with transaction(Database.ORGANISATION):
        services.advance(queries.plan_kept(PERIOD), to=PlanState.OPEN)
    broken = press(marek, marek.get(f"/gate/{PERIOD}"), "Seal")

    again = press(marek, broken, "Open answers again")
    once_more = press(marek, broken, "Open answers again")
    sealed = press(marek, broken, "Seal")

    assert broken.status_code == 409
    assert "Opening 2026-Q4 broke off. Open it again." in broken.text
    assert [again.status_code, once_more.status_code, sealed.status_code] == [303, 409, 303]


def test_many_people_are_published_behind_the_next_page(
    app: Flask, monkeypatch: pytest.MonkeyPatch, blue: list[UUID], marek: Visitor
) -> None:
    app.config["BACKGROUND"] = False
    monkeypatch.setattr("learnplan.gate.views.FEW_PEOPLE", len(blue) - 1)
    an_open_period()
    periods.seal(PERIOD)
    shown = marek.get(f"/gate/{PERIOD}")

    answers = [press(marek, shown, "Publish") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 409]
    assert answers[0].headers["Location"] == f"/gate/{PERIOD}"
    assert state() is PlanState.PUBLISHED


@pytest.mark.usefixtures("blue")
def test_while_it_is_published_the_page_says_so_and_loads_again(app: Flask, marek: Visitor) -> None:
    app.config["BACKGROUND"] = False
    an_open_period()
    periods.seal(PERIOD)
    during: list[TestResponse] = []

    def work(_plan_id: UUID) -> None:
        during.append(marek.get(f"/gate/{PERIOD}"))

    background.run(app, work, queries.plan_kept(PERIOD).id)

    (page,) = during
    assert "It is being published" in page.text
    assert 'publish"' not in page.text
    assert page.headers["Refresh"] == "2"


def test_a_number_is_corrected_in_words_and_stays(blue: list[UUID], marek: Visitor) -> None:
    a_published_period(blue)
    before = queries.ledger()

    page = marek.get(f"/gate/{PERIOD}/note?number=1")
    empty = marek.post(f"/gate/{PERIOD}/note", number="1", words=" ")
    other = marek.post(f"/gate/{PERIOD}/note", number="7", words="Two had left.")
    long = marek.post(f"/gate/{PERIOD}/note", number="1", words="w" * 1001)
    form = hidden_fields(page.text, f"/gate/{PERIOD}/note")
    kept = marek.client.post(
        f"/gate/{PERIOD}/note", data={**form, "number": "1", "words": "Two had left."}
    )

    assert re.search(r'<option selected value="1">Northwind: published', page.text)
    assert empty.status_code == 422
    assert complaint(empty, "words") == "Write the note."
    assert complaint(long, "words") == "A note has at most 1,000 characters."
    assert complaint(other, "number") == "Choose one of those that are offered."
    assert "Two had left." in other.text
    assert kept.headers["Location"] == f"/org/pulse/{PERIOD}"
    db.session.rollback()  # what was read before is let go
    (note,) = queries.notes_of(queries.plan_kept(PERIOD).id)[1]
    assert (note.words, note.by) == ("Two had left.", "Marek Manager")
    assert queries.ledger() == before


def test_what_was_not_published_is_not_corrected(marek: Visitor) -> None:
    a_declared_period()

    assert marek.get(f"/gate/{PERIOD}/note").status_code == 404


@pytest.mark.parametrize("roles", [(), (Role.STEWARD,)])
def test_workers_and_stewards_are_shown_out(visit: Visit, roles: tuple[Role, ...]) -> None:
    a_declared_period()
    worker = visit(a_worker(roles=roles))

    for address in (PLAN, f"/gate/{PERIOD}", f"/gate/{PERIOD}/withdraw", f"/gate/{PERIOD}/note"):
        assert worker.get(address).status_code == 403, address
    token = hidden_fields(worker.get("/account").text, "")
    for address in (PLAN, FILE, DECLARE, f"/gate/{PERIOD}/open", f"/gate/{PERIOD}/withdraw"):
        assert worker.client.post(address, data=token).status_code == 403, address
    assert state() is PlanState.DECLARED


@pytest.mark.usefixtures("blue")
def test_an_act_needs_a_press_on_the_page(marek: Visitor) -> None:
    a_declared_period()

    for act in ("form-blocks", "open", "seal", "publish"):
        assert marek.client.get(f"/gate/{PERIOD}/{act}").status_code == 405
        assert marek.client.post(f"/gate/{PERIOD}/{act}").status_code == 400
    assert marek.client.post(f"/gate/{PERIOD}/shred").status_code == 404
    assert state() is PlanState.DECLARED


def test_what_is_no_period_is_not_there(marek: Visitor) -> None:
    for address in ("/gate/2031-Q1", "/gate/soon", "/gate/2026-Q5/withdraw"):
        assert marek.get(address).status_code == 404, address


def test_the_page_of_a_period_is_the_same_whatever_is_answered(
    blue: list[UUID], marek: Visitor
) -> None:
    def shown() -> str:
        secrets = r'name="csrf_token" value="[^"]*"|nonce="[^"]*"'
        return re.sub(secrets, "", marek.get(f"/gate/{PERIOD}").text)

    an_open_period()
    pages = [shown()]
    for given in (blue, blue[:2], dict.fromkeys(blue, 0), dict.fromkeys(blue)):
        answers_by(given)
        pages.append(shown())

    assert len(set(pages)) == 1


def test_reading_where_a_period_is_asks_the_learning_database_nothing(
    blue: list[UUID], marek: Visitor
) -> None:
    an_open_period()
    answers_by(blue)
    asked: list[str] = []

    def note(*call: object) -> None:
        asked.append(str(call[2]))

    event.listen(engine_of(Database.LEARNING), "before_cursor_execute", note)
    try:
        for address in (f"/gate/{PERIOD}", f"/gate/{PERIOD}/withdraw", PLAN):
            assert marek.get(address).status_code == 200
    finally:
        event.remove(engine_of(Database.LEARNING), "before_cursor_execute", note)

    assert asked == []


def test_every_page_of_the_gate_is_well_made(blue: list[UUID], marek: Visitor) -> None:
    pages = [
        marek.get(PLAN),
        marek.post(PLAN, **typed({"words": "Quiet?", "epsilon": "lots"}, {}, {})),
        marek.post(PLAN, **typed({"words": "Quiet?", "key": "calm"}, do="another")),
        marek.post(PLAN, **typed({"words": "Quiet?"})),
        marek.post(FILE, PLAN, file_text="nothing"),
    ]
    a_declared_period()
    pages += [marek.get(f"/gate/{PERIOD}"), marek.get(f"/gate/{PERIOD}/withdraw")]
    periods.withdraw(PERIOD)
    a_published_period(blue)
    pages += [marek.get(f"/gate/{PERIOD}"), marek.get(f"/gate/{PERIOD}/note")]
    pages.append(marek.post(f"/gate/{PERIOD}/note", number="1", words=""))

    assert [list(faults_of(page.text)) for page in pages] == [[]] * len(pages)
    assert all("Everyone at Northwind will see this" in page.text for page in pages)
