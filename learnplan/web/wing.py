"""What a wing is: Flask, without what it would work out again at every request."""

import hashlib
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from learnplan.web.templates import Templates


class Wing(Flask):
    """One of the two programs."""

    jinja_environment = Templates

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.session_interface = _SignedCookies()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine, so nobody need look."""
        return func


def cookie_name(name: str, *, secure: bool) -> str:
    """What a cookie of ours is called. Browsers let nothing but this very host set a ``__Host-``.

    Without HTTPS they take no such cookie at all.
    """
    return f"__Host-{name}" if secure else name


class _SignedCookies(SecureCookieSessionInterface):
    """Flask's own cookies. What signs them is made once: a wing's key never changes.

    HMAC with SHA-1, as ever, but called by a name that Python knows to leave to OpenSSL.
    """

    digest_method = staticmethod(hashlib.sha1)
    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads the cookies of the one ``app`` that this belongs to."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer
