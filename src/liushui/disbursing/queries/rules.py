"""Which steps a payment needs before it is approved, and the rules that say so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Sum

from liushui.disbursing.models import Agreement, ApprovalRule, Disbursement
from liushui.disbursing.states import ApprovalRuleState, DisbursementState
from liushui.parties.access import Right
from liushui.parties.actors import Actor

# Without a rule of its own, an organisation keeps the one second person that everyone has.
ONE_STEP: Sequence[str] = (Right.MONEY_APPROVE,)
# What one payer drafts for one receiver in this time counts as one payment, under however many
# agreements: splitting lowers nothing.
TOGETHER = timedelta(days=30)


def steps_for(agreement: Agreement, amount_minor: int, at: datetime) -> Sequence[str]:
    """The rights that must agree one after the other, by the strictest rule that meets it.

    The amount is the payment's with what else the payer drafted for the receiver in thirty days,
    under any agreement; the region is where the receiver sits. Of two rules with as many steps the
    higher amount wins, then the smaller region. Until the transaction ends nobody else asks this
    of the two, so that two drafts at once count each other.
    """
    _hold(agreement)
    amount = amount_minor + _drafted_since(agreement, at - TOGETHER)
    place = agreement.to_org.place_id or ""
    held = ApprovalRule.objects.filter(
        organisation_id=agreement.from_org_id,
        state=ApprovalRuleState.HOLDS,
        from_minor__lte=amount,
    )
    met = [rule for rule in held if str(place).startswith(rule.region)]
    strictest = max(
        met, key=lambda one: (len(one.steps), one.from_minor, len(one.region)), default=None
    )
    return tuple(strictest.steps) if strictest else ONE_STEP


def rules_known_to(actor: Actor) -> Sequence[ApprovalRule]:
    """The rules of the organisations whose payments the actor approves: what holds and waits."""
    own = actor.organisations_with(Right.MONEY_APPROVE)
    shown = (ApprovalRuleState.HOLDS, ApprovalRuleState.PROPOSED)
    rules = ApprovalRule.objects.filter(organisation_id__in=own, state__in=shown)
    return list(rules.select_related("organisation").order_by("organisation", "region", "pk"))


def rule_for_update(pk: int) -> ApprovalRule | None:
    """A rule by its number, locked; the caller judges who may know of it."""
    return ApprovalRule.objects.select_for_update(no_key=True).filter(pk=pk).first()


def rule_in_place_of(rule: ApprovalRule) -> ApprovalRule | None:
    """The rule that holds for the same amount and region now."""
    held = ApprovalRule.objects.select_for_update(no_key=True).filter(
        organisation_id=rule.organisation_id,
        region=rule.region,
        from_minor=rule.from_minor,
        state=ApprovalRuleState.HOLDS,
    )
    return held.first()


def _hold(agreement: Agreement) -> None:
    pair = f"payments:{agreement.from_org_id}:{agreement.to_org_id}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [pair])


def _drafted_since(agreement: Agreement, since: datetime) -> int:
    live = Disbursement.objects.filter(
        payer_id=agreement.from_org_id,
        agreement__to_org_id=agreement.to_org_id,
        drafted_at__gt=since,
    )
    counted = live.exclude(state=DisbursementState.CANCELLED)
    return int(counted.aggregate(total=Sum("amount_minor"))["total"] or 0)
