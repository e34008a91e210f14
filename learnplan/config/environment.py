"""What the environment says. Every setting is listed in the README."""

import os
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url

from learnplan.config.databases import database, file_url
from learnplan.config.given import DEFAULT_PORT, DEFAULT_QUOTA, ROOT, Config, Figures, MineConfig
from learnplan.config.keys import KEY_FILE, keep_to_oneself, own_key, shared_key, writing_in
from learnplan.core import languages
from learnplan.core.errors import Invalid
from learnplan.core.fetching import origins_from
from learnplan.core.mail import MailServer, server_from

HIGHEST_PORT = 65_535
ORGANISATION = "LEARNPLAN_ORGANISATION_DATABASE_URL"
LEARNING = "LEARNPLAN_LEARNING_DATABASE_URL"
EVIDENCE = "LEARNPLAN_EVIDENCE"
QUOTA = "LEARNPLAN_EVIDENCE_QUOTA"
LARGEST_QUOTA = 2**20  # MiB; a terabyte
FIGURES, ATTESTED = "LEARNPLAN_FIGURES_FOLDER", "LEARNPLAN_FIGURES_ATTESTED"
SERVERS = "LEARNPLAN_FETCH_FROM"
SMTP_URL, MAIL_FROM = "LEARNPLAN_SMTP_URL", "LEARNPLAN_MAIL_FROM"


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
    organisation = database(environment, ORGANISATION) or file_url(folder / "organisation.db")
    learning = database(environment, LEARNING) or file_url(folder / "learning.db")
    if organisation == learning:
        raise Invalid(
            f"{ORGANISATION} and {LEARNING} name the same "
            "database. Workers’ own records are kept apart: name two."
        )
    time_zone, language = _time_zone(environment), _language(environment)
    evidence = _evidence(environment) or folder / "evidence"
    quota = _quota(environment)
    with writing_in(folder):
        secret_key = shared_key(environment) or own_key(folder)
        for url in (organisation, learning):
            keep_to_oneself(folder, url)
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
    organisation = database(environment, ORGANISATION)
    if organisation is None:
        raise Invalid(
            f"Ours by itself must be told where the organisation’s database is: set {ORGANISATION}."
        )
    url = make_url(organisation)
    if url.drivername == "sqlite" and not Path(url.database or "").exists():
        raise Invalid(
            f"There is no file {url.database}: Mine’s service makes it, so start it first."
        )
    secret_key = shared_key(environment)
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
