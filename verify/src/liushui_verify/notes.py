"""Signed notes: whose head it is, who signed it, and when witnesses saw it.

A line by a key that nobody named is passed over; one by a known key that does not verify makes the
whole note worthless.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from liushui_verify.encoding import from_base64, number
from liushui_verify.outcomes import Invalid, Unable

ED25519, COSIGNATURE, ML_DSA_44 = 0x01, 0x04, 0x06
_PUBLIC_BYTES = {ED25519: 32, COSIGNATURE: 32, ML_DSA_44: 1312}
_SIGNATURE_BYTES = {ED25519: 64, COSIGNATURE: 8 + 64, ML_DSA_44: 8 + 2420}
MAX_LINES = 100
MAX_BYTES = 1_000_000
_LINE = re.compile("\N{EM DASH} ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})")
_ORIGIN = re.compile(r"[a-z0-9][a-z0-9./-]{0,126}", re.ASCII)
_KEY_ID = 4
# Public keys of small order sign anything; the last bit is a sign and counts for nothing.
_SMALL_ORDER = frozenset(
    {
        bytes(32),
        b"\x01" + bytes(31),
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        *(bytes([low]) + b"\xff" * 30 + b"\x7f" for low in (0xEC, 0xED, 0xEE)),
    }
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is published: ``name+id+base64(kind ‖ key)``."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> "Key":
        name, _, rest = text.partition("+")
        said_id, _, said = rest.partition("+")
        content = from_base64(said)
        kind = content[0] if content else 0
        key = cls(name, kind, content[1:])
        if not name or re.search(r"\s", name) or len(key.public) != _PUBLIC_BYTES.get(kind):
            raise Invalid("bad_key", name=name[:80])
        if key.id.hex() != said_id or key._is_of_small_order():
            raise Invalid("bad_key", name=name[:80])
        return key

    @property
    def id(self) -> bytes:
        said = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(said).digest()[:_KEY_ID]

    def _is_of_small_order(self) -> bool:
        if self.kind == ML_DSA_44:
            return False
        plain = self.public[:31] + bytes([self.public[31] & 0x7F])
        return plain in _SMALL_ORDER


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint's body: whose log, how many leaves, their root."""

    origin: str
    size: int
    root: bytes
    body: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What one line of a note says: whose, by which key id, and the bytes."""

    name: str
    key_id: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A head and all lines under it, none of them looked into yet."""

    head: Head
    signatures: tuple[Signature, ...]

    @classmethod
    def read(cls, text: str) -> "Note":
        body, empty, rest = text.partition("\n\n")
        if not empty or not rest.endswith("\n") or len(text) > MAX_BYTES:
            raise Invalid("bad_note")
        lines = rest[:-1].split("\n")
        if len(lines) > MAX_LINES:
            raise Invalid("bad_note")
        signatures = tuple(map(_signature, lines))
        if len({(one.name, one.key_id) for one in signatures}) != len(signatures):
            raise Invalid("signed_twice")
        return cls(_head(body + "\n"), signatures)

    def signed_by(self, keys: Iterable[Key]) -> dict[Key, int | None]:
        """Which of these keys signed, and at which second, where their kind says one."""
        known = {(key.name, key.id): key for key in keys}
        return {
            key: _require_verified(key, one.content, self.head)
            for one in self.signatures
            if (key := known.get((one.name, one.key_id))) is not None
        }


def _head(body: str) -> Head:
    lines = body.split("\n")
    if len(lines) != 4 or not _ORIGIN.fullmatch(lines[0]):  # noqa: PLR2004 - three and the end
        raise Invalid("bad_note")
    root = from_base64(lines[2])
    if len(root) != hashlib.sha256().digest_size:
        raise Invalid("bad_note")
    return Head(lines[0], number(lines[1]), root, body)


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    if found is None:
        raise Invalid("bad_note")
    content = from_base64(found[2])
    if len(content) <= _KEY_ID:
        raise Invalid("bad_note")
    return Signature(found[1], content[:_KEY_ID], content[_KEY_ID:])


def _require_verified(key: Key, signature: bytes, head: Head) -> int | None:
    """The time that the line says, if it says one. Raises when it does not verify."""
    if len(signature) != _SIGNATURE_BYTES[key.kind]:
        raise Invalid("bad_signature", name=key.name)
    try:
        if key.kind == ED25519:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, head.body.encode())
            return None
        moment = int.from_bytes(signature[:8], "big")
        if key.kind == COSIGNATURE:
            said = f"cosignature/v1\ntime {moment}\n{head.body}".encode()
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature[8:], said)
        else:
            _verify_late(key, signature, head)
    except (InvalidSignature, ValueError) as error:
        raise Invalid("bad_signature", name=key.name) from error
    return moment


def _verify_late(key: Key, signature: bytes, head: Head) -> None:
    try:
        from cryptography.hazmat.primitives.asymmetric.mldsa import (  # noqa: PLC0415
            MLDSA44PublicKey,  # not in every build of the library
        )

        public = MLDSA44PublicKey.from_public_bytes(key.public)
    except (ImportError, UnsupportedAlgorithm) as error:
        raise Unable("no_ml_dsa") from error
    name, origin = key.name.encode(), head.origin.encode()
    said = (
        b"subtree/v1\n\x00"
        + bytes([len(name)])
        + name
        + signature[:8]
        + bytes([len(origin)])
        + origin
        + bytes(8)
        + head.size.to_bytes(8, "big")
        + head.root
    )
    public.verify(signature[8:], said)
