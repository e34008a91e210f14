"""Pages about letters are all as long, so that no web server's log tells them apart by their size.

A log that notes how much was sent would else say how long a letter is, and so which thread it
became. Where whoever stands in between compresses the pages, what fills them up shrinks to nothing;
so there is something in it that does not, of a length that is one address's own and says nothing.
"""

import hashlib
import hmac
import secrets
from base64 import b64encode

STEP = 65_536
"""Bytes: a page is as long as this, or a multiple of it."""
NOISE = 8_192
"""Bytes: below so many are of what cannot be compressed."""
_BEFORE, _AFTER = b"\n<!-- ", b" -->\n"


def filled(page: bytes, *, where: str, secret: str) -> bytes:
    """``page`` with a remark behind it that makes it as long as any other.

    Args:
        page: what is sent, in HTML.
        where: whose page it is, and at which address.
        secret: the installation's key.
    """
    drawn = hmac.digest(secret.encode(), f"filling {where}".encode(), hashlib.sha256)
    noise = b64encode(secrets.token_bytes(NOISE))[: int.from_bytes(drawn[:4]) % NOISE]
    so_far = len(page) + len(_BEFORE) + len(noise) + len(_AFTER)
    return page + _BEFORE + noise + b" " * (-so_far % STEP) + _AFTER
