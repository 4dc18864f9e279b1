"""A leaf as a stranger may rely on it: canonical bytes, the common members, plain codes.

Kinds that this version does not know are let by, as long as they keep to the common form: a log
lives longer than any verifier of it.
"""

import json
import re
from datetime import date
from functools import lru_cache
from typing import Any

from liushui_verify.encoding import from_json
from liushui_verify.outcomes import Invalid

MAX_BYTES = 4096
SLOTS = 8
_NAME = re.compile(r"[a-z][a-z0-9_]{0,15}", re.ASCII)
_FORMS = {
    "k": re.compile(r"[a-z][a-z_]{0,15}", re.ASCII),
    "org": re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}", re.ASCII),
    "d": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII),
}
_SLOT = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_PLAIN = re.compile(r"[\x21-\x7e]{1,1900}", re.ASCII)

# Nearly every leaf: texts without a quote or an escape, numbers that are safe by their length, yes
# or no, and the eight digests. What is of this form is read by it; what is not goes the long way.
_ANY = r'"[a-z][a-z0-9_]{0,15}":(?:"[!#-\[\]-~]{1,1900}"|0|-?[1-9][0-9]{0,14}|true|false)'
_LIST = '"[A-Za-z0-9_-]{43}"(?:,"[A-Za-z0-9_-]{43}"){7}'
_SIMPLE = re.compile(rf'\{{(?:{_ANY},)*"sd":\[({_LIST})\](?:,{_ANY})*\}}', re.ASCII)

_decoded = json.JSONDecoder().raw_decode


def read_leaf(content: bytes) -> dict[str, Any]:
    """The leaf of these bytes. Raises unless it has the common form."""
    if len(content) > MAX_BYTES:
        raise Invalid("bad_leaf")
    leaf = _simple(content)
    if leaf is not None:
        return leaf
    leaf = from_json(content)
    if not (isinstance(leaf, dict) and _has_common_form(leaf) and _is_plain(leaf)):
        raise Invalid("bad_leaf")
    return leaf


def _simple(content: bytes) -> dict[str, Any] | None:
    """The leaf, if it is of the form that nearly all are of; it says nothing of any other.

    No text in it has a quote, so every quote begins or ends one, and members stand where they seem
    to: what any reader of JSON makes of it is what stands there, as long as no name stands twice.
    """
    text = content.decode("ascii", "replace")
    if _SIMPLE.fullmatch(text) is None:
        return None
    leaf: dict[str, Any] = _decoded(text)[0]
    names, slots = list(leaf), leaf["sd"]
    if text.count('":') != len(names) or names != sorted(names) or slots != sorted(set(slots)):
        return None
    return leaf if _has_common_members(leaf) else None


def _has_common_form(leaf: dict[str, Any]) -> bool:
    return _has_common_members(leaf) and _are_slots(leaf.get("sd"))


def _has_common_members(leaf: dict[str, Any]) -> bool:
    kind, org, day = leaf.get("k"), leaf.get("org"), leaf.get("d")
    return (
        _is_number(leaf.get("v"), 1)
        and _is_number(leaf.get("no"), 1)
        and isinstance(kind, str)
        and isinstance(org, str)
        and isinstance(day, str)
        and _are_common(kind, org, day)
    )


@lru_cache(4096)  # thousands of leaves are of one kind, one body and one day
def _are_common(kind: str, org: str, day: str) -> bool:
    said = {"k": kind, "org": org, "d": day}
    return all(form.fullmatch(said[name]) for name, form in _FORMS.items()) and _is_day(day)


def _is_number(value: Any, least: int) -> bool:
    return type(value) is int and value >= least


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _are_slots(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == SLOTS
        and all(isinstance(one, str) and _SLOT.fullmatch(one) for one in value)
        and value == sorted(set(value))
    )


def _is_plain(leaf: dict[str, Any]) -> bool:
    """Whole numbers, yes or no, printable ASCII without spaces, and lists of these."""
    items = [(name, item) for name, value in leaf.items() for item in _items(value)]
    return all(_NAME.fullmatch(name) for name in leaf) and all(
        isinstance(item, int) or (isinstance(item, str) and _PLAIN.fullmatch(item))
        for _, item in items
    )


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
