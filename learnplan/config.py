"""What the environment says, once, frozen. Every setting is listed in the README."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from learnplan.core.errors import Invalid

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535
DRIVERS = ("sqlite", "postgresql+psycopg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What either wing is given. It does not say where the learning database is."""

    organisation_url: str
    secret_key: str
    address: str = f"http://localhost:{DEFAULT_PORT}"
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class MineConfig(Config):
    """What Mine is given on top: the workers' own records."""

    learning_url: str

    def for_ours(self) -> Config:
        """The part of it that Ours may have."""
        return Config(
            organisation_url=self.organisation_url,
            secret_key=self.secret_key,
            address=self.address,
            time_zone=self.time_zone,
        )


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where databases and keys are kept: ``LEARNPLAN_DATA``, else ``instance/``.

    Raises:
        Invalid: it begins with the home of somebody who has none here.
    """
    said = Path(environment.get("LEARNPLAN_DATA") or ROOT / "instance")
    try:
        return said.expanduser().absolute()
    except RuntimeError as homeless:
        raise Invalid(f"LEARNPLAN_DATA is “{said}”, but there is no such home.") from homeless


def port(environment: Mapping[str, str] = os.environ) -> int:
    """The port to serve on: ``LEARNPLAN_PORT``, else 8000.

    Raises:
        Invalid: it is not a port number.
    """
    said = environment.get("LEARNPLAN_PORT") or str(DEFAULT_PORT)
    if not said.isdecimal() or not 0 < int(said) <= HIGHEST_PORT:
        raise Invalid(f"LEARNPLAN_PORT is “{said}”; a port is a number from 1 to {HIGHEST_PORT}.")
    return int(said)


def from_environment(environment: Mapping[str, str] = os.environ) -> MineConfig:
    """Read the settings, and make the secret key on the first run.

    Raises:
        Invalid: a setting makes no sense, or the data folder cannot be written.
    """
    folder = data_folder(environment)
    zone = environment.get("LEARNPLAN_TIME_ZONE") or "UTC"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Invalid(
            f"LEARNPLAN_TIME_ZONE is “{zone}”, which is not a time zone like Europe/Lisbon."
        ) from unknown
    organisation = _database(environment, "ORGANISATION", folder / "organisation.db")
    learning = _database(environment, "LEARNING", folder / "learning.db")
    if organisation == learning:
        raise Invalid(
            "LEARNPLAN_ORGANISATION_DATABASE_URL and LEARNPLAN_LEARNING_DATABASE_URL name the same "
            "database. Workers’ own records are kept apart: name two."
        )
    secret_key = _secret_key(folder)
    for url in (organisation, learning):
        _keep_to_oneself(folder, url)
    return MineConfig(
        organisation_url=organisation,
        learning_url=learning,
        secret_key=secret_key,
        address=(
            environment.get("LEARNPLAN_ADDRESS") or f"http://localhost:{port(environment)}"
        ).rstrip("/"),
        time_zone=zone,
    )


def _database(environment: Mapping[str, str], name: str, file: Path) -> str:
    """The URL of a database; PostgreSQL's are spoken to with psycopg 3.

    Raises:
        Invalid: it is not a URL, or names a database that Learnplan does not speak to.
    """
    setting = f"LEARNPLAN_{name}_DATABASE_URL"
    said = environment.get(setting)
    if not said:
        return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)
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


def _keep_to_oneself(folder: Path, url: str) -> None:
    """Make a database file of the data folder readable by its owner alone, before it holds a word.

    SQLite gives the files it adds beside it the same rights. A file that is there stays as it is.
    """
    file = Path(make_url(url).database or "")
    if file.parent == folder and not file.exists():
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _secret_key(folder: Path) -> str:
    """The key that signs cookies: made once, readable by its owner alone."""
    keys = folder / "keys"
    path = keys / "cookies"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys.mkdir(exist_ok=True, mode=0o700)
        if not path.exists():
            fresh = keys / f".{secrets.token_hex(8)}"
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as key:
                key.write(secrets.token_hex(32))
            try:
                os.link(fresh, path)  # whole or not at all, and the first to come wins
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return path.read_text().strip()
    except OSError as trouble:
        raise Invalid(
            f"Learnplan cannot write in {folder}: {trouble.strerror}. "
            "Choose another folder with LEARNPLAN_DATA."
        ) from trouble
