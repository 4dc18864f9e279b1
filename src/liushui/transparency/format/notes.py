"""Checkpoints as signed notes (C2SP signed-note, tlog-checkpoint, tlog-cosignature)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from liushui.transparency.format.canonical import BadBytes
from liushui.transparency.format.tree import HASH_BYTES

ED25519, COSIGNATURE, ML_DSA_44 = 0x01, 0x04, 0x06
_KEY_ID_BYTES = 4
_MARK = "\N{EM DASH} "
_ORIGIN = re.compile(r"[a-z0-9][a-z0-9./-]{0,126}", re.ASCII)
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: whose, how many leaves, and their root."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin) or self.size < 0 or len(self.root) != HASH_BYTES:
            raise BadBytes("no checkpoint")

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


class Signer(Protocol):
    """A key that signs checkpoints under a name."""

    name: str
    kind: int
    public: bytes

    def signature(self, checkpoint: Checkpoint, at: int) -> bytes:
        """Of this head, at this second since 1970 where the kind says a time."""


class LogSigner:
    """The log's own line: Ed25519 over the body."""

    kind = ED25519

    def __init__(self, name: str, seed: bytes) -> None:
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def signature(self, checkpoint: Checkpoint, at: int) -> bytes:  # noqa: ARG002 - says no time
        return self._key.sign(checkpoint.body.encode())


class LateSigner:
    """The log's second line, ML-DSA-44, for the day when Ed25519 can be forged."""

    kind = ML_DSA_44

    def __init__(self, name: str, seed: bytes) -> None:
        self.name = name
        self._key = MLDSA44PrivateKey.from_seed_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def signature(self, checkpoint: Checkpoint, at: int) -> bytes:
        return at.to_bytes(8, "big") + self._key.sign(_late_message(checkpoint, self.name, at))


class WitnessSigner:
    """A witness's line: the head, and when it was seen to follow from the one before."""

    kind = COSIGNATURE

    def __init__(self, name: str, seed: bytes) -> None:
        self.name = name
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()

    def signature(self, checkpoint: Checkpoint, at: int) -> bytes:
        said = f"cosignature/v1\ntime {at}\n{checkpoint.body}"
        return at.to_bytes(8, "big") + self._key.sign(said.encode())


def key_id(name: str, kind: int, public: bytes) -> bytes:
    said = name.encode() + b"\n" + bytes([kind]) + public
    return hashlib.sha256(said).digest()[:_KEY_ID_BYTES]


def vkey(name: str, kind: int, public: bytes) -> str:
    """The key as it is published: name, id, kind and key in one line."""
    said = to_base64(bytes([kind]) + public)
    return f"{name}+{key_id(name, kind, public).hex()}+{said}"


def signed(checkpoint: Checkpoint, signers: Sequence[Signer], *, at: int) -> str:
    """The note: the body, an empty line, a line for each signer."""
    return f"{checkpoint.body}\n" + "".join(
        signature_line(signer.name, key_id(signer.name, signer.kind, signer.public) + made)
        for signer in signers
        for made in [signer.signature(checkpoint, at)]
    )


def signature_line(name: str, said: bytes) -> str:
    return f"{_MARK}{name} {to_base64(said)}\n"


def is_signed(note: str, vkeys: Sequence[str]) -> bool:
    """Whether each of these keys, the log's own, signed this head, in a line that verifies."""
    try:
        checkpoint = said_checkpoint(note)
        lines = [line.split(" ") for line in note.partition("\n\n")[2].splitlines()]
        said = {(name, from_base64(text)[:_KEY_ID_BYTES]): text for _, name, text in lines}
        for one in vkeys:
            name, its_id, text = one.split("+", 2)
            content = from_base64(said[name, bytes.fromhex(its_id)])
            _verify(checkpoint, name, from_base64(text), content[_KEY_ID_BYTES:])
    except (BadBytes, ValueError, KeyError, InvalidSignature):
        return False
    return True


def _verify(checkpoint: Checkpoint, name: str, key: bytes, signature: bytes) -> None:
    kind, public = key[0], key[1:]
    if kind == ED25519:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, checkpoint.body.encode())
        return
    at = int.from_bytes(signature[:8], "big")
    MLDSA44PublicKey.from_public_bytes(public).verify(
        signature[8:], _late_message(checkpoint, name, at)
    )


def _late_message(checkpoint: Checkpoint, name: str, at: int) -> bytes:
    """What ML-DSA-44 signs: the whole tree of this size as a subtree, at this second."""
    return (
        b"subtree/v1\n\x00"
        + _short(name)
        + at.to_bytes(8, "big")
        + _short(checkpoint.origin)
        + (0).to_bytes(8, "big")
        + checkpoint.size.to_bytes(8, "big")
        + checkpoint.root
    )


def said_checkpoint(note: str) -> Checkpoint:
    """What a note says its head is; whether anybody signed it is not looked at."""
    body, empty, _ = note.partition("\n\n")
    lines = body.split("\n")
    if not empty or len(lines) != 3 or not _SIZE.fullmatch(lines[1]):  # noqa: PLR2004
        raise BadBytes("no checkpoint")
    return Checkpoint(lines[0], int(lines[1]), from_base64(lines[2]))


def to_base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def from_base64(text: str) -> bytes:
    """The bytes of canonical base64; other spellings of the same bytes are refused."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadBytes("no base64") from error
    if to_base64(content) != text:
        raise BadBytes("base64 in another spelling")
    return content


def _short(text: str) -> bytes:
    return bytes([len(text.encode())]) + text.encode()
