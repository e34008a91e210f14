"""Reads of role maps. Everyone sees the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select

from learnplan.core.db import db
from learnplan.core.errors import NotFound
from learnplan.ours.brokerage.models import (
    Competency,
    CompetencyLevel,
    Expectation,
    Framework,
    JobRole,
    RoleLevel,
)
from learnplan.ours.brokerage.words import lines_of, plain, seniority

Some = TypeVar("Some")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Something by its name and its id, with the key that records know it by."""

    id: UUID
    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSeen:
    """A role as it is listed."""

    id: UUID
    key: str
    name: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSeen:
    """A role map with its roles, by family."""

    id: UUID
    name: str
    summary: str
    source: str
    families: Mapping[str, Sequence[RoleSeen]]
    competencies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """A competency that a level of a role needs: at which level, and what that looks like."""

    need_id: UUID | None
    competency: Named
    theme: str
    level: str
    looks_like: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelSeen:
    """A level of a role with all that it needs, by theme and name."""

    id: UUID
    key: str
    name: str
    summary: str
    needs: Sequence[Needed]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePage:
    """A role with its levels. ``unlevelled`` is what it needs where no level of it is said."""

    role: RoleSeen
    summary: str
    framework: Named
    scale: tuple[str, ...]
    levels: Sequence[LevelSeen]
    unlevelled: Sequence[Needed]

    def level(self, level_id: UUID | None) -> LevelSeen | None:
        """One of its levels."""
        return next((each for each in self.levels if each.id == level_id), None)

    def matrix(self) -> list[tuple[str, str, UUID, list[str]]]:
        """A row for each competency: its theme, name and id, and the level at each role level.

        Competencies that are called alike are one row: they are one thing, level by level.
        """
        rows: dict[tuple[str, str], tuple[str, str, UUID, list[str]]] = {}
        for at, level in enumerate(self.levels):
            for need in level.needs:
                about = (plain(need.theme), plain(need.competency.name))
                blank = [""] * len(self.levels)
                row = rows.setdefault(
                    about, (need.theme, need.competency.name, need.competency.id, blank)
                )
                row[3][at] = need.level or "needed"
        return [rows[about] for about in sorted(rows)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one of two compared levels asks for, in words."""

    level: str = ""
    looks_like: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A competency beside itself: at two levels of a role, or in two roles."""

    competency: Named
    theme: str
    one: Side | None
    other: Side | None

    @property
    def is_same(self) -> bool:
        """Whether both ask for the same."""
        return self.one == self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyPage:
    """A competency with its levels, and the levels of roles that need it."""

    id: UUID
    key: str
    name: str
    theme: str
    summary: str
    framework: Named
    levels: Sequence[tuple[str, str]]
    roles: Sequence[tuple[UUID, str, str]]
    named_roles: tuple[str, ...] = field(default=())
    version: int = 1


def maps() -> list[MapSeen]:
    """Every role map with its roles."""
    counts = dict(
        db.session.execute(
            select(Competency.framework_id, func.count()).group_by(Competency.framework_id)
        ).all()
    )
    roles: dict[UUID, dict[str, list[RoleSeen]]] = {}
    for role in db.session.scalars(select(JobRole).order_by(JobRole.family, JobRole.name)):
        families = roles.setdefault(role.framework_id, {})
        families.setdefault(role.family, []).append(_seen(role))
    return [
        MapSeen(
            id=each.id,
            name=each.name,
            summary=each.summary,
            source=each.source,
            families=roles.get(each.id, {}),
            competencies=counts.get(each.id, 0),
        )
        for each in db.session.scalars(select(Framework).order_by(Framework.name, Framework.id))
    ]


def framework_for(framework_id: UUID) -> Framework:
    """One role map.

    Raises:
        NotFound: there is none.
    """
    return _found(db.session.get(Framework, framework_id), "role map")


def role_for(role_id: UUID) -> RolePage:
    """One role, with what each of its levels needs.

    Raises:
        NotFound: there is none.
    """
    role = _found(db.session.get(JobRole, role_id), "role")
    framework = framework_for(role.framework_id)
    levels = _in_order(
        db.session.scalars(
            select(RoleLevel)
            .where(RoleLevel.role_id == role_id)
            .order_by(RoleLevel.position, RoleLevel.name)
        ).all()
    )
    needs = _needs_of([level.id for level in levels])
    return RolePage(
        role=_seen(role),
        summary=role.summary,
        framework=_named(framework),
        scale=lines_of(framework.scale),
        levels=[
            LevelSeen(
                id=level.id,
                key=level.key,
                name=level.name,
                summary=level.summary,
                needs=needs.get(level.id, []),
            )
            for level in levels
        ],
        unlevelled=[] if levels else _named_for(role),
    )


def _in_order(levels: Sequence[RoleLevel]) -> list[RoleLevel]:
    """Levels of a role from the first to the last, where their names say so; else as they came.

    Files may bring them one by one: first its senior level, a month later the one in the middle.
    """
    ranks = {level.id: seniority(level.name) for level in levels}
    if None in ranks.values():
        return list(levels)
    return sorted(levels, key=lambda level: ranks[level.id] or 0)


def role_of_level(level_id: UUID) -> RolePage:
    """The role that a level is one of.

    Raises:
        NotFound: there is no such level.
    """
    level = _found(db.session.get(RoleLevel, level_id), "level of a role")
    return role_for(level.role_id)


def compare(one: LevelSeen, other: LevelSeen) -> list[Compared]:
    """What two levels need, beside each other; competencies that are called alike are the same."""
    sides = [_by_name(level) for level in (one, other)]
    return [
        Compared(
            competency=(sides[0].get(about) or sides[1][about]).competency,
            theme=(sides[0].get(about) or sides[1][about]).theme,
            one=_side(sides[0].get(about)),
            other=_side(sides[1].get(about)),
        )
        for about in sorted(sides[0].keys() | sides[1].keys())
    ]


def _by_name(level: LevelSeen) -> dict[tuple[str, str], Needed]:
    """What a level needs, by theme and name; two needs that are called alike are said together."""
    found: dict[tuple[str, str], Needed] = {}
    for need in level.needs:
        about = (plain(need.theme), plain(need.competency.name))
        known = found.get(about)
        looks = (need.looks_like,) if known is None else (known.looks_like, need.looks_like)
        found[about] = replace(known or need, looks_like="\n\n".join(filter(None, looks)))
    return found


def competency_for(competency_id: UUID) -> CompetencyPage:
    """One competency.

    Raises:
        NotFound: there is none.
    """
    found = _found(db.session.get(Competency, competency_id), "competency")
    framework = framework_for(found.framework_id)
    scale = {name: rank for rank, name in enumerate(lines_of(framework.scale))}
    levels = db.session.scalars(
        select(CompetencyLevel).where(CompetencyLevel.competency_id == competency_id)
    ).all()
    roles = db.session.execute(
        select(JobRole.id, JobRole.name, RoleLevel.name, Expectation.level)
        .join(RoleLevel, RoleLevel.role_id == JobRole.id)
        .join(Expectation, Expectation.role_level_id == RoleLevel.id)
        .where(Expectation.competency_id == competency_id)
        .order_by(JobRole.name, RoleLevel.position, RoleLevel.name)
    )
    return CompetencyPage(
        id=found.id,
        key=found.key,
        name=found.name,
        theme=found.theme,
        summary=found.summary,
        framework=_named(framework),
        levels=sorted(
            ((each.name, each.looks_like) for each in levels),
            key=lambda each: (scale.get(each[0], len(scale)), each[0]),
        ),
        roles=[
            (id_, level if plain(role) in plain(level) else f"{role}, {level}", at)
            for id_, role, level, at in roles
        ],
        named_roles=lines_of(found.needed_by),
        version=found.version,
    )


def competencies_of(framework_id: UUID) -> list[Named]:
    """The competencies of a role map, by name."""
    stmt = select(Competency).where(Competency.framework_id == framework_id)
    return [_named(each) for each in db.session.scalars(stmt.order_by(Competency.name))]


def roles_with(keys: Iterable[str]) -> dict[str, RoleSeen]:
    """The roles that are known by these keys and are still there."""
    stmt = select(JobRole).where(JobRole.key.in_(list(keys)))
    return {role.key: _seen(role) for role in db.session.scalars(stmt)}


def competencies_with(keys: Iterable[str]) -> dict[str, Named]:
    """The competencies that are known by these keys and are still there."""
    stmt = select(Competency).where(Competency.key.in_(list(keys)))
    return {each.key: _named(each) for each in db.session.scalars(stmt)}


def _needs_of(level_ids: Sequence[UUID]) -> dict[UUID, list[Needed]]:
    """What levels of roles need, with what it looks like: there, or wherever that level is."""
    stmt = (
        select(Expectation, Competency, CompetencyLevel.looks_like)
        .join(Competency, Competency.id == Expectation.competency_id)
        .outerjoin(
            CompetencyLevel,
            (CompetencyLevel.competency_id == Competency.id)
            & (CompetencyLevel.name == Expectation.level),
        )
        .where(Expectation.role_level_id.in_(level_ids))
        .order_by(Competency.theme, Competency.name, Competency.id)
    )
    needs: dict[UUID, list[Needed]] = {}
    for need, competency, looks_like in db.session.execute(stmt):
        needs.setdefault(need.role_level_id, []).append(
            Needed(
                need_id=need.id,
                competency=_named(competency),
                theme=competency.theme,
                level=need.level,
                looks_like=need.looks_like or looks_like or "",
            )
        )
    return needs


def _named_for(role: JobRole) -> list[Needed]:
    """The competencies that name a role, where it has no levels."""
    stmt = (
        select(Competency)
        .where(
            Competency.framework_id == role.framework_id,
            Competency.needed_by.contains(role.name, autoescape=True),
        )
        .order_by(Competency.theme, Competency.name, Competency.id)
    )
    return [
        Needed(need_id=None, competency=_named(each), theme=each.theme, level="", looks_like="")
        for each in db.session.scalars(stmt)
        if role.name in lines_of(each.needed_by)
    ]


def _side(need: Needed | None) -> Side | None:
    return None if need is None else Side(level=need.level, looks_like=need.looks_like)


def _seen(role: JobRole) -> RoleSeen:
    return RoleSeen(id=role.id, key=role.key, name=role.name, family=role.family)


def _named(row: Framework | Competency) -> Named:
    return Named(id=row.id, key=row.key, name=row.name)


def _found(row: Some | None, what: str) -> Some:
    if row is None:
        raise NotFound(f"There is no such {what}.")
    return row
