"""A house to measure in: the demonstration, in a folder of its own that goes when it is done."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from learnplan import demo
from learnplan.config import MineConfig
from learnplan.core import garbage, migrate
from learnplan.core.db import Database, db, transaction
from learnplan.directory.models import Unit
from learnplan.directory.services import people, signing_in
from learnplan.factory import create_app
from learnplan.ours.performance.importing import import_file
from learnplan.ours.performance.senders import Sender
from tools.bench.calls import Caller
from tools.bench.figures import long_csv

WORKER = "ana@northwind.example"
UNIT = "Eight"


@dataclass(frozen=True, slots=True)
class House:
    """Both wings on databases of their own, and the unit whose board has 8 indicators."""

    folder: Path
    app: Flask
    board_of: UUID

    def caller(self) -> Caller:
        """Somebody who is signed in, and has read what the first page told them."""
        caller = Caller(self.app.wsgi_app)
        caller.get(f"/sign-in/link/{self.sign_in_word()}")
        caller.get("/")
        return caller

    def stranger(self) -> Caller:
        """Somebody who is not signed in."""
        return Caller(self.app.wsgi_app)

    def sign_in_word(self) -> str:
        """The word of a link that signs the worker in, once."""
        with self.app.app_context(), transaction(Database.ORGANISATION):
            return signing_in.make_link(WORKER)


def furnished(folder: Path) -> House:
    """The demonstration in ``folder``, with one unit more."""
    with _built(folder) as app:
        demo.make(zone="UTC")
        with transaction(Database.ORGANISATION):
            import_file(
                "eight.csv",
                long_csv([UNIT], indicators=8, months=24),
                mapping=None,
                by=Sender("bench"),
                dry_run=False,
            )
        board_of = db.session.scalars(select(Unit.id).where(Unit.name == UNIT)).one()
    return House(folder, app, board_of)


def empty(
    folder: Path, learning_url: str | None = None, *, organisation_url: str | None = None
) -> Flask:
    """An organisation in ``folder`` with nothing in it; its databases perhaps on a server."""
    with _built(folder, learning_url, organisation_url) as app, transaction(Database.ORGANISATION):
        people.install(organisation="Northwind")
    return app


@contextmanager
def _built(
    folder: Path, learning_url: str | None = None, organisation_url: str | None = None
) -> Iterator[Flask]:
    """Both wings on fresh databases in ``folder``, in the context of the app."""
    folder.mkdir()
    app = create_app(
        MineConfig(
            organisation_url=organisation_url or f"sqlite:///{folder / 'organisation.db'}",
            learning_url=learning_url or f"sqlite:///{folder / 'learning.db'}",
            evidence=folder / "evidence",
            secret_key="only for this",  # noqa: S106 - nothing else is signed with it
        )
    )
    garbage.settle_in()  # as app.py does
    with app.app_context():
        for database in Database:
            migrate.upgrade(database)
        yield app
        db.session.remove()
