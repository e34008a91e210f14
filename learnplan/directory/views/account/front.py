"""The account's front page, whose midnight it is, and how days and numbers are written."""

from flask import current_app, g, redirect, session, url_for
from flask.typing import ResponseReturnValue

from learnplan.core import clock, languages, outbox
from learnplan.core.actor import Role
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid
from learnplan.directory import accounts, queries
from learnplan.directory.forms import LanguageForm, TimeForm
from learnplan.directory.services.accounts import choose_language, choose_time_zone
from learnplan.directory.views.account.room import bp
from learnplan.web.doors import current_actor, open_to
from learnplan.web.filters import day, o_clock
from learnplan.web.pages import page, say


@bp.get("")
@open_to(Role.WORKER)
def show() -> ResponseReturnValue:
    """What there is to see and to choose, each on a page of its own."""
    actor = current_actor()
    return page(
        "directory/account/show.html",
        units=queries.units_of(actor.id),
        ways=accounts.ways_in_of(actor.id),
        sign_ins=len(accounts.sign_ins_of(actor.id, key=session["key"])),
        own_language=accounts.own_language_of(actor.id),
        named=languages.named,
        own_zone=accounts.own_time_zone_of(actor.id),
        sends_mail=outbox.is_open(),
        wanted=sum(accounts.mail_wanted_by(actor.id).values()),
    )


@bp.route("/time", methods=["GET", "POST"])
@open_to(Role.WORKER)
def choose_time() -> ResponseReturnValue:
    """In which time zone one's days begin."""
    actor = current_actor()
    organisations = current_app.config["TIME_ZONE"]
    form = TimeForm(data={"zone": accounts.own_time_zone_of(actor.id) or ""})
    form.zone.choices = [
        ("", f"As the organisation: {_said(organisations)}"),
        *((zone, _said(zone)) for zone in accounts.time_zones()),
    ]
    if form.validate_on_submit():
        try:
            with transaction(Database.ORGANISATION):
                choose_time_zone(actor.id, form.zone.data or None)
        except Invalid as trouble:
            form.blame(trouble)
        else:
            now = clock.local_now(form.zone.data or organisations)
            say(f"Saved. It is {now:%A}, {o_clock(now.time())} for you now.")
            return redirect(url_for(".show"), 303)
    return page(
        "directory/account/choose_time.html", form=form, now=clock.local_now(actor.time_zone)
    ), (422 if form.is_submitted() else 200)


@bp.route("/language", methods=["GET", "POST"])
@open_to(Role.WORKER)
def choose_words() -> ResponseReturnValue:
    """How days, clocks and numbers are written."""
    actor, organisations = current_actor(), current_app.config["LANGUAGE"]
    form = LanguageForm(data={"language": accounts.own_language_of(actor.id) or ""})
    form.language.choices = [
        ("", f"As the organisation: {languages.named(organisations)}"),
        *((each, languages.named(each)) for each in languages.LANGUAGES),
    ]
    if form.validate_on_submit():
        with transaction(Database.ORGANISATION):
            choose_language(actor.id, form.language.data or None)
        g.language = form.language.data or organisations
        now = clock.local_now(actor.time_zone)
        say(f"Saved. It is {day(now.date(), year=True)}, {o_clock(now.time())}.")
        return redirect(url_for(".show"), 303)
    return page(
        "directory/account/choose_language.html", form=form, now=clock.local_now(actor.time_zone)
    ), (422 if form.is_submitted() else 200)


def _said(zone: str) -> str:
    """``Europe/Isle of Man``: a time zone as people read it."""
    return zone.replace("_", " ")
