"""An organisation's own view of its funds: what lies where, for its console."""

from collections.abc import Iterable

from django.db.models import F, QuerySet

from liushui.ledger.models import Fund


def funds_of_organisations(
    organisation_ids: Iterable[int], resource: str = "CNY"
) -> QuerySet[Fund]:
    """The funds and sinks of these organisations, each with what it holds (``held``)."""
    funds = Fund.objects.filter(
        holder__organisation_id__in=list(organisation_ids), resource_id=resource
    )
    return funds.annotate(held=F("tip") - F("taken"))
