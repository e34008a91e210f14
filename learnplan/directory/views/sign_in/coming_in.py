"""Coming in by password, as one whom the demonstration offers, or by a link; and going out."""

from datetime import timedelta

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.directory import accounts, queries
from learnplan.directory.forms import SignInForm
from learnplan.directory.services import second_steps, signing_in
from learnplan.directory.views.sign_in.room import (
    HALF,
    begin_sign_in,
    bp,
    come_in,
    door,
    let_in,
    who_knows,
)
from learnplan.directory.words import Way
from learnplan.web.doors import open_to_anybody
from learnplan.web.pages import page, say

CAME_BY_LINK = "came_by_link"
LINK_STANDS_IN = timedelta(hours=1)


@bp.route("/sign-in", methods=["GET", "POST"], endpoint="come_in")
@open_to_anybody
def come_in_by_password() -> ResponseReturnValue:
    """The door itself. Whoever has a second step takes it on the next page."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            person_id = who_knows(form.email.data, form.password.data)
        except Refused as too_many:
            form.blame(Invalid(str(too_many), field="email"))
            return door(form, 429)
        if person_id is None:
            wrong = "This address and password do not belong together."
            form.blame(Invalid(wrong, field="password"))
        elif accounts.ways_in_of(person_id).asks_second_step:
            with transaction(Database.ORGANISATION):
                session[HALF] = second_steps.begin(person_id)
            return redirect(url_for(".take_second_step", next=request.args.get("next")), 303)
        else:
            return come_in(person_id, Way.PASSWORD)
    return door(form, 422 if form.is_submitted() else 200)


@bp.post("/sign-in/as")
@open_to_anybody
def come_in_as() -> ResponseReturnValue:
    """Come in as one of the people a demonstration offers."""
    offered = {person.email: person for person in queries.people_offered()}
    person = offered.get(request.form.get("email", ""))
    if person is None:
        raise NotFound("Nobody is offered under this address.")
    return come_in(person.id, Way.OFFERED)


@bp.route("/sign-in/link/<word>", methods=["GET", "POST"])
@open_to_anybody
def come_in_by_link(word: str) -> ResponseReturnValue:
    """Use a one-time link. The one GET that writes: the link itself is the act.

    Whoever is signed in already is asked first, so that nobody finds themselves in a record that
    is not theirs by following an address. No second step is asked for: whoever makes links on the
    machine could come in anyway, and whoever has lost the device needs a way.
    """
    if request.method == "HEAD":
        return ""
    if request.method == "GET" and g.actor is not None:
        return page("directory/use_link.html", word=word)
    with transaction(Database.ORGANISATION):
        try:
            person_id = signing_in.use_link(word)
        except NotFound:
            return page("directory/link_is_used.html"), 404
        begun = begin_sign_in(person_id, Way.LINK)
        name = queries.names_of([person_id])[person_id]
    say(
        f"You are signed in as {name}. The link worked once; choose a password for next time.",
        link=(url_for("account.choose_password"), "Choose a password"),
    )
    answer = let_in(person_id, Way.LINK, begun)
    session[CAME_BY_LINK] = clock.now().timestamp()
    return answer


@bp.post("/sign-out")
@open_to_anybody
def go_out() -> ResponseReturnValue:
    """Sign out here. The cookie stops working at once, wherever it was copied to."""
    key = session.get("key")
    if isinstance(key, str):
        with transaction(Database.ORGANISATION):
            signing_in.sign_out(key)
    session.clear()
    say("You are signed out.")
    return redirect(url_for(".come_in"), 303)


def came_by_link_lately() -> bool:
    """Whether a link let them in just now: then they may have forgotten the old password."""
    came_at = session.get(CAME_BY_LINK, 0.0)
    return bool(clock.now().timestamp() - came_at < LINK_STANDS_IN.total_seconds())
