"""Looking at roles in private: nobody is told, nothing is counted, and it can be taken along."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from learnplan.core import clock
from learnplan.core.actor import Actor, Role
from learnplan.core.db import Database, OrganisationModel, db, engine_of, transaction
from learnplan.core.errors import NotFound
from learnplan.mine.disclosures import queries as disclosures
from learnplan.mine.log import queries as log
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.words import Horizon, State
from learnplan.mine.roles import policy, queries, services, telling
from learnplan.mine.roles.models import Mark, WordDraft
from learnplan.ours.brokerage.queries import offers
from learnplan.ours.brokerage.queries.roles import RolePage
from tests.factories.brokerage import a_map, a_menu, a_steward, bring_in
from tests.factories.people import a_manager, a_worker
from tests.factories.plans import a_goal
from tests.visitors import Visitor

Come = Callable[[Actor | None], Visitor]


@contextmanager
def nothing_written_to_ours() -> Iterator[None]:
    """No table of the organisation's says anything else afterwards, and none is written to."""
    engine = engine_of(Database.ORGANISATION)
    written: list[str] = []

    def note(*call: object) -> None:
        if str(call[2]).lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(str(call[2]))

    event.listen(engine, "before_cursor_execute", note)
    before = _all_of_ours()
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert written == []
    assert _all_of_ours() == before


def _all_of_ours() -> dict[str, list[str]]:
    with engine_of(Database.ORGANISATION).connect() as connection:
        return {
            name: sorted(map(str, connection.execute(sa.select(table))))
            for name, table in OrganisationModel.metadata.tables.items()
        }


def _level(role: RolePage, name: str) -> str:
    return next(str(each.id) for each in role.levels if each.name == name)


def test_somebody_looks_marks_and_takes_and_nobody_is_told(app: Flask) -> None:
    role, course = a_map(), a_menu()
    ana = a_worker(name="Ana")
    visitor = Visitor(app, ana)
    address = f"/roles/{role.role.id}"
    senior = _level(role, "Senior accountant")
    at_senior = f"{address}?level={senior}"

    with nothing_written_to_ours():
        visitor.post(f"{address}/list", at_senior, list_horizon="next role", list_level=senior)
        marked = visitor.post(
            f"{address}/marks?level={senior}",
            at_senior,
            marks_mark_0="not yet",
            marks_mark_1="Working",
        )
        assert "What is missing towards Senior accountant" in marked.text
        assert "Double entry" in marked.text  # what would help with it
        taken = visitor.post(f"/roles/options/{course}/take", f"/roles/options/{course}", goal="")
        assert "In your plan. Only you can see it." in taken.text
        assert f'href="/roles/options/{course}"' in taken.text  # the way back

    db.session.rollback()
    (goal,) = plan.goals_for(ana, states=[State.ACTIVE])
    assert goal.title == "Double entry"
    assert disclosures.has_line_about(ana, item_kind="goal", item_id=goal.id) is False
    found = queries.standings(ana, role, role.level(UUID(senior)))
    assert {each.need.competency.name: each.marked for each in found} == {
        "Advice": "not yet",
        "Ledgers": "Working",
    }
    assert all(each.is_missing for each in found)


def test_nobody_else_sees_any_of_it(visit: Come) -> None:
    role, course = a_map(), a_menu()
    ana = a_worker(name="Ana")
    competency = role.levels[0].needs[0].competency
    with transaction(Database.LEARNING):
        services.list_role(ana, role.role, level=None, horizon=Horizon.NEXT_ROLE)
        services.mark(ana, {competency: "Working"})
        option = offers.option_for(course).option
        taken = services.take_option(ana, option, back=f"/roles/options/{course}")
        draft = telling.write(ana, option, words="Hers alone", signed=False)

    others = (a_worker(), a_manager(), a_steward(), a_worker(roles=(Role.ADMINISTRATOR,)))
    for other in others:
        visitor = visit(other)
        assert "No role is on your list" in visitor.get("/roles/").text
        assert "Hers alone" not in visitor.get(f"/roles/options/{course}").text
        for address in (f"/roles/taken/{taken.id}/undo", f"/roles/said/{draft.id}/publish"):
            assert visitor.post(address, "/roles/").status_code == 404
        assert visitor.get(f"/roles/said/{draft.id}").status_code == 404
        db.session.rollback()
        assert queries.marks_of(other, [competency.key]) == {}
        with pytest.raises(NotFound):
            queries.taken_for(other, taken.id)


def test_policy_and_query_agree(app: Flask) -> None:  # noqa: ARG001 - it is the database
    role = a_map()
    ana, ben = a_worker(), a_worker()
    competency = role.levels[0].needs[0].competency
    with transaction(Database.LEARNING):
        for actor in (ana, ben):
            services.mark(actor, {competency: "Working"})

    every = db.session.scalars(sa.select(Mark)).all()
    for actor in (ana, ben, a_manager()):
        said = db.session.scalars(sa.select(Mark).where(policy.owned_by(actor, Mark))).all()
        assert set(said) == {mark for mark in every if policy.owns(actor, mark)}


def test_taking_is_undone_and_a_step_is_taken_off(app: Flask) -> None:
    a_map()
    course = a_menu()
    ana = a_worker(name="Ana")
    goal = a_goal(owner=ana, title="Keep the books")
    visitor = Visitor(app, ana)
    page = f"/roles/options/{course}"

    as_step = visitor.post(f"{page}/take", page, goal=str(goal.id))
    assert "Double entry (https://example.org/d)" in as_step.text
    option = offers.option_for(course).option
    db.session.rollback()
    (place,) = queries.in_my_plan(ana, option.key)
    visitor.post(f"/roles/taken/{place.taken_id}/undo", page)

    db.session.rollback()
    assert queries.in_my_plan(ana, option.key) == []
    assert plan.steps_of(plan.own_goal_for(ana, goal.id)) == []


def test_a_form_sent_twice_takes_once(app: Flask) -> None:
    a_map()
    course = a_menu()
    ana = a_worker(name="Ana")
    visitor = Visitor(app, ana)
    once = uuid4().hex
    page = f"/roles/options/{course}"

    for _ in range(2):
        visitor.post(f"{page}/take", page, goal="", once=once)

    db.session.rollback()
    assert len(queries.in_my_plan(ana, offers.option_for(course).option.key)) == 1


def test_somebody_elses_goal_is_no_place_for_a_step(app: Flask) -> None:
    a_map()
    course = a_menu()
    theirs = a_goal(owner=a_worker())
    visitor = Visitor(app, a_worker())
    page = f"/roles/options/{course}"

    assert visitor.post(f"{page}/take", page, goal=str(theirs.id)).status_code == 404


def test_marks_hold_after_a_map_went_and_came_back(app: Flask) -> None:  # noqa: ARG001 - it is the database
    steward = a_steward()
    role = a_map(steward)
    ana = a_worker()
    competency = role.levels[0].needs[0].competency
    with transaction(Database.LEARNING):
        services.mark(ana, {competency: "Working"})
    bring_in(steward, "empty.csv", "Role,Skill,Level\nCook,Soup,Basic\n", take_away=True)

    again = a_map(steward)

    found = queries.standings(ana, again, again.levels[0])
    assert [each.marked for each in found] == ["Working"]


def test_unsigned_words_are_told_with_a_key_and_taken_back(app: Flask) -> None:
    a_map()
    course = a_menu()
    ana, ben = a_worker(name="Ana"), a_worker(name="Ben")
    visitor = Visitor(app, ana)
    page = f"/roles/options/{course}/say"

    looked = visitor.post(page, words="Skip chapter two.", signed="unsigned")
    assert "Skip chapter two." not in Visitor(app, ben).get(f"/org/brokerage/options/{course}").text
    address = looked.request.path
    visitor.post(f"{address}/publish", address)
    public = Visitor(app, ben).get(f"/org/brokerage/options/{course}").text

    assert "Skip chapter two." in public
    assert "Unsigned" in public
    assert ana.name not in public
    table = OrganisationModel.metadata.tables["option_word"]
    with engine_of(Database.ORGANISATION).connect() as connection:
        (row,) = connection.execute(sa.select(table)).mappings()
    assert str(ana.id) not in str(dict(row))
    assert row["told_in"].day == 1
    assert "You told what you think of" in visitor.get("/disclosures/").text
    visitor.post(f"{address}/withdraw", address)
    assert "Skip chapter two." not in Visitor(app, ben).get(f"/org/brokerage/options/{course}").text


def test_words_thrown_away_come_back_for_a_day_and_are_begun_anew(app: Flask) -> None:
    a_map()
    course = a_menu()
    ana = a_worker(name="Ana")
    visitor = Visitor(app, ana)
    page = f"/roles/options/{course}/say"
    address = visitor.post(page, words="Skip chapter two.", signed="unsigned").request.path

    away = visitor.post(f"{address}/throw-away", address)
    assert "Thrown away." in away.text
    assert visitor.get(address).status_code == 404
    assert "Skip chapter two." not in visitor.get(page).text
    assert "Skip chapter two." in visitor.post(f"{address}/bring-back", "/roles/").text
    visitor.post(f"{address}/throw-away", address)
    anew = visitor.post(page, words="Read it all.", signed="signed")

    assert "Read it all." in anew.text
    assert visitor.post(f"{address}/bring-back", "/roles/").status_code == 404
    with transaction(Database.LEARNING):
        telling.throw_away(ana, queries.draft_for(ana, UUID(anew.request.path.split("/")[-1])))
        telling.purge_thrown_away(clock.now() + timedelta(seconds=1))
    assert db.session.scalars(sa.select(WordDraft)).all() == []


def test_an_option_is_written_in_the_log_once_and_taken_back(app: Flask) -> None:
    a_map()
    course = a_menu()
    ana = a_worker(name="Ana")
    visitor = Visitor(app, ana)
    page = f"/roles/options/{course}"

    with nothing_written_to_ours():
        visitor.post(f"{page}/take", page, goal="")
        for _ in range(2):
            logged = visitor.post(f"{page}/log", page, once="the same form")

    db.session.rollback()
    (found,) = log.recent_activities(ana, 5)
    kept = log.activity_for(ana, found.id)
    assert (kept.what, kept.kind, kept.happened_on) == (
        *("Double entry", "course"),
        clock.today("UTC"),
    )
    assert "In your log, as of today. Only you can see it." in logged.text
    assert [link.address for link in kept.links] == ["https://example.org/d"]
    assert len(kept.goals) == 1  # the one that it was taken as


def test_erasing_everything_takes_words_back(app: Flask) -> None:  # noqa: ARG001 - it is the database
    a_map()
    option = offers.option_for(a_menu()).option
    ana = a_worker()
    with transaction(Database.LEARNING):
        draft = telling.write(ana, option, words="Gone with me", signed=True)
    telling.publish(ana, draft.id, version=1, whom="everyone")

    telling.withdraw_all(ana.id)

    assert offers.words_about(option.key) == []
