"""One byte form per content, so that the same content always has the same digest."""

import hashlib
import json
from collections.abc import Mapping

Value = str | int | bool | None


def content_digest(content: Mapping[str, Value]) -> bytes:
    """SHA-256 over sorted, compact JSON. Numbers are whole; floats have no one byte form."""
    if any(isinstance(value, float) for value in content.values()):
        raise TypeError("a digest covers whole numbers only")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()
