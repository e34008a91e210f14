"""Addresses that are fetched: added, asked at once, and stopped."""

from uuid import UUID

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.ours.feeds import addresses, queries
from learnplan.ours.feeds.forms import AddressForm
from learnplan.ours.feeds.views import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.pages import page, say


@bp.route("/addresses/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def add_address() -> ResponseReturnValue:
    """Have a table on another server fetched from now on."""
    form, servers = AddressForm(), current_app.config["FIGURES"].servers
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                addresses.add_address(current_actor(), allowed=servers, **form.answers())
        except Invalid as trouble:
            form.blame(trouble)
        else:
            flash("Added. It is fetched within a minute.")
            return redirect(url_for(".show_feeds"), code=303)
    code = 422 if form.errors else 200
    return page("ours/feeds/add_address.html", form=form, servers=sorted(servers)), code


@bp.post("/addresses/<uuid:address_id>/fetch")
@open_to(Role.ADMINISTRATOR)
def fetch_address(address_id: UUID) -> ResponseReturnValue:
    """Have an address fetched soon."""
    with transaction(Database.ORGANISATION):
        address = queries.address_for(current_actor(), address_id)
        addresses.ask_soon(current_actor(), address)
    flash(f"“{address.name}” is fetched within a minute.")
    return redirect(url_for(".show_feeds"), code=303)


@bp.post("/addresses/<uuid:address_id>/stop")
@open_to(Role.ADMINISTRATOR)
def stop_address(address_id: UUID) -> ResponseReturnValue:
    """Fetch an address no more."""
    with transaction(Database.ORGANISATION):
        address = queries.address_for(current_actor(), address_id)
        addresses.stop(current_actor(), address)
    say(
        f"Stopped. “{address.name}” is fetched no more; what came from it stays.",
        undo=url_for(".fetch_address_again", address_id=address_id),
    )
    return redirect(url_for(".show_feeds"), code=303)


@bp.post("/addresses/<uuid:address_id>/fetch-again")
@open_to(Role.ADMINISTRATOR)
def fetch_address_again(address_id: UUID) -> ResponseReturnValue:
    """Undo that an address was stopped."""
    with transaction(Database.ORGANISATION):
        address = queries.address_for(current_actor(), address_id)
        addresses.go_on(current_actor(), address)
    say(f"“{address.name}” is fetched again, within a minute.")
    return redirect(url_for(".show_feeds"), code=303)
