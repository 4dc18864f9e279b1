"""An organisation's own view of its funds: what lies where, for its console."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet

from liushui.kernel.errors import NotFound
from liushui.ledger.models import Fund, Holder, Movement, RecallHold
from liushui.ledger.states import FundKind, Kind

if TYPE_CHECKING:
    from liushui.parties.models import Organisation

MOST = 200


def funds_of_organisations(
    organisation_ids: Iterable[int], resource: str = "CNY"
) -> QuerySet[Fund]:
    """The funds and sinks of these organisations, each with what it holds (``held``)."""
    funds = Fund.objects.filter(
        holder__organisation_id__in=list(organisation_ids), resource_id=resource
    )
    return funds.annotate(held=F("tip") - F("taken"))


def holder_of_fund(fund_id: int) -> int | None:
    """The organisation that holds the fund; none for a person's, and for no fund."""
    return _organisation(Fund.objects.filter(pk=fund_id), "holder")


def holder_of_gift(reference: str) -> int | None:
    """The organisation whose fund the gift under this reference came into, if it came."""
    gifts = Movement.objects.filter(ref=reference, kind=Kind.GIFT).exclude(ref="")
    return _organisation(gifts.order_by("pk"), "target__holder")


def holder_of_entry(movement_id: int) -> int | None:
    """The organisation out of whose fund the movement took units."""
    return _organisation(Movement.objects.filter(pk=movement_id), "source__holder")


def payee_of_hold(freeze_id: int) -> int | None:
    """The organisation to which a recall's hop pays back: from it the units had come."""
    holds = RecallHold.objects.filter(freeze=freeze_id, end=None)
    return _organisation(holds, "reverses__source__holder")


def recaller_of_hold(freeze_id: int) -> int | None:
    """The organisation that asked for the gift back, while the hop waits: the gift's own."""
    holds = RecallHold.objects.filter(freeze=freeze_id, end=None)
    return _organisation(holds, "recall__gift__target__holder")


def hold_of_freeze(freeze_id: int) -> RecallHold:
    """The hop that this freeze holds. Raises ``NotFound``."""
    holds = RecallHold.objects.select_related("recall__gift", "reservation", "freeze")
    found = holds.filter(freeze=freeze_id).first()
    if found is None:
        raise NotFound
    return found


def holds_waiting(organisation_ids: Iterable[int]) -> Sequence[RecallHold]:
    """Hops of recalls that pay to or are asked for by these organisations, the oldest first."""
    ids = list(organisation_ids)
    theirs = Q(reverses__source__holder__organisation_id__in=ids) | Q(
        recall__gift__target__holder__organisation_id__in=ids
    )
    holds = RecallHold.objects.filter(theirs, end=None)
    return list(
        holds.select_related("recall__gift__target", "freeze", "reverses__source").order_by("pk")[
            :MOST
        ]
    )


def organisations_of_holders(holder_ids: Iterable[int]) -> "Mapping[int, Organisation]":
    """The organisations behind these holders, by the holder's id: one query."""
    found = Holder.objects.filter(pk__in=set(holder_ids)).select_related("organisation")
    return {one.pk: one.organisation for one in found if one.organisation is not None}


def holders_of_organisations(organisation_ids: Iterable[int]) -> Sequence[Holder]:
    """These organisations as holders, those that ever held funds."""
    found = Holder.objects.filter(organisation__in=list(organisation_ids))
    return list(found.select_related("organisation").order_by("pk"))


def shortfall_of(holder_id: int, resource: str = "CNY") -> int | None:
    """The fund of what the holder was advanced, if it ever was."""
    funds = Fund.objects.filter(holder=holder_id, resource=resource, kind=FundKind.SHORTFALL)
    return funds.values_list("pk", flat=True).first()


def movements_of_deed(key: str) -> Sequence[Movement]:
    """All movements that were booked as one under this key."""
    first = Movement.objects.filter(key=key).first()
    if first is None or first.group_id is None:
        return [first] if first is not None else []
    return list(Movement.objects.filter(group_id=first.group_id).order_by("pk"))


def fund_of_gift(reference: str) -> Fund:
    """The fund that the gift came into. Raises ``NotFound``."""
    gifts = Movement.objects.filter(ref=reference, kind=Kind.GIFT).exclude(ref="")
    found = gifts.select_related("target__holder").order_by("pk").first()
    if found is None:
        raise NotFound
    return found.target


def _organisation(rows: QuerySet[Any], holder: str) -> int | None:
    found: int | None = rows.values_list(f"{holder}__organisation_id", flat=True).first()
    return found
