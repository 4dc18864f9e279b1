"""What is asked about payments to providers."""

from collections.abc import Sequence

from liushui.appeals import policies
from liushui.appeals.models import Appeal, Payout, Rest
from liushui.appeals.states import PayoutState
from liushui.kernel.errors import NotFound
from liushui.parties.actors import Actor


def payouts_of(appeal: Appeal) -> Sequence[Payout]:
    """All of an appeal's, newest first."""
    return list(appeal.payouts.select_related("bill").prefetch_related("sent_back").order_by("-pk"))


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
