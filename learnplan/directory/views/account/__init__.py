"""One's own account: how one comes in, where one is signed in, and what mail one wants."""

from learnplan.directory.views.account import (
    authenticator,
    front,
    mail,
    passkeys,
    password,
    proof,
    recovery_codes,
    sign_ins,
)
from learnplan.directory.views.account.room import bp

__all__ = [
    "authenticator",
    "bp",
    "front",
    "mail",
    "passkeys",
    "password",
    "proof",
    "recovery_codes",
    "sign_ins",
]
