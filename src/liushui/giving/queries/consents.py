"""What is asked about givers' consent to a change of purpose."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet, Sum

from liushui.giving.models import ConsentAsked, ConsentPaper, GiftOrder
from liushui.giving.states import ConsentAnswer, GiftState
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.projects.queries import Consents
from liushui.projects.queries.plans import ProposedPlan, plan_by_id

MOST_PAPERS = 100


def gifts_with_account(project_id: int) -> "QuerySet[GiftOrder]":
    """Paid gifts of givers who were signed in: they have an inbox."""
    paid = GiftOrder.objects.filter(project_id=project_id, state=GiftState.PAID)
    return paid.filter(by_guest=False, donor__isnull=False)


def givers_after(project_id: int, after: int, limit: int) -> Sequence[int]:
    """The next givers with an account, by number."""
    found = gifts_with_account(project_id).filter(donor_id__gt=after)
    people = found.order_by("donor_id").values_list("donor_id", flat=True).distinct()[:limit]
    return list(people)


def consents_to(plan: ProposedPlan) -> Consents:
    """The answers to the change as it was agreed to last: three queries."""
    asked = ConsentAsked.objects.filter(plan_id=plan.pk, asked_at=plan.asked_at).aggregate(
        asked=Count("pk"),
        agreed=Count("pk", filter=Q(answer=ConsentAnswer.AGREED)),
        refused=Count("pk", filter=Q(answer=ConsentAnswer.REFUSED)),
    )
    papers = ConsentPaper.objects.filter(plan_id=plan.pk, asked_at=plan.asked_at).aggregate(
        agreed=Sum("agreed", default=0), refused=Sum("refused", default=0)
    )
    guests = GiftOrder.objects.filter(
        project_id=plan.project_id, state=GiftState.PAID, by_guest=True
    ).count()
    return Consents(**asked, guests=guests, on_paper=papers["agreed"] + papers["refused"])


def own_question(actor: Actor, plan_id: int) -> tuple[ProposedPlan, ConsentAsked]:
    """The question that this giver was asked. Raises ``NotFound`` for everybody else."""
    plan = plan_by_id(plan_id)
    if plan is None or actor.person_id is None:
        raise NotFound
    asked = ConsentAsked.objects.filter(
        plan_id=plan_id, person_id=actor.person_id, asked_at=plan.asked_at
    ).first()
    if asked is None:
        raise NotFound
    return plan, asked


def plan_with_consents(actor: Actor, plan_id: int) -> ProposedPlan:
    """The plan whose consents the actor keeps: its charity's writers. Raises ``NotFound``."""
    plan = plan_by_id(plan_id)
    if plan is None:
        raise NotFound
    if not actor.holds(Right.PROJECT_EDIT, plan.organisation_id):
        if actor.serves(plan.organisation_id):
            raise NotAllowed
        raise NotFound
    return plan


def papers_of(plan: ProposedPlan) -> Sequence[ConsentPaper]:
    """What was kept of answers outside this site, newest first."""
    kept = ConsentPaper.objects.filter(plan_id=plan.pk).select_related("file")
    return list(kept.order_by("-pk")[:MOST_PAPERS])


def paper_of(actor: Actor, key: int) -> ConsentPaper:
    """One of them, for those who keep them. Raises ``NotFound``."""
    paper = ConsentPaper.objects.filter(pk=key).select_related("file").first()
    if paper is None:
        raise NotFound
    plan_with_consents(actor, paper.plan_id)
    return paper


def answers_of(person_id: int) -> Sequence[ConsentAsked]:
    """Everything that one giver was asked, newest first, whoever asks: one query."""
    asked = ConsentAsked.objects.filter(person_id=person_id)
    return list(asked.select_related("plan__project").order_by("-pk")[:200])


def own_gifts_of(person_id: int, project_id: int) -> Sequence[GiftOrder]:
    """What this giver gave to the project, newest first."""
    return list(gifts_with_account(project_id).filter(donor_id=person_id).order_by("-pk")[:200])
