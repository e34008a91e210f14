"""Installing and serving."""

import os
import socket
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app, g

from learnplan import config as settings
from learnplan.cli.common import (
    bring_up_to_date,
    house,
    house_of_ours,
    is_installed,
    must_be_installed,
)
from learnplan.cli.imports import fetch_what_is_due, take_up_the_folder
from learnplan.core import background, clock
from learnplan.core.db import Database, transaction
from learnplan.core.errors import Invalid, Refused
from learnplan.core.undo import KEPT_FOR_UNDO
from learnplan.directory import posting, queries
from learnplan.directory.services import people, rosters, signing_in
from learnplan.gate import periods
from learnplan.mine.circles import crossing
from learnplan.mine.circles.jobs import remind
from learnplan.mine.circles.services import cards, commons, matching, notices
from learnplan.mine.disclosures import services as journal
from learnplan.mine.evidence import services as evidence
from learnplan.mine.journal import services as reflections
from learnplan.mine.log import filtering, tagging
from learnplan.mine.log import services as activities
from learnplan.mine.plan.services import beside, goals
from learnplan.mine.portability import exporting
from learnplan.mine.portability import jobs as leaving
from learnplan.mine.portability import services as imports
from learnplan.mine.portfolios import services as portfolios
from learnplan.mine.roles import services as roles
from learnplan.mine.roles import telling
from learnplan.mine.search import services as search
from learnplan.mine.sharing import comments
from learnplan.mine.sharing import services as sharing
from learnplan.mine.stories import publishing
from learnplan.mine.stories import services as stories
from learnplan.mine.voice import crossing as letters
from learnplan.ours.brokerage import offering as offers
from learnplan.ours.elsewhere import digests
from learnplan.ours.feeds import services as feeds
from learnplan.ours.performance import bundles, writing
from learnplan.ours.practices.services import signing
from learnplan.ours.voice import services as voice

BASE = "base"
BETWEEN_TIDYING = timedelta(hours=1)
BETWEEN_POSTS = timedelta(minutes=1)
BETWEEN_FIGURES = timedelta(minutes=1)
WINGS = ("both", "mine", "ours")
"""What can be served: the names of what ``app.py`` makes."""


@click.command()
def upgrade() -> None:
    """Bring both databases up to date."""
    with house(up_to_date=False):
        behind = bring_up_to_date()
    if behind:
        click.echo(f"Brought up to date: {' and '.join(behind)}.")
    else:
        click.echo("Both databases are up to date.")


@click.command("demo")
@click.option("--fresh", is_flag=True, help="Start over: everything in the demonstration goes.")
@click.option("--empty", is_flag=True, help="Install an organisation of your own, without it.")
@click.option("--name", help="The organisation's name, with --empty.")
def demo(*, fresh: bool, empty: bool, name: str | None) -> None:
    """Make the demonstration organisation, Northwind."""
    if name is not None and not empty:
        raise Refused("The demonstration is called Northwind: --name goes with --empty.")
    with house() as app:
        installed = is_installed()
        if installed and not queries.people_offered():
            raise Refused(
                "An organisation of your own is installed here already; it stays as it is. "
                "Choose another folder with LEARNPLAN_DATA."
            )
        if installed and not fresh:
            raise Refused(
                "The demonstration is here already. "
                + (
                    "“demo --fresh --empty” puts an organisation of your own in its place, and "
                    "all of the demonstration goes. LEARNPLAN_DATA chooses another folder."
                    if empty
                    else "“demo --fresh” starts it over."
                )
            )
        if installed:
            _start_over()
        if empty:
            with transaction(Database.ORGANISATION):
                root = people.install(organisation=name or "Our organisation")
            click.echo(f"{root.name} is installed, with nobody in it yet. Bring people in with:")
            click.echo("  python3 start.py import people FILE.csv")
        else:
            _make_northwind(app)
            click.echo("Northwind is ready.")


def _make_northwind(app: Flask) -> None:
    """Make the demonstration. Its past is made up, and nobody is written to about it."""
    from learnplan import demo as northwind  # noqa: PLC0415 - once in the life of a demonstration

    app.config["MAIL"] = None
    northwind.make(zone=app.config["TIME_ZONE"])


def _start_over() -> None:
    """Take both databases back to nothing, and up again."""
    from learnplan.core import migrate  # noqa: PLC0415 - a quarter second, rarely needed

    for database in Database:
        migrate.downgrade(database, to=BASE)
        migrate.upgrade(database)
    with transaction(Database.LEARNING):
        evidence.sweep_the_shelf()


@click.command("serve")
@click.option(
    "--wing",
    type=click.Choice(WINGS),
    default="both",
    help="Both wings in one service, or one of them in a service of its own.",
)
def serve(wing: str) -> None:
    """Serve both wings, or one of them."""
    with house_of_ours() if wing == "ours" else house() as app:
        must_be_installed()
        if wing != "ours":  # whose database role may not, and which has nothing to let go
            _tidy(app.config["TIME_ZONE"])
            background.repeat(_tidy_again, every=BETWEEN_TIDYING)
            if app.config["FIGURES"].folder is not None:
                background.repeat(_take_up_the_folder, every=BETWEEN_FIGURES)
            if app.config["FIGURES"].servers:  # by itself: the folder waits for no other server
                background.repeat(_fetch_what_is_due, every=BETWEEN_FIGURES)
            if app.config["MAIL"] is not None:
                background.repeat(_send_what_is_due, every=BETWEEN_POSTS)
        offered = queries.people_offered()
        address = app.config["ADDRESS"]
        database = app.config["SQLALCHEMY_BINDS"][None]["url"]
    host, port = os.environ.get("LEARNPLAN_HOST") or "127.0.0.1", settings.port()
    _must_be_free(host, port)
    if wing != "both":
        click.echo(f"{wing.capitalize()} listens on {host} at {port}.")
    click.echo(f"Learnplan is at {address}")
    if offered:
        click.echo("This is a demonstration. Come in as:")
        for person in offered:
            click.echo(f"  {person.email:<28} {person.said}")
    workers = 1 if database.startswith("sqlite") else min(4, os.cpu_count() or 1)
    _serve(wing, host, port, workers)


def _tidy(zone: str) -> None:
    """Do what time has made due: this year's reporting groups, and letting go for good.

    Also the answers of a pulse, the day after it was published, stories that are wanted back, what
    was said unsigned on earlier days, and what circles decided to show everyone or to take back.
    """
    long_ago = clock.now() - KEPT_FOR_UNDO
    with transaction(Database.ORGANISATION):
        rosters.freeze_reporting_groups(clock.today(zone))
        feeds.forget_pushes(clock.now() - feeds.KEYS_KEPT)
        bundles.purge()
        offers.purge_taken_back(long_ago)
        voice.purge_taken_back(long_ago)
        writing.purge_taken_away(long_ago)
        signing.purge_taken_away(long_ago)
    with transaction(Database.LEARNING):
        gone = activities.purge_deleted(long_ago)
        gone += goals.purge_deleted(long_ago)
        beside.purge_removed(long_ago)
        gone += reflections.purge_deleted(long_ago)
        filtering.purge_deleted_filters(long_ago)
        tagging.purge_taggings(long_ago)
        evidence.purge_removed(long_ago)
        stories.purge_deleted(long_ago)
        portfolios.purge_deleted(long_ago)
        if gone:
            search.sweep()
        sharing.forget_ended()
        comments.purge(long_ago)
        imports.purge_drafts()
        matching.forget_askings()
        roles.purge_taken_off(long_ago)
        telling.purge_thrown_away(long_ago)
        notices.purge_taken_down(long_ago)
        notices.purge_taken_back(long_ago)
        commons.purge_removed(long_ago)
        cards.purge_thrown_away(long_ago)
        journal.purge_removed(long_ago)
        exporting.purge()
    leaving.finish_erasing()
    with transaction(Database.LEARNING):  # in one of its own: what was let go above is gone by now
        evidence.sweep_the_shelf()
    publishing.finish_withdrawals()
    telling.finish_withdrawals()
    crossing.look_after()
    said = {"today": clock.today(zone), "secret": current_app.config["SECRET_KEY"]}
    letters.finish(**said)
    letters.carry_over(**said)
    periods.purge(zone=zone)


def _take_up_the_folder() -> None:
    with house(up_to_date=False) as app:
        list(take_up_the_folder(app))


def _fetch_what_is_due() -> None:
    with house(up_to_date=False) as app:
        list(fetch_what_is_due(app))


def _tidy_again() -> None:
    with house() as app:
        _tidy(app.config["TIME_ZONE"])


@click.command("send-mail")
def send_mail() -> None:
    """Send the mail that is due now; a server that runs does so every minute.

    Raises:
        Refused: no mail is sent here.
    """
    with house() as app:
        if app.config["MAIL"] is None:
            raise Refused(
                "Learnplan sends no mail here. Set LEARNPLAN_SMTP_URL and LEARNPLAN_MAIL_FROM."
            )
        _put_what_is_due(app)
        done = posting.send_due(_post_of(app))
    said = [f"{count} {what}" for what, count in sorted(done.items())]
    click.echo(f"Mail: {', '.join(said)}." if said else "No mail was sent.")


def _send_what_is_due() -> None:
    with house(up_to_date=False) as app:
        _put_what_is_due(app)
        posting.send_due(_post_of(app))


def _put_what_is_due(app: Flask) -> None:
    """Have wait what time, or figures, have made due: meetings that are near, and boards."""
    zone = app.config["TIME_ZONE"]
    remind(zone)
    g.language = app.config["LANGUAGE"]
    digests.put_what_is_due(zone)


def _post_of(app: Flask) -> posting.Post:
    return posting.Post(
        server=app.config["MAIL"], address=app.config["ADDRESS"], key=app.config["SECRET_KEY"]
    )


def start() -> None:
    """Everything at once: migrate, make the demonstration on empty ground, serve."""
    with house() as app:
        if not is_installed():
            click.echo("Making the demonstration organisation …")
            _make_northwind(app)
    serve.callback(wing="both")  # type: ignore[misc]  # click types a command's callback as optional


@click.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link that signs EMAIL in, once, within three days."""
    with house() as app:
        must_be_installed()
        with transaction(Database.ORGANISATION):
            word = signing_in.make_link(email)
        click.echo(f"{app.config['ADDRESS']}/sign-in/link/{word}")


def _must_be_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as trouble:
            raise Invalid(
                f"Port {port} on {host} cannot be used: {trouble.strerror}. "
                "Choose another with LEARNPLAN_PORT."
            ) from trouble


def _serve(wing: str, host: str, port: int, workers: int) -> None:
    """Hand over to the server: granian, or waitress where granian has no build."""
    os.chdir(Path(settings.ROOT))
    try:
        from granian import Granian  # noqa: PLC0415 - not there on every machine
        from granian.constants import Interfaces  # noqa: PLC0415 - likewise
    except ImportError:
        import waitress  # noqa: PLC0415 - only where it is needed

        import app  # noqa: PLC0415 - needed only where this process serves

        waitress.serve(getattr(app, wing)(), host=host, port=port, threads=1)
        return
    Granian(
        f"app:{wing}",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        log_enabled=False,
        respawn_failed_workers=True,
    ).serve()
