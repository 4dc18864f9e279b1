"""What a leaf of each kind says in clear, and in which form: the registered schemas.

Nothing else may stand in a leaf. A new member or another form is a new version of the kind.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from liushui.kernel.ids import is_credit_code, is_resident_id
from liushui.transparency.format.canonical import MAX_INTEGER

Check = Callable[[Any], bool]

SLOTS = 8


def text(pattern: str) -> Check:
    """ASCII that the whole of the pattern matches."""
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def whole(low: int = -MAX_INTEGER, high: int = MAX_INTEGER) -> Check:
    return lambda value: type(value) is int and low <= value <= high


def listed(check: Check, *, at_least: int = 1, at_most: int = 256) -> Check:
    return lambda value: (
        isinstance(value, list)
        and at_least <= len(value) <= at_most
        and all(check(item) for item in value)
    )


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and _names_a_day(value)


@lru_cache(4096)  # thousands of leaves say the same day and the same body
def _names_a_day(value: str) -> bool:
    if not _DAY(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_organisation(value: Any) -> bool:
    """A unified social credit code; one that could be somebody's identity number is none here."""
    return isinstance(value, str) and _names_a_body(value)


@lru_cache(4096)
def _names_a_body(value: str) -> bool:
    return is_credit_code(value) and not is_resident_id(value)


def _is_yes(value: Any) -> bool:
    return value is True


class Slots(list[str]):
    """Eight digests that were made here: of the right form and in order."""


def _is_sorted_slots(value: Any) -> bool:
    return type(value) is Slots or (
        isinstance(value, list)
        and all(isinstance(item, str) for item in value)
        and _SLOTS_TEXT(",".join(value))
        and value == sorted(set(value))
    )


_SLOTS_TEXT = text(rf"[A-Za-z0-9_-]{{43}}(?:,[A-Za-z0-9_-]{{43}}){{{SLOTS - 1}}}")
_DAY = text(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ORGANISATION: Check = _is_organisation
# Fewer than nine digits: no telephone or identity number fits.
CODE = text(r"(?!(?:[^0-9]*[0-9]){9})[A-Za-z0-9][A-Za-z0-9_.-]{0,23}")
# Of all of them no person's: what goes to one person's appeal stands under one word for all.
PROJECT = text(r"P[0-9]{7,10}|GENERAL|PERSONAL")
DIGEST = text(r"[0-9a-f]{64}")
PATH = text(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*){0,7}")
ORIGIN = text(r"[a-z0-9][a-z0-9./-]{0,126}")
VKEY = text(r"[a-z0-9./-]{1,127}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44,1800}={0,2}")
SIGNATURE = text(r"[A-Za-z0-9+/]{86}==")
POSITIVE, COUNT, ROLE = whole(1), whole(0), text(r"[a-z][a-z_]{0,31}")

COMMON: Mapping[str, Check] = {
    "v": whole(1, 1),
    "k": text(r"[a-z][a-z_]{0,15}"),
    "org": ORGANISATION,  # unified social credit code
    "no": POSITIVE,  # of this organisation and year, without a gap
    "d": _is_day,  # in China; the exact time stays behind a digest
    "sd": _is_sorted_slots,
}
_MONEY: Mapping[str, Check] = {"prj": PROJECT, "cur": text(r"[A-Z]{3}"), "amt": POSITIVE}
_REFERS: Mapping[str, Check] = {"ref": COUNT, "ref_hash": DIGEST, "reason": CODE}
_MAY_REFER: Mapping[str, Check] = {"ref": COUNT, "ref_hash": DIGEST}
_GOODS: Mapping[str, Check] = {"item": CODE, "unit": CODE, "qty": POSITIVE, "batch": CODE}


def _always(_leaf: Mapping[str, Any]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Kind:
    """Members that must and may stand beside the common ones, and whether they fit together."""

    must: Mapping[str, Check]
    may: Mapping[str, Check] = field(default_factory=dict)
    fits: Callable[[Mapping[str, Any]], bool] = _always


def _says_or_hides_amount(leaf: Mapping[str, Any]) -> bool:
    return ("amt" in leaf) != ("amt_hidden" in leaf)


def _refers_if_at_all(leaf: Mapping[str, Any]) -> bool:
    return ("ref" in leaf) == ("ref_hash" in leaf)


def _is_a_time(leaf: Mapping[str, Any]) -> bool:
    return bool(leaf["from"] <= leaf.get("until", leaf["from"]))


def _money_if_any(leaf: Mapping[str, Any]) -> bool:
    return len({"prj", "cur", "delta"} & leaf.keys()) in {0, 3}


def _names_what_was_before(leaf: Mapping[str, Any]) -> bool:
    return len({"prev_origin", "prev_size", "prev_root"} & leaf.keys()) in {0, 3}


def _in_order(leaf: Mapping[str, Any]) -> bool:
    return bool(leaf["first"] <= leaf["last"])


def _lies_in_its_city(leaf: Mapping[str, Any]) -> bool:
    return bool(leaf.get("district", leaf["city"])[:4] == leaf["city"][:4])


KINDS: Mapping[str, Kind] = {
    "donation": Kind(
        {"prj": PROJECT, "cur": _MONEY["cur"], "ch": CODE, "restr": CODE},
        {"amt": POSITIVE, "amt_hidden": _is_yes},
        _says_or_hides_amount,
    ),
    # Money that comes otherwise: it was there before, came back, was lent (``why``).
    "income": Kind({**_MONEY, "why": CODE}, _MAY_REFER, _refers_if_at_all),
    # From one project or body to another: a match, a grant, something put right.
    "transfer": Kind(
        {**_MONEY, "to_org": ORGANISATION, "to_prj": PROJECT, "why": CODE},
        _MAY_REFER,
        _refers_if_at_all,
    ),
    "refund": Kind({"prj": PROJECT, "cur": _MONEY["cur"], "delta": whole(high=-1), **_REFERS}),
    "correction": Kind(
        _REFERS,
        {
            "prj": PROJECT,
            "cur": _MONEY["cur"],
            "delta": whole(),
            "basis": CODE,
            "roles": listed(ROLE, at_most=8),
        },
        _money_if_any,
    ),
    "alloc": Kind({**_MONEY, "from": CODE, "to": CODE, "cat": CODE}, {"payee": ORGANISATION}),
    "expense": Kind({**_MONEY, "cat": CODE}, {"from": CODE, "to": CODE, "payee": ORGANISATION}),
    "disburse": Kind(
        {**_MONEY, "cat": CODE, "city": text(r"[0-9]{4}00")},
        {"district": text(r"[0-9]{6}")},  # only where five or more received that month
        _lies_in_its_city,
    ),
    "goods_in": Kind({**_GOODS, "to": CODE}),
    "goods_move": Kind({**_GOODS, "from": CODE, "to": CODE}),
    "goods_out": Kind({**_GOODS, "from": CODE, "to": ORGANISATION}),
    "goods_ack": Kind({**_GOODS, "from": CODE, "to": ORGANISATION, **_REFERS}),
    "hours": Kind({"act": CODE, "min": POSITIVE, "role": CODE}),
    "summary": Kind(
        {
            "prj": PROJECT,
            "cur": _MONEY["cur"],
            "cnt": COUNT,
            "in": COUNT,
            "out": COUNT,
            "first": COUNT,
            "last": COUNT,
        },
        fits=_in_order,
    ),
    "certificate": Kind({"type": CODE, "from": _is_day}, {"until": _is_day}, _is_a_time),
    "doc": Kind({"digest": DIGEST, "path": PATH}),
    "policy": Kind({"digest": DIGEST, "path": PATH}),
    "key": Kind({"old": VKEY, "new": VKEY, "sig_old": SIGNATURE, "sig_new": SIGNATURE}),
    "anchor": Kind({"size": POSITIVE, "digest": DIGEST, "path": PATH}),
    "erasure": Kind({"idx": listed(COUNT, at_least=20)}),
    "genesis": Kind(
        {"origin": ORIGIN},
        {"prev_origin": ORIGIN, "prev_size": POSITIVE, "prev_root": DIGEST},
        _names_what_was_before,
    ),
}
