"""Files that nobody else may read: databases, and the key that signs cookies."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from learnplan.core.errors import Invalid

KEY_FILE = "LEARNPLAN_SECRET_KEY_FILE"
SHORTEST_KEY = 32


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
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


def keep_to_oneself(folder: Path, url: str) -> None:
    """Make a database file of the data folder readable by its owner alone, before it holds a word.

    SQLite gives the files it adds beside it the same rights. A file that is there stays as it is.
    """
    file = Path(make_url(url).database or "")
    if file.parent == folder and not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def shared_key(environment: Mapping[str, str]) -> str | None:
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


def own_key(folder: Path) -> str:
    """The key that signs cookies where nobody shares it: made once, readable by its owner alone."""
    path = _key_in(folder)
    if not path.exists():
        keep_key(folder, secrets.token_hex(SHORTEST_KEY))
    return path.read_text().strip()


def keep_key(folder: Path, key: str) -> None:
    """Put a key into a data folder that has none, to be used as its own."""
    path = _key_in(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key)
    try:
        os.link(fresh, path)  # whole or not at all, and the first to come wins
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _key_in(folder: Path) -> Path:
    return folder / "keys" / "cookies"
