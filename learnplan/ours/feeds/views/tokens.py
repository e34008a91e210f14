"""Tokens: made, shown once, and revoked."""

from uuid import UUID

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Conflict
from learnplan.ours.feeds import folder, queries, services
from learnplan.ours.feeds.forms import TokenForm
from learnplan.ours.feeds.views import bp
from learnplan.ours.performance import queries as performance
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.get("/")
@open_to(Role.ADMINISTRATOR)
def show_feeds() -> str:
    """How figures come by themselves."""
    tokens = queries.tokens_for(current_actor())
    names = {str(each.id): each.called for each in performance.indicators().values()}
    reaches = {
        token.id: ", ".join(names[one] for one in token.indicators or () if one in names)
        or "indicators that are gone"
        for token in tokens
    }
    figures = current_app.config["FIGURES"]
    return page(
        "ours/feeds/feeds.html",
        tokens=tokens,
        reaches=reaches,
        addresses=queries.addresses_for(current_actor()),
        figures=figures,
        refused=folder.refused_in(figures.folder) if figures.folder else [],
    )


@bp.route("/tokens/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def make_token() -> ResponseReturnValue:
    """Make a token. Its word is in this one answer, and nowhere else."""
    form = TokenForm()
    form.indicators.choices = [
        SelectChoice(str(each.id), each.called)
        for each in sorted(performance.indicators().values(), key=lambda each: each.called)
    ]
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                word = services.make_token(current_actor(), **form.answers())
        except Conflict as twice:
            flash({"text": str(twice)}, "warn")  # type: ignore[arg-type]  # the template takes it
            return redirect(url_for(".show_feeds"), code=303)
        address = f"{current_app.config['ADDRESS']}{url_for('api.push')}"
        return page("ours/feeds/token.html", name=form.name.data, word=word, address=address)
    return page("ours/feeds/make_token.html", form=form), 422 if form.errors else 200


@bp.post("/tokens/<uuid:token_id>/revoke")
@open_to(Role.ADMINISTRATOR)
def revoke_token(token_id: UUID) -> ResponseReturnValue:
    """Let a token open nothing any more."""
    with transaction(Database.ORGANISATION):
        token = queries.token_for(current_actor(), token_id)
        services.revoke(current_actor(), token)
    say(
        f"Revoked. “{token.name}” opens nothing any more; what it pushed stays.",
        undo=url_for(".let_token_hold_again", token_id=token_id),
    )
    return redirect(url_for(".show_feeds"), code=303)


@bp.post("/tokens/<uuid:token_id>/hold-again")
@open_to(Role.ADMINISTRATOR)
def let_token_hold_again(token_id: UUID) -> ResponseReturnValue:
    """Undo that a token was revoked."""
    with transaction(Database.ORGANISATION):
        token = queries.token_for(current_actor(), token_id)
        services.hold_again(current_actor(), token)
    say(f"“{token.name}” holds again, by the word that its program has.")
    return redirect(url_for(".show_feeds"), code=303)
