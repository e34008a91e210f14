"""Nobody finds a goal that was not offered: whatever they try, they are answered the same.

A worker, a manager and an administrator try everything there is, before and after somebody else
has such a goal, and the answers are compared to the byte. That the trying would notice is known
from the last test: a goal that is offered does change what they are told.
"""

from collections.abc import Callable
from uuid import UUID

import pytest

from learnplan.core.actor import Actor
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.mine.circles.queries import matching as queries
from learnplan.mine.circles.services import matching
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.queries import own_goal_for
from learnplan.mine.plan.services import goals
from learnplan.mine.plan.words import State
from tests.factories.finding import a_notice, ask, ask_about, days_ago, say_yes
from tests.factories.people import a_manager, a_unit, a_worker, an_administrator
from tests.factories.plans import a_goal
from tests.visitors import Visitor, without_tokens

pytestmark = pytest.mark.usefixtures("app")
Visit = Callable[..., Visitor]
SECRET = "Recover from burnout, quietly"


def tries(visitor: Visitor, probe: Goal, *, about: UUID) -> list[str]:
    """All that somebody is told who looks everywhere, and asks for what they guess."""
    page = "/circles/matching"
    answers = [
        visitor.get(address)
        for address in (
            *("/", "/circles/", "/circles/open", "/circles/open?words=burnout", page),
            *(f"{page}/{probe.id}", "/circles/notices", "/disclosures/", "/search?q=burnout"),
            *("/shared/", "/journal/", "/org/performance/", "/org/people/", f"{page}/{about}"),
            f"/plan/goals/{about}",
        )
    ]
    answers += [
        visitor.post(f"{page}/{probe.id}/meet", page, said="yes"),
        visitor.post(f"{page}/{probe.id}/meet", page, said="not now"),
        visitor.post(f"{page}/{about}/meet", page, said="yes"),
        visitor.post(f"{page}/{about}", page, words="burnout recover"),
        visitor.post(f"{page}/{about}/take-back", page),
    ]
    return [f"{answer.status_code} {without_tokens(answer.text)}" for answer in answers]


@pytest.fixture(params=["worker", "manager", "administrator"])
def prober(request: pytest.FixtureRequest) -> Actor:
    unit = a_unit()
    kinds: dict[str, Callable[[], Actor]] = {
        "worker": lambda: a_worker(unit=unit),
        "manager": lambda: a_manager(of=unit),
        "administrator": an_administrator,
    }
    return kinds[request.param]()


def test_a_goal_that_was_not_offered_changes_no_answer(prober: Actor, visit: Visit) -> None:
    ana = a_worker(name="Ana Hides", unit=a_unit())
    probe = ask(prober, title="Recover from burnout quietly", ago=3)
    secret = a_goal(owner=ana, title="Water the plants")
    visitor = visit(prober)
    tries(visitor, probe, about=secret.id)  # what one writes oneself, as looks are
    before = tries(visitor, probe, about=secret.id)

    a_goal(owner=ana, title=SECRET, state=State.ACTIVE)
    with transaction(Database.LEARNING):
        own = own_goal_for(ana, secret.id)
        goals.rewrite_goal(
            ana,
            own,
            version=own.version,
            title=SECRET,
            why=SECRET,
            how_i_will_know="",
            horizon=own.horizon,
            approach=None,
            need=None,
            by=None,
        )
    offered_today = a_goal(owner=ana, title=SECRET)
    ask_about(ana, offered_today, words=SECRET, ago=0)
    a_notice(ana, SECRET, ago=0)
    with days_ago(3):
        taken_back = a_goal(owner=ana, title=SECRET)
        ask_about(ana, taken_back, words=SECRET, ago=0)
    with transaction(Database.LEARNING):
        matching.take_back(ana, queries.request_for(ana, taken_back.id))

    assert tries(visitor, probe, about=secret.id) == before


def test_neither_her_yes_nor_her_no_is_told_before_both_said_yes(
    prober: Actor, visit: Visit
) -> None:
    ana = a_worker(name="Ana Hides")
    probe, goal = ask(prober, title=SECRET), ask(ana, title=SECRET)
    visitor = visit(prober)

    def looks() -> list[str]:
        addresses = ("/", "/circles/", "/circles/matching", "/disclosures/", "/circles/notices")
        return [without_tokens(visitor.get(address).text) for address in addresses]

    asked = looks()
    say_yes(ana, goal)
    with_her_yes = looks()
    with transaction(Database.LEARNING):
        matching.say_not_now(ana, queries.request_for(ana, goal.id))
    with_her_no = looks()

    assert asked == with_her_yes == with_her_no
    assert "Ana Hides" not in "".join(asked)
    assert say_yes(prober, probe) == 0
    assert "Ana Hides" not in "".join(looks())


def test_what_is_offered_is_told_as_a_number_so_the_trying_would_notice(visit: Visit) -> None:
    """What a matching would show that also read goals nobody offered: they do get caught."""
    prober, ana = a_worker(), a_worker(name="Ana Hides")
    probe = ask(prober, title=SECRET)
    visitor = visit(prober)
    secret = a_goal(owner=ana, title=SECRET)
    before = tries(visitor, probe, about=secret.id)

    ask_about(ana, secret, words=SECRET)

    after = tries(visitor, probe, about=secret.id)
    assert after != before
    assert "Ana Hides" not in "".join(after)


def test_saying_yes_to_nobody_says_the_same_whoever_is_there() -> None:
    prober, ana = a_worker(), a_worker()
    probe = ask(prober, title=SECRET)
    sentences = []

    for prepare in (lambda: None, lambda: a_goal(owner=ana, title=SECRET)):
        prepare()
        with pytest.raises(Conflict) as refused:
            say_yes(prober, probe)
        sentences.append(str(refused.value))

    assert len(set(sentences)) == 1
