"""Whose hands an act is in: rights that were lent are still the lender's."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from liushui.kernel.clock import day_of
from liushui.parties import appointments
from liushui.parties.access import Right
from liushui.parties.models import PostHolding, Proposal
from liushui.parties.queries.posts import holdings_in_force

_OPERATING = [Right.INSTALLATION_MANAGE.value]
_DECIDING = [Right.POSTS_MANAGE.value, *_OPERATING]


def hands_behind(person_id: int, proposal: Proposal, at: datetime) -> frozenset[int]:
    """The people by whose own posts somebody proposes or decides such a thing at this instant.

    Themselves where they hold such a post in their own right, or none at all; else the lenders.
    """
    deciding = _OPERATING if appointments.is_of_installation(proposal) else _DECIDING
    there = Q(post__organisation_id=proposal.organisation_id)
    where = there | Q(post__rights__contains=_OPERATING)
    return _hands(person_id, where, deciding, at)


def hands_holding(
    person_id: int, organisation_id: int, rights: Iterable[Right], at: datetime
) -> frozenset[int]:
    """The same for rights in one organisation: the person, or those who lent them these rights."""
    there = Q(post__organisation_id=organisation_id)
    return _hands(person_id, there, [right.value for right in rights], at)


def _hands(person_id: int, where: Q, rights: list[str], at: datetime) -> frozenset[int]:
    today = day_of(at)
    standing = Q(ended_at=None) & (Q(until=None) | Q(until__gt=today))
    held = PostHolding.objects.filter(
        standing | Q(ended_at__gt=at),
        where,
        person_id=person_id,
        since__lte=today,
        post__rights__overlap=rights,
    )
    lenders = held.values_list("delegated_from__person_id", flat=True)
    return frozenset(lender or person_id for lender in lenders) or frozenset({person_id})


def has_second_person(proposal: Proposal, on: date) -> bool:
    """Whether anybody but who proposed it, and whom it concerns, could decide it on a page."""
    concerned = {proposal.facts.get("person")} - {None}
    proposer = proposal.proposed_by.removeprefix("person:")
    if proposer.isdecimal():
        concerned |= {int(proposer)}
        hands = hands_behind(int(proposer), proposal, proposal.proposed_at)
        concerned |= hands if len(hands) == 1 else set()
    wanted = Q(post__rights__contains=_OPERATING)
    if not appointments.is_of_installation(proposal):
        wanted |= Q(
            post__organisation_id=proposal.organisation_id,
            post__rights__contains=[Right.POSTS_MANAGE.value],
            post__region=None,
        )
    deciding = holdings_in_force(on).filter(wanted)
    deciding = deciding.exclude(person_id__in=concerned)
    return deciding.exclude(delegated_from__person_id__in=concerned).exists()


def open_proposals(kind: str, at: datetime) -> list[Proposal]:
    """What of this kind waits for a second person, the oldest first."""
    waiting = Proposal.objects.filter(kind=kind, state="open", expires_at__gt=at)
    return list(waiting.order_by("pk"))


def proposal_of(kind: str, key: int) -> Proposal | None:
    """A proposal of this kind, open or over."""
    return Proposal.objects.filter(kind=kind, pk=key).first()


def proposals_without_second_person(at: datetime, *, kind: str = "") -> list[Proposal]:
    """About posts, or of a kind, what no page lets anybody decide: a hand on the machine must."""
    about_posts = Proposal.objects.filter(state="open", expires_at__gt=at, facts__has_key="post")
    waiting = open_proposals(kind, at) if kind else list(about_posts.order_by("pk"))
    return [one for one in waiting if not has_second_person(one, day_of(at))]
