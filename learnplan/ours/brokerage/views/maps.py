"""Role maps as everyone sees them: families of roles, a role, its levels beside each other."""

from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.errors import NotFound
from learnplan.ours.brokerage import policy
from learnplan.ours.brokerage.queries import experts, offers, roles
from learnplan.ours.brokerage.views.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, this_day


@bp.get("/")
@open_to(Role.WORKER)
def list_maps() -> str:
    """Every role map, with its roles by family."""
    return page(
        "ours/brokerage/list_maps.html",
        maps=roles.maps(),
        can_keep=policy.can_keep(current_actor()),
    )


@bp.get("/roles/<uuid:role_id>")
@open_to(Role.WORKER)
def show_role(role_id: UUID) -> str:
    """A role: what each of its levels needs; one level in full, where it is asked for."""
    found = roles.role_for(role_id)
    level = found.level(request.args.get("level", type=UUID))
    if level is None and found.levels:
        level = found.levels[0]
    return page(
        "ours/brokerage/show_role.html",
        found=found,
        level=level,
        can_keep=policy.can_keep(current_actor()),
    )


@bp.get("/compare")
@open_to(Role.WORKER)
def compare() -> ResponseReturnValue:
    """Two levels beside each other: of a role, or of two."""
    sides = []
    for name in ("one", "other"):
        level_id = request.args.get(name, type=UUID)
        if level_id is None:
            raise NotFound("Choose two levels to compare.")
        found = roles.role_of_level(level_id)
        level = found.level(level_id)
        if level is None:
            raise NotFound("There is no such level of a role.")
        sides.append((found, level))
    (role, one), (other_role, other) = sides
    return page(
        "ours/brokerage/compare.html",
        role=role,
        one=one,
        other_role=other_role,
        other=other,
        rows=roles.compare(one, other),
        maps=roles.maps(),
    )


@bp.get("/compare/choose")
@open_to(Role.WORKER)
def choose_to_compare() -> str:
    """Choose a role to compare a level with, then its level."""
    one_id = request.args.get("one", type=UUID)
    if one_id is None:
        raise NotFound("Choose a level to compare.")
    role = roles.role_of_level(one_id)
    with_id = request.args.get("with", type=UUID)
    return page(
        "ours/brokerage/choose_to_compare.html",
        role=role,
        one=role.level(one_id),
        other_role=roles.role_for(with_id) if with_id else None,
        maps=roles.maps(),
    )


@bp.get("/competencies/<uuid:competency_id>")
@open_to(Role.WORKER)
def show_competency(competency_id: UUID) -> str:
    """A competency: what its levels look like, which roles need it, and what helps with it."""
    found = roles.competency_for(competency_id)
    return page(
        "ours/brokerage/show_competency.html",
        found=found,
        people=experts.experts_on([found.key], on=this_day()).get(found.key, []),
        options=offers.options_for(competency_id, limit=offers.PAGE),
        can_keep=policy.can_keep(current_actor()),
    )
