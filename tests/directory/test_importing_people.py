"""Bringing the directory up to date: joining, moving, leaving, roles; twice changes nothing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, db, transaction
from learnplan.directory import queries
from learnplan.directory.models import Membership, Person, Unit
from learnplan.directory.people_file import read_people
from learnplan.directory.services import people, people_import
from learnplan.directory.services.people_import import Report
from learnplan.directory.stays import A_DAY, Claim, Stay, history_after
from tests.kinds import only_on_sqlite
from tests.visitors import Visitor

HEADER = "email,name,unit,role,starts_on,ends_on,job"
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def an_organisation(app: Flask) -> None:
    with app.app_context(), transaction(Database.ORGANISATION):
        people.install(organisation="Northwind")


def bring_in(*lines: str, header: str = HEADER, at: datetime = NOON) -> Report:
    text = "\n".join([header, *lines])
    with clock.stopped(at), transaction(Database.ORGANISATION):
        return people_import.import_people(read_people(text.encode()), zone="UTC")


def history_of(email: str) -> list[tuple[str, str, str]]:
    stmt = (
        select(Unit.name, Membership.starts_on, Membership.ends_on)
        .join(Membership, Membership.unit_id == Unit.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.email == email)
        .order_by(Membership.starts_on)
    )
    return [(name, str(start), str(end or "")) for name, start, end in db.session.execute(stmt)]


def counts(report: Report) -> dict[str, int]:
    return {key: value for key, value in report.as_json().items() if value and key != "rejected"}


def test_people_come_in_with_their_units_and_roles() -> None:
    report = bring_in(
        "ana@x.example,Ana,Operations / Packaging / Line 2,worker,2024-02-01,,Packer",
        "mar@x.example,Marek,Operations / Packaging,manager,,,",
    )

    assert counts(report) == {"rows_read": 2, "added": 2, "units_created": 3}
    assert history_of("ana@x.example") == [("Line 2", "2024-02-01", "")]
    assert history_of("mar@x.example") == [("Packaging", "2026-06-15", "")]
    assert queries.actor_for_email("mar@x.example").has(Role.MANAGER)
    assert not queries.actor_for_email("ana@x.example").has(Role.MANAGER)


def test_bringing_the_same_file_in_again_changes_nothing() -> None:
    lines = (
        "ana@x.example,Ana   Lima,Web / Shop,worker,2024-02-01,,Back  end",
        "ben@x.example,Ben,Northwind / Finance,steward,,,",
        "chi@x.example,Chi,Web,worker,2020-01-01,2021-12-31,",
        "chi@x.example,Chi,Finance,worker,2022-01-01,,",
        "dan@x.example,Dan,,administrator,,,",
    )
    bring_in(*lines)

    again = bring_in(*lines)
    a_day_later = bring_in(*lines, at=NOON + timedelta(days=1))

    assert counts(again) == counts(a_day_later) == {"rows_read": 5, "unchanged": 4}
    assert history_of("chi@x.example") == [
        ("Web", "2020-01-01", "2021-12-31"),
        ("Finance", "2022-01-01", ""),
    ]


def test_a_wrong_line_keeps_everything_out() -> None:
    report = bring_in("ana@x.example,Ana,Web,,,,", "nobody,Ben,Ledger,,,,")

    assert [(one.line, one.reason) for one in report.rejected] == [
        (3, "“nobody” is not an e-mail address.")
    ]
    assert report.rows_read == 2
    assert queries.people_here(on=date(2020, 1, 1)) == []
    assert [unit.name for unit in queries.units()] == ["Northwind"]


def test_people_move_when_their_unit_changes() -> None:
    bring_in("ana@x.example,Ana,Web,,2024-01-01,,")

    report = bring_in("ana@x.example,Ana,Ledger,,,,")

    assert counts(report) == {"rows_read": 1, "moved": 1, "units_created": 1}
    assert history_of("ana@x.example") == [
        ("Web", "2024-01-01", "2026-06-14"),
        ("Ledger", "2026-06-15", ""),
    ]


def test_a_move_can_be_said_ahead_and_an_undated_file_does_not_undo_it() -> None:
    bring_in("ana@x.example,Ana,Web,,2024-01-01,,")
    bring_in("ana@x.example,Ana,Ledger,,2027-01-01,,")

    report = bring_in("ana@x.example,Ana,Web,,,,")

    assert counts(report) == {"rows_read": 1, "unchanged": 1}
    assert history_of("ana@x.example") == [
        ("Web", "2024-01-01", "2026-12-31"),
        ("Ledger", "2027-01-01", ""),
    ]


def test_history_rows_in_any_order_become_one_history() -> None:
    lines = [
        "ana@x.example,Ana,Ledger,,2022-07-01,,",
        "ana@x.example,Ana,Web,,2019-01-01,,",
        "ana@x.example,Ana,Depot,,2021-01-01,2022-07-01,",
    ]

    bring_in(*lines)

    assert history_of("ana@x.example") == [
        ("Web", "2019-01-01", "2020-12-31"),
        ("Depot", "2021-01-01", "2022-06-30"),
        ("Ledger", "2022-07-01", ""),
    ]
    assert counts(bring_in(*reversed(lines)))["unchanged"] == 1


@pytest.mark.parametrize(
    "leaving",
    [
        "ana@x.example,Ana,Web,,2024-01-01,2026-05-31,",
        "ana@x.example,Ana,Web,,,2026-05-31,",
        "ana@x.example,Ana,,,,2026-05-31,",
    ],
)
def test_those_who_leave_are_members_until_their_last_day(leaving: str) -> None:
    bring_in("ana@x.example,Ana,Web,,2024-01-01,,")

    report = bring_in(leaving)
    again = bring_in(leaving)

    assert counts(report) == {"rows_read": 1, "ended": 1}
    assert counts(again) == {"rows_read": 1, "unchanged": 1}
    assert history_of("ana@x.example") == [("Web", "2024-01-01", "2026-05-31")]


def test_who_comes_back_begins_anew() -> None:
    bring_in("ana@x.example,Ana,Web,,2020-01-01,2021-12-31,")

    bring_in("ana@x.example,Ana,Web,,,,")

    assert history_of("ana@x.example") == [
        ("Web", "2020-01-01", "2021-12-31"),
        ("Web", "2026-06-15", ""),
    ]


def test_a_first_day_can_be_put_right() -> None:
    bring_in("ana@x.example,Ana,Web,,2024-02-01,,")

    report = bring_in("ana@x.example,Ana,Web,,2024-01-01,,")

    assert counts(report) == {"rows_read": 1, "updated": 1}
    assert history_of("ana@x.example") == [("Web", "2024-01-01", "")]


def test_roles_are_exactly_those_of_a_file_that_says_roles() -> None:
    bring_in("ana@x.example,Ana,Web,manager,,,", "ana@x.example,Ana,Web,steward,,,")
    both = queries.actor_for_email("ana@x.example").roles

    report = bring_in("ana@x.example,Ana,Web,steward,,,")
    fewer = queries.actor_for_email("ana@x.example").roles
    bring_in("ana@x.example,Ana,Web", header="email,name,unit")

    assert both == {Role.WORKER, Role.MANAGER, Role.STEWARD}
    assert counts(report) == {"rows_read": 1, "updated": 1}
    assert fewer == queries.actor_for_email("ana@x.example").roles == {Role.WORKER, Role.STEWARD}


def test_a_unit_is_one_unit_however_its_name_is_written() -> None:
    bring_in(
        "a@x.example,Ana,Operations / Packaging,,,,",
        "b@x.example,Ben, operations /PACKAGING ,,,,",
        "c@x.example,Chi,Northwind / Operations,,,,",
        "d@x.example,Dan,Sales / Packaging,,,,",
    )

    assert [(unit.name, unit.depth) for unit in queries.units()] == [
        ("Northwind", 0),
        ("Operations", 1),
        ("Sales", 1),
        ("Packaging", 2),
        ("Packaging", 2),
    ]


def test_a_tree_may_be_of_any_depth() -> None:
    depth = 60
    path = " / ".join(f"Level {n}" for n in range(1, depth + 1))

    bring_in(f"a@x.example,Ana,{path},,,,")

    deepest = queries.units()[-1]
    assert deepest.depth == depth
    lineage = queries.lineage_of(deepest.id)
    assert [unit.depth for unit in lineage] == list(range(depth + 1))


@only_on_sqlite  # so many take their time; fewer come in on both
def test_two_thousand_people_come_in() -> None:
    lines = [
        f"p{n}@x.example,Person {n},Area {n % 7} / Team {n % 90},worker,2024-01-01,,"
        for n in range(2000)
    ]

    report = bring_in(*lines)

    assert report.added == 2000
    assert db.session.scalar(select(func.count(Membership.id))) == 2000


# Any file that holds together, whatever was known before.

UNITS = ("Web", "Ledger", "Depot / Night", "")
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 31))


@st.composite
def lines_of_a_file(draw: st.DrawFn) -> str:
    person = draw(st.sampled_from(["ana", "ben", "chi"]))
    starts_on = draw(st.one_of(st.none(), DAYS))
    ends_on = draw(st.one_of(st.none(), DAYS))
    role = draw(st.sampled_from(["", "worker", "manager", "steward"]))
    unit = draw(st.sampled_from(UNITS))
    return f"{person}@x.example,{person.title()},{unit},{role},{starts_on or ''},{ends_on or ''},"


FILES = st.lists(lines_of_a_file(), min_size=1, max_size=5)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(earlier=FILES, later=FILES)
def test_any_file_brought_in_twice_changes_nothing_more(
    earlier: list[str], later: list[str]
) -> None:
    bring_in(*earlier)
    first = bring_in(*later)
    before = [history_of(f"{name}@x.example") for name in ("ana", "ben", "chi")]

    again = bring_in(*later)

    after = [history_of(f"{name}@x.example") for name in ("ana", "ben", "chi")]
    assert after == before
    if not first.rejected:
        assert again.unchanged == len({line.partition("@")[0] for line in later})
    for history in after:
        assert_one_place_at_a_time(history)


def assert_one_place_at_a_time(history: Sequence[tuple[str, str, str]]) -> None:
    for (_, start, end), (_, following, _) in pairwise(history):
        assert start <= end < following


PLACES = [Unit(name=name, key=name).id for name in "abc"]
CLAIMS = st.lists(
    st.builds(
        Claim,
        unit_id=st.sampled_from([*PLACES, None]),
        starts_on=st.one_of(st.none(), DAYS),
        ends_on=st.one_of(st.none(), DAYS),
    ).filter(
        lambda claim: not (claim.starts_on and claim.ends_on and claim.ends_on < claim.starts_on)
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(before=CLAIMS, claims=CLAIMS, today=DAYS)
def test_a_history_never_overlaps_and_a_claim_holds(
    before: list[Claim], claims: list[Claim], today: date
) -> None:
    history = history_after([], before, today=today)

    after = history_after(history, claims, today=today)

    for stay, following in pairwise(after):
        assert stay.ends_on is not None
        assert stay.starts_on <= stay.ends_on < following.starts_on
    [claim, *others] = claims
    if not others and claim.unit_id is not None and claim.starts_on is not None:
        assert (
            Stay(unit_id=claim.unit_id, starts_on=claim.starts_on, ends_on=claim.ends_on) in after
        )
    if not others and claim.unit_id is None and claim.ends_on is not None:
        assert not any(stay.reaches(claim.ends_on + A_DAY) for stay in after)


def test_whoever_has_left_holds_no_role_and_keeps_their_record(app: Flask) -> None:
    bring_in("marek@n.example,Marek,Ops,manager,2024-01-01,,")

    bring_in("marek@n.example,Marek,Ops,manager,2024-01-01,2025-06-30,")

    marek = queries.actor_for_email("marek@n.example")
    assert marek.roles == {Role.WORKER}
    assert Visitor(app, marek).get("/log/").status_code == 200


def test_a_role_ends_the_day_after_the_last_without_another_import(app: Flask) -> None:
    bring_in("marek@n.example,Marek,Ops,manager,2024-01-01,2026-06-20,")
    marek = queries.actor_for_email("marek@n.example")
    visitor = Visitor(app, marek)

    with clock.stopped(datetime(2026, 6, 20, 12, tzinfo=UTC)):
        assert visitor.get("/org/performance/imports/").status_code == 200
    with clock.stopped(datetime(2026, 6, 21, 12, tzinfo=UTC)):
        assert visitor.get("/org/performance/imports/").status_code == 403
        assert visitor.get("/log/").status_code == 200
