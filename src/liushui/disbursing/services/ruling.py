"""An organisation's own steps of approval, set by two people and never by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liushui.base.states import move_state
from liushui.disbursing import policies, queries
from liushui.disbursing.models import ApprovalRule
from liushui.disbursing.states import RULE_MOVES, ApprovalRuleState
from liushui.kernel.errors import DomainError, NotFound, gettext_noop
from liushui.kernel.money import MAX_UNITS
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.parties.services import record
from liushui.parties.services.two_people import require_another, require_other_hands

# Who may be asked for a step: approval itself, the bank's side, the books, the programme.
STEP_RIGHTS: Sequence[Right] = (
    Right.MONEY_APPROVE, Right.MONEY_PAY, Right.BOOKS_SEAL, Right.PROJECT_EDIT,
)  # fmt: skip
MOST_STEPS = 5


class RuleWrong(DomainError):
    """A rule has an amount, at most five steps, and among them the right to approve."""

    code = "approval_rule_wrong"
    message = gettext_noop("This rule cannot be kept.")
    remedy = gettext_noop(
        "Name an amount from zero up and one to five steps; one of them is to approve payments."
    )


class RuleByYou(DomainError):
    """Whoever proposed a rule cannot also agree to it."""

    code = "approval_rule_by_you"
    status = 403
    message = gettext_noop("You proposed this rule, so another person must agree to it.")
    remedy = gettext_noop("Ask a colleague who may approve payments.")


class RuleOver(DomainError):
    """It was decided, or the same is already proposed."""

    code = "approval_rule_over"
    status = 409
    message = gettext_noop("This rule is decided, or another for the same amount is proposed.")
    remedy = gettext_noop("Reload the page to see which rules hold and which wait.")


@dataclass(frozen=True, slots=True)
class RuleAsked:
    """From which amount, over which region ("" for any), which rights one after the other."""

    from_minor: int
    steps: Sequence[str]
    region: str = ""


@transaction.atomic
def propose_approval_rule(
    actor: Actor, organisation_id: int, asked: RuleAsked, *, at: datetime
) -> ApprovalRule:
    """Propose a rule; the same proposal again is the same. It holds once another agrees."""
    policies.require_sign(actor, organisation_id)
    _require_sense(asked)
    found = ApprovalRule.objects.filter(
        organisation_id=organisation_id,
        region=asked.region,
        from_minor=asked.from_minor,
        state=ApprovalRuleState.PROPOSED,
    ).first()
    if found is not None:
        if list(found.steps) != list(asked.steps):
            raise RuleOver
        return found
    rule = ApprovalRule.objects.create(
        organisation_id=organisation_id,
        region=asked.region,
        from_minor=asked.from_minor,
        steps=list(asked.steps),
        proposed_by=actor.name,
        proposed_at=at,
    )
    record(actor, "approval_rule.proposed", rule, at=at)
    return rule


@transaction.atomic
def decide_approval_rule(actor: Actor, number: int, *, agrees: bool, at: datetime) -> ApprovalRule:
    """The second person's word: it holds, in place of the one for the same amount and region.

    Whoever proposed it may take it back, never agree to it: ``RuleByYou``.
    """
    rule = queries.rule_for_update(number)
    if rule is None or not policies.can_sign(actor, rule.organisation_id):
        raise NotFound
    to = ApprovalRuleState.HOLDS if agrees else ApprovalRuleState.DECLINED
    if agrees:
        require_another(actor, rule.proposed_by, RuleByYou)
        require_other_hands(
            actor, rule.proposed_by, organisation_id=rule.organisation_id,
            rights=(Right.MONEY_APPROVE,), at=at,
        )  # fmt: skip
    if rule.state == to:
        return rule
    if rule.state != ApprovalRuleState.PROPOSED:
        raise RuleOver
    if agrees:
        before = queries.rule_in_place_of(rule)
        if before is not None:
            move_state(
                before, to=ApprovalRuleState.REPLACED, moves=RULE_MOVES, by=actor.name, at=at
            )
        ApprovalRule.objects.filter(pk=rule.pk).update(agreed_by=actor.name, agreed_at=at)
    move_state(rule, to=to, moves=RULE_MOVES, by=actor.name, at=at)
    verb = "approval_rule.agreed" if agrees else "approval_rule.declined"
    record(actor, verb, rule, at=at)
    return rule


def _require_sense(asked: RuleAsked) -> None:
    is_known = all(step in STEP_RIGHTS for step in asked.steps)
    has_approval = Right.MONEY_APPROVE in asked.steps
    is_bounded = 0 <= asked.from_minor <= MAX_UNITS and len(asked.steps) <= MOST_STEPS
    is_place = asked.region == "" or (asked.region.isascii() and asked.region.isdigit())
    if not (is_known and has_approval and is_bounded and is_place and len(asked.region) <= 12):  # noqa: PLR2004 - the column's width
        raise RuleWrong
