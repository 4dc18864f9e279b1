"""What a leaf holds back: digests of salted values (RFC 9901), always eight of them.

A digest tells nothing without its salt: 256 random bits, of each field anew. Unused places are
random as well and all are sorted, so neither their number nor their order says anything.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Any

from liushui.transparency.format.canonical import BadBytes, canonical
from liushui.transparency.format.kinds import SLOTS

SALT_BYTES = 32
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,15}", re.ASCII)


def disclosure(field: str, value: Any, salt: bytes) -> str:
    """The text whose holder can prove the field; to lose it is to lose that."""
    if not _FIELD.fullmatch(field) or len(salt) != SALT_BYTES:
        raise BadBytes("no field, or no salt of 32 bytes")
    return _urlsafe(canonical([_urlsafe(salt), field, value]))


def fresh_disclosure(field: str, value: Any) -> str:
    return disclosure(field, value, secrets.token_bytes(SALT_BYTES))


def digest(text: str) -> str:
    """As it stands in the leaf."""
    return _urlsafe(hashlib.sha256(text.encode("ascii")).digest())


def slots(disclosures: Sequence[str]) -> list[str]:
    """The eight digests of a leaf: these, and as many that nothing stands behind."""
    if len(disclosures) > SLOTS:
        raise BadBytes(f"a leaf holds back at most {SLOTS} fields")
    decoys = (_urlsafe(secrets.token_bytes(32)) for _ in range(SLOTS - len(disclosures)))
    return sorted([*map(digest, disclosures), *decoys])


def _urlsafe(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
