"""The roof: builds each wing, and names every room."""

from typing import Any

from flask import Blueprint, Flask, redirect
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from learnplan import doorman
from learnplan.config import ROOT, Config, MineConfig, whereabouts
from learnplan.core import outbox
from learnplan.core.actor import Role
from learnplan.core.db import Database, db, engine_options
from learnplan.directory.services import signing_in
from learnplan.directory.signals import at_the_door
from learnplan.directory.views import account, people, sign_in
from learnplan.gate import views as gate
from learnplan.mine.answers import models as answers_models
from learnplan.mine.answers import views as answers
from learnplan.mine.attestations import models as attestations_models
from learnplan.mine.attestations import views as attestations
from learnplan.mine.circles import views as circles
from learnplan.mine.circles.models import circles as circles_models
from learnplan.mine.circles.models import commons as commons_models
from learnplan.mine.circles.models import matching as matching_models
from learnplan.mine.circles.models import meetings as meetings_models
from learnplan.mine.circles.models import notices as notices_models
from learnplan.mine.circles.models import outward as outward_models
from learnplan.mine.disclosures import models as disclosures_models
from learnplan.mine.disclosures import views as disclosures
from learnplan.mine.evidence import models as evidence_models
from learnplan.mine.evidence import views as evidence
from learnplan.mine.evidence.shelf import Shelf
from learnplan.mine.evidence.words import MEBIBYTE
from learnplan.mine.home import offline
from learnplan.mine.home import views as home
from learnplan.mine.journal import models as journal_models
from learnplan.mine.journal import views as journal
from learnplan.mine.log import models as log_models
from learnplan.mine.log import views as log
from learnplan.mine.plan import models as plan_models
from learnplan.mine.plan import views as plan
from learnplan.mine.portability import models as portability_models
from learnplan.mine.portability import views as portability
from learnplan.mine.portfolios import models as portfolios_models
from learnplan.mine.portfolios import views as portfolios
from learnplan.mine.roles import models as roles_models
from learnplan.mine.roles import views as roles
from learnplan.mine.search import models as search_models
from learnplan.mine.search import views as search
from learnplan.mine.sharing import models as sharing_models
from learnplan.mine.sharing import views as sharing
from learnplan.mine.stories import models as stories_models
from learnplan.mine.stories import views as stories
from learnplan.mine.voice import models as letters_models
from learnplan.mine.voice import views as letters
from learnplan.ours.brokerage import models as brokerage_models
from learnplan.ours.brokerage import views as brokerage
from learnplan.ours.elsewhere import models as elsewhere_models
from learnplan.ours.elsewhere import views as elsewhere
from learnplan.ours.feeds import models as feeds_models
from learnplan.ours.feeds import views as feeds
from learnplan.ours.performance import models as performance_models
from learnplan.ours.performance import views as performance
from learnplan.ours.practices import views as practices
from learnplan.ours.practices.models import probes as probes_models
from learnplan.ours.practices.models import procedures as procedures_models
from learnplan.ours.practices.models import told as told_models
from learnplan.ours.pulse import models as pulse_models
from learnplan.ours.pulse import views as pulse
from learnplan.ours.search import views as search_of_ours
from learnplan.ours.voice import models as voice_models
from learnplan.ours.voice import views as voice
from learnplan.web import arrivals, assets, errors, headers, pages
from learnplan.web.again import Again
from learnplan.web.doors import open_to
from learnplan.web.pages import ours_url
from learnplan.web.wing import Wing, cookie_name

LARGEST_UPLOAD = 52 * 1024 * 1024
LARGEST_TEXT = 4 * 1024 * 1024
TABLES = (
    answers_models,
    attestations_models,
    brokerage_models,
    circles_models,
    commons_models,
    disclosures_models,
    elsewhere_models,
    journal_models,
    letters_models,
    evidence_models,
    feeds_models,
    log_models,
    matching_models,
    meetings_models,
    notices_models,
    outward_models,
    outbox,
    performance_models,
    plan_models,
    portability_models,
    portfolios_models,
    probes_models,
    procedures_models,
    pulse_models,
    roles_models,
    search_models,
    sharing_models,
    stories_models,
    told_models,
    voice_models,
)
MINE: tuple[Blueprint, ...] = (
    account.bp,
    account.mail.off,
    answers.bp,
    attestations.bp,
    circles.bp,
    disclosures.bp,
    disclosures.protection.bp,
    elsewhere.by_mail.bp,
    evidence.bp,
    gate.bp,
    home.bp,
    journal.bp,
    letters.bp,
    log.bp,
    offline.bp,
    plan.bp,
    portability.bp,
    portability.erasing.bp,
    portability.exports.bp,
    portfolios.bp,
    roles.bp,
    search.bp,
    sharing.bp,
    sign_in.bp,
    stories.bp,
)
OURS: tuple[Blueprint, ...] = (
    elsewhere.bp,
    elsewhere.windows.seen,
    brokerage.bp,
    feeds.bp,
    feeds.api.bp,
    people.bp,
    performance.bp,
    practices.bp,
    pulse.bp,
    search_of_ours.bp,
    voice.bp,
)


def create_mine(config: MineConfig, *, doors: bool = True) -> Flask:
    """The wing of workers' own records. It alone is given the learning database.

    A command comes in by no address: without ``doors`` it need not wait for them to be hung.
    """
    mine = _wing(
        "mine",
        config,
        MINE if doors else (),
        {
            None: engine_options(config.organisation_url, Database.ORGANISATION),
            Database.LEARNING.value: engine_options(config.learning_url, Database.LEARNING),
        },
    )
    mine.config["SHELF"] = Shelf(config.evidence, config.evidence_quota * MEBIBYTE)
    mine.config.update(WHEREABOUTS=whereabouts(config), MAIL=config.mail)
    mine.config["EXPORTS"] = config.exports_folder
    at_the_door.connect(disclosures.door.write_down, sender=mine)
    return mine


def create_ours(config: Config) -> Flask:
    """The wing that everyone sees alike.

    Raises:
        TypeError: somebody tried to hand it the learning database.
    """
    if isinstance(config, MineConfig):
        raise TypeError("Ours is not given the learning database: pass config.for_ours().")
    organisation = engine_options(config.organisation_url, Database.ORGANISATION)
    ours = _wing("ours", config, OURS, {None: organisation})
    ours.add_url_rule("/", "front", _to_the_boards)
    ours.wsgi_app = Again(ours)  # type: ignore[assignment,method-assign]  # Flask's own way to wrap an app
    return ours


@open_to(Role.WORKER)
def _to_the_boards() -> ResponseReturnValue:
    """The front of Ours is its boards."""
    return redirect(ours_url("/performance/"))


def create_app(config: MineConfig) -> Flask:
    """Both wings in one process: Mine at ``/``, Ours at ``/org``."""
    mine, ours = create_mine(config), create_ours(config.for_ours())
    mine.extensions["ours"] = ours
    mine.wsgi_app = DispatcherMiddleware(mine.wsgi_app, {"/org": ours})  # type: ignore[method-assign]  # Flask's own way to wrap an app
    return mine


def _wing(
    name: str,
    config: Config,
    rooms: tuple[Blueprint, ...],
    binds: dict[str | None, dict[str, Any]],
) -> Flask:
    is_secure = config.address.startswith("https://")
    app = Wing(f"learnplan.{name}", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(
        ADDRESS=config.address,
        PERMANENT_SESSION_LIFETIME=signing_in.LASTS,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT,
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME=cookie_name("learnplan", secure=is_secure),
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # the sign-in itself is not prolonged either
        SESSION_COOKIE_SECURE=is_secure,
        SQLALCHEMY_BINDS=binds,
        FIGURES=config.figures,
        TIME_ZONE=config.time_zone,
        LANGUAGE=config.language,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.url_map.strict_slashes = False
    db.init_app(app)
    headers.protect(app)
    doorman.ask_who_comes(app, own_time=name == "mine")
    arrivals.look_through(app)
    forgery = CSRFProtect(app)
    forgery.exempt(account.mail.send_less)  # mailers send it, who hold no token
    forgery.exempt(feeds.api.bp)  # programs do, who are known by a token of another kind
    doorman.stand_at_the_door(app)
    errors.handle(app)
    pages.furnish(app, name)
    for room in (assets.bp, *rooms):
        app.register_blueprint(room)
    return app
