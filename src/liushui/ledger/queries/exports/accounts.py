"""Names of funds and resources that every double-entry program takes: ASCII, capitals in front.

An account is a root by what the fund is, its holder, what became of the money, its purpose, and the
fund's number, which alone makes it unique: ``Assets:Org3:Project12:F5``.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from liushui.ledger.states import FundKind, HolderKind, Kind, SinkUse

_HOLDERS: Mapping[str, str] = {
    HolderKind.ORGANISATION: "Org",
    HolderKind.PERSON: "Person",
    HolderKind.FACILITY: "Facility",
}
# What was given back was no income; what was converted is still there; what was advanced is owed.
_ROOT_OF_SINK: Mapping[str, str] = {
    SinkUse.USED: "Expenses",
    SinkUse.FEE: "Expenses",
    SinkUse.WRITTEN_OFF: "Expenses",
    SinkUse.REFUNDED: "Income",
    SinkUse.CHARGED_BACK: "Income",
    SinkUse.CONVERTED: "Equity",
    SinkUse.ADVANCE_REPAID: "Liabilities",
}
_ROOT_OF_KIND: Mapping[str, str] = {
    Kind.OPENING: "Equity",
    Kind.REBASING: "Equity",
    Kind.ADVANCE: "Liabilities",
}
_COMMODITY = re.compile(r"[A-Z][A-Z0-9._-]{0,21}[A-Z0-9]")


class Place(NamedTuple):
    """What the name of a fund's account is made of."""

    fund_id: int
    kind: str
    sink_use: str | None
    purpose_kind: str
    purpose_id: int
    holder_kind: str
    holder_id: int


def owner(holder_kind: str, holder_id: int) -> str:
    """The part of an account's name that stands for its holder."""
    return f"{_HOLDERS[holder_kind]}{holder_id}"


def account(place: Place) -> str:
    """The name of a fund's account."""
    parts = ["Assets", owner(place.holder_kind, place.holder_id)]
    if place.sink_use is not None:
        parts[0] = _ROOT_OF_SINK[place.sink_use]
        parts.append(_capital(place.sink_use))
    elif place.kind != FundKind.ORDINARY:
        parts.append(_capital(place.kind))
    number = str(place.purpose_id) if place.purpose_id else ""
    parts += [f"{_capital(place.purpose_kind)}{number}", f"F{place.fund_id}"]
    return ":".join(parts)


def counter(target: Place, kind: str) -> str:
    """The account that what comes from outside comes out of."""
    root = _ROOT_OF_KIND.get(kind, "Income")
    return f"{root}:{owner(target.holder_kind, target.holder_id)}:{_capital(kind)}"


def commodities(codes: Iterable[str]) -> dict[str, str]:
    """A name for each resource: its code in capitals, or a number of its own where that is none."""
    named: dict[str, str] = {}
    for code in sorted(codes):
        name = code.upper()
        if not _COMMODITY.fullmatch(name) or name in named.values():
            name = f"R{hashlib.sha256(code.encode()).hexdigest()[:16].upper()}"
        named[code] = name
    return named


def _capital(word: str) -> str:
    """``charged_back`` as ``ChargedBack``; what is no letter or digit of ASCII is left out."""
    parts = re.split(r"[^A-Za-z0-9]+", word)
    return "".join(part[:1].upper() + part[1:] for part in parts if part) or "Other"
