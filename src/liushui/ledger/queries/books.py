"""An organisation's own view of its funds: what lies where, for its console."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet

from liushui.ledger.models import Fund, Movement
from liushui.ledger.states import Kind


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


def _organisation(rows: QuerySet[Any], holder: str) -> int | None:
    found: int | None = rows.values_list(f"{holder}__organisation_id", flat=True).first()
    return found
