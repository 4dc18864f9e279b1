"""A leaf: the public facts of one record, and eight digests of what only some may read.

Members are short ASCII names; texts match what their field's pattern says. So nobody can write a
name, a phone number or a sentence into the log. What is free text goes behind a digest.
"""

import re
from collections.abc import Mapping
from typing import Any

from liushui.transparency.format.canonical import BadBytes, canonical_plain, parsed
from liushui.transparency.format.kinds import COMMON, KINDS, Check

VERSION = 1
MAX_BYTES = 4096
_NAME = re.compile(r"[a-z][a-z0-9_]{0,15}", re.ASCII)
_CHECKS: Mapping[str, Mapping[str, Check]] = {
    word: {**kind.may, **kind.must, **COMMON} for word, kind in KINDS.items()
}
_MUST: Mapping[str, frozenset[str]] = {
    word: frozenset({*COMMON, *kind.must}) for word, kind in KINDS.items()
}
assert all(_NAME.fullmatch(name) for checks in _CHECKS.values() for name in checks)


class LeafRefused(BadBytes):
    """The leaf says something that its kind has no place for, or not what its kind must say."""


def leaf_bytes(leaf: Mapping[str, Any]) -> bytes:
    """The bytes that stand in the log. Raises ``LeafRefused``."""
    _require_of_its_kind(leaf)
    content = canonical_plain(leaf)
    if len(content) > MAX_BYTES:
        raise LeafRefused(f"{len(content)} bytes are more than {MAX_BYTES}")
    return content


def parsed_leaf(content: bytes) -> dict[str, Any]:
    """The leaf of these bytes; refused unless ``leaf_bytes`` would write the same."""
    if len(content) > MAX_BYTES:
        raise LeafRefused(f"{len(content)} bytes are more than {MAX_BYTES}")
    leaf = parsed(content)
    if not isinstance(leaf, dict):
        raise LeafRefused("a leaf is an object")
    _require_of_its_kind(leaf)
    return leaf


def _require_of_its_kind(leaf: Mapping[str, Any]) -> None:
    kind = KINDS.get(leaf["k"]) if isinstance(leaf.get("k"), str) else None
    if kind is None or type(leaf.get("v")) is not int or leaf["v"] != VERSION:
        raise LeafRefused("no known kind and version")
    checks = _CHECKS[leaf["k"]]
    for name, value in leaf.items():
        check = checks.get(name)
        if check is None:
            raise LeafRefused(f"{leaf['k']} has no member {name!r}")
        if not check(value):
            raise LeafRefused(f"{leaf['k']}: this is no value of {name!r}")
    if not _MUST[leaf["k"]] <= leaf.keys():
        missing = sorted(_MUST[leaf["k"]] - leaf.keys())
        raise LeafRefused(f"{leaf['k']} lacks {', '.join(missing)}")
    if not kind.fits(leaf):
        raise LeafRefused(f"{leaf['k']}: its members do not fit together")
