"""What a steward writes by hand. Whatever they take away can be brought back."""

from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.ours.brokerage import importing, services
from learnplan.ours.brokerage.forms import (
    CompetencyForm,
    MapForm,
    MenuForm,
    NeedForm,
    OptionForm,
    RoleForm,
    RoleLevelForm,
)
from learnplan.ours.brokerage.models import (
    Competency,
    Expectation,
    Framework,
    JobRole,
    LearningOption,
    Menu,
    RoleLevel,
    Shown,
)
from learnplan.ours.brokerage.queries import roles
from learnplan.ours.brokerage.views.room import bp, save
from learnplan.ours.brokerage.words import lines_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page, say

KINDS: dict[str, type[Shown]] = {
    "map": Framework,
    "role": JobRole,
    "level": RoleLevel,
    "competency": Competency,
    "need": Expectation,
    "menu": Menu,
    "option": LearningOption,
}
PUBLISHED = "Published. Everyone sees it so from now on."


def _written(
    form: Form,
    title: str,
    back: str,
    *,
    code: int,
    differing: tuple[tuple[str, str], ...] = (),
    **more: Any,
) -> ResponseReturnValue:
    """The page of a form that a steward fills in."""
    shown = page(
        "ours/brokerage/write.html",
        form=form,
        heading=title,
        back=back,
        differing=differing,
        **more,
    )
    return shown, code


def _edit(
    thing_id: UUID, model: type[Any], form: Form, *, fields: tuple[str, ...], title: str, back: str
) -> ResponseReturnValue:
    """Change what a thing says. Of two windows that do, the later sees both texts."""
    actor = current_actor()

    def write() -> None:
        row = services.thing_for(actor, model, thing_id)
        said = {name: form.answers()[name] for name in fields}
        services.change(actor, row, version=form["version"].data, said=said)

    def again() -> dict[str, object]:
        row = services.thing_for(actor, model, thing_id)
        return {name: getattr(row, name) for name in (*fields, "version")}

    outcome = save(form, write, again=again)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(back, 303)
    taking = url_for(".take_away", kind=_kind_of(model), thing_id=thing_id)
    return _written(
        form, title, back, code=outcome.code, differing=outcome.differing, taking=taking
    )


def _kind_of(model: type[Any]) -> str:
    return next(kind for kind, one in KINDS.items() if one is model)


@bp.route("/maps/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def begin_map() -> ResponseReturnValue:
    """Begin a role map by hand."""
    form = MapForm()

    def write() -> None:
        said = form.answers()
        services.begin_map(current_actor(), **{**said, "scale": lines_of(said["scale"])})

    outcome = save(form, write)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(url_for(".list_maps"), 303)
    return _written(form, "Begin a role map", url_for(".list_maps"), code=outcome.code)


@bp.route("/maps/<uuid:framework_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_map(framework_id: UUID) -> ResponseReturnValue:
    """Change what a role map says of itself. It keeps its name: files find it by it."""
    row = services.thing_for(current_actor(), Framework, framework_id)
    form = MapForm(obj=row)
    del form.name
    fields = ("summary", "source", "scale")
    back = url_for(".list_maps")
    return _edit(framework_id, Framework, form, fields=fields, title=row.name, back=back)


@bp.route("/maps/<uuid:framework_id>/roles/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_role(framework_id: UUID) -> ResponseReturnValue:
    """Put a role on a map."""
    actor = current_actor()
    row = services.thing_for(actor, Framework, framework_id)
    form = RoleForm()
    made: list[JobRole] = []

    def write() -> None:
        framework = services.thing_for(actor, Framework, framework_id)
        made.append(services.write_role(actor, framework, **_said(form)))

    outcome = save(form, write)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(url_for(".show_role", role_id=made[0].id), 303)
    return _written(form, f"A role on {row.name}", url_for(".list_maps"), code=outcome.code)


@bp.route("/roles/<uuid:role_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_role(role_id: UUID) -> ResponseReturnValue:
    """Change what a role says."""
    row = services.thing_for(current_actor(), JobRole, role_id)
    back = url_for(".show_role", role_id=role_id)
    fields = ("name", "family", "summary")
    form = RoleForm(obj=row)
    return _edit(role_id, JobRole, form, fields=fields, title=row.name, back=back)


@bp.route("/roles/<uuid:role_id>/levels/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_role_level(role_id: UUID) -> ResponseReturnValue:
    """Give a role one more level."""
    actor = current_actor()
    row = services.thing_for(actor, JobRole, role_id)
    form = RoleLevelForm()
    made: list[RoleLevel] = []

    def write() -> None:
        role = services.thing_for(actor, JobRole, role_id)
        made.append(services.write_role_level(actor, role, **_said(form)))

    outcome = save(form, write)
    back = url_for(".show_role", role_id=role_id)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(url_for(".show_role", role_id=role_id, level=made[0].id), 303)
    return _written(form, f"A level of {row.name}", back, code=outcome.code)


@bp.route("/levels/<uuid:level_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_role_level(level_id: UUID) -> ResponseReturnValue:
    """Change what a level of a role says."""
    row = services.thing_for(current_actor(), RoleLevel, level_id)
    back = url_for(".show_role", role_id=row.role_id, level=level_id)
    form = RoleLevelForm(obj=row)
    fields = ("name", "summary")
    return _edit(level_id, RoleLevel, form, fields=fields, title=row.name, back=back)


@bp.route("/levels/<uuid:level_id>/needs/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_need(level_id: UUID) -> ResponseReturnValue:
    """Say that a level of a role needs a competency; said again, its level is changed."""
    actor = current_actor()
    row = services.thing_for(actor, RoleLevel, level_id)
    role = services.thing_for(actor, JobRole, row.role_id)
    form = NeedForm()
    form.offer(roles.competencies_of(role.framework_id), services.levels_of(role.framework_id))

    def write() -> None:
        services.ask_for(
            actor,
            services.thing_for(actor, RoleLevel, level_id),
            services.thing_for(actor, Competency, UUID(form.competency.data)),
            level=form.level.data or "",
        )

    outcome = save(form, write)
    back = url_for(".show_role", role_id=role.id, level=level_id)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(back, 303)
    return _written(form, f"What {row.name} needs", back, code=outcome.code)


@bp.route("/maps/<uuid:framework_id>/competencies/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_competency(framework_id: UUID) -> ResponseReturnValue:
    """Put a competency on a map."""
    actor = current_actor()
    row = services.thing_for(actor, Framework, framework_id)
    form = CompetencyForm.with_levels(services.levels_of(framework_id))()
    made: list[Competency] = []

    def write() -> None:
        framework = services.thing_for(actor, Framework, framework_id)
        made.append(services.write_competency(actor, framework, **form.answers()))

    outcome = save(form, write)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(url_for(".show_competency", competency_id=made[0].id), 303)
    return _written(form, f"A competency on {row.name}", url_for(".list_maps"), code=outcome.code)


@bp.route("/competencies/<uuid:competency_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_competency(competency_id: UUID) -> ResponseReturnValue:
    """Change what a competency says, and what its levels look like."""
    actor = current_actor()
    row = services.thing_for(actor, Competency, competency_id)
    kept = services.levels_described(row)
    names = tuple(dict.fromkeys([*services.levels_of(row.framework_id), *kept]))
    levels = {f"level_{at}": kept.get(name, "") for at, name in enumerate(names)}
    form = CompetencyForm.with_levels(names)(obj=row, **levels)

    def write() -> None:
        competency = services.thing_for(actor, Competency, competency_id)
        version = form.version.data
        services.change_competency(actor, competency, version=version, **form.answers())

    def again() -> dict[str, object]:
        now = services.thing_for(actor, Competency, competency_id)
        described = services.levels_described(now)
        said = {name: getattr(now, name) for name in ("name", "theme", "summary", "version")}
        return {**said, **{f"level_{at}": described.get(n, "") for at, n in enumerate(names)}}

    outcome = save(form, write, again=again)
    back = url_for(".show_competency", competency_id=competency_id)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(back, 303)
    taking = url_for(".take_away", kind="competency", thing_id=competency_id)
    return _written(
        form, row.name, back, code=outcome.code, differing=outcome.differing, taking=taking
    )


@bp.route("/menus/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def begin_menu() -> ResponseReturnValue:
    """Begin a menu by hand."""
    form = MenuForm()
    outcome = save(form, lambda: _begin_menu(form))
    if outcome.saved:
        say(PUBLISHED)
        return redirect(url_for(".list_options"), 303)
    return _written(form, "Begin a menu", url_for(".list_options"), code=outcome.code)


def _begin_menu(form: MenuForm) -> None:
    services.begin_menu(current_actor(), **_said(form))


@bp.route("/menus/<uuid:menu_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_menu(menu_id: UUID) -> ResponseReturnValue:
    """Change what a menu says of itself. It keeps its name: files find it by it."""
    row = services.thing_for(current_actor(), Menu, menu_id)
    form = MenuForm(obj=row)
    del form.name
    back = url_for(".list_options", menu=menu_id)
    fields = ("summary", "source")
    return _edit(menu_id, Menu, form, fields=fields, title=row.name, back=back)


@bp.route("/menus/<uuid:menu_id>/options/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_option(menu_id: UUID) -> ResponseReturnValue:
    """Put a learning option on a menu."""
    actor = current_actor()
    row = services.thing_for(actor, Menu, menu_id)
    form = OptionForm()
    _offer_competencies(form)
    made: list[LearningOption] = []

    def write() -> None:
        menu = services.thing_for(actor, Menu, menu_id)
        said = _said(form)
        made.append(services.write_option(actor, menu, serves=form.serves.data, **said))

    outcome = save(form, write)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(url_for(".show_option", option_id=made[0].id), 303)
    back = url_for(".list_options", menu=menu_id)
    return _written(form, f"An option on {row.name}", back, code=outcome.code)


@bp.route("/options/<uuid:option_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_option(option_id: UUID) -> ResponseReturnValue:
    """Change what a learning option says."""
    actor = current_actor()
    row = services.thing_for(actor, LearningOption, option_id)
    kept = {"topics": ", ".join(lines_of(row.topics)), "serves": [*services.served_by(row)]}
    form = OptionForm(obj=row, data=kept) if not request.form else OptionForm(obj=row)
    _offer_competencies(form)

    def write() -> None:
        option = services.thing_for(actor, LearningOption, option_id)
        services.change_option(
            actor, option, version=form.version.data, serves=form.serves.data, said=_said(form)
        )

    def again() -> dict[str, object]:
        now = services.thing_for(actor, LearningOption, option_id)
        names = ("title", "kind", "provider", "link", "cost", "length", "need", "summary")
        said: dict[str, object] = {name: getattr(now, name) for name in names}
        return {**said, "topics": ", ".join(lines_of(now.topics)), "version": now.version}

    outcome = save(form, write, again=again)
    back = url_for(".show_option", option_id=option_id)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(back, 303)
    taking = url_for(".take_away", kind="option", thing_id=option_id)
    return _written(
        form, row.title, back, code=outcome.code, differing=outcome.differing, taking=taking
    )


@bp.post("/<any(map,role,level,competency,need,menu,option):kind>/<uuid:thing_id>/take-away")
@open_to(Role.STEWARD)
def take_away(kind: str, thing_id: UUID) -> ResponseReturnValue:
    """Take a thing away, with all that hangs on it. Undo brings it back."""
    actor = current_actor()
    with transaction(Database.ORGANISATION):
        row = services.thing_for(actor, KINDS[kind], thing_id)
        name = str(getattr(row, "name", "") or getattr(row, "title", "")) or "a need"
        batch = importing.keep_for_undo(actor, name, services.take_away(actor, row))
    say(f"Taken away: {name}", undo=url_for(".undo_import", batch_id=batch.id))
    on_menu = kind in {"menu", "option"}
    return redirect(url_for(".list_options" if on_menu else ".list_maps"), 303)


def _offer_competencies(form: OptionForm) -> None:
    form.serves.choices = [
        SelectChoice(each.id, f"{each.name[:100]} ({where.name})")
        for where in roles.maps()
        for each in roles.competencies_of(where.id)
    ]


def _said(form: Form) -> dict[str, Any]:
    """What was written, without the version that it was written on."""
    return {name: value for name, value in form.answers().items() if name != "version"}
