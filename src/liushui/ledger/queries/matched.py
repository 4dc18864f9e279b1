"""Matches: those of a gift with what became of them, and what pools gave to a fund."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from liushui.ledger.models import Movement
from liushui.ledger.queries.units import Rest, amount_of, gift_units
from liushui.ledger.states import Kind


@dataclass(frozen=True, slots=True)
class Match:
    """What a pool added to a gift: ``returned`` of it went back to the pool (L26).

    ``made_good`` of what was spent was paid to the pool instead, because the gift was abused.

    ``share`` is what goes with the part of the gift that its giver had back. What of the share
    did not go back was spent: the match is kept, the gift returned.
    """

    movement_id: int
    pool_fund_id: int
    amount: int
    returned: int
    share: int
    made_good: int = 0

    @property
    def kept(self) -> int:
        """Of the share of a gift that was returned, what stays with the project."""
        return max(0, self.share - self.returned)


def matches_of(gift: Movement) -> list[Movement]:
    """The matches of a gift in the order of their places in the line."""
    return list(Movement.objects.filter(kind=Kind.MATCH, for_gift=gift).order_by("lo"))


def matches_told(ref: str) -> Sequence[Match]:
    """What pools added to the gift under this reference, and what went back of it."""
    gift = Movement.objects.filter(ref=ref, kind=Kind.GIFT).exclude(ref="").first()
    matches = matches_of(gift) if gift is not None else []
    if gift is None or not matches:
        return []
    given_back = gift_units(gift).given_back
    return [
        Match(
            match.pk,
            match.source_id or 0,
            match.amount,
            returned_of(match),
            match.amount * given_back // gift.amount,
            made_good_of(match),
        )
        for match in matches
    ]


def returned_of(match: Movement) -> int:
    """How much of a match is back in its pool."""
    back = Movement.objects.filter(reverses=match).aggregate(total=Sum("amount"))
    return int(back["total"] or 0)


def made_good_of(match: Movement) -> int:
    """How much of a spent match its holder paid to the pool out of unrestricted money."""
    paid = Movement.objects.filter(for_gift=match, kind__in=[Kind.TRANSFER, Kind.GRANT])
    return int(paid.aggregate(total=Sum("amount"))["total"] or 0)


def match_at_home(match: Movement) -> list[Rest]:
    """What of a match rests where it was put, and can go back to its pool."""
    return gift_units(match).at_home()


def still_to_return(match: Movement, gift: Movement, given_back: int) -> int:
    """The share of a match that follows its gift back, less what has gone, as far as it rests."""
    share = match.amount * given_back // gift.amount - returned_of(match)
    return max(0, min(share, amount_of(match_at_home(match))))
