"""The door: coming in, going out, and one's own account. Served by Mine."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, NotFound, Refused
from learnplan.directory import queries
from learnplan.directory.forms import PasswordForm, SignInForm
from learnplan.directory.services import signing_in
from learnplan.directory.signals import Act, at_the_door
from learnplan.web.browsers import in_words
from learnplan.web.doors import current_actor, open_to, open_to_anybody
from learnplan.web.pages import inside, page, say

CAME_BY_LINK = "came_by_link"
LINK_STANDS_IN = timedelta(hours=1)

bp = Blueprint("sign_in", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_anybody
def come_in() -> ResponseReturnValue:
    """The door itself."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            person_id = _who_knows(form.email.data, form.password.data)
        except Refused as too_many:
            form.blame(Invalid(str(too_many), field="email"))
            return _door(form, 429)
        if person_id is not None:
            with transaction(Database.ORGANISATION):
                key = _key_for(person_id)
            _tell(person_id, Act.PASSWORD)
            return _let_in(key)
        form.blame(Invalid("This address and password do not belong together.", field="password"))
    return _door(form, 422 if form.is_submitted() else 200)


@bp.post("/sign-in/as")
@open_to_anybody
def come_in_as() -> ResponseReturnValue:
    """Come in as one of the people a demonstration offers."""
    offered = {person.email: person for person in queries.people_offered()}
    person = offered.get(request.form.get("email", ""))
    if person is None:
        raise NotFound("Nobody is offered under this address.")
    with transaction(Database.ORGANISATION):
        key = _key_for(person.id)
    _tell(person.id, Act.OFFERED)
    return _let_in(key)


@bp.route("/sign-in/link/<word>", methods=["GET", "POST"])
@open_to_anybody
def come_in_by_link(word: str) -> ResponseReturnValue:
    """Use a one-time link. The one GET that writes: the link itself is the act.

    Whoever is signed in already is asked first, so that nobody finds themselves in a record that
    is not theirs by following an address.
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
        key = _key_for(person_id)
        name = queries.names_of([person_id])[person_id]
    say(
        f"You are signed in as {name}. The link worked once; choose a password for next time.",
        link=(url_for(".account"), "Choose a password"),
    )
    _tell(person_id, Act.LINK)
    answer = _let_in(key)
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


@bp.route("/account", methods=["GET", "POST"])
@open_to(Role.WORKER)
def account() -> ResponseReturnValue:
    """One's own account: the password, and every sign-in."""
    actor = current_actor()
    form = PasswordForm()
    asked = signing_in.has_password(actor.id) and not _came_by_link_lately()
    if not asked:
        del form.current
    if form.validate_on_submit():
        try:
            if asked and _who_knows(actor.email, form.current.data or "") != actor.id:
                raise Invalid("This is not your password now.", field="current")  # noqa: TRY301 - blamed below like what the service refuses
            with transaction(Database.ORGANISATION):
                signing_in.choose_password(actor.id, form.password.data)
                signing_in.sign_out_everywhere(actor.id, but=session["key"])
        except Invalid as trouble:
            form.blame(trouble)
        except Refused as too_many:
            form.blame(Invalid(str(too_many), field="current"))
        else:
            session.pop(CAME_BY_LINK, None)
            _tell(actor.id, Act.NEW_PASSWORD)
            say("Your password is set. You were signed out everywhere else.")
            return redirect(url_for(".account"), 303)
    return page(
        "directory/account.html",
        form=form,
        units=queries.units_of(actor.id),
        has_password=asked,
    ), (422 if form.is_submitted() else 200)


@bp.post("/account/sign-out-everywhere")
@open_to(Role.WORKER)
def go_out_everywhere() -> ResponseReturnValue:
    """Sign out of every browser, this one too."""
    person_id = current_actor().id
    with transaction(Database.ORGANISATION):
        signing_in.sign_out_everywhere(person_id)
    session.clear()
    _tell(person_id, Act.OUT_EVERYWHERE)
    say("You are signed out everywhere.")
    return redirect(url_for(".come_in"), 303)


def _door(form: SignInForm, code: int) -> ResponseReturnValue:
    return page("directory/sign_in.html", form=form, offered=queries.people_offered()), code


def _who_knows(email: str, password: str) -> UUID | None:
    """Whose address and password these are, if anybody's.

    The try is counted first and checked after, so that nobody waits for a lock that is held
    while a password is hashed.

    Raises:
        Refused: there were too many tries with this address.
    """
    with transaction(Database.ORGANISATION):
        signing_in.count_try(email)
    person_id = signing_in.checked_person(email, password)
    if person_id is not None:
        with transaction(Database.ORGANISATION):
            signing_in.forget_tries(email)
    return person_id


def _key_for(person_id: UUID) -> str:
    """Begin a sign-in in place of the one that this browser had, if it had one."""
    earlier = session.get("key")
    if isinstance(earlier, str):
        signing_in.sign_out(earlier)
    return signing_in.sign_in(person_id)


def _tell(person_id: UUID, act: Act) -> None:
    """Let whoever listens know what happened, now that it is kept."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own documented way to name a sender
    browser = in_words(request.user_agent.string)
    at_the_door.send(app, person_id=person_id, act=act, browser=browser)


def _came_by_link_lately() -> bool:
    """Whether a link let them in just now: then they may have forgotten the old password."""
    came_at = session.get(CAME_BY_LINK, 0.0)
    return bool(clock.now().timestamp() - came_at < LINK_STANDS_IN.total_seconds())


def _let_in(key: str) -> ResponseReturnValue:
    """Start a session of one's own: nothing of an earlier one is kept but what is to be said."""
    said = session.get("_flashes")
    session.clear()
    if said:
        session["_flashes"] = said
    session["key"] = key
    session.permanent = True
    return redirect(inside(request.args.get("next", "")), 303)
