"""Rules for acts: a sponsor's budget, rates that two people agree on, and keys of partners."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection, transaction

from liushui.base.states import move_state
from liushui.items import policies
from liushui.items.errors import CodeTaken, NoRate, RateNotNew
from liushui.items.models import ActRate, ActRule, Partner
from liushui.items.queries.acts import rate_on, rates_of, rule_for_update
from liushui.items.states import RULE_MOVES, ActKind, RuleState
from liushui.kernel.clock import day_of
from liushui.kernel.errors import NotFound
from liushui.ledger.services import holder_of_organisation, open_fund
from liushui.ledger.states import Purpose
from liushui.onboarding.services.parts import require_on
from liushui.parties.services import record
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

BUDGET = "acts"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class RulePlan:
    """For which acts who gives, and on which days."""

    code: str
    title: str
    sponsor: str
    kind: ActKind
    starts_on: date
    ends_on: date
    title_en: str = ""
    sponsor_en: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """``units`` acts are ``minor`` fen; at most ``most`` units of a person count in a day."""

    units: int
    minor: int
    most: int


@transaction.atomic
def draft_rule(actor: "Actor", project: str, plan: RulePlan, *, at: datetime) -> ActRule:
    """Prepare a rule with an empty budget in the project's organisation. Raises ``CodeTaken``.

    The budget is a fund of the ledger: what is paid in there and nothing else becomes gifts.
    """
    wanted = project_for(actor, project)
    policies.require_draft(actor, wanted.organisation_id)
    require_on(wanted.organisation_id, "items")
    if ActRule.objects.filter(code=plan.code).exists():
        raise CodeTaken
    number = _next_number()
    holder = holder_of_organisation(wanted.organisation_id)
    rule = ActRule.objects.create(
        pk=number,
        code=plan.code,
        project=wanted,
        sponsor=plan.sponsor,
        sponsor_en=plan.sponsor_en,
        title=plan.title,
        title_en=plan.title_en,
        kind=plan.kind,
        fund=open_fund(holder, purpose=Purpose(BUDGET, number)),
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        drafted_by=actor.name,
        created_at=at,
    )
    record(actor, "acts.drafted", rule, at=at, project=wanted.number, fund=rule.fund_id)
    return rule


@transaction.atomic
def propose_rate(actor: "Actor", code: str, rate: Rate, *, from_day: date, at: datetime) -> ActRate:
    """Propose what acts are worth from a day on. The same proposal again is the same one.

    A rate begins on a day to come; while the rule is a draft it may begin today. Raises
    ``RateNotNew``.
    """
    rule = rule_for_update(actor, code)
    policies.require_draft(actor, rule.project.organisation_id)
    _require_new(rule, from_day, at)
    said = {"units": rate.units, "minor": rate.minor, "most": rate.most}
    known = rule.rates.filter(from_day=from_day, agreed_by="", **said).first()
    if known is not None:
        return known
    fresh = ActRate.objects.create(
        rule=rule, from_day=from_day, proposed_by=actor.name, proposed_at=at, **said
    )
    record(actor, "acts.rate_proposed", rule, at=at, rate=fresh.pk)
    return fresh


@transaction.atomic
def agree_rate(actor: "Actor", code: str, rate_id: int, *, at: datetime) -> ActRate:
    """The second person's word. Again: changes nothing. Raises ``SamePerson``, ``RateNotNew``.

    What counted today counted by the rate that held: once the rule counts, today is too late.
    """
    rule = rule_for_update(actor, code)
    rate = rule.rates.filter(pk=rate_id).first()
    if rate is None:
        raise NotFound
    policies.require_agree(actor, rule.project.organisation_id, rate.proposed_by)
    if rate.agreed_by:
        return rate
    _require_new(rule, rate.from_day, at)
    rate.agreed_by, rate.agreed_at = actor.name, at
    rate.save(update_fields=["agreed_by", "agreed_at"])
    record(actor, "acts.rate_agreed", rule, at=at, rate=rate.pk)
    return rate


@transaction.atomic
def open_rule(actor: "Actor", code: str, *, at: datetime) -> ActRule:
    """Begin to count. Again: changes nothing. Raises ``NoRate`` and ``MoveNotAllowed``."""
    rule = rule_for_update(actor, code)
    policies.require_draft(actor, rule.project.organisation_id)
    if rule.state == RuleState.OPEN:
        return rule
    if all(not rate.agreed_by for rate in rates_of(rule)):
        raise NoRate
    move_state(rule, to=RuleState.OPEN, moves=RULE_MOVES, by=actor.name, at=at)
    record(actor, "acts.opened", rule, at=at)
    return rule


@transaction.atomic
def end_rule(actor: "Actor", code: str, *, at: datetime) -> ActRule:
    """Count nothing more. What is left of the budget stays in its fund for people to decide on."""
    rule = rule_for_update(actor, code)
    policies.require_draft(actor, rule.project.organisation_id)
    if rule.state != RuleState.ENDED:
        move_state(rule, to=RuleState.ENDED, moves=RULE_MOVES, by=actor.name, at=at)
        record(actor, "acts.ended", rule, at=at)
    return rule


@transaction.atomic
def make_partner(actor: "Actor", code: str, name: str, *, at: datetime) -> tuple[Partner, str]:
    """Let a partner tell acts; its key is in the answer and nowhere else, ever again.

    The key is valid once a second person agreed to the partner.
    """
    rule = rule_for_update(actor, code)
    policies.require_draft(actor, rule.project.organisation_id)
    secret = secrets.token_urlsafe(_KEY_BYTES)
    digest = sha256(secret.encode()).digest()
    partner = Partner.objects.create(
        rule=rule, name=name, key=digest, made_by=actor.name, made_at=at
    )
    record(actor, "acts.partner_made", rule, at=at, partner=partner.pk)
    return partner, secret


@transaction.atomic
def agree_partner(actor: "Actor", code: str, partner_id: int, *, at: datetime) -> Partner:
    """The second person's word. Again: changes nothing. Raises ``SamePerson``."""
    rule = rule_for_update(actor, code)
    partner = rule.partners.filter(pk=partner_id, ended_at=None).first()
    if partner is None:
        raise NotFound
    policies.require_agree(actor, rule.project.organisation_id, partner.made_by)
    if not partner.agreed_by:
        partner.agreed_by, partner.agreed_at = actor.name, at
        partner.save(update_fields=["agreed_by", "agreed_at"])
        record(actor, "acts.partner_agreed", rule, at=at, partner=partner.pk)
    return partner


@transaction.atomic
def end_partner(actor: "Actor", code: str, partner_id: int, *, at: datetime) -> None:
    """Its key is no longer valid; what it told stands. A second call changes nothing."""
    rule = rule_for_update(actor, code)
    policies.require_draft(actor, rule.project.organisation_id)
    partner = rule.partners.filter(pk=partner_id).first()
    if partner is None:
        raise NotFound
    if partner.ended_at is None:
        partner.ended_at = at
        partner.save(update_fields=["ended_at"])
        record(actor, "acts.partner_ended", rule, at=at, partner=partner.pk)


def _require_new(rule: ActRule, from_day: date, at: datetime) -> None:
    """A rate begins on a day to come; while the rule is a draft it may begin today."""
    today = day_of(at)
    soonest = today if rule.state == RuleState.DRAFT else today + timedelta(days=1)
    holds = rate_on(rule, from_day)
    if from_day < soonest or (holds is not None and holds.from_day == from_day):
        raise RateNotNew


def _next_number() -> int:
    """The rule's own number, which its fund is named by."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('items_actrule', 'id'))")
        return int(cursor.fetchone()[0])
