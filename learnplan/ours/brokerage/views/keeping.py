"""What a steward writes by hand. Whatever they take away can be brought back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Role
from learnplan.core.db import Database, db, transaction
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
from learnplan.ours.brokerage.views.room import bp
from learnplan.ours.brokerage.words import lines_of
from learnplan.web.doors import current_actor, open_to
from learnplan.web.forms import Form
from learnplan.web.pages import page, say
from learnplan.web.saving import Outcome, save

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


@bp.route("/maps/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def begin_map() -> ResponseReturnValue:
    """Begin a role map by hand."""
    form, back = MapForm(), url_for(".list_maps")

    def write() -> str:
        said = _said(form)
        services.begin_map(current_actor(), **{**said, "scale": lines_of(said["scale"])})
        return back

    return _begin(form, write, title="Begin a role map", back=back)


@bp.route("/maps/<uuid:framework_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_map(framework_id: UUID) -> ResponseReturnValue:
    """Change what a role map says of itself. It keeps its name: files find it by it."""
    row = services.thing_for(current_actor(), Framework, framework_id)
    form = MapForm(obj=row)
    del form.name
    return _edit(row, form, title=row.name, back=url_for(".list_maps"))


@bp.route("/maps/<uuid:framework_id>/roles/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_role(framework_id: UUID) -> ResponseReturnValue:
    """Put a role on a map."""
    actor, form = current_actor(), RoleForm()
    row = services.thing_for(actor, Framework, framework_id)

    def write() -> str:
        role = services.write_role(actor, row, **_said(form))
        return url_for(".show_role", role_id=role.id)

    return _begin(form, write, title=f"A role on {row.name}", back=url_for(".list_maps"))


@bp.route("/roles/<uuid:role_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_role(role_id: UUID) -> ResponseReturnValue:
    """Change what a role says."""
    row = services.thing_for(current_actor(), JobRole, role_id)
    back = url_for(".show_role", role_id=role_id)
    return _edit(row, RoleForm(obj=row), title=row.name, back=back)


@bp.route("/roles/<uuid:role_id>/levels/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_role_level(role_id: UUID) -> ResponseReturnValue:
    """Give a role one more level."""
    actor, form = current_actor(), RoleLevelForm()
    row = services.thing_for(actor, JobRole, role_id)

    def write() -> str:
        level = services.write_role_level(actor, row, **_said(form))
        return url_for(".show_role", role_id=role_id, level=level.id)

    back = url_for(".show_role", role_id=role_id)
    return _begin(form, write, title=f"A level of {row.name}", back=back)


@bp.route("/levels/<uuid:level_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_role_level(level_id: UUID) -> ResponseReturnValue:
    """Change what a level of a role says."""
    row = services.thing_for(current_actor(), RoleLevel, level_id)
    back = url_for(".show_role", role_id=row.role_id, level=level_id)
    return _edit(row, RoleLevelForm(obj=row), title=row.name, back=back)


@bp.route("/levels/<uuid:level_id>/needs/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_need(level_id: UUID) -> ResponseReturnValue:
    """Say that a level of a role needs a competency; said again, its level is changed."""
    actor, form = current_actor(), NeedForm()
    row = services.thing_for(actor, RoleLevel, level_id)
    role = services.thing_for(actor, JobRole, row.role_id)
    form.offer(roles.competencies_of(role.framework_id), services.levels_of(role.framework_id))
    back = url_for(".show_role", role_id=role.id, level=level_id)

    def write() -> str:
        competency = services.thing_for(actor, Competency, UUID(form.competency.data))
        services.ask_for(actor, row, competency, level=form.level.data or "")
        return back

    return _begin(form, write, title=f"What {row.name} needs", back=back)


@bp.route("/maps/<uuid:framework_id>/competencies/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_competency(framework_id: UUID) -> ResponseReturnValue:
    """Put a competency on a map."""
    actor = current_actor()
    row = services.thing_for(actor, Framework, framework_id)
    form = CompetencyForm.with_levels(services.levels_of(framework_id))()

    def write() -> str:
        competency = services.write_competency(actor, row, **form.answers())
        return url_for(".show_competency", competency_id=competency.id)

    return _begin(form, write, title=f"A competency on {row.name}", back=url_for(".list_maps"))


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
        version = form.version.data
        services.change_competency(actor, row, version=version, **form.answers())

    def again() -> dict[str, object]:
        described = services.levels_described(row)
        return {f"level_{at}": described.get(name, "") for at, name in enumerate(names)}

    back = url_for(".show_competency", competency_id=competency_id)
    return _edit(row, form, title=row.name, back=back, write=write, again=again)


@bp.route("/menus/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def begin_menu() -> ResponseReturnValue:
    """Begin a menu by hand."""
    form, back = MenuForm(), url_for(".list_options")

    def write() -> str:
        services.begin_menu(current_actor(), **_said(form))
        return back

    return _begin(form, write, title="Begin a menu", back=back)


@bp.route("/menus/<uuid:menu_id>/edit", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def edit_menu(menu_id: UUID) -> ResponseReturnValue:
    """Change what a menu says of itself. It keeps its name: files find it by it."""
    row = services.thing_for(current_actor(), Menu, menu_id)
    form = MenuForm(obj=row)
    del form.name
    return _edit(row, form, title=row.name, back=url_for(".list_options", menu=menu_id))


@bp.route("/menus/<uuid:menu_id>/options/new", methods=["GET", "POST"])
@open_to(Role.STEWARD)
def new_option(menu_id: UUID) -> ResponseReturnValue:
    """Put a learning option on a menu."""
    actor, form = current_actor(), OptionForm()
    row = services.thing_for(actor, Menu, menu_id)
    _offer_competencies(form)

    def write() -> str:
        option = services.write_option(actor, row, serves=form.serves.data, **_said(form))
        return url_for(".show_option", option_id=option.id)

    back = url_for(".list_options", menu=menu_id)
    return _begin(form, write, title=f"An option on {row.name}", back=back)


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
        version, serves = form.version.data, form.serves.data
        services.change_option(actor, row, version=version, serves=serves, said=_said(form))

    def again() -> dict[str, object]:
        return {"topics": ", ".join(lines_of(row.topics))}

    back = url_for(".show_option", option_id=option_id)
    return _edit(row, form, title=row.title, back=back, write=write, again=again)


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


def _begin(form: Form, write: Callable[[], str], *, title: str, back: str) -> ResponseReturnValue:
    """Put something new there. ``write`` does so, and returns the address of what shows it."""
    there: list[str] = []
    outcome = save(Database.ORGANISATION, form, lambda: there.append(write()))
    if outcome.saved:
        say(PUBLISHED)
        return redirect(there[0], 303)
    return _form_page(form, outcome, title=title, back=back)


def _edit(
    row: Shown,
    form: Form,
    *,
    title: str,
    back: str,
    write: Callable[[], None] | None = None,
    again: Callable[[], dict[str, object]] | None = None,
) -> ResponseReturnValue:
    """Change what a thing says. Of two windows that do, the later sees both texts.

    ``write`` changes more than the fields that are called as the form's, and ``again`` reads the
    others that the form has.
    """

    def change() -> None:
        services.change(current_actor(), row, version=form["version"].data, said=_said(form))

    def now() -> dict[str, object]:
        db.session.refresh(row)
        names = [field.short_name for field in form if hasattr(row, field.short_name)]
        kept = {name: getattr(row, name) for name in (*names, "version")}
        return {**kept, **(again() if again is not None else {})}

    outcome = save(Database.ORGANISATION, form, write or change, again=now)
    if outcome.saved:
        say(PUBLISHED)
        return redirect(back, 303)
    kind = next(kind for kind, model in KINDS.items() if isinstance(row, model))
    taking = url_for(".take_away", kind=kind, thing_id=row.id)
    return _form_page(form, outcome, title=title, back=back, taking=taking)


def _form_page(
    form: Form, outcome: Outcome, *, title: str, back: str, taking: str = ""
) -> ResponseReturnValue:
    """The page of a form that a steward fills in."""
    shown = page(
        "ours/brokerage/write.html",
        form=form,
        heading=title,
        back=back,
        differing=outcome.differing,
        taking=taking,
    )
    return shown, outcome.code


def _offer_competencies(form: OptionForm) -> None:
    form.serves.choices = [
        SelectChoice(each.id, f"{each.name[:100]} ({where.name})")
        for where in roles.maps()
        for each in roles.competencies_of(where.id)
    ]


def _said(form: Form) -> dict[str, Any]:
    """What was written, without the version that it was written on."""
    return {name: value for name, value in form.answers().items() if name != "version"}
