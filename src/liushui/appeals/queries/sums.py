"""Where an appeal's money is, counted from the ledger."""

from dataclasses import dataclass

from django.db.models import Sum

from liushui.appeals.models import Appeal, Rest
from liushui.ledger.queries import balance, given_to, used_of


@dataclass(frozen=True, slots=True)
class Sums:
    """Where an appeal's money is, in fen. ``given`` holds what came from other appeals.

    ``own`` is what of ``used`` the organisation bore itself.
    """

    given: int
    count: int
    used: int
    free: int
    promised: int
    own: int = 0

    @property
    def elsewhere(self) -> int:
        """What went back to givers, or on to another appeal as declared."""
        return self.given + self.own - self.used - self.free - self.promised


def sums_of(appeal: Appeal) -> Sums:
    """Counted from the ledger: five queries; all zero before it was published."""
    if appeal.project is None:
        return Sums(0, 0, 0, 0, 0)
    fund = appeal.project.fund_id
    held = balance(fund)
    given, came = given_to(fund), _came_from_others(appeal)
    return Sums(
        given=given.amount + came,
        count=given.count,
        used=sum(used_of("case", appeal.purpose_id or 0).values()),
        free=held.free,
        promised=held.held - held.free,
        own=int(appeal.payouts.aggregate(sum=Sum("own_minor"))["sum"] or 0),
    )


def _came_from_others(appeal: Appeal) -> int:
    """What was left of other appeals and went to this one, as declared."""
    came = Rest.objects.filter(to=appeal, is_agreed=True).aggregate(sum=Sum("amount_minor"))
    return int(came["sum"] or 0)
