"""What WebAuthn has a browser do, and what came back: the one place that speaks with its library.

The library is much to load, and few requests are about passkeys: this is imported where one is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import orjson
import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    options_to_json,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from learnplan.core.actor import Actor
from learnplan.directory.services.passkeys import ANSWER_WITHIN, Site

LONGEST_ANSWER = 20_000
_MILLISECOND = timedelta(milliseconds=1)
CANNOT_BE_READ = (
    *(WebAuthnException, UnsupportedAlgorithm),
    *(ValueError, TypeError, KeyError, AttributeError, OverflowError),
)
"""What the library raises over an answer that no honest device gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A credential that a device made: its id, what its signatures are checked with, its count."""

    id: bytes
    public_key: bytes
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a known credential signed: its count, and whether its device asked who it is."""

    uses: int
    verified: bool


def options_to_add(site: Site, actor: Actor, challenge: bytes, *, known: Sequence[bytes]) -> str:
    """What to hand to a browser so that it makes a passkey, as JSON; no ``known`` one again."""
    return options_to_json(
        webauthn.generate_registration_options(
            rp_id=site.id,
            rp_name=site.name,
            user_id=actor.id.bytes,
            user_name=actor.email,
            user_display_name=actor.name,
            challenge=challenge,
            timeout=ANSWER_WITHIN // _MILLISECOND,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=_descriptors(known),
        )
    )


def options_to_sign(site: Site, challenge: bytes, *, known: Sequence[bytes] | None) -> str:
    """What to hand to a browser so that it signs, as JSON: with any passkey, or a ``known`` one."""
    return options_to_json(
        webauthn.generate_authentication_options(
            rp_id=site.id,
            challenge=challenge,
            timeout=ANSWER_WITHIN // _MILLISECOND,
            allow_credentials=None if known is None else _descriptors(known),
            user_verification=UserVerificationRequirement.PREFERRED,
        )
    )


def made(site: Site, challenge: bytes, answer: str) -> Made:
    """The credential in an answer to ``options_to_add``.

    Raises:
        CANNOT_BE_READ: it is not one to this challenge from this site.
    """
    verified = webauthn.verify_registration_response(
        credential=_read(answer),
        expected_challenge=challenge,
        expected_rp_id=site.id,
        expected_origin=site.origin,
    )
    decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
    return Made(
        id=verified.credential_id,
        public_key=verified.credential_public_key,
        uses=verified.sign_count,
    )


def read(answer: str) -> AuthenticationCredential:
    """An answer to ``options_to_sign``, of which nothing is known yet but what it says.

    Raises:
        CANNOT_BE_READ: it says nothing.
    """
    return parse_authentication_credential_json(_read(answer))


def signed(
    site: Site, challenge: bytes, credential: AuthenticationCredential, *, public_key: bytes
) -> Signed:
    """What an answer says that ``public_key`` is the key of. Its count is not looked at.

    Raises:
        CANNOT_BE_READ: it is not one to this challenge from this site, or of another key.
    """
    verified = webauthn.verify_authentication_response(
        credential=credential,
        expected_challenge=challenge,
        expected_rp_id=site.id,
        expected_origin=site.origin,
        credential_public_key=public_key,
        credential_current_sign_count=0,  # the owner of the key is told where it went back
    )
    return Signed(uses=verified.new_sign_count, verified=verified.user_verified)


def _read(answer: str) -> dict[str, object]:
    """The answer as the browser gave it.

    Raises:
        ValueError: it is too long, or no JSON object.
    """
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("No passkey says as much.")
    said = orjson.loads(answer)
    if not isinstance(said, dict):
        raise ValueError("An answer is an object.")  # noqa: TRY004 - what was sent is wrong, not our type
    return said


def _descriptors(ids: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=each) for each in ids]
