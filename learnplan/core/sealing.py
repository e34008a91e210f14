"""Words that only this installation can read again: sealed with a key that follows from its own.

Whoever has a copy of a database without the key file has nothing in hand. Whoever runs the
machine has both. What is sealed does not say when it was. What seals is much to load, and most days
nobody writes unsigned or proves themselves by a code: it is imported where one does.
"""

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

KEY_BYTES = 32
NO_MOMENT = 0
"""Fernet writes down, for all to read, when it sealed something: it is told this instead."""


def seal(words: str, *, key: str, purpose: str) -> str:
    """``words`` sealed: to be opened with the same installation's key, for the same purpose."""
    return _box(key, purpose).encrypt_at_time(words.encode(), NO_MOMENT).decode()


def unseal(sealed: str, *, key: str, purpose: str) -> str | None:
    """What was sealed, or None: sealed with another key, for another purpose, or changed since."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 - see above

    try:
        return _box(key, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


@lru_cache(maxsize=16)
def _box(key: str, purpose: str) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 - see above
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    derived = HKDF(
        algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=f"learnplan {purpose}".encode()
    ).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
