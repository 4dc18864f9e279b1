"""When each project published, and what the clocks hold against it: plain facts in few queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from liushui.kernel.clock import day_of
from liushui.kernel.days import end_of
from liushui.onboarding.queries import tails_in_force
from liushui.parties.queries.partners import first_day_without
from liushui.projects.models import FundraisingPlan, ProgressReport, Project, Suspension
from liushui.projects.plan_rules import NINE_ITEMS, missing_in, partners_named
from liushui.projects.policies import campaigns
from liushui.projects.states import UNSEEN_STATES, PlanState, Side


@dataclass(frozen=True, slots=True)
class Publication:
    """One report of a project. A correction is none (R-32)."""

    on: date
    kind: str


def publications_of_projects(
    numbers: Collection[str] | None = None,
) -> Mapping[str, Sequence[Publication]]:
    """By the number of the project, oldest first: one query."""
    reports = ProgressReport.objects.filter(corrects=None)
    if numbers is not None:
        reports = reports.filter(project__number__in=numbers)
    found: dict[str, list[Publication]] = {}
    rows = reports.order_by("published_at", "pk").values_list(
        "project__number", "published_at", "kind"
    )
    for number, at, kind in rows:
        found.setdefault(number, []).append(Publication(day_of(at), kind))
    return found


def suspended_by_clocks() -> frozenset[tuple[str, str]]:
    """The reasons that clocks hold against projects now: (number, rule)."""
    standing = Suspension.objects.filter(side=Side.CLOCK, lifted_at=None)
    return frozenset(standing.values_list("project__number", "rule"))


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """What the plan that a public project asks under says, counted (R-05, R-11, R-16).

    ``number`` is the filing's, "" while there is none; ``lacking`` counts items of art 24 that are
    not there (an account that is in force no longer is none), ``partners`` the partners named,
    ``unagreed`` those of them without an agreement.
    """

    number: str = ""
    lacking: int = 0
    partners: int = 0
    unagreed: int = 0


def plans_seen(on: date) -> Mapping[str, PlanSeen]:
    """By the number of the project, for each public one; agreements as of the day."""
    seen = list(campaigns().exclude(state__in=UNSEEN_STATES))
    asked_under = FundraisingPlan.objects.filter(
        Q(state=PlanState.FILED) | Q(state=PlanState.AGREED, version=1),
        project__in=[project.pk for project in seen],
    )
    asked_under = asked_under.select_related("project")
    plans = {plan.project_id: plan for plan in asked_under.order_by("version")}
    tails = tails_in_force({one.organisation_id for one in seen}, end_of(on))
    return {one.number: _seen(one, plans.get(one.pk), tails, on) for one in seen}


def projects_with_old_account(organisation_ids: Collection[int], at: datetime) -> Sequence[Project]:
    """Public projects whose filed plan shows another account than the one in force (R-05)."""
    theirs = campaigns().filter(organisation_id__in=organisation_ids)
    filed = FundraisingPlan.objects.filter(
        state=PlanState.FILED, project__in=theirs.exclude(state__in=UNSEEN_STATES)
    ).exclude(project__plans__state__in=_CHANGING)
    tails = tails_in_force(organisation_ids, at)
    newest = {one.project_id: one for one in filed.select_related("project").order_by("version")}
    old = (plan.project for plan in newest.values() if _is_old(plan, tails))
    return sorted(old, key=lambda one: one.number)


# A change on its way takes up the account in force.
_CHANGING = (PlanState.DRAFT, PlanState.REVIEW, PlanState.AGREED)


def _is_old(plan: FundraisingPlan, tails: Mapping[int, str]) -> bool:
    tail = tails.get(plan.project.organisation_id)
    return tail is not None and not plan.bank_account.strip().endswith(tail)


def _seen(
    project: Project, plan: FundraisingPlan | None, tails: Mapping[int, str], on: date
) -> PlanSeen:
    if plan is None:
        return PlanSeen(project.plan_number, len(NINE_ITEMS) + 1)
    named = partners_named(plan)
    unagreed = [name for name in named if first_day_without(project.organisation_id, name, on, on)]
    lacking = len(missing_in(plan)) + (not plan.bank_account.strip() or _is_old(plan, tails))
    return PlanSeen(project.plan_number, lacking, len(named), len(unagreed))


def funds_of_public_projects() -> Mapping[int, tuple[str, int]]:
    """By fund: the number of its project and the organisation that raises: one query."""
    seen = campaigns().exclude(state__in=UNSEEN_STATES).exclude(fund=None)
    rows = seen.values_list("fund_id", "number", "organisation_id")
    return {fund: (number, organisation) for fund, number, organisation in rows if fund}
