"""A security key in software, by WebAuthn's own text: P-256, no attestation, and a browser's part.

https://www.w3.org/TR/webauthn-3/, 6.1 (authenticator data), 6.5 (attestation), 5.8.1 (client data).
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, NEW_KEY = 0x01, 0x04, 0x40


def text(content):
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def content(of):
    return urlsafe_b64decode(of + "=" * (-len(of) % 4))


@dataclass
class SoftKey:
    """One passkey, at the origin of an office; each use counts one more."""

    origin: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: token_bytes(32))
    uses: int = 0

    def made(self, options, **changes):
        """Answer a challenge to make a passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"),
                  -3: numbers.y.to_bytes(32, "big")}  # fmt: skip
        told = self._data(options["rp"]["id"], PRESENT | VERIFIED | NEW_KEY)
        told += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        client = self._client("webauthn.create", options, **changes)
        return self._answer({"attestationObject": text(attested), "clientDataJSON": text(client)})

    def used(self, options, *, by=None, **changes):
        """Answer a challenge to use it; `by` is another key that signs."""
        self.uses += 1
        told = self._data(options["rpId"], PRESENT)
        client = self._client("webauthn.get", options, **changes)
        signed = told + hashlib.sha256(client).digest()
        signature = (by or self.key).sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._answer({"authenticatorData": text(told), "clientDataJSON": text(client),
                             "signature": text(signature)})  # fmt: skip

    def _data(self, host, flags):
        return (
            hashlib.sha256(host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")
        )

    def _client(self, kind, options, **changes):
        told = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told | changes).encode()

    def _answer(self, response):
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key",
                           "response": response, "clientExtensionResults": {}})  # fmt: skip
