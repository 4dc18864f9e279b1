"""What may go back in the story: a gift, all of a project, and matched gifts that look abused."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from liushui.giving.models import MassRefund, Suspicion
from liushui.giving.refund_states import RefundClass, SuspicionKind
from liushui.giving.services.refund_asking import Asked, begin_refund
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.kernel.money import Money
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.config.demo.stage import Stage


def refunded_things(stage: "Stage", at: datetime) -> dict[str, Any]:
    """Each waits for the second of two people of the county."""
    drafter = stage.actor("county", Right.MONEY_DRAFT, day_of(at))
    gift = [one for one in stage.plan.gifts if one.project == "medical"][-2].reference
    asked = Asked(RefundClass.WRONG_AMOUNT, Money(1))
    mass = MassRefund.objects.create(
        reference=new_reference(day_of(at)), project=stage.projects["medical"],
        kind=RefundClass.CANCELLED, why="核", count=1, minor=1, proposed_by=drafter.name,
        proposed_at=at,
    )  # fmt: skip
    suspicion = Suspicion.objects.create(
        kind=SuspicionKind.SPLIT, project=stage.projects["medical"], gift=gift, gifts=[gift],
        gifts_minor=1, matched_minor=1, found_at=at,
    )  # fmt: skip
    return {
        "refund": begin_refund(drafter, gift, asked, at=at).reference,
        "mass": mass.reference,
        "suspicion": suspicion.pk,
    }
