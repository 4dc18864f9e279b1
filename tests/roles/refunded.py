"""What may go back in the story: a gift, all of a project, and matched gifts that look abused."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from liushui.base.files import store_file
from liushui.config.demo.papers import photo
from liushui.giving.models import (
    ConsentAsked,
    ConsentPaper,
    GiftOrder,
    MassRefund,
    Suspicion,
)
from liushui.giving.refund_states import RefundClass, SuspicionKind
from liushui.giving.services.refund_asking import Asked, begin_refund
from liushui.kernel.clock import day_of
from liushui.kernel.ids import new_reference
from liushui.kernel.money import Money
from liushui.parties.access import Right
from liushui.projects.models import FundraisingPlan
from liushui.projects.states import Basis, PlanState

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
        **_consents(stage, at),
        "refund": begin_refund(drafter, gift, asked, at=at).reference,
        "mass": mass.reference,
        "suspicion": suspicion.pk,
    }


def _consents(stage: "Stage", at: datetime) -> dict[str, Any]:
    """A change of purpose of the city's project, about which one donor was asked."""
    project = stage.projects["bus"]
    plan = FundraisingPlan.objects.create(
        project=project, version=9, state=PlanState.AGREED, basis=Basis.CONSENT, title="核",
        goal_minor=project.goal_minor, starts_on=project.starts_on, ends_on=project.ends_on,
        submitted_by="system:one", decided_by="system:two", decided_at=at, written_at=at,
    )  # fmt: skip
    given = stage.plan.gifts[stage.plan.guide].reference
    donor = GiftOrder.objects.get(reference=given).donor
    ConsentAsked.objects.create(plan=plan, person=donor, asked_at=at)
    paper = ConsentPaper.objects.create(
        plan=plan, asked_at=at, file=store_file(photo(1), at=at), agreed=1, refused=0, note="核",
        by="system:one", at=at,
    )  # fmt: skip
    return {"purpose_plan": plan.pk, "consent_paper": paper.pk}
