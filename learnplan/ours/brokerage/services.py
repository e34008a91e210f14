"""Role maps and menus by hand: what a steward writes, changes and takes away."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from learnplan.core.actor import Actor
from learnplan.core.db import db
from learnplan.core.errors import Conflict, Invalid, NotFound, require
from learnplan.ours.brokerage import policy, recording
from learnplan.ours.brokerage.comparing import derived
from learnplan.ours.brokerage.drawing import Sort, key_from
from learnplan.ours.brokerage.models import (
    Competency,
    CompetencyLevel,
    Expectation,
    Framework,
    JobRole,
    LearningOption,
    Menu,
    RoleLevel,
    Serving,
    Shown,
)
from learnplan.ours.brokerage.words import as_lines, lines_of, plain

NOT_YOURS = "Stewards keep role maps and menus."
THERE_ALREADY = "There is one by that name already."
SORTS: Mapping[type[Shown], Sort] = {
    Framework: Sort.FRAMEWORK,
    JobRole: Sort.ROLE,
    RoleLevel: Sort.ROLE_LEVEL,
    Competency: Sort.COMPETENCY,
    Expectation: Sort.NEED,
    Menu: Sort.MENU,
    LearningOption: Sort.OPTION,
}
Thing = TypeVar("Thing", bound=Shown)


def thing_for(actor: Actor, model: type[Thing], thing_id: UUID) -> Thing:
    """Something on a map or a menu, to be changed.

    Raises:
        Refused: it is not theirs to change.
        NotFound: there is no such thing.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    found = db.session.get(model, thing_id)
    if found is None:
        raise NotFound("There is no such thing on any role map or menu.")
    return found


def begin_map(
    actor: Actor, *, name: str, summary: str, source: str, scale: Sequence[str]
) -> Framework:
    """Begin a role map. Its name is how files find it, so it keeps it.

    Raises:
        Refused: role maps are not theirs to keep.
        Invalid: there is one by that name.
    """
    key = key_from(Sort.FRAMEWORK, plain(name))
    row = Framework(
        name=name, summary=summary, source=source, scale=as_lines([*scale]), key=key, root=key
    )
    return _new(actor, row)


def begin_menu(actor: Actor, *, name: str, summary: str, source: str) -> Menu:
    """Begin a menu of learning options. It keeps its name, too.

    Raises:
        Refused: menus are not theirs to keep.
        Invalid: there is one by that name.
    """
    key = key_from(Sort.MENU, plain(name))
    return _new(actor, Menu(name=name, summary=summary, source=source, key=key, root=key))


def write_role(
    actor: Actor, framework: Framework, *, name: str, family: str, summary: str
) -> JobRole:
    """Put a role on a map.

    Raises:
        Refused: role maps are not theirs to keep.
        Invalid: there is one by that name.
    """
    row = JobRole(
        framework_id=framework.id,
        name=name,
        family=family,
        summary=summary,
        key=key_from(Sort.ROLE, framework.key, plain(name)),
        root=framework.root,
    )
    return _new(actor, row)


def write_role_level(actor: Actor, role: JobRole, *, name: str, summary: str) -> RoleLevel:
    """Give a role one more level, after the others.

    Raises:
        Refused: role maps are not theirs to keep.
        Invalid: it has one by that name.
    """
    row = RoleLevel(
        role_id=role.id,
        name=name,
        summary=summary,
        position=_next(RoleLevel.position, RoleLevel.role_id == role.id),
        key=key_from(Sort.ROLE_LEVEL, role.key, plain(name)),
        root=role.root,
    )
    return _new(actor, row)


def write_competency(
    actor: Actor,
    framework: Framework,
    *,
    name: str,
    theme: str,
    summary: str,
    levels: Mapping[str, str],
) -> Competency:
    """Put a competency on a map, with what it looks like at each level.

    Raises:
        Refused: role maps are not theirs to keep.
        Invalid: there is one by that name.
    """
    row = Competency(
        framework_id=framework.id,
        name=name,
        theme=theme,
        summary=summary,
        key=key_from(Sort.COMPETENCY, framework.key, plain(name)),
        root=framework.root,
    )
    _new(actor, row)
    _describe(row, levels)
    return row


def ask_for(
    actor: Actor, role_level: RoleLevel, competency: Competency, *, level: str, looks_like: str = ""
) -> Expectation:
    """Say that a level of a role needs a competency, at a level; said again, it is changed.

    Raises:
        Refused: role maps are not theirs to keep.
        Invalid: the two are on different maps.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    if role_level.root != competency.root:
        raise Invalid("This competency is on another role map.", field="competency")
    key = key_from(Sort.NEED, role_level.key, competency.key)
    row = db.session.scalar(select(Expectation).where(Expectation.key == key))
    if row is not None:
        change(actor, row, version=row.version, said={"level": level, "looks_like": looks_like})
        return row
    return _new(
        actor,
        Expectation(
            role_level_id=role_level.id,
            competency_id=competency.id,
            level=level,
            looks_like=looks_like,
            key=key,
            root=role_level.root,
        ),
    )


def write_option(
    actor: Actor, menu: Menu, *, serves: Sequence[UUID] = (), **said: Any
) -> LearningOption:
    """Put a learning option on a menu, with the competencies that it helps with.

    Raises:
        Refused: menus are not theirs to keep.
        Invalid: there is one with this title and link.
    """
    key = key_from(Sort.OPTION, menu.key, plain(said["title"]), said["link"])
    row = LearningOption(menu_id=menu.id, key=key, root=menu.root, **said, **derived(said))
    _new(actor, row)
    _let_serve(row, serves)
    return row


def change(actor: Actor, row: Shown, *, version: int | None, said: Mapping[str, Any]) -> None:
    """Change what a thing says, if it still says what was read before changing it.

    Raises:
        Refused: it is not theirs to change.
        Conflict: it was changed since ``version``.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    db.session.refresh(row, with_for_update=True)
    if row.version != version:
        raise Conflict("This was changed in another window while you were writing.")
    for name, value in {**said, **derived(said)}.items():
        setattr(row, name, value)
    row.version += 1
    row.by_hand = True
    db.session.flush()


def change_competency(
    actor: Actor,
    row: Competency,
    *,
    version: int | None,
    levels: Mapping[str, str],
    **said: str,
) -> None:
    """Change a competency, and what it looks like at each level.

    Raises:
        Refused: it is not theirs to change.
        Conflict: it was changed since ``version``.
    """
    change(actor, row, version=version, said=said)
    _describe(row, levels)


def change_option(
    actor: Actor,
    row: LearningOption,
    *,
    version: int | None,
    serves: Sequence[UUID],
    said: Mapping[str, Any],
) -> None:
    """Change a learning option, and what it helps with.

    Raises:
        Refused: it is not theirs to change.
        Conflict: it was changed since ``version``.
    """
    change(actor, row, version=version, said=said)
    _let_serve(row, serves)


def take_away(actor: Actor, row: Shown) -> str:
    """Take a thing away, with all that hangs on it. Returns what brings it back.

    Raises:
        Refused: it is not theirs to take away.
    """
    require(policy.can_keep(actor), NOT_YOURS)
    return recording.packed(recording.remove([(SORTS[type(row)], row.id)]))


def levels_described(competency: Competency) -> dict[str, str]:
    """What a competency looks like, by level."""
    stmt = select(CompetencyLevel).where(CompetencyLevel.competency_id == competency.id)
    return {level.name: level.looks_like for level in db.session.scalars(stmt)}


def levels_of(framework_id: UUID) -> tuple[str, ...]:
    """The levels of a map's competencies, in their order."""
    return lines_of(db.session.get_one(Framework, framework_id).scale)


def served_by(option: LearningOption) -> set[UUID]:
    """The competencies that an option helps with, whatever the level of a role."""
    stmt = select(Serving.competency_id).where(
        Serving.option_id == option.id, Serving.role_level_id.is_(None)
    )
    return set(db.session.scalars(stmt))


def _new(actor: Actor, row: Thing) -> Thing:
    require(policy.can_keep(actor), NOT_YOURS)
    model = type(row)
    if db.session.scalar(select(model.id).where(model.key == row.key)) is not None:
        raise Invalid(THERE_ALREADY)
    row.by_hand = True
    db.session.add(row)
    db.session.flush()
    return row


def _next(position: Any, *conditions: ColumnElement[bool]) -> int:
    last = db.session.scalar(select(func.max(position)).where(*conditions))
    return 1 if last is None else int(last) + 1


def _describe(competency: Competency, levels: Mapping[str, str]) -> None:
    """Write what a competency looks like at its levels; an empty one is not described."""
    stmt = select(CompetencyLevel).where(CompetencyLevel.competency_id == competency.id)
    standing = {level.name: level for level in db.session.scalars(stmt)}
    for name, looks_like in levels.items():
        known = standing.get(name)
        if known is None and looks_like:
            level = CompetencyLevel(
                competency_id=competency.id,
                name=name,
                looks_like=looks_like,
                key=key_from(Sort.LEVEL, competency.key, plain(name)),
                root=competency.root,
            )
            level.by_hand = True
            db.session.add(level)
        elif known is not None and known.looks_like != looks_like:
            known.looks_like, known.by_hand = looks_like, True
            known.version += 1
    db.session.flush()


def _let_serve(option: LearningOption, competency_ids: Sequence[UUID]) -> None:
    """Say which competencies an option helps with, and no other; those for one level stay."""
    known = served_by(option)
    for competency_id in set(competency_ids) - known:
        competency = db.session.get(Competency, competency_id)
        if competency is not None:
            serving = Serving(
                option_id=option.id,
                competency_id=competency_id,
                key=key_from(Sort.SERVING, option.key, competency.key, ""),
                root=option.root,
            )
            serving.by_hand = True
            db.session.add(serving)
    for gone in known - set(competency_ids):
        stmt = select(Serving).where(
            Serving.option_id == option.id,
            Serving.competency_id == gone,
            Serving.role_level_id.is_(None),
        )
        for row in db.session.scalars(stmt):
            db.session.delete(row)
    db.session.flush()
