"""A device with passkeys, as WebAuthn describes one: it signs for the site that it sees."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN, HOST = "http://testserver", "testserver"
PRESENT_AND_VERIFIED = 0x05
HOLDS_KEY = 0x40


class Device:
    """One device with one key. ``sees`` is the origin of the page in front of its owner."""

    def __init__(self, sees: str = ORIGIN, host: str = HOST) -> None:
        self.sees, self.host = sees, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.owner = b""
        self.count = 0
        self.flags = PRESENT_AND_VERIFIED

    def make(self, options: str) -> str:
        """The answer to a challenge that asks for a new key."""
        asked = json.loads(options)["publicKey"]
        self.owner = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())
        kept = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        whole = AuthenticatorData.create(
            self._host_hash(), self.flags | HOLDS_KEY, self.count, bytes(kept)
        )
        attested = AttestationObject.create("none", whole, {})
        said = self._said("webauthn.create", asked["challenge"])
        return self._answer({"clientDataJSON": said, "attestationObject": bytes(attested)})

    def sign(self, options: str) -> str:
        """The answer to a challenge that asks for the key."""
        asked = json.loads(options)["publicKey"]
        self.count += 1
        whole = AuthenticatorData.create(self._host_hash(), self.flags, self.count)
        said = self._said("webauthn.get", asked["challenge"])
        signed = self.key.sign(bytes(whole) + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {
                "clientDataJSON": said,
                "authenticatorData": bytes(whole),
                "signature": signed,
                "userHandle": self.owner,
            }
        )

    def _said(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, websafe_decode(challenge), self.sees))

    def _host_hash(self) -> bytes:
        return hashlib.sha256(self.host.encode()).digest()

    def _answer(self, response: dict[str, bytes]) -> str:
        own = websafe_encode(self.id)
        facts: dict[str, Any] = {
            "id": own,
            "rawId": own,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: websafe_encode(value) for name, value in response.items()},
        }
        return json.dumps(facts)
