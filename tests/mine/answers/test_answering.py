"""Workers answer a pulse, change their minds until it is sealed, and see what it means for them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, LearningModel, db, transaction
from learnplan.gate import periods
from learnplan.mine.answers import for_the_gate
from learnplan.mine.answers.models import Answer, CoSignature, UnsignedSignal
from learnplan.ours.pulse import queries as pulse
from tests.factories.people import a_worker
from tests.factories.pulses import (
    NEXT_PERIOD,
    PERIOD,
    PUBLISHED_AT,
    SAFE,
    TIME,
    TODAY,
    a_declared_period,
    an_open_period,
    answers_by,
    toml,
)
from tests.factories.signals import a_crew
from tests.mine.wording import words
from tests.visitors import Visitor, hidden_fields

pytestmark = pytest.mark.usefixtures("app")

Visit = Callable[[Actor | None], Visitor]
PAGE = f"/pulse/{PERIOD}"
YES = {f"q-{TIME}": "1"}
NO = {f"q-{TIME}": "0"}
NONE = {f"q-{TIME}": ""}


def kept() -> list[tuple[str, int]]:
    stmt = sa.select(Answer.question, Answer.value).order_by(Answer.question)
    db.session.rollback()  # what was read before is stale
    return [(question, value) for question, value in db.session.execute(stmt)]


def checked(html: str) -> list[str]:
    """The values of the radio buttons that are chosen."""
    return [
        tag.partition('value="')[2].partition('"')[0]
        for tag in html.split("<input")
        if 'type="radio"' in tag and "checked" in tag.partition(">")[0]
    ]


def test_somebody_answers_changes_their_mind_and_takes_it_back(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE))
    browser = visit(ana)

    saved = browser.post(PAGE, **YES)
    assert "Saved. You can change your answers until they are sealed." in words(saved.text)
    assert kept() == [(TIME, 1)]
    assert checked(saved.text) == ["1", ""]

    browser.post(PAGE, **NO, **{f"q-{SAFE}": "1"})
    assert kept() == [(SAFE, 1), (TIME, 0)]

    browser.post(PAGE, **NONE)
    assert kept() == [(SAFE, 1)]

    taken_back = browser.post(f"{PAGE}/take-back", page=PAGE)
    assert "Nothing of yours is kept for this pulse" in words(taken_back.text)
    assert kept() == []


def test_the_page_says_what_will_go_before_all_is_taken_back(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE))

    assert "Take all my answers back" not in visit(ana).get(PAGE).text

    said = words(visit(ana).post(PAGE, **YES).text)
    assert "These go, and nothing of yours is kept" in said
    assert "learn at work this quarter? Yes Take them back" in said


def test_the_page_says_who_sees_what_where_one_counts_what_it_costs_and_until_when(
    visit: Visit,
) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    a_crew("Ops / Green", 9)
    an_open_period(toml(TIME, SAFE))

    shown = visit(ana).get("/pulse/")

    said = words(shown.text)
    assert "Only you can see this page" in said
    assert "Only you can see your answers. Everyone at Northwind will see one number" in said
    assert "Blue , 7 people" in said
    assert "costs 2 of your 8 for 2026, whether you answer or not. You have spent 0." in said
    assert "until they are sealed" in said
    assert "the day after, every answer is deleted" in said
    assert f'href="/org/pulse/{PERIOD}"' in shown.text
    assert said.count("No answer (counts as “No”: 0)") == 2


def test_what_other_quarters_plan_to_spend_is_said_too(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    a_declared_period(toml(TIME, period=NEXT_PERIOD))
    a_declared_period(toml(SAFE, period="2027-Q2", epsilon=0.5))

    said = words(visit(ana).get(f"/pulse/{NEXT_PERIOD}").text)

    assert "Blocks are formed from the roster of 1 January 2027" in said
    assert "Not open yet" in said


def test_not_answering_and_the_lowest_answer_are_the_same_to_the_gate(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 7)
    an_open_period()
    plan_id = pulse.plan_kept(PERIOD).id
    visit(ana).post(PAGE, **NO)

    said = for_the_gate.contributions_to(plan_id, TIME)

    assert said.get(ana.id, 0) == said.get(ben.id, 0) == 0


def test_nobody_else_ever_sees_an_answer(visit: Visit) -> None:
    ana, ben, *_ = a_crew("Ops / Blue", 7)
    (boss,) = a_crew("Ops / Blue", 1, leads=True)
    an_open_period()
    before = {each: words(visit(each).get(PAGE).text) for each in (ben, boss)}

    visit(ana).post(PAGE, **YES)

    assert {each: words(visit(each).get(PAGE).text) for each in (ben, boss)} == before
    assert checked(visit(ben).get(PAGE).text) == [""]


def test_nothing_tells_when_somebody_answered() -> None:
    for model in (Answer, UnsignedSignal, CoSignature):
        assert issubclass(model, LearningModel)
        kinds = {column.type.python_type.__name__ for column in model.__table__.columns}
        assert kinds <= {"UUID", "str", "int"}, model


def test_a_page_left_open_elsewhere_undoes_nothing(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE))
    browser = visit(ana)
    old = hidden_fields(browser.get(PAGE).text, PAGE)
    browser.post(PAGE, **YES)

    browser.client.post(PAGE, data={**old, **NONE, f"q-{SAFE}": "1"})

    assert kept() == [(SAFE, 1), (TIME, 1)]


def test_answers_that_come_after_the_seal_are_shown_again_and_not_kept(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE))
    browser = visit(ana)
    browser.post(PAGE, **NO)
    open_page = hidden_fields(browser.get(PAGE).text, PAGE)
    periods.seal(PERIOD)

    late = browser.client.post(PAGE, data={**open_page, **YES, f"q-{SAFE}": "1"})

    said = words(late.text)
    assert late.status_code == 409
    assert "are sealed. Nothing was changed." in said
    assert "What you chose just now It came too late and was not kept." in said
    just_now = said.partition("What you chose just now")[2].partition("What you answered")[0]
    assert just_now.count("Yes") == 2
    assert kept() == [(TIME, 0)]


def test_taking_back_after_the_seal_is_refused_in_words(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period()
    browser = visit(ana)
    tokens = hidden_fields(browser.post(PAGE, **YES).text, f"{PAGE}/take-back")
    periods.seal(PERIOD)

    late = browser.client.post(f"{PAGE}/take-back", data=tokens)

    assert late.status_code == 409
    assert "are sealed" in words(late.text)
    assert kept() == [(TIME, 1)]


def test_what_slips_past_the_page_the_database_refuses(app: Flask) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period()
    plan_id = pulse.plan_kept(PERIOD).id
    periods.seal(PERIOD)

    with pytest.raises(DBAPIError, match="Answers are closed"), transaction(Database.LEARNING):
        db.session.add(Answer(owner_id=ana.id, plan_id=plan_id, question=TIME, value=1))

    assert app
    assert kept() == []


@pytest.mark.parametrize("value", ["2", "-1", "yes", "1e9", "९९९"])
def test_a_value_that_is_no_answer_is_refused_beside_its_question(visit: Visit, value: str) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE))

    answer = visit(ana).post(PAGE, **{f"q-{TIME}": value, f"q-{SAFE}": "1"})

    assert answer.status_code == 422
    assert f'<p class="field__error" id="q-{TIME}-error">Choose one of these.</p>' in answer.text
    assert "1" in checked(answer.text)
    assert kept() == []


def test_a_question_of_another_plan_is_not_kept(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    an_open_period()

    visit(ana).post(PAGE, **YES, **{f"q-{SAFE}": "1"})

    assert kept() == [(TIME, 1)]


def test_after_the_seal_one_reads_what_one_answered_until_it_is_deleted(visit: Visit) -> None:
    ana, *_ = crew = a_crew("Ops / Blue", 7)
    an_open_period(toml(TIME, SAFE))
    answers_by([each.id for each in crew[:3]])
    browser = visit(ana)

    periods.seal(PERIOD)
    sealed = words(browser.get("/pulse/").text)
    assert "Answers are sealed and do not change any more" in sealed
    assert "learn at work this quarter? Yes" in sealed
    assert "No answer, which counts as “No”" in sealed

    with clock.stopped(PUBLISHED_AT):
        periods.publish(PERIOD, by="Ada")
    published = words(browser.get("/pulse/").text)
    assert "Your answers are deleted tomorrow" in published
    assert "learn at work this quarter? Yes" in published
    assert "This quarter cost you 2 of your 8 for 2026. You have spent 2." in published

    with clock.stopped(PUBLISHED_AT + timedelta(days=1)):
        periods.purge(zone="UTC")
    purged = browser.get("/pulse/")
    assert "Nothing of it is left" in words(purged.text)
    assert "learn at work this quarter?" not in purged.text
    assert 'href="/disclosures/releases"' in purged.text
    assert f'href="/org/pulse/{PERIOD}"' in purged.text


def test_where_nothing_is_declared_the_page_says_what_a_pulse_is(visit: Visit) -> None:
    shown = visit(a_worker()).get("/pulse/")

    assert "Nothing is asked" in words(shown.text)
    assert 'href="/org/pulse/"' in shown.text


def test_a_declared_period_shows_its_questions_and_takes_no_answer(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    a_declared_period()
    browser = visit(ana)

    shown = browser.get("/pulse/")
    early = browser.client.post(PAGE, data={**hidden_fields(shown.text, "/sign-out"), **YES})

    assert "Not open yet" in words(shown.text)
    assert "learn at work this quarter?" in words(shown.text)
    assert 'type="radio"' not in shown.text
    assert early.status_code == 409
    assert "have not opened" in words(early.text)
    assert kept() == []


def test_who_joined_later_reads_why_they_are_not_counted(visit: Visit) -> None:
    a_crew("Ops / Blue", 7)
    (late,) = a_crew("Ops / Blue", 1, since=TODAY)
    an_open_period()
    browser = visit(late)

    said = words(browser.get("/pulse/").text)
    browser.client.post(PAGE, data={**hidden_fields(browser.get(PAGE).text, "/sign-out"), **YES})

    assert "You are not counted in this pulse" in said
    assert "You were not on the roster of 1 October 2026" in said
    assert "What it costs" not in said
    assert kept() == []


def test_the_few_who_lead_read_why_they_are_not_counted(visit: Visit) -> None:
    a_crew("Ops / Blue", 7)
    boss, *_ = a_crew("Ops / Blue", 2, leads=True)
    an_open_period()

    said = words(visit(boss).get("/pulse/").text)

    assert "too few of them: fewer than 6" in said


def test_who_is_in_no_block_is_promised_nothing_and_keeps_nothing(visit: Visit) -> None:
    a_crew("Ops / Blue", 7)
    boss, *_ = a_crew("Ops / Blue", 2, leads=True)
    an_open_period()

    said = words(visit(boss).get(PAGE).text)

    assert "You are in none of them." in said
    assert "your block" not in said
    assert "take back your answers" not in said
    assert visit(boss).post(PAGE, **YES).status_code == 403
    assert kept() == []


def test_who_is_counted_in_one_question_only_is_asked_that_one(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    bosses = a_crew("Ops / Blue", 6, leads=True)
    a_crew("Ops / Green", 9)
    plan = toml(TIME) + b'\n[[questions]]\nready = "safe-to-try"\nbreakdown = "tenure"'
    an_open_period(plan)

    asked = words(visit(ana).get("/pulse/").text)
    leading = words(visit(bosses[0]).get("/pulse/").text)

    assert "2 questions" in asked
    assert "by tenure" in asked
    assert "1 question" in leading
    assert "too few of them: fewer than 15" in leading
    assert "costs 1 of your 8" in leading


@pytest.mark.parametrize("address", ["/pulse/2031-Q1", "/pulse/soon", "/pulse/2026-Q9"])
def test_a_period_there_is_not_is_a_404(visit: Visit, address: str) -> None:
    assert visit(a_worker()).get(address).status_code == 404


def test_todays_page_has_one_quiet_line_until_somebody_answered(visit: Visit) -> None:
    ana, *_ = a_crew("Ops / Blue", 7)
    (late,) = a_crew("Ops / Blue", 1, since=TODAY)
    line = "A pulse is open: 2 questions about the conditions for learning. Answering is up to you."
    assert line not in words(visit(ana).get("/").text)

    an_open_period(toml(TIME, SAFE))

    assert line in words(visit(ana).get("/").text)
    assert line not in words(visit(late).get("/").text)
    visit(ana).post(PAGE, **YES)
    assert line not in words(visit(ana).get("/").text)
    visit(ana).post(PAGE, **NONE)
    periods.seal(PERIOD)
    assert line not in words(visit(ana).get("/").text)
