"""The door's blueprint, and what every way in ends with."""

from uuid import UUID

from flask import Blueprint, current_app, g, redirect, request, session
from werkzeug.wrappers import Response

from learnplan.core import outbox
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.directory import queries
from learnplan.directory.forms import SignInForm
from learnplan.directory.services import browsers, letters, passkeys, second_steps, signing_in
from learnplan.directory.services.passkeys import Known, Site
from learnplan.directory.signals import Act, at_the_door
from learnplan.directory.words import Ceremony, Way
from learnplan.web.browsers import in_words
from learnplan.web.pages import inside, page
from learnplan.web.wing import cookie_name

ASKED, HALF = "asked", "half"
ACTS = {
    Way.PASSWORD: Act.PASSWORD,
    Way.PASSWORD_AND_CODE: Act.PASSWORD_AND_CODE,
    Way.PASSWORD_AND_RECOVERY_CODE: Act.PASSWORD_AND_RECOVERY_CODE,
    Way.PASSWORD_AND_PASSKEY: Act.PASSWORD_AND_PASSKEY,
    Way.PASSKEY: Act.PASSKEY,
    Way.LINK: Act.LINK,
    Way.OFFERED: Act.OFFERED,
}

bp = Blueprint("sign_in", __name__)


def installation_key() -> str:
    """The installation's own key."""
    return str(current_app.config["SECRET_KEY"])


def site() -> Site | None:
    """Where passkeys are for, or None where browsers have none."""
    return passkeys.site_of(current_app.config["ADDRESS"], name=f"Learnplan, {g.organisation}")


def door(form: SignInForm, code: int) -> tuple[str, int]:
    """The page of the door, with what is wrong where something is."""
    offered = queries.people_offered()
    return page("directory/sign_in.html", form=form, offered=offered, site=site()), code


def turned_away(trouble: Invalid) -> tuple[str, int]:
    """The page of the door again, after something else than what is typed there went wrong."""
    form = SignInForm(formdata=None)
    form.form_errors.append(str(trouble))
    return door(form, 422)


def who_knows(email: str, password: str) -> UUID | None:
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


def who_answered(ceremony: Ceremony, here: Site, *, person_id: UUID | None = None) -> Known:
    """Whose passkey answered what was asked in this browser.

    What was asked is used up first, for good: an answer that is refused cannot be sent again.

    Raises:
        Invalid: it is nobody's, or not an answer to what was asked.
    """
    asked = session.pop(ASKED, None)
    with transaction(Database.ORGANISATION):
        challenge = passkeys.take_challenge(
            ceremony, UUID(hex=asked) if asked else None, person_id=person_id
        )
    answer = request.form.get("credential", "")
    try:
        with transaction(Database.ORGANISATION):
            return passkeys.recognise(here, challenge=challenge, answer=answer, person_id=person_id)
    except passkeys.CountedBack as copy:
        tell(copy.person_id, Act.COPY)
        raise


def begin_sign_in(person_id: UUID, way: Way) -> tuple[str, str | None]:
    """Begin a sign-in in place of what this browser had, inside the view's transaction.

    Returns:
        The key for the cookie, and the word by which this browser will be known, if any.
    """
    earlier, half = session.get("key"), session.get(HALF)
    if isinstance(earlier, str):
        signing_in.sign_out(earlier)
    if isinstance(half, str):
        second_steps.give_up(half)
    key = signing_in.sign_in(person_id, browser=browser_in_words(), way=way)
    if not outbox.is_open() or way is Way.OFFERED:
        return key, None
    met = browsers.meet(person_id, request.cookies.get(_known_cookie()))
    if met.is_news:
        letters.tell_of_new_browser(person_id)
    return key, met.word


def let_in(person_id: UUID, way: Way, begun: tuple[str, str | None]) -> Response:
    """Start a session of one's own: nothing of an earlier one is kept but what is to be said."""
    tell(person_id, ACTS[way])
    key, known = begun
    said = session.get("_flashes")
    session.clear()
    if said:
        session["_flashes"] = said
    session["key"] = key
    session.permanent = True
    answer = redirect(inside(request.args.get("next", "")), 303)
    if known is not None:
        answer.set_cookie(
            _known_cookie(),
            known,
            max_age=browsers.KNOWN_FOR,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return answer


def come_in(person_id: UUID, way: Way) -> Response:
    """Let somebody in who has shown who they are."""
    with transaction(Database.ORGANISATION):
        begun = begin_sign_in(person_id, way)
    return let_in(person_id, way, begun)


def tell(person_id: UUID, act: Act) -> None:
    """Let whoever listens know what happened, now that it is kept."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own documented way to name a sender
    at_the_door.send(app, person_id=person_id, act=act, browser=browser_in_words())


def _known_cookie() -> str:
    return cookie_name("learnplan-known", secure=current_app.config["SESSION_COOKIE_SECURE"])


def browser_in_words() -> str:
    """With what somebody came, in words."""
    return in_words(request.user_agent.string)
