"""Rosters, and which units report together: the rule for class T in docs/laws.md."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from learnplan.core.db import Database, db
from learnplan.core.prepared import Prepared
from learnplan.directory import queries
from learnplan.directory.models import Membership, ReportingGroup, Unit
from learnplan.directory.services import tree

SMALLEST_ROSTER = 5


class Standing(NamedTuple):
    """How one unit reports: with whom, how many they are, and whether at all."""

    unit_id: UUID
    group_id: UUID
    roster_size: int
    shown: bool


def roster_sizes(on: date) -> dict[UUID, int]:
    """How many people each unit has on a day, those of the units below it included."""
    stmt = (
        select(Membership.unit_id, func.count(Membership.person_id.distinct()).label("size"))
        .where(
            Membership.starts_on <= on,
            (Membership.ends_on.is_(None)) | (Membership.ends_on >= on),
        )
        .group_by(Membership.unit_id)
    )
    sizes: dict[UUID, int] = defaultdict(int)
    sizes.update({row.unit_id: row.size for row in db.session.execute(stmt)})
    for unit in sorted(queries.units(), key=lambda unit: -unit.depth):
        if unit.parent_id is not None and sizes[unit.id]:
            sizes[unit.parent_id] += sizes[unit.id]
    return {unit_id: size for unit_id, size in sizes.items() if size}


def standings(sizes: dict[UUID, int], siblings: list[list[UUID]]) -> list[Standing]:
    """Put every unit below ``SMALLEST_ROSTER`` together with its smallest sibling, and so on.

    ``siblings`` lists, for each parent, its units that have a roster. Ties go by id. The same
    merging as R3: repeated until every group is large enough; siblings that are too few even
    together are shown with their parent only. Everything here is public; no figure is looked at.
    """
    found: list[Standing] = []
    for family in siblings:
        groups = [[unit_id] for unit_id in family]

        def weight(group: list[UUID]) -> tuple[int, str]:
            return sum(sizes[unit_id] for unit_id in group), min(str(one) for one in group)

        while len(groups) > 1:
            groups.sort(key=weight)
            if weight(groups[0])[0] >= SMALLEST_ROSTER:
                break
            groups[1] = sorted([*groups[0], *groups[1]], key=str)
            del groups[0]
        for group in groups:
            people = weight(group)[0]
            found.extend(
                Standing(
                    unit_id=unit_id,
                    group_id=min(group, key=str),
                    roster_size=sizes[unit_id],
                    shown=people >= SMALLEST_ROSTER,
                )
                for unit_id in group
            )
    return found


def freeze_reporting_groups(on: date) -> None:
    """Settle, once for the plan year (the calendar year), which units report together.

    Units that get their first people later in the year are settled among themselves then; what
    was settled before stays as it was. A late unit too small to be shown joins its smallest
    settled sibling: left out, it would be what the parent's figure has over its siblings'.
    """
    stmt = (
        select(ReportingGroup.group_id, ReportingGroup.roster_size, ReportingGroup.shown)
        .add_columns(ReportingGroup.unit_id, Unit.parent_id)
        .join(Unit, Unit.id == ReportingGroup.unit_id)
        .where(ReportingGroup.plan_year == on.year)
    )
    settled: set[UUID] = set()
    shown: dict[UUID | None, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    for row in db.session.execute(stmt):
        settled.add(row.unit_id)
        if row.shown:
            shown[row.parent_id][row.group_id] += row.roster_size
    sizes = roster_sizes(on)
    families: dict[UUID | None, list[UUID]] = defaultdict(list)
    for unit in queries.units():
        if sizes.get(unit.id) and unit.id not in settled:
            families[unit.parent_id].append(unit.id)
    for parent_id, family in families.items():
        known = shown[parent_id]
        smallest = min(known, key=lambda group_id: (known[group_id], str(group_id)), default=None)
        for standing in standings(sizes, [family]):
            joins = smallest if not standing.shown else None
            db.session.add(
                ReportingGroup(
                    plan_year=on.year,
                    unit_id=standing.unit_id,
                    group_id=joins or standing.group_id,
                    roster_size=standing.roster_size,
                    shown=standing.shown or joins is not None,
                )
            )
    if families:
        db.session.flush()
        tree.stir()


_STANDINGS = Prepared(
    Database.ORGANISATION,
    select(
        ReportingGroup.plan_year,
        ReportingGroup.unit_id,
        ReportingGroup.group_id,
        ReportingGroup.roster_size,
        ReportingGroup.shown,
    ).order_by(ReportingGroup.plan_year),
)


def standings_by_year() -> dict[int, dict[UUID, Standing]]:
    """How each unit reports in every plan year that was settled, the earliest year first."""
    years: dict[int, dict[UUID, Standing]] = defaultdict(dict)
    for year, unit_id, group_id, size, shown in _STANDINGS.rows():
        years[year][unit_id] = Standing(unit_id, group_id, size, shown)
    return dict(years)
