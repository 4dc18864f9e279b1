"""What of appeals stands in the lists of a bank: paid to providers, and sent back by them."""

from collections.abc import Sequence
from datetime import datetime

from liushui.appeals.models import Payout, SentBack
from liushui.appeals.states import PayoutState
from liushui.disbursing.elsewhere import Moved


def paid_between(organisation_id: int, first: datetime, before: datetime) -> Sequence[Moved]:
    """What an organisation's bank paid to providers in a time, oldest first."""
    paid = Payout.objects.filter(
        organisation_id=organisation_id,
        state=PayoutState.PAID,
        paid_at__gte=first,
        paid_at__lt=before,
    )
    return [
        Moved(one.reference, one.amount_minor, one.paid_at, one.bank_ref, one.appeal.account_holder)
        for one in paid.select_related("appeal").order_by("paid_at", "pk")
        if one.paid_at is not None
    ]


def returned_between(organisation_id: int, first: datetime, before: datetime) -> Sequence[Moved]:
    """What two people booked as sent back by providers in a time, oldest first."""
    back = SentBack.objects.filter(
        payout__organisation_id=organisation_id,
        is_agreed=True,
        came_at__gte=first,
        came_at__lt=before,
    )
    return [
        Moved(reference_of(one), one.amount_minor, one.came_at, one.bank_ref)
        for one in back.select_related("payout").order_by("came_at", "pk")
        if one.came_at is not None
    ]


def agreed_to(organisation_id: int) -> Sequence[tuple[int, str]]:
    """Sum and receiver of what was agreed to and is not booked as paid, a stopped one too."""
    agreed = Payout.objects.filter(
        appeal__organisation_id=organisation_id, approved_at__isnull=False, paid_at=None
    )
    rows = agreed.order_by("-pk").values_list("amount_minor", "appeal__account_holder")
    return list(rows[:500])


def reference_of(back: SentBack) -> str:
    """By what it is known outside: its payment's reference and its own number."""
    return f"{back.payout.reference}/{back.pk}"


def number_of(reference: str) -> str:
    """The appeal of a payment or of what came back of it; "" for none."""
    found = Payout.objects.filter(reference=reference.partition("/")[0])
    return str(found.values_list("appeal__number", flat=True).first() or "")
