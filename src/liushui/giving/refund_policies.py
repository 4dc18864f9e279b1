"""By which published rule a gift goes back, and who may carry it there.

There is no right in law to have a gift back, but for a minor's (民法典 145) and what was raised
unlawfully (慈善法 art 111); money that was never a gift is owed as well (民法典 985). All other
classes are the charity's own word, which it may change from a day on (``RefundRule``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from liushui.giving.models import GiftOrder, GiftRefund, MassRefund, RefundRule, Suspicion
from liushui.giving.policies import readable_organisations
from liushui.giving.refund_states import RefundClass
from liushui.kernel.clock import day_of
from liushui.parties.access import Right
from liushui.parties.actors import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Rule:
    """``is_owed``: also what was spent goes back. ``window_days`` after payment; none: no end."""

    kind: RefundClass
    is_owed: bool
    window_days: int | None
    is_offered: bool
    since: date

    def is_open(self, paid_at: datetime, at: datetime) -> bool:
        """Whether it can still be asked for."""
        return self.window_days is None or at <= paid_at + timedelta(days=self.window_days)


_CODE, _CHARITY_LAW = date(2021, 1, 1), date(2024, 9, 5)
PUBLISHED: Mapping[RefundClass, Rule] = {
    RefundClass.DUPLICATE: Rule(RefundClass.DUPLICATE, True, None, True, _CODE),
    RefundClass.WRONG_AMOUNT: Rule(RefundClass.WRONG_AMOUNT, False, 1, True, _CODE),
    RefundClass.UNDER_AGE: Rule(RefundClass.UNDER_AGE, True, None, True, _CODE),
    RefundClass.CANCELLED: Rule(RefundClass.CANCELLED, False, None, True, _CODE),
    RefundClass.UNLAWFUL: Rule(RefundClass.UNLAWFUL, True, None, False, _CHARITY_LAW),
    # Begun by the giver's answer, never asked for by itself (慈善法 art 56; R-37).
    RefundClass.PURPOSE: Rule(RefundClass.PURPOSE, False, None, False, _CHARITY_LAW),
    RefundClass.FRAUD: Rule(RefundClass.FRAUD, True, None, True, _CODE),
}
# What the law orders can neither be closed to givers nor end after some days.
BY_LAW = frozenset(
    {RefundClass.DUPLICATE, RefundClass.UNDER_AGE, RefundClass.UNLAWFUL, RefundClass.PURPOSE}
)


def rules_of(organisation_id: int, on: date) -> Mapping[RefundClass, Rule]:
    """All rules as they stand on a day: one query."""
    own = RefundRule.objects.filter(
        organisation=organisation_id, agreed_at__isnull=False, since__lte=on
    )
    rules = dict(PUBLISHED)
    for one in own.order_by("since", "pk"):
        kind = RefundClass(one.kind)
        rules[kind] = replace(
            PUBLISHED[kind],
            window_days=one.window_days,
            is_offered=one.is_offered,
            since=one.since,
        )
    return rules


def rule_for(order: GiftOrder, kind: str, at: datetime) -> Rule:
    """The rule of the charity that received the gift."""
    return rules_of(order.project.organisation_id, day_of(at))[RefundClass(kind)]


def can_propose(actor: Actor, organisation_id: int) -> bool:
    """The first of the two: whoever drafts or approves money."""
    rights = (Right.MONEY_DRAFT, Right.MONEY_APPROVE)
    return actor.is_system or any(actor.holds(right, organisation_id) for right in rights)


def can_agree(actor: Actor, organisation_id: int) -> bool:
    """The second: whoever approves money."""
    return actor.is_system or actor.holds(Right.MONEY_APPROVE, organisation_id)


def organisations_refunding(actor: Actor) -> frozenset[int]:
    """Whose refunds the actor reads."""
    return readable_organisations(actor) | actor.organisations_with(Right.MONEY_DRAFT)


def refunds_visible_to(actor: Actor) -> "QuerySet[GiftRefund]":
    """Refunds of gifts to these organisations."""
    if actor.is_system:
        return GiftRefund.objects.all()
    theirs = organisations_refunding(actor)
    return GiftRefund.objects.filter(order__project__organisation_id__in=theirs)


def masses_visible_to(actor: Actor) -> "QuerySet[MassRefund]":
    """The same of refunds of whole projects."""
    if actor.is_system:
        return MassRefund.objects.all()
    return MassRefund.objects.filter(project__organisation_id__in=organisations_refunding(actor))


def suspicions_visible_to(actor: Actor) -> "QuerySet[Suspicion]":
    """What looks abused of gifts to these organisations."""
    if actor.is_system:
        return Suspicion.objects.all()
    return Suspicion.objects.filter(project__organisation_id__in=organisations_refunding(actor))
