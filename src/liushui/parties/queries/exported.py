"""What an organisation takes along of its posts, proposals and partners."""

from typing import TYPE_CHECKING

from liushui.parties.models import Partner, PostHolding, Proposal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from liushui.base.models import StoredFile


def holdings_of_organisation(organisation_id: int) -> "QuerySet[PostHolding]":
    """Who held which post, by the numbers that histories name."""
    return PostHolding.objects.filter(post__organisation_id=organisation_id)


def proposals_of_organisation(organisation_id: int) -> "QuerySet[Proposal]":
    """What one person proposed and another decided on."""
    return Proposal.objects.filter(organisation_id=organisation_id)


def contracts_with_partners(organisation_id: int) -> "Sequence[StoredFile]":
    """The written agreements with partners, ended ones too."""
    found = Partner.objects.filter(organisation_id=organisation_id).select_related("agreement")
    return [one.agreement for one in found]
