"""Whose hands an act is in: rights that were lent are still the lender's."""

from datetime import date, datetime

from django.db.models import Q

from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.models import PostHolding, Proposal
from liushui.parties.queries.posts import holdings_in_force

_DECIDING = [Right.POSTS_MANAGE.value, Right.INSTALLATION_MANAGE.value]


def hands_behind(person_id: int, organisation_id: int, at: datetime) -> frozenset[int]:
    """The people by whose own posts somebody gave out posts at this instant.

    Themselves where they hold such a post in their own right, or none at all; else the lenders.
    """
    today = day_of(at)
    standing = Q(ended_at=None) & (Q(until=None) | Q(until__gt=today))
    held = PostHolding.objects.filter(
        standing | Q(ended_at__gt=at),
        Q(post__organisation_id=organisation_id)
        | Q(post__rights__contains=[Right.INSTALLATION_MANAGE.value]),
        person_id=person_id,
        since__lte=today,
        post__rights__overlap=_DECIDING,
    )
    lenders = held.values_list("delegated_from__person_id", flat=True)
    return frozenset(lender or person_id for lender in lenders) or frozenset({person_id})


def has_second_person(proposal: Proposal, on: date) -> bool:
    """Whether anybody but who proposed it, and whom it concerns, could decide it on a page."""
    concerned = {proposal.facts.get("person")} - {None}
    proposer = proposal.proposed_by.removeprefix("person:")
    if proposer.isdecimal():
        concerned.add(int(proposer))
    deciding = holdings_in_force(on).filter(
        Q(
            post__organisation_id=proposal.organisation_id,
            post__rights__contains=[Right.POSTS_MANAGE.value],
            post__region=None,
        )
        | Q(post__rights__contains=[Right.INSTALLATION_MANAGE.value])
    )
    deciding = deciding.exclude(person_id__in=concerned)
    return deciding.exclude(delegated_from__person_id__in=concerned).exists()


def proposals_without_second_person(at: datetime) -> list[Proposal]:
    """About posts, what waits for a hand on the machine: no page lets anybody decide it."""
    waiting = Proposal.objects.filter(state="open", expires_at__gt=at, facts__has_key="post")
    waiting = waiting.order_by("pk")
    return [one for one in waiting if not has_second_person(one, day_of(at))]
