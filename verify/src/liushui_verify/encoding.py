"""Spellings that have exactly one form; every other one is refused."""

import base64
import binascii
import json
import re
from typing import Any

from liushui_verify.outcomes import Invalid

_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_SAFE = 2**53 - 1
_SPECIAL = re.compile(r'[\x00-\x1f"\\]')
_ESCAPES = {
    '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}  # fmt: skip


def number(text: str) -> int:
    """A count in decimal, without a sign or leading zeros."""
    if not _NUMBER.fullmatch(text):
        raise Invalid("bad_number", text=text[:40])
    return int(text)


def from_base64(text: str) -> bytes:
    """Standard base64 (RFC 4648, 4) with its padding and nothing else."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise Invalid("bad_base64") from error
    if base64.b64encode(content).decode() != text:
        raise Invalid("bad_base64")
    return content


def from_base64url(text: str) -> bytes:
    """The form of RFC 9901: the safe alphabet, without padding."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text, re.ASCII):
        raise Invalid("bad_base64")
    padded = text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4)
    return from_base64(padded)


def from_json(content: bytes) -> Any:
    """A value from its canonical bytes (RFC 8785); numbers are whole, and there is no null."""
    try:
        value = json.loads(
            content.decode(), object_pairs_hook=_once, parse_float=_no, parse_constant=_no
        )
        written = _written(value)
    except (ValueError, RecursionError) as error:
        raise Invalid("bad_json") from error
    if written.encode(errors="surrogatepass") != content:
        raise Invalid("bad_json")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a member stands twice")
    return dict(pairs)


def _no(text: str) -> Any:
    raise ValueError(text)


def _written(value: Any) -> str:
    """RFC 8785, written out: nothing of it is left to the library that reads."""
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) > _SAFE:
            raise ValueError("beyond 2^53 - 1")
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_quoted(name)}:{_written(value[name])}" for name in names) + "}"
    raise ValueError("null")


def _quoted(text: str) -> str:
    return '"' + _SPECIAL.sub(lambda found: _escaped(found[0]), text) + '"'


def _escaped(one: str) -> str:
    return _ESCAPES.get(one) or f"\\u{ord(one):04x}"
