"""A charity's own rule for a class of refunds, from a day on: set by two people, never changed."""

from datetime import date, datetime

from django.db import transaction

from liushui.giving import refund_policies as policies
from liushui.giving.models import RefundRule
from liushui.giving.refund_states import RefundClass
from liushui.giving.services.refund_refusals import RefundOver, RefundRuleByLaw, SameTwoPeople
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another


@transaction.atomic
def propose_rule(
    actor: Actor, organisation_id: int, rule: policies.Rule, *, at: datetime
) -> RefundRule:
    """Propose what holds from ``rule.since`` on, today at the earliest.

    Raises ``RefundRuleByLaw`` where the law leaves no choice, ``NotAllowed``.
    """
    if not policies.can_agree(actor, organisation_id):
        raise NotAllowed
    kind = RefundClass(rule.kind)
    is_closed = policies.PUBLISHED[kind].is_offered and not rule.is_offered
    if kind in policies.BY_LAW and (rule.window_days is not None or is_closed):
        raise RefundRuleByLaw
    one = RefundRule.objects.create(
        organisation_id=organisation_id,
        kind=kind,
        window_days=rule.window_days,
        is_offered=rule.is_offered,
        since=max(rule.since, day_of(at)),
        proposed_by=actor.name,
        proposed_at=at,
    )
    record(actor, "refund_rule.proposed", one, at=at, kind=one.kind)
    return one


@transaction.atomic
def agree_rule(actor: Actor, number: int, *, at: datetime) -> RefundRule:
    """The second person agrees: it holds from its day, today at the earliest."""
    one = RefundRule.objects.select_for_update(no_key=True).filter(pk=number).first()
    if one is None:
        raise NotFound
    if not policies.can_agree(actor, one.organisation_id):
        raise NotFound
    if one.agreed_by == actor.name:
        return one
    require_another(actor, one.proposed_by, SameTwoPeople)
    if one.agreed_at is not None or _is_past(one.since, at):
        raise RefundOver
    one.agreed_by, one.agreed_at = actor.name, at
    one.save(update_fields=["agreed_by", "agreed_at"])
    record(actor, "refund_rule.agreed", one, at=at, kind=one.kind)
    return one


def _is_past(since: date, at: datetime) -> bool:
    """A rule does not reach back: what was proposed for a day that is over is proposed anew."""
    return since < day_of(at)
