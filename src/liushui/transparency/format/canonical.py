"""JSON with one byte form per value (RFC 8785), narrowed: whole numbers only, and no null."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

MAX_INTEGER = 2**53 - 1  # what every reader of JSON keeps exact
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class BadBytes(ValueError):
    """The bytes, or what should become bytes, are not of the published form."""


def canonical(value: Any) -> bytes:
    """The one byte form. Names of members are ASCII, so their order needs no UTF-16."""
    _require_plain(value)
    try:
        return _ENCODER.encode(value).encode()
    except UnicodeEncodeError as error:
        raise BadBytes("half of a surrogate pair is no text") from error


def canonical_plain(members: Mapping[str, Any]) -> bytes:
    """The same for an object that was found plain already, written out in a quarter of the time.

    Its names and texts are ASCII without a quote, an escape or a control character; its values are
    texts, whole numbers, yes or no, and lists of these.
    """
    return (
        "{" + ",".join([f'"{name}":{_written(members[name])}' for name in sorted(members)]) + "}"
    ).encode("ascii")


def _written(value: Any) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value and isinstance(value[0], str):  # all of a kind
        return '["' + '","'.join(value) + '"]'
    return "[" + ",".join(map(_written, value)) + "]"


def parsed(content: bytes) -> Any:
    """The value whose canonical bytes these are; every other spelling of it is refused."""
    try:
        value = json.loads(
            content.decode(),
            object_pairs_hook=_members,
            parse_float=_refused,
            parse_constant=_refused,
        )
    except (ValueError, RecursionError) as error:
        raise BadBytes(f"no canonical JSON: {error}") from error
    if canonical(value) != content:
        raise BadBytes("JSON, but not in its canonical bytes")
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise BadBytes("a member stands twice")
    return members


def _refused(text: str) -> NoReturn:
    raise BadBytes(f"{text} is no whole number")


def _require_plain(value: Any) -> None:
    if isinstance(value, dict):
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise BadBytes("names of members are ASCII")
        _require_all_plain(value.values())
    elif isinstance(value, list):
        _require_all_plain(value)
    elif not isinstance(value, (int, str)):  # a bool is an int, and small
        raise BadBytes(f"{type(value).__name__} has no place in the log")
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise BadBytes("a number is beyond 2^53 - 1")


def _require_all_plain(values: Iterable[Any]) -> None:
    for value in values:
        _require_plain(value)
