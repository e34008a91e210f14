"""A passkey's device in software: it makes keys, and signs what a page asks (WebAuthn)."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    """Bytes as browsers write them."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data_of(written: str) -> bytes:
    """What browsers wrote, as bytes."""
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Device:
    """One device with one passkey. ``verifies`` is whether it asks for a PIN, finger or face."""

    origin: str = "http://localhost:8000"
    verifies: bool = True
    count: int = 0
    counts: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    owner: bytes = b""

    def make(self, options: dict[str, Any], **changed: Any) -> str:
        """A new passkey for what a page asks; ``changed`` is what a liar says instead."""
        self.owner = data_of(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], WITH_KEY) + attested
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        said = self._client_data("webauthn.create", options["challenge"], changed)
        return self._answer(
            {"clientDataJSON": text(said), "attestationObject": text(cbor2.dumps(attestation))}
        )

    def use(self, options: dict[str, Any], **changed: Any) -> str:
        """The answer to a page that asks for a passkey; ``changed`` is what a liar says instead."""
        self.count += self.counts
        data = self._data(options["rpId"], 0)
        said = self._client_data("webauthn.get", options["challenge"], changed)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(said),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": text(changed.get("owner", self.owner)),
            }
        )

    def _data(self, site: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client_data(self, kind: str, challenge: str, changed: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | {k: v for k, v in changed.items() if k in said}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
