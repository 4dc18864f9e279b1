"""Rules for acts: their rates by day, what counted, and what is left of the sponsor's budget."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet, Sum

from liushui.items import policies
from liushui.items.models import Act, ActDay, ActRate, ActRule, Partner
from liushui.items.states import RuleState
from liushui.kernel.errors import NotFound
from liushui.ledger.queries import Balance, balances

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

LISTED = 200
DAYS_SHOWN = 31


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """A rule and its budget: paid in, turned into gifts, and left, all as the ledger says."""

    rule: ActRule
    rate: ActRate | None
    budget: Balance

    @property
    def paid_in(self) -> int:
        return self.budget.tip

    @property
    def turned(self) -> int:
        return self.budget.taken

    @property
    def left(self) -> int:
        return self.budget.free


@dataclass(frozen=True, slots=True)
class ActsOfDay:
    """What counted on one day: units, people, and fen."""

    day: date
    units: int
    people: int
    minor: int


def rule_by_code(code: str) -> ActRule:
    """A rule that the public may see. Raises ``NotFound`` for drafts too."""
    return _found(_whole().exclude(state=RuleState.DRAFT).filter(code=code))


def codes_of_project(project_id: int) -> Sequence[str]:
    """The short names of all rules whose budgets stand beside a project: one query."""
    rules = ActRule.objects.filter(project=project_id).order_by("pk")
    return list(rules.values_list("code", flat=True))


def rule_for(actor: "Actor", code: str) -> ActRule:
    """The rule for who reads it in the console. Raises ``NotFound``."""
    rule = _found(_whole().filter(code=code))
    if not policies.can_read(actor, rule.project.organisation_id):
        raise NotFound
    return rule


def rule_for_update(actor: "Actor", code: str) -> ActRule:
    """The same, locked until the transaction ends."""
    rule_for(actor, code)
    return _found(_whole().select_for_update(of=("self",), no_key=True).filter(code=code))


def rules_in_console(actor: "Actor") -> Sequence[RuleStanding]:
    """Those of the organisations that the actor reads, newest first."""
    own = _whole().filter(project__organisation__in=policies.bodies_to_read(actor))
    return _standings(own.order_by("-pk")[:LISTED])


def open_rules(day: date) -> Sequence[RuleStanding]:
    """Those that count acts now, newest first."""
    now = _whole().filter(state=RuleState.OPEN, starts_on__lte=day, ends_on__gte=day)
    return _standings(now.order_by("-pk")[:LISTED], day)


def standing_of_rule(rule: ActRule, day: date | None = None) -> RuleStanding:
    """One rule with the rate of a day and its budget."""
    return _standings([rule], day)[0]


def rate_on(rule: ActRule, day: date) -> ActRate | None:
    """The agreed rate that holds on a day."""
    agreed = rule.rates.exclude(agreed_by="").filter(from_day__lte=day)
    return agreed.order_by("-from_day").first()


def rates_of(rule: ActRule) -> Sequence[ActRate]:
    """All rates, agreed and proposed, the newest day first."""
    return list(rule.rates.order_by("-from_day", "-pk")[:LISTED])


def rates_to_agree(actor: "Actor", day: date) -> Sequence[ActRate]:
    """Proposals of others that the actor may agree to, while it is time for it: one query."""
    waiting = ActRate.objects.select_related("rule").filter(
        Q(from_day__gt=day) | Q(from_day=day, rule__state=RuleState.DRAFT),
        agreed_by="",
        rule__project__organisation__in=policies.bodies_to_agree_for(actor),
    )
    return list(waiting.exclude(proposed_by=actor.name).order_by("pk")[:LISTED])


def partners_to_agree(actor: "Actor") -> Sequence[Partner]:
    """Partners that others named and the actor may agree to: one query."""
    waiting = Partner.objects.select_related("rule").filter(
        agreed_by="",
        ended_at=None,
        rule__project__organisation__in=policies.bodies_to_agree_for(actor),
    )
    waiting = waiting.exclude(rule__state=RuleState.ENDED).exclude(made_by=actor.name)
    return list(waiting.order_by("pk")[:LISTED])


def partners_of(rule: ActRule) -> Sequence[Partner]:
    """Who tells acts of the rule, also those whose key has ended."""
    return list(rule.partners.order_by("pk")[:LISTED])


def partner_by_key(secret: str) -> Partner | None:
    """The partner who shows this key, if it is valid: agreed on by two and not ended."""
    digest = sha256(secret.encode()).digest()
    return (
        Partner.objects.select_related("rule__project__organisation", "rule__fund")
        .filter(key=digest, ended_at=None)
        .exclude(agreed_by="")
        .first()
    )


def partner_now(partner: Partner) -> Partner | None:
    """The same as it and its rule stand now; none where its key is no longer valid."""
    valid = Partner.objects.filter(pk=partner.pk, ended_at=None).exclude(agreed_by="")
    return valid.select_related("rule__project__organisation").first()


def days_of(rule: ActRule) -> Sequence[ActsOfDay]:
    """What counted on each of the last days, the newest first."""
    rows = (
        ActDay.objects.filter(rule=rule)
        .values("day")
        .annotate(units=Sum("counted"), people=Count("pk"), fen=Sum("minor"))
        .order_by("-day")[:DAYS_SHOWN]
    )
    return [ActsOfDay(row["day"], row["units"], row["people"], row["fen"]) for row in rows]


def acts_told(partner: Partner, keys: Sequence[str]) -> Mapping[str, Act]:
    """Those of these acts that the partner told before."""
    return {act.key: act for act in Act.objects.filter(partner=partner, key__in=keys)}


def days_counted(rule: ActRule, days: Iterable[date], whose: Iterable[bytes]) -> Sequence[ActDay]:
    """What counted so far of these people's acts on these days."""
    return list(ActDay.objects.filter(rule=rule, day__in=set(days), who__in=list(whose)))


def faults_of_acts() -> Sequence[tuple[str, str]]:
    """Each rule whose days, acts and budget disagree, with what is wrong; none is well."""
    found = []
    for one in _standings(_whole()):
        days = ActDay.objects.filter(rule=one.rule).aggregate(c=Sum("counted"), m=Sum("minor"))
        acts = Act.objects.filter(partner__rule=one.rule).aggregate(
            c=Sum("counted"), m=Sum("minor")
        )
        if days != acts:
            found.append((one.rule.code, "the days are not what the acts say"))
        if (acts["m"] or 0) > one.turned:
            found.append((one.rule.code, "more was promised than the budget gave"))
    return found


def _whole() -> "QuerySet[ActRule]":
    return ActRule.objects.select_related("project__organisation", "fund")


def _found(rules: "QuerySet[ActRule]") -> ActRule:
    rule = rules.first()
    if rule is None:
        raise NotFound
    return rule


def _standings(
    rules: "Sequence[ActRule] | QuerySet[ActRule]", day: date | None = None
) -> list[RuleStanding]:
    found = list(rules)
    budgets = balances(rule.fund_id for rule in found)
    agreed = ActRate.objects.filter(rule__in=found).exclude(agreed_by="")
    if day is not None:
        agreed = agreed.filter(from_day__lte=day)
    rates = {rate.rule_id: rate for rate in agreed.order_by("rule", "from_day")}
    return [RuleStanding(rule, rates.get(rule.pk), budgets[rule.fund_id]) for rule in found]
