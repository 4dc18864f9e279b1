"""What a self-check looks at, gathered as of a day; and the checks that were kept."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from liushui.appeals.queries.watching import appeals_to_watch
from liushui.base.guards import tables_without
from liushui.compliance.checks import Found, Look
from liushui.compliance.checks.look import CampaignPage, answers_count_from
from liushui.compliance.models import (
    Confirmation,
    Duty,
    Finding,
    Happening,
    SelfCheck,
    YearFigures,
)
from liushui.compliance.rulebook import Rule, rule_known, rule_read
from liushui.compliance.states import Result
from liushui.kernel.days import end_of
from liushui.kernel.errors import NotFound
from liushui.onboarding.queries.boards import boards_with_faults
from liushui.parties.queries import contact_lines_of, organisations_by_id, organisations_to_watch
from liushui.parties.queries.counting import count_of_all_people
from liushui.projects.queries.publications import PlanSeen, plans_seen
from liushui.projects.queries.watching import campaigns_to_watch

MOST_SHOWN = 120
# What ask to be kept: gifts, movements, papers and the copies of certificates.
KEPT_FOR_GOOD = (
    "giving_payment", "giving_paymentnotice", "ledger_movement", "documents_document",
    "base_storedfile",
)  # fmt: skip


def look_on(day: date) -> Look:
    """Everything as of the end of a day, as far as the tables keep days."""
    bodies = organisations_to_watch()
    known = {one.pk: one for one in organisations_by_id([body.id for body in bodies])}
    campaigns = list(campaigns_to_watch())
    plans = plans_seen(day)
    reached = {
        key: bool(known[key].contact_phone) or bool(contact_lines_of(known[key]))
        for key in {one.organisation_id for one in campaigns}
    }
    pages = {
        one.number: _page(plans.get(one.number, PlanSeen()), reached[one.organisation_id])
        for one in campaigns
    }
    return Look(
        day=day,
        bodies=bodies,
        places={key: body.place_id or "" for key, body in known.items()},
        campaigns=campaigns,
        pages=pages,
        duties=_duties(day),
        answers=_answers(day),
        figures=_figures(day.year - 1, end_of(day)),
        people=count_of_all_people(),
        boards=boards_with_faults([body.id for body in bodies]),
        unguarded=tables_without(KEPT_FOR_GOOD),
        appeals=list(appeals_to_watch()),
        designated_on=_designated_on(day),
    )


def _page(plan: PlanSeen, has_contact: bool) -> CampaignPage:  # noqa: FBT001
    return CampaignPage(plan.number, has_contact, plan.lacking, plan.partners, plan.unagreed)


def _designated_on(day: date) -> date | None:
    """The first day that was said on which the ministry designated the site (R-63, R-66)."""
    said = Happening.objects.filter(kind="appeals_designated", on__lte=day)
    return said.order_by("on").values_list("on", flat=True).first()


def _duties(day: date) -> Mapping[tuple[str, int | None], Sequence[Duty]]:
    found: dict[tuple[str, int | None], list[Duty]] = defaultdict(list)
    for duty in Duty.objects.filter(opened_on__lte=day).order_by("pk"):
        found[duty.rule, duty.organisation_id].append(duty)
    return found


def _answers(day: date) -> Mapping[tuple[str, int | None], Confirmation]:
    given = Confirmation.objects.filter(
        at__gte=end_of(answers_count_from(day)), at__lt=end_of(day)
    ).order_by("pk")
    return {(one.rule, one.organisation_id): one for one in given}


def _figures(year: int, before: datetime) -> Mapping[int, YearFigures]:
    given = YearFigures.objects.filter(year=year, at__lt=before).order_by("pk")
    return {one.organisation_id: one for one in given}


class FindingSeen(Protocol):
    """A finding as it was kept, or as it is about to be."""

    @property
    def result(self) -> str: ...
    @property
    def looked_at(self) -> int: ...
    @property
    def wrong(self) -> int: ...
    @property
    def why(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RuleFound:
    """One rule of a self-check: how many bodies came to what, and which did not keep it."""

    rule: Rule
    counts: Mapping[str, int]
    failing: Sequence[tuple[int, FindingSeen]]
    of_site: FindingSeen | None

    @property
    def result(self) -> Result:
        """The worst that was found: a failure anywhere, then what nobody confirmed."""
        for result in (Result.FAIL, Result.UNCONFIRMED, Result.PASS):
            if self.counts.get(result):
                return result
        return Result.NONE


def self_checks() -> Sequence[SelfCheck]:
    """The newest first."""
    return list(SelfCheck.objects.order_by("-month")[:MOST_SHOWN])


def self_check_of(month: date) -> SelfCheck:
    """Raises ``NotFound``."""
    found = SelfCheck.objects.filter(month=month).select_related("paper_zh", "paper_en").first()
    if found is None:
        raise NotFound
    return found


def rules_found(
    check: SelfCheck, organisation_ids: Collection[int] | None = None
) -> Sequence[RuleFound]:
    """By rule, in the order of the catalogue; of some bodies their findings alone: one query."""
    rows = Finding.objects.filter(check_of=check)
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    by_rule: dict[Rule, list[tuple[int | None, FindingSeen]]] = {}
    for one in rows.order_by("pk"):
        known = rule_known(one.rule, one.rule_from, one.region)
        rule = known or rule_read(one.rule, one.rule_from)
        by_rule.setdefault(rule, []).append((one.organisation_id, one))
    return [_rule_found(rule, found) for rule, found in by_rule.items()]


def rule_findings(found: Iterable[Found]) -> Sequence[RuleFound]:
    """The same of a check that is being made."""
    by_rule: dict[Rule, list[tuple[int | None, FindingSeen]]] = {}
    for one in found:
        by_rule.setdefault(one.rule, []).append((one.organisation_id, one.verdict))
    return [_rule_found(rule, seen) for rule, seen in by_rule.items()]


def _rule_found(rule: Rule, found: Sequence[tuple[int | None, FindingSeen]]) -> RuleFound:
    counts = Counter(str(one.result) for _, one in found)
    failing = [(body, one) for body, one in found if one.result == Result.FAIL and body is not None]
    site = next((one for body, one in found if body is None), None)
    return RuleFound(rule, counts, failing, site)
