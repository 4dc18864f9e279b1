"""What is asked about payments to providers."""

from collections.abc import Sequence
from dataclasses import dataclass

from liushui.appeals import policies
from liushui.appeals.models import Appeal, LatePayment, Payout, Rest
from liushui.appeals.queries.reasons import opened_why, unpaid_why
from liushui.appeals.states import PayoutState
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor


@dataclass(frozen=True, slots=True)
class LateSaid:
    """What somebody noted as having left all the same, and how that came."""

    late: LatePayment
    why: str


@dataclass(frozen=True, slots=True)
class PayoutShown:
    """A payment with why it was stopped, and what was noted as having left all the same."""

    payout: Payout
    why_unpaid: str
    late: Sequence[LateSaid]

    @property
    def may_be_late(self) -> bool:
        """Whether somebody may note that it left: it is not booked, and nobody noted it yet."""
        waits = any(one.late.decided_at is None for one in self.late)
        return self.payout.state != PayoutState.PAID and not waits


def payouts_of(appeal: Appeal) -> Sequence[Payout]:
    """All of an appeal's, newest first."""
    found = appeal.payouts.select_related("bill").prefetch_related("sent_back", "late")
    return list(found.order_by("-pk"))


def payouts_shown(appeal: Appeal) -> Sequence[PayoutShown]:
    """The same as the console shows them: four queries, and the words opened."""
    unpaid, found = unpaid_why(appeal), []
    for one in payouts_of(appeal):
        said = [late for late in one.late.all() if late.is_agreed is not False]
        told = [LateSaid(late, opened_why(appeal, late.why_sealed)) for late in said]
        found.append(PayoutShown(one, unpaid.get(one.pk, ""), told))
    return found


def late_of(payout: Payout) -> Sequence[LateSaid]:
    """All that was noted of one payment as having left all the same, oldest first."""
    noted = sorted(payout.late.all(), key=lambda late: late.pk)
    return [LateSaid(late, opened_why(payout.appeal, late.why_sealed)) for late in noted]


def paid_of(appeal: Appeal) -> Sequence[Payout]:
    """What the public reads: what the bank paid, newest first."""
    return list(appeal.payouts.filter(state=PayoutState.PAID).order_by("-paid_at", "-pk"))


def payout_for_update(actor: Actor, reference: str) -> Payout:
    """One, locked with its appeal until the transaction ends. Raises ``NotFound``."""
    worked_on = policies.appeals_worked_on_by(actor)
    found = Payout.objects.filter(reference=reference, appeal__in=worked_on)
    locked = found.select_for_update(of=("self", "appeal"), no_key=True)
    one = locked.select_related("appeal__project__fund", "reservation").first()
    if one is None:
        raise NotFound
    return one


def payouts_waiting(actor: Actor) -> Sequence[Payout]:
    """What waits for the second person or for the bank, oldest first."""
    waiting = Payout.objects.filter(
        appeal__in=policies.appeals_worked_on_by(actor),
        state__in=[PayoutState.DRAFTED, PayoutState.APPROVED],
    )
    return list(waiting.select_related("appeal").order_by("pk")[:50])


def rest_waiting(appeal: Appeal) -> Rest | None:
    """What somebody proposed to become of what is left."""
    return appeal.rests.select_related("to__project").filter(decided_at=None).first()


def rests_moved(appeal: Appeal) -> Sequence[Rest]:
    """What went on to other appeals, oldest first."""
    return list(appeal.rests.select_related("to").filter(is_agreed=True).order_by("pk"))
