"""People with like goals find each other, and nobody finds out who they are unless they want."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import Database, db, transaction
from learnplan.core.errors import Conflict, Invalid, NotFound, Refused
from learnplan.mine.circles.likeness import are_alike, compared
from learnplan.mine.circles.models.matching import MatchRequest
from learnplan.mine.circles.queries import matching as queries
from learnplan.mine.circles.services import matching
from learnplan.mine.disclosures.queries import journal_for
from learnplan.mine.disclosures.words import Kind
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import deleted_goal_for, own_goal_for
from learnplan.mine.plan.services import goals
from tests.factories.finding import (
    ask,
    ask_about,
    days_ago,
    met_by,
    say_not_now,
    say_yes,
    seen_by,
)
from tests.factories.people import a_worker, leave
from tests.factories.plans import a_goal
from tests.visitors import Visitor, without_tokens

pytestmark = pytest.mark.usefixtures("app")
Visit = Callable[..., Visitor]
LIKE = "Understand slow queries in Postgres"


def told_of_matches(actor: Actor) -> list[tuple[str, str]]:
    db.session.rollback()
    lines = journal_for(actor).lines
    return [(line.what, line.whom) for line in lines if line.kind is Kind.MATCH]


def test_names_are_known_once_both_said_yes_and_both_are_told() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    plans, queries_goal = ask(ana), ask(ben, title=LIKE)

    first = say_yes(ana, plans)
    before = met_by(ana), met_by(ben), told_of_matches(ana), told_of_matches(ben)
    second = say_yes(ben, queries_goal)

    assert (first, second) == (0, 1)
    assert before == ([], [], [], [])
    assert (met_by(ana), met_by(ben)) == (["Ben"], ["Ana"])
    assert told_of_matches(ana) == [("Read Postgres query plans", "Ben")]
    assert told_of_matches(ben) == [("slow queries Postgres", "Ana")]


def test_it_is_told_how_many_people_share_a_goal_not_how_many_goals() -> None:
    ana, ben = a_worker(), a_worker()
    ask(ana)
    ask(ben)
    ask(ben, title=LIKE)
    ask(a_worker(), title="Weld a rack for the bicycles")

    assert seen_by(ana).others == 1


def test_nobody_is_told_anything_on_the_day_they_ask() -> None:
    ana, ben = a_worker(), a_worker()
    goal = ask(ana, ago=0)
    ask(ben)

    assert (seen_by(ana).begins_tomorrow, seen_by(ana).others) == (True, 0)
    assert seen_by(ben).others == 0
    with pytest.raises(Conflict, match="Nobody shares"):
        say_yes(ana, goal)
    with clock.stopped(clock.now() + timedelta(days=1)):
        assert (seen_by(ana).others, seen_by(ben).others) == (1, 1)


def test_a_decline_looks_like_no_answer() -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker()
    goals_of = {each: ask(each) for each in (ana, ben, chidi)}
    say_yes(ana, goals_of[ana])
    before = seen_by(ana)

    say_not_now(ben, goals_of[ben])

    assert seen_by(ana) == before
    assert seen_by(ben).unanswered == 0
    assert seen_by(chidi).others == 2


def test_yes_holds_for_whoever_was_counted_and_for_nobody_who_asks_later() -> None:
    ana, ben, prober = a_worker(name="Ana"), a_worker(name="Ben"), a_worker(name="Eve")
    goal, bens = ask(ana, ago=5), ask(ben, ago=5)
    with days_ago(3):
        say_yes(ana, goal)
        say_yes(ben, bens)
    probe = ask(prober)

    say_yes(prober, probe)

    assert met_by(prober) == []
    assert met_by(ana) == ["Ben"]
    assert seen_by(ana).unanswered == 1


def test_a_page_that_was_open_over_midnight_says_yes_to_no_more_people_than_it_showed() -> None:
    ana, ben, chidi = a_worker(), a_worker(), a_worker(name="Chidi")
    goal = ask(ana, ago=9)
    ask(ben, ago=9)
    ask(chidi, ago=2)

    say_yes(ana, goal, ago=2)

    assert (seen_by(ana).others, seen_by(ana).unanswered) == (2, 1)


@pytest.mark.parametrize("how", ["take back", "not now", "delete", "leave"])
def test_whoever_goes_is_gone_at_once(how: str) -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    goal, other = ask(ana), ask(ben)
    say_yes(ana, goal)
    say_yes(ben, other)

    if how == "leave":
        leave(ben, last_day=queries.today() - timedelta(days=1))
    elif how == "not now":
        say_not_now(ben, other)
    with transaction(Database.LEARNING):
        if how == "take back":
            matching.take_back(ben, queries.request_for(ben, other.id))
        elif how == "delete":
            goals.delete_goal(ben, own_goal_for(ben, other.id))

    assert met_by(ana) == []
    assert seen_by(ana).others == (1 if how == "not now" else 0)
    if how == "delete":
        with transaction(Database.LEARNING):
            goals.restore_goal(ben, deleted_goal_for(ben, other.id))
        assert met_by(ana) == ["Ben"]


def test_whoever_has_left_learns_no_name_and_no_number_either() -> None:
    ana, ben, chidi = a_worker(), a_worker(name="Ben"), a_worker(name="Chidi")
    goal, other = ask(ana), ask(ben)
    ask(chidi)
    say_yes(ana, goal)
    say_yes(ben, other)
    assert (met_by(ana), seen_by(ana).others) == (["Ben"], 2)

    leave(ana, last_day=queries.today() - timedelta(days=1))

    assert (met_by(ana), seen_by(ana).others) == ([], 0)
    with pytest.raises(Conflict):
        say_yes(ana, goal)


def test_a_goal_that_is_gone_for_good_takes_its_request_along() -> None:
    ana = a_worker()
    goal = ask(ana)

    with transaction(Database.LEARNING):
        goals.delete_goal(ana, own_goal_for(ana, goal.id))
        goals.purge_deleted(clock.now() + timedelta(minutes=1))

    assert db.session.scalars(select(MatchRequest)).all() == []


def test_asking_anew_begins_anew() -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    goal, other = ask(ana, ago=3), ask(ben, ago=3)
    say_yes(ana, goal)
    say_yes(ben, other)

    ask_about(ana, goal, words="Postgres plans", ago=0)

    assert (seen_by(ana).begins_tomorrow, met_by(ana), met_by(ben)) == (True, [], [])


def test_words_cannot_be_tried_one_set_after_another() -> None:
    prober = a_worker()
    targets = [a_goal(owner=prober, title=f"Goal {number}") for number in range(6)]
    for target in targets[:5]:
        ask_about(prober, target, words="burnout recovery")

    with pytest.raises(Refused, match="At most 5"):
        ask_about(prober, targets[5], words="burnout recovery")
    for number in range(6):
        ask_about(prober, targets[0], words=f"burnout word{number}")
        with transaction(Database.LEARNING):  # having learnt what it tells
            matching.take_back(prober, queries.request_for(prober, targets[0].id))
    with pytest.raises(Refused, match="10 times in a week"):
        ask_about(prober, targets[0], words="night shifts")
    with clock.stopped(clock.now() + timedelta(days=8)):
        ask_about(prober, targets[0], words="night shifts", ago=0)


def test_putting_a_word_right_on_the_same_day_costs_nothing() -> None:
    ana = a_worker()
    goal = ask(ana, ago=0)

    for _ in range(20):
        ask_about(ana, goal, words="Postgres plans", ago=0)

    assert queries.askings_lately(ana) == 1


@pytest.mark.parametrize("words", ["", "Postgres", "to the of", "plan plans planning"])
def test_one_word_says_too_little(words: str) -> None:
    ana = a_worker()

    with pytest.raises(Invalid, match="at least two words"):
        ask_about(ana, a_goal(owner=ana), words=words)


def test_a_whole_dictionary_is_too_many_words() -> None:
    ana = a_worker()

    with pytest.raises(Invalid, match="at most 8 words; these are 30"):
        ask_about(ana, a_goal(owner=ana), words=" ".join(f"word{number}" for number in range(30)))


def test_the_database_finds_alike_what_the_rule_calls_alike() -> None:
    texts = [
        *(LIKE, "Read Postgres query plans", "Plan a database migration", "Migrating databases"),
        *("Weld a rack for the bicycles", "Welding bicycles", "Gestão de conflitos na equipa"),
    ]
    people = {text: a_worker() for text in texts}
    for text, person in people.items():
        ask(person, title=text)

    for text, person in people.items():
        like = [
            other for other in texts if other != text and are_alike(compared(text), compared(other))
        ]
        assert seen_by(person).others == len(like), text


def test_the_words_are_proposed_and_nothing_else_of_the_goal_is_used(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana, title="Find out why Monday’s reports are slow", why="WHYWORD secret")
    visitor, address = visit(ana), f"/circles/matching/{goal.id}"

    shown = visitor.get(address).text
    link = visitor.get(f"/plan/goals/{goal.id}").text
    after = visitor.post(address, words="reports slow").text

    assert 'value="Monday reports slow"' in shown
    assert f'href="{address}"' in link
    assert "It takes part from tomorrow" in after
    assert "Compared: reports slow." in after
    assert "WHYWORD" not in shown + after


def test_the_whole_way_by_the_doors(visit: Visit) -> None:
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    goal, other = ask(ana), ask(ben)
    pages, page = {ana: visit(ana), ben: visit(ben)}, "/circles/matching"

    shown = pages[ana].get(page).text
    said = pages[ana].post(f"{page}/{goal.id}/meet", page, said="yes").text
    waiting = pages[ben].get(page).text
    met = pages[ben].post(f"{page}/{other.id}/meet", page, said="yes").text
    journal = pages[ana].get("/disclosures/").text
    gone = pages[ben].post(f"{page}/{other.id}/meet", page, said="not now").text

    assert "<strong>1 person</strong> shares a goal like yours" in " ".join(shown.split())
    assert "Names appear where somebody says yes too" in said
    assert "Ana" not in without_tokens(waiting)
    assert "Ana" in met
    assert "You know each other’s name now" in met
    assert "Your name was shown to Ben, who shares a goal like yours" in journal
    assert "Nobody is told" in gone
    assert "Ben" not in without_tokens(pages[ana].get(page).text)


def test_errors_keep_what_was_typed(visit: Visit) -> None:
    ana = a_worker()
    goal = a_goal(owner=ana)

    answer = visit(ana).post(f"/circles/matching/{goal.id}", words="Postgres")

    assert answer.status_code == 422
    assert 'value="Postgres"' in answer.text
    assert "at least two words" in answer.text


def test_anothers_goal_and_none_answer_alike(visit: Visit) -> None:
    ana, eve = a_worker(), visit(a_worker())
    goal, plain = ask(ana), a_goal(owner=ana)
    nothing = "00000000-0000-4000-8000-000000000000"

    for rest in ("", "/take-back", "/meet"):
        codes = {
            eve.post(f"/circles/matching/{which}{rest}", "/circles/new", said="yes").status_code
            for which in (goal.id, plain.id, nothing)
        }
        assert codes == {404}
    with pytest.raises(NotFound):
        queries.request_for(a_worker(), goal.id)


def test_two_who_say_yes_at_once_meet(app: Flask) -> None:
    """Each waits for the other's words to be kept, whichever comes first."""
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    theirs = [(ana, ask(ana)), (ben, ask(ben))]

    with ThreadPoolExecutor(2) as two:

        def yes(owner_and_goal: tuple[Actor, Goal]) -> int:
            with app.app_context():
                return say_yes(*owner_and_goal)

        met = sorted(two.map(yes, theirs))

    assert met == [0, 1]
    assert len(told_of_matches(ana)) == len(told_of_matches(ben)) == 1


def test_a_circle_with_whom_one_met_begins_with_ones_own_words_and_asks_them(visit: Visit) -> None:
    ana, ben, eve = a_worker(name="Ana Lima"), a_worker(name="Ben Roth"), a_worker()
    mine = ask(ana, title="Read Postgres query plans")
    theirs = ask(ben, title="Postgres plans that nobody else may read of")
    for owner, goal in ((ana, mine), (ben, theirs), (ana, mine)):
        say_yes(owner, goal)
    address = f"/circles/new?goal={mine.id}"

    shown = visit(ana).get(address)

    assert address.partition("?")[2] in visit(ana).get("/circles/matching").text
    assert 'value="Read Postgres query plans"' in shown.text
    assert "nobody else may read" not in shown.text
    assert visit(eve).get(address).status_code == 404
    assert visit(ben).get(address).status_code == 404  # it is Ana's goal
    said = {"kind": "study pair", "name": "Plans", "person_ids": str(ben.id)}
    visit(ana).post(address, **said)
    asked = visit(ben).get("/circles/")
    assert "Asked by Ana Lima" in asked.text
    assert visit(ana).post(address, **{**said, "person_ids": str(eve.id)}).status_code == 422
    say_not_now(ben, theirs)
    assert visit(ana).get(address).status_code == 404  # names that were shown are shown no more
