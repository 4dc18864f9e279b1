"""What a leaf holds back: digests of salted values (RFC 9901), always eight of them.

A digest tells nothing without its salt: 256 random bits, of each field anew. Unused places are
random as well and all are sorted, so neither their number nor their order says anything.
"""

import binascii
import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from liushui.transparency.format.canonical import BadBytes, canonical
from liushui.transparency.format.kinds import SLOTS, Slots

SALT_BYTES = 32
_SAFE = bytes.maketrans(b"+/", b"-_")
_written = json.encoder.encode_basestring
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,15}", re.ASCII)


def disclosure(field: str, value: Any, salt: bytes) -> str:
    """The text whose holder can prove the field; to lose it is to lose that."""
    if len(salt) != SALT_BYTES:
        raise BadBytes("a salt is 32 bytes")
    return _disclosure(field, value, _urlsafe(salt))


def _disclosure(field: str, value: Any, salt: str) -> str:
    if not _FIELD.fullmatch(field):
        raise BadBytes("no name of a field")
    if not isinstance(value, str):
        return _urlsafe(canonical([salt, field, value]))
    try:  # nearly all are texts; the writer escapes as RFC 8785 says
        return _urlsafe(f'["{salt}","{field}",{_written(value)}]'.encode())
    except UnicodeEncodeError as error:
        raise BadBytes("half of a surrogate pair is no text") from error


def fresh_disclosure(field: str, value: Any) -> str:
    return disclosure(field, value, secrets.token_bytes(SALT_BYTES))


def held_back(fields: Mapping[str, Any], noise: Sequence[str]) -> tuple[list[str], Slots]:
    """The disclosures of these fields and the eight digests of the leaf.

    ``noise`` are eight random words of this leaf alone, as ``random_words`` draws them.
    """
    if len(noise) != SLOTS or len(fields) > SLOTS:
        raise BadBytes(f"a leaf holds back at most {SLOTS} fields, each with a salt")
    salted = zip(fields.items(), noise, strict=False)
    texts = [_disclosure(name, value, salt) for (name, value), salt in salted]
    digests = _words([hashlib.sha256(one.encode("ascii")).digest() for one in texts])
    return texts, Slots(sorted([*digests, *noise[len(texts) :]]))


def random_words(leaves: int) -> list[list[str]]:
    """Salts and decoys of so many leaves, eight words each: one read of the random source."""
    noise = secrets.token_bytes(leaves * SLOTS * SALT_BYTES)
    words = _words([noise[at : at + SALT_BYTES] for at in range(0, len(noise), SALT_BYTES)])
    return [words[at : at + SLOTS] for at in range(0, len(words), SLOTS)]


def digest(text: str) -> str:
    """As it stands in the leaf."""
    return _urlsafe(hashlib.sha256(text.encode("ascii")).digest())


def slots(disclosures: Sequence[str]) -> list[str]:
    """The eight digests of a leaf: these, and as many that nothing stands behind."""
    if len(disclosures) > SLOTS:
        raise BadBytes(f"a leaf holds back at most {SLOTS} fields")
    decoys = (_urlsafe(secrets.token_bytes(32)) for _ in range(SLOTS - len(disclosures)))
    return sorted([*map(digest, disclosures), *decoys])


def _words(parts: Sequence[bytes]) -> list[str]:
    """``_urlsafe`` of many values of 32 bytes at once: with one more, each fills 44 places."""
    if not parts:
        return []
    text = _base64(b"\0".join(parts) + b"\0")
    return [text[at : at + 43] for at in range(0, len(text), 44)]


def _urlsafe(content: bytes) -> str:
    return _base64(content).rstrip("=")


def _base64(content: bytes) -> str:
    return binascii.b2a_base64(content, newline=False).translate(_SAFE).decode("ascii")
