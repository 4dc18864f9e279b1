"""Holders, resources and funds come to be when first asked for, and stay."""

from typing import Any

from liushui.ledger.models import Fund, Holder, Resource
from liushui.ledger.states import FundKind, HolderKind, Purpose, SinkUse

KNOWN_RESOURCES = {
    "CNY": ("fen", 2),
    "minutes": ("minute", 0),
    "points": ("point", 0),
}


def resource(code: str) -> Resource:
    """A resource by its code. Raises ``LookupError`` for one that nobody defined."""
    found = Resource.objects.filter(code=code).first()
    if found is not None:
        return found
    if code not in KNOWN_RESOURCES:
        raise LookupError(f"no resource {code!r}")
    unit, decimals = KNOWN_RESOURCES[code]
    fresh, _ = Resource.objects.get_or_create(
        code=code, defaults={"unit": unit, "decimals": decimals}
    )
    return fresh


def holder_of_organisation(organisation_id: int) -> Holder:
    """The organisation as a holder of funds."""
    holder, _ = Holder.objects.get_or_create(
        organisation_id=organisation_id, defaults={"kind": HolderKind.ORGANISATION}
    )
    return holder


def holder_of_person(person_id: int) -> Holder:
    """The person's own account as a holder of funds."""
    holder, _ = Holder.objects.get_or_create(
        person_id=person_id, defaults={"kind": HolderKind.PERSON}
    )
    return holder


def open_fund(
    holder: Holder,
    *,
    purpose: Purpose,
    resource: str = "CNY",
    kind: FundKind = FundKind.ORDINARY,
    parent: Fund | None = None,
) -> Fund:
    """The fund of this holder for this purpose, opened empty when it is new."""
    if kind == FundKind.SINK:
        raise ValueError("a sink is opened by its use: sink()")
    return _fund(holder, purpose, resource, {"kind": kind, "parent": parent, "sink_use": None})


def sink(holder: Holder, use: SinkUse, *, purpose: Purpose, resource: str = "CNY") -> Fund:
    """Where what leaves the holder for this use and purpose is counted (L1)."""
    return _fund(
        holder, purpose, resource, {"kind": FundKind.SINK, "parent": None, "sink_use": use}
    )


def _fund(holder: Holder, purpose: Purpose, code: str, identity: dict[str, Any]) -> Fund:
    fund, _ = Fund.objects.get_or_create(
        holder=holder,
        resource=resource(code),
        purpose_kind=purpose.kind,
        purpose_id=purpose.id,
        **identity,
    )
    return fund
