"""The demonstration: an organisation and some records that look alive on whichever day it is."""

from collections import Counter
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import func, select

from learnplan import demo
from learnplan.config import MineConfig
from learnplan.core import clock
from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.demo.records import Calendar
from learnplan.directory import queries as directory
from learnplan.directory.services.rosters import standings_by_year
from learnplan.factory import create_app
from learnplan.mine.attestations.queries import attestations_of
from learnplan.mine.log import queries as log
from learnplan.mine.log.kinds import Kind, Purpose
from learnplan.mine.log.models import Activity
from learnplan.mine.plan import queries as plan
from learnplan.mine.plan.models import Goal
from learnplan.mine.plan.words import Approach, Horizon, Need, State
from learnplan.mine.sharing.comments import news_for, written_by
from learnplan.mine.sharing.items import ItemKind
from learnplan.mine.sharing.queries import shared_with, shares_of
from learnplan.ours.performance import queries as performance
from learnplan.ours.performance.control_chart import Assurance, Variation, chart
from learnplan.ours.performance.models import observation, series
from tests.crawling import walk
from tests.installations import opened, upgrade
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor
from tests.walls.alone import words_of

MONDAY_AT_EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def the(name: str) -> Actor:
    return directory.actor_for_email(f"{name}@northwind.example")


def everything_kept() -> list[tuple[object, ...]]:
    """What both databases say of figures, plans and logs, without the ids."""
    goals = db.session.execute(
        select(Goal.title, Goal.state, Goal.state_remark, Goal.state_since, Goal.set_at, Goal.by)
    )
    activities = db.session.execute(
        select(Activity.what, Activity.happened_on, Activity.kept_at, Activity.minutes)
    )
    figures = db.session.execute(select(observation.c.period_start, observation.c.value))
    return sorted((tuple(row) for rows in (goals, activities, figures) for row in rows), key=repr)


@only_on_sqlite  # it is about clocks and chance
@pytest.mark.usefixtures("app")
def test_it_is_the_same_whenever_it_is_made_and_nothing_in_it_is_still_to_come(
    bare_config: MineConfig,
) -> None:
    with clock.stopped(MONDAY_AT_EIGHT):
        demo.make(zone="UTC")
        once = everything_kept()
        with opened(create_app(bare_config)):
            upgrade()
            demo.make(zone="UTC")
            again = everything_kept()

    assert once == again
    latest = db.session.scalar(select(func.max(Activity.kept_at)))
    assert latest is not None
    assert latest <= MONDAY_AT_EIGHT


@pytest.mark.usefixtures("northwind")
def test_six_people_are_offered_and_have_a_record_the_others_have_none() -> None:
    offered = [directory.actor_for_email(person.email) for person in directory.people_offered()]
    owners = set(db.session.scalars(select(Activity.owner_id))) | set(
        db.session.scalars(select(Goal.owner_id))
    )

    assert [actor.first_name for actor in offered] == [
        "Ana", "Ben", "Chidi", "Marek", "Dana", "Ada",
    ]  # fmt: skip
    assert owners == {actor.id for actor in offered}
    assert len(directory.people_here(on=date(2026, 1, 1))) > 36


@pytest.mark.usefixtures("northwind")
def test_the_directory_says_what_people_do_and_only_the_door_what_they_want() -> None:
    said = {person.email: person.said for person in directory.people_offered()}
    jobs = {person.email: person.job for person in directory.people_here(on=clock.today("UTC"))}

    assert said["ben@northwind.example"] == "Accountant. Getting ready for a next role."
    assert jobs["ben@northwind.example"] == "Accountant"
    assert not [job for job in jobs.values() if "." in job]


@pytest.mark.usefixtures("northwind")
def test_a_year_of_anas_log_is_told_in_all_the_ways_there_are() -> None:
    ana = the("ana")
    activities = list(db.session.scalars(select(Activity).where(Activity.owner_id == ana.id)))
    days = [activity.happened_on for activity in activities]

    assert 60 <= len(activities) <= 80
    assert max(days).toordinal() - min(days).toordinal() > 300
    assert 2 <= log.fragments_waiting(ana) <= 6
    assert {activity.kind for activity in activities} >= set(Kind)
    assert {activity.purpose for activity in activities} == {*Purpose, None}
    assert log.my_tags(ana)[0].tag == "postgres"
    assert all(log.activities_for_goal(ana, goal.id) for goal in plan.goal_choices(ana)[:3])
    assert sum(bool(activity.thoughts) for activity in activities) >= 5
    assert any(activity.links for activity in activities)


@pytest.mark.usefixtures("northwind")
def test_anas_plan_has_goals_of_every_kind_and_in_every_state() -> None:
    goals = list(db.session.scalars(select(Goal).where(Goal.owner_id == the("ana").id)))

    assert {goal.state for goal in goals} == set(State)
    assert {goal.horizon for goal in goals} == set(Horizon)
    assert {goal.approach for goal in goals} == {*Approach, None}
    assert {goal.need for goal in goals} == {*Need, None}
    assert Counter(goal.state for goal in goals)[State.ACTIVE] == 3


@pytest.mark.usefixtures("northwind")
def test_ana_shares_goals_and_an_entry_with_dana_and_ben_shares_both_with_her() -> None:
    ana, dana = the("ana"), the("dana")
    shared, bens = shared_with(dana), shared_with(ana)

    assert [each.item.kind for each in shared] == ["activity", "goal", "goal"]
    assert {each.owner_name for each in shared} == {"Ana Lima"}
    [reader] = shares_of(ana, ItemKind.GOAL, shared[1].item.id)
    assert reader.name == "Dana Whitfield"
    assert reader.until is not None
    assert reader.until > clock.today("UTC")
    assert {(each.owner_name, each.item.kind) for each in bens} == {
        ("Ben Asante", "goal"),
        ("Ben Asante", "activity"),
    }


@pytest.mark.usefixtures("northwind")
def test_dana_wrote_on_what_ana_shared_and_ana_proves_a_goal_to_an_outsider() -> None:
    ana = the("ana")

    assert len(written_by(the("dana"))) == 3
    assert len(news_for(ana)) == 2
    [proof] = attestations_of(ana)
    assert proof.holds
    assert proof.title == "Write an incident note that people read to the end"


def test_marek_sees_none_of_anas_words_wherever_links_lead_him(northwind: Flask) -> None:
    ana, marek = the("ana"), the("marek")
    goals = list(db.session.scalars(select(Goal).where(Goal.owner_id == ana.id)))
    activities = db.session.scalars(select(Activity).where(Activity.owner_id == ana.id))
    words = {goal.title for goal in goals} | {activity.what for activity in activities}
    visitor = Visitor(northwind, marek)

    pages = walk(northwind, visitor, each=1)

    assert len(pages) > 10
    assert [
        address for address, page in pages.items() for said in words if said in words_of(page)
    ] == []
    assert {visitor.get(f"/plan/{goal.id}").status_code for goal in goals} == {404}


@pytest.mark.usefixtures("northwind")
def test_every_figure_has_two_years_up_to_the_last_month_that_is_over() -> None:
    """What has seasons has three."""
    month = observation.c.period_start
    spans = db.session.execute(
        select(func.count(), func.min(month), func.max(month)).group_by(observation.c.series_id)
    ).all()
    this_month = clock.today("UTC").replace(day=1)
    late = [_months_between(last, this_month) for _, _, last in spans]

    assert len(spans) > 40
    assert {count for count, _, _ in spans} == {24, 36}
    assert {_months_between(first, last) for _, first, last in spans} == {23, 35}
    assert set(late) == {1, 2}
    assert Counter(late)[1] > Counter(late)[2]


@pytest.mark.usefixtures("northwind")
def test_the_charts_have_every_story_to_tell() -> None:
    indicators = performance.indicators()
    found = set()
    for unit in directory.units():
        for indicator_id, by_unit in performance.figures_of([unit.id], indicators).items():
            kept = by_unit[unit.id]
            drawn = chart(
                [figure.value for figure in kept],
                direction=indicators[indicator_id].direction,
                targets=[figure.target for figure in kept],
            )
            found |= {drawn.variation, drawn.assurance}

    assert found >= {
        *(Variation.COMMON, Variation.IMPROVEMENT, Variation.CONCERN, Variation.HIGH),
        *Assurance,
        None,
    }
    assert all(each.measure and each.how_measured for each in indicators.values())


@pytest.mark.usefixtures("northwind")
def test_the_night_crew_is_four_people_and_shown_together_with_line_1() -> None:
    names = {unit.name: unit.id for unit in directory.units()}
    standings = standings_by_year()[clock.today("UTC").year]
    night, line_1 = standings[names["Night crew"]], standings[names["Line 1"]]
    measured = set(db.session.scalars(select(series.c.unit_id)))

    assert night.roster_size == 4
    assert night.group_id == line_1.group_id
    assert night.shown
    assert names["Night crew"] in measured


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        (datetime(2026, 5, 12, 9, 59, tzinfo=UTC), date(2026, 5, 11)),
        (datetime(2026, 5, 12, 10, 0, tzinfo=UTC), date(2026, 5, 12)),
        (datetime(2026, 5, 16, 15, 0, tzinfo=UTC), date(2026, 5, 15)),
        (datetime(2026, 5, 18, 8, 0, tzinfo=UTC), date(2026, 5, 15)),
    ],
)
def test_the_latest_day_is_the_last_working_day_whose_morning_is_over(
    now: datetime, latest: date
) -> None:
    with clock.stopped(now):
        assert Calendar.until_now("UTC").latest == latest


def test_days_are_counted_back_without_weekends_in_the_persons_own_time() -> None:
    calendar = Calendar(zone="Europe/Berlin", latest=date(2026, 5, 13))

    days = [calendar.day(ago) for ago in range(6)]

    assert [day.day for day in days] == [13, 12, 11, 8, 7, 6]
    assert calendar.day(250) == date(2025, 5, 28)
    assert calendar.moment(1, time(9)) == datetime(2026, 5, 12, 7, tzinfo=UTC)


def _months_between(earlier: date, later: date) -> int:
    return (later.year - earlier.year) * 12 + later.month - earlier.month
