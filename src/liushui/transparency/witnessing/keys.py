"""Public keys as they are published, and whether a line under a head is theirs."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.notes import (
    COSIGNATURE,
    ED25519,
    ML_DSA_44,
    Checkpoint,
    from_base64,
    key_id,
    said_checkpoint,
)

_BYTES: Mapping[int, tuple[int, int]] = {  # of the key, of a signature
    ED25519: (32, 64),
    COSIGNATURE: (32, 8 + 64),
    ML_DSA_44: (1312, 8 + 2420),
}
_LINE = re.compile("\N{EM DASH} ([^ +\n]+) ([A-Za-z0-9+/]+={0,2})")
_NAME = re.compile(r"[^\s+]{1,127}")
_KEY_ID = 4
MAX_LINES = 100


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A key: ``name+id+base64(kind ‖ key)``."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def read(cls, text: str) -> "VerifierKey":
        """Raises ``BadBytes``."""
        name, _, rest = text.partition("+")
        said_id, _, said = rest.partition("+")
        content = from_base64(said)
        kind = content[0] if content else 0
        key = cls(name, kind, content[1:])
        if not _NAME.fullmatch(name) or len(key.public) != _BYTES.get(kind, (0, 0))[0]:
            raise BadBytes("no key of a known kind")
        if key.id.hex() != said_id:
            raise BadBytes("the key's number is not its own")
        return key

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.kind, self.public)

    def signed_at(self, checkpoint: Checkpoint, signature: bytes) -> int:
        """At which second, 0 where the kind says none. Raises ``BadBytes`` if it did not sign."""
        if len(signature) != _BYTES[self.kind][1]:
            raise BadBytes(f"a line of {self.name} has another length")
        moment = 0 if self.kind == ED25519 else int.from_bytes(signature[:8], "big")
        try:
            self._require_signed(checkpoint, moment, signature)
        except (InvalidSignature, ValueError) as error:
            raise BadBytes(f"{self.name} did not sign this") from error
        return moment

    def _require_signed(self, checkpoint: Checkpoint, moment: int, signature: bytes) -> None:
        body = checkpoint.body.encode()
        if self.kind == ED25519:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, body)
        elif self.kind == COSIGNATURE:
            said = b"cosignature/v1\ntime %d\n%b" % (moment, body)
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature[8:], said)
        else:
            said = b"".join(
                [b"subtree/v1\n\x00", _short(self.name), signature[:8], _short(checkpoint.origin),
                 bytes(8), checkpoint.size.to_bytes(8, "big"), checkpoint.root]
            )  # fmt: skip
            MLDSA44PublicKey.from_public_bytes(self.public).verify(signature[8:], said)


@dataclass(frozen=True, slots=True)
class Line:
    """One signature under a head: whose it says it is, and its bytes."""

    name: str
    key_id: bytes
    signature: bytes
    text: str


def lines_of(note: str) -> Sequence[Line]:
    """The lines under a head. Raises ``BadBytes`` unless all of them are lines."""
    said_checkpoint(note)
    _, _, rest = note.partition("\n\n")
    if not rest.endswith("\n"):
        raise BadBytes("a note ends with its last line")
    texts = rest[:-1].split("\n")
    if len(texts) > MAX_LINES:
        raise BadBytes("too many lines")
    return [_line(text) for text in texts]


def _line(text: str) -> Line:
    found = _LINE.fullmatch(text)
    content = from_base64(found[2]) if found else b""
    if found is None or len(content) <= _KEY_ID:
        raise BadBytes("no signature line")
    return Line(found[1], content[:_KEY_ID], content[_KEY_ID:], f"{text}\n")


def signed_by_any(
    checkpoint: Checkpoint, lines: Iterable[Line], keys: Iterable[VerifierKey]
) -> bool:
    """Whether one of these keys signed. One wrong line of theirs makes all of it worthless."""
    known = {(key.name, key.id): key for key in keys}
    ours = [(known[one.name, one.key_id], one) for one in lines if (one.name, one.key_id) in known]
    try:
        for key, one in ours:
            key.signed_at(checkpoint, one.signature)
    except BadBytes:
        return False
    return bool(ours)


def origin_hash(origin: str) -> str:
    """Under which name a witness shows what it knows of a log."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _short(text: str) -> bytes:
    return bytes([len(text.encode())]) + text.encode()
