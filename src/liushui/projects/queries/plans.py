"""What is asked about fundraising plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from liushui.kernel.clock import day_of
from liushui.parties.actors import Actor
from liushui.parties.queries import masked_names, person_by_id, person_name
from liushui.parties.queries.posts import actors_serving
from liushui.projects.models import FundraisingPlan, Project
from liushui.projects.states import UNFILED, Basis, PlanState
from liushui.projects.telling import Consents, givers

_READER = Actor.system("plan")


def unfiled_plan_of(project: Project) -> FundraisingPlan | None:
    """The plan, or the change of one, that is on its way; a project has at most one (R-12)."""
    return FundraisingPlan.objects.filter(project=project, state__in=UNFILED).first()


def filed_plan_of(project: Project) -> FundraisingPlan | None:
    """The plan in force: the newest that was filed."""
    filed = FundraisingPlan.objects.filter(project=project, state=PlanState.FILED)
    return filed.order_by("-version").first()


def plan_given_for(project: Project) -> FundraisingPlan | None:
    """The plan by which givers last knew the purpose: the first, or the newest with a basis.

    Several small changes are held against it, so that together they are no silent large one.
    """
    filed = FundraisingPlan.objects.filter(project=project, state=PlanState.FILED)
    return filed.filter(Q(version=1) | ~Q(basis=Basis.NONE)).order_by("-version").first()


def plans_of(project: Project) -> Sequence[FundraisingPlan]:
    """Every version that was not given up, newest first."""
    kept = FundraisingPlan.objects.filter(project=project).exclude(state=PlanState.DROPPED)
    return list(kept.order_by("-version"))


def agreed_after_filing(plan: FundraisingPlan) -> date | None:
    """The day two people agreed to a plan here, where it had been filed before that (R-06)."""
    if plan.filed_on is None or plan.decided_at is None or plan.decided_by.startswith("system:"):
        return None
    agreed_on = day_of(plan.decided_at)
    return agreed_on if plan.filed_on < agreed_on else None


def numbers_elsewhere(plan_number: str, project_id: int) -> Sequence[str]:
    """The other projects that stand under this filing number (R-11)."""
    same = Project.objects.filter(plan_number=plan_number).exclude(pk=project_id)
    return list(same.order_by("number").values_list("number", flat=True)) if plan_number else ()


def first_filings() -> Mapping[int, FundraisingPlan]:
    """The first version of each project's plan, by project id, filed or not: one query."""
    first = FundraisingPlan.objects.exclude(state=PlanState.DROPPED)
    newest_last = first.order_by("-version")
    return {plan.project_id: plan for plan in newest_last}


@dataclass(frozen=True, slots=True)
class ProposedPlan:
    """A version of a plan as those who ask givers about it need it.

    ``asked_at`` is when it was agreed to last: sent back and agreed to anew it is asked anew.
    """

    pk: int
    project_id: int
    organisation_id: int
    asked_at: datetime
    is_agreed: bool
    plan: FundraisingPlan


def proposed(plan: FundraisingPlan) -> ProposedPlan:
    """``is_agreed``: the change rests on consent, was agreed to and is not filed yet."""
    waits = plan.state == PlanState.AGREED and plan.basis == Basis.CONSENT
    return ProposedPlan(
        pk=plan.pk,
        project_id=plan.project_id,
        organisation_id=plan.project.organisation_id,
        asked_at=plan.decided_at or plan.written_at,
        is_agreed=waits,
        plan=plan,
    )


def plan_by_id(key: int) -> ProposedPlan | None:
    """One version of any project's plan that rests on consent: one query."""
    plans = FundraisingPlan.objects.select_related("project__organisation")
    plan = plans.filter(pk=key, basis=Basis.CONSENT).first()
    return None if plan is None else proposed(plan)


def consents_of(plan: FundraisingPlan) -> Consents | None:
    """What givers answered to a change that waits for their consent; None where none is asked."""
    return givers().consents(plan) if proposed(plan).is_agreed else None


def projects_with_partners() -> frozenset[int]:
    """The projects of which a filed plan names partners (R-16), by id: one query."""
    filed = FundraisingPlan.objects.filter(state=PlanState.FILED).exclude(partner_kind="")
    return frozenset(filed.values_list("project_id", flat=True))


def people_now_in_charge() -> Mapping[int, int | None]:
    """Who is in charge by project id: as the newest filed plan says, else the first written."""
    plans = FundraisingPlan.objects.exclude(state=PlanState.DROPPED).order_by("version")
    named: dict[int, int | None] = {}
    for project_id, state, person_id in plans.values_list("project_id", "state", "in_charge_id"):
        if state == PlanState.FILED or project_id not in named:
            named[project_id] = person_id
    return named


def people_in_charge(organisation_id: int, on: date) -> Sequence[tuple[int, str]]:
    """Who serves the organisation today, masked: of these a plan names one as in charge."""
    ids = [a.person_id for a in actors_serving([organisation_id], on) if a.person_id is not None]
    people = [person_by_id(person_id) for person_id in sorted(set(ids))]
    names = masked_names(people)
    return [(person.pk, names[person.pk]) for person in people]


def in_charge_name(plan: FundraisingPlan) -> str:
    """The name of the person in charge in full: the law asks that a plan show it (art 24, 25).

    Masked where the person was erased or asked that their data not be used.
    """
    person = plan.in_charge
    if person is None:
        return ""
    if person.erased_at is not None or person.restricted_at is not None:
        return masked_names([person])[person.pk]
    return person_name(_READER, person)


def plans_in_charge_of(person_id: int) -> Sequence[FundraisingPlan]:
    """The plans that name this person as in charge: they stay, without the name."""
    named = FundraisingPlan.objects.select_related("project").filter(in_charge_id=person_id)
    return list(named.order_by("pk"))
