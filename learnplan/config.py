"""What the environment says, once, frozen. Every setting is listed in the README."""

import enum
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from learnplan.core import languages
from learnplan.core.errors import Invalid
from learnplan.core.fetching import origins_from
from learnplan.core.mail import MailServer, server_from

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8000
HIGHEST_PORT = 65_535
DRIVERS = ("sqlite", "postgresql+psycopg")
HERE = ("", "localhost", "127.0.0.1", "::1")
"""What the machine that serves calls itself, in the address of a database."""
POSTGRESQL_PORT = 5432
SHORTEST_KEY = 32
ORGANISATION = "LEARNPLAN_ORGANISATION_DATABASE_URL"
LEARNING = "LEARNPLAN_LEARNING_DATABASE_URL"
KEY_FILE = "LEARNPLAN_SECRET_KEY_FILE"
EVIDENCE = "LEARNPLAN_EVIDENCE"
QUOTA = "LEARNPLAN_EVIDENCE_QUOTA"
DEFAULT_QUOTA = 1024  # MiB
LARGEST_QUOTA = 2**20  # MiB; a terabyte
FIGURES, ATTESTED = "LEARNPLAN_FIGURES_FOLDER", "LEARNPLAN_FIGURES_ATTESTED"
SERVERS = "LEARNPLAN_FETCH_FROM"
SMTP_URL, MAIL_FROM = "LEARNPLAN_SMTP_URL", "LEARNPLAN_MAIL_FROM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Where figures come from by themselves.

    ``folder`` is watched; ``attested`` is the word of whoever set it up that enough people are
    behind what is put there. ``servers`` are those that may be fetched from.
    """

    folder: Path | None = None
    attested: bool = False
    servers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What either wing is given. It does not say where the learning database is."""

    organisation_url: str
    secret_key: str
    address: str = f"http://localhost:{DEFAULT_PORT}"
    time_zone: str = "UTC"
    figures: Figures = Figures()
    language: str = languages.USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class MineConfig(Config):
    """What Mine is given on top: the workers' own records.

    ``evidence`` is the folder of their files, ``evidence_quota`` how many MiB of them one may keep.
    ``mail`` is who takes our mail, if anybody.
    """

    learning_url: str
    evidence: Path
    evidence_quota: int = DEFAULT_QUOTA
    mail: MailServer | None = None
    exports: Path | None = None

    @property
    def exports_folder(self) -> Path:
        """Where archives are made and taken from: in the data folder, else beside the evidence."""
        return self.exports or self.evidence.with_name("exports")

    def for_ours(self) -> Config:
        """The part of it that Ours may have."""
        return Config(
            organisation_url=self.organisation_url,
            secret_key=self.secret_key,
            address=self.address,
            time_zone=self.time_zone,
            figures=self.figures,
            language=self.language,
        )


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
    organisation = _database(environment, ORGANISATION) or _file(folder / "organisation.db")
    learning = _database(environment, LEARNING) or _file(folder / "learning.db")
    if organisation == learning:
        raise Invalid(
            f"{ORGANISATION} and {LEARNING} name the same "
            "database. Workers’ own records are kept apart: name two."
        )
    time_zone, language = _time_zone(environment), _language(environment)
    evidence = _evidence(environment) or folder / "evidence"
    quota = _quota(environment)
    with _writing_in(folder):
        secret_key = _shared_key(environment) or _own_key(folder)
        for url in (organisation, learning):
            _keep_to_oneself(folder, url)
    return MineConfig(
        organisation_url=organisation,
        learning_url=learning,
        evidence=evidence,
        evidence_quota=quota,
        exports=folder / "exports",
        secret_key=secret_key,
        address=_address(environment),
        time_zone=time_zone,
        figures=_figures(environment),
        language=language,
        mail=_mail_server(environment),
    )


def for_ours_alone(environment: Mapping[str, str] = os.environ) -> Config:
    """Read the settings of Ours run as a service of its own. It makes no file and no key.

    Raises:
        Invalid: a setting makes no sense or is missing, or says where the learning database is.
    """
    if environment.get(LEARNING):
        raise Invalid(
            "Ours must not be told where the learning database is: take "
            f"{LEARNING} out of its environment."
        )
    if environment.get(EVIDENCE):
        raise Invalid(
            f"Ours must not be told where people’s files are: take {EVIDENCE} out of its "
            "environment."
        )
    organisation = _database(environment, ORGANISATION)
    if organisation is None:
        raise Invalid(
            f"Ours by itself must be told where the organisation’s database is: set {ORGANISATION}."
        )
    url = make_url(organisation)
    if url.drivername == "sqlite" and not Path(url.database or "").exists():
        raise Invalid(
            f"There is no file {url.database}: Mine’s service makes it, so start it first."
        )
    secret_key = _shared_key(environment)
    if secret_key is None:
        raise Invalid(
            "Ours by itself reads the cookies that Mine signs: set "
            f"{KEY_FILE} to the file with the key that both share."
        )
    return Config(
        organisation_url=organisation,
        secret_key=secret_key,
        address=_address(environment),
        time_zone=_time_zone(environment),
        figures=_figures(environment),
        language=_language(environment),
    )


def _figures(environment: Mapping[str, str]) -> Figures:
    """Where figures come from by themselves, if from anywhere.

    Raises:
        Invalid: a setting makes no sense.
    """
    said, folder = environment.get(ATTESTED) or "no", environment.get(FIGURES)
    if said not in {"yes", "no"}:
        raise Invalid(f"{ATTESTED} is “{said}”; it is yes or no.")
    try:
        servers = origins_from(environment.get(SERVERS) or "")
    except Invalid as wrong:
        raise Invalid(
            f"{SERVERS} names servers, with spaces between them: data.example.org "
            "https://other.example.org:8443."
        ) from wrong
    path = Path(folder).absolute() if folder else None
    if path is not None and not path.is_dir():
        raise Invalid(f"{FIGURES} is “{folder}”, and there is no such folder.")
    return Figures(folder=path, attested=said == "yes", servers=servers)


def _address(environment: Mapping[str, str]) -> str:
    """How people reach both wings."""
    said = environment.get("LEARNPLAN_ADDRESS") or f"http://localhost:{port(environment)}"
    return said.rstrip("/")


def _evidence(environment: Mapping[str, str]) -> Path | None:
    """The folder of people's files, made if it is not there, where it is said.

    Raises:
        Invalid: it cannot be written, or it is where everybody could have it.
    """
    said = environment.get(EVIDENCE)
    if not said:
        return None
    folder = Path(said).absolute()
    if folder.is_relative_to(ROOT / "static"):
        raise Invalid(f"{EVIDENCE} is “{said}”, and what is there is sent to anybody.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as trouble:
        raise Invalid(f"{EVIDENCE} is “{said}”: {trouble.strerror}.") from trouble
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Invalid(f"{EVIDENCE} is “{said}”, where Learnplan may not write.")
    return folder


def _quota(environment: Mapping[str, str]) -> int:
    """How many MiB of files one person may keep.

    Raises:
        Invalid: it is not a number of MiB.
    """
    said = environment.get(QUOTA) or str(DEFAULT_QUOTA)
    if not said.isdecimal() or not 0 < int(said) <= LARGEST_QUOTA:
        raise Invalid(f"{QUOTA} is “{said}”; it is a number of MiB, like {DEFAULT_QUOTA}.")
    return int(said)


def _mail_server(environment: Mapping[str, str]) -> MailServer | None:
    """The server that takes our mail; None where none is sent.

    Raises:
        Invalid: a setting makes no sense, or one of the two is missing.
    """
    url, sender = environment.get(SMTP_URL), environment.get(MAIL_FROM)
    if not url and not sender:
        return None
    if not url or not sender:
        raise Invalid(f"Mail takes two settings: {SMTP_URL} and {MAIL_FROM}. Set both, or neither.")
    return server_from(url, sender=sender)


def _time_zone(environment: Mapping[str, str]) -> str:
    """The organisation's time zone.

    Raises:
        Invalid: there is no such time zone.
    """
    zone = environment.get("LEARNPLAN_TIME_ZONE") or "UTC"
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise Invalid(
            f"LEARNPLAN_TIME_ZONE is “{zone}”, which is not a time zone like Europe/Lisbon."
        ) from unknown
    return zone


def _language(environment: Mapping[str, str]) -> str:
    """How the organisation writes days and numbers.

    Raises:
        Invalid: Learnplan does not know that language.
    """
    language = environment.get("LEARNPLAN_LANGUAGE") or languages.USUAL
    if language not in languages.LANGUAGES:
        raise Invalid(
            f"LEARNPLAN_LANGUAGE is “{language}”, and is one of {', '.join(languages.LANGUAGES)}."
        )
    return language


def _file(path: Path) -> str:
    """The URL of a database in the data folder."""
    return URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def _database(environment: Mapping[str, str], setting: str) -> str | None:
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


def _keep_to_oneself(folder: Path, url: str) -> None:
    """Make a database file of the data folder readable by its owner alone, before it holds a word.

    SQLite gives the files it adds beside it the same rights. A file that is there stays as it is.
    """
    file = Path(make_url(url).database or "")
    if file.parent == folder and not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _shared_key(environment: Mapping[str, str]) -> str | None:
    """The key that signs cookies, where two services share one.

    Raises:
        Invalid: the file cannot be read, or what is in it is too short.
    """
    file = environment.get(KEY_FILE)
    if not file:
        return None
    try:
        key = Path(file).read_text(encoding="utf-8").strip()
    except OSError as trouble:
        raise Invalid(f"{KEY_FILE} is “{file}”: {trouble.strerror}.") from trouble
    except UnicodeDecodeError as trouble:
        raise Invalid(f"{KEY_FILE} is “{file}”, which is not a file of text.") from trouble
    if len(key) < SHORTEST_KEY:
        raise Invalid(
            f"The key in {file} is too short: put at least {SHORTEST_KEY} random characters in it, "
            f"for example with “openssl rand -hex 32 > {file}”."
        )
    return key


def _own_key(folder: Path) -> str:
    """The key that signs cookies where nobody shares it: made once, readable by its owner alone."""
    keys = folder / "keys"
    path = keys / "cookies"
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


@contextmanager
def _writing_in(folder: Path) -> Iterator[None]:
    """Write in the data folder.

    Raises:
        Invalid: it cannot be written.
    """
    try:
        yield
    except OSError as trouble:
        raise Invalid(
            f"Learnplan cannot write in {folder}: {trouble.strerror}. "
            "Choose another folder with LEARNPLAN_DATA."
        ) from trouble
