"""Where the two databases are, as their addresses say."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from learnplan.config.given import MineConfig
from learnplan.core.errors import Invalid

DRIVERS = ("sqlite", "postgresql+psycopg")
HERE = ("", "localhost", "127.0.0.1", "::1")
"""What the machine that serves calls itself, in the address of a database."""
POSTGRESQL_PORT = 5432


class Keeping(enum.StrEnum):
    """What a database is kept in."""

    FILE = "file"
    SERVER = "server"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where the two databases are, as far as everybody may know: no name, address or password.

    ``one_server`` and ``one_machine`` are what their addresses say: two names may still be one.
    """

    organisation: Keeping
    learning: Keeping
    one_server: bool
    one_machine: bool


def whereabouts(config: MineConfig) -> Whereabouts:
    """Where the two databases of an installation are, for the page that tells people."""
    organisation, learning = make_url(config.organisation_url), make_url(config.learning_url)
    kinds = _keeping(organisation), _keeping(learning)
    one_machine = _machine(organisation) == _machine(learning)
    same_port = (organisation.port or POSTGRESQL_PORT) == (learning.port or POSTGRESQL_PORT)
    return Whereabouts(
        organisation=kinds[0],
        learning=kinds[1],
        one_server=kinds == (Keeping.SERVER, Keeping.SERVER) and one_machine and same_port,
        one_machine=one_machine,
    )


def _keeping(url: URL) -> Keeping:
    return Keeping.FILE if url.drivername == "sqlite" else Keeping.SERVER


def _machine(url: URL) -> str:
    """Which machine a database is on, by its address; nothing for the one that serves."""
    host = str(url.host or url.query.get("host", "")).casefold()
    return "" if host in HERE or host.startswith("/") else host


def file_url(path: Path) -> str:
    """The URL of a database in the data folder."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def database(environment: Mapping[str, str], setting: str) -> str | None:
    """The URL of a database, if it is said; PostgreSQL's are spoken to with psycopg 3.

    Raises:
        Invalid: it is not a URL, or names a database that Learnplan does not speak to.
    """
    said = environment.get(setting)
    if not said:
        return None
    for short in ("postgres://", "postgresql://"):
        if said.startswith(short):
            said = "postgresql+psycopg://" + said.removeprefix(short)
    try:
        driver = make_url(said).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in DRIVERS:
        raise Invalid(
            f"{setting} is not the address of a database that Learnplan knows. Write it like "
            "postgresql://name:password@host/database."
        )
    return said
