"""One byte form per content, so that the same content always has the same digest."""

import hashlib
import json
from collections.abc import Mapping

Value = str | int | bool | None
_PLAIN = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_digest(content: Mapping[str, Value]) -> bytes:
    """SHA-256 over sorted, compact JSON. Numbers are whole; floats have no one byte form."""
    if float in map(type, content.values()):
        raise TypeError("a digest covers whole numbers only")
    return hashlib.sha256(_PLAIN.encode(content).encode()).digest()
