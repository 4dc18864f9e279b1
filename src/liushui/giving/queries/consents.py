"""What is asked about givers' consent to a change of purpose."""

from collections.abc import Mapping, Sequence

from django.db.models import Count, F, Func, IntegerField, Q, QuerySet, Sum

from liushui.giving.models import ConsentAsked, ConsentPaper, GiftOrder
from liushui.giving.queries.refunds import at_home_of
from liushui.giving.states import ConsentAnswer, GiftState
from liushui.kernel.errors import NotAllowed, NotFound
from liushui.parties.access import Right
from liushui.parties.actors import Actor
from liushui.projects.queries import Consents
from liushui.projects.queries.plans import ProposedPlan, plan_by_id
from liushui.projects.states import PlanState

MOST_PAPERS = 100
_AT_ONCE = 200


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
    """The answers to the change as it was agreed to last: four queries."""
    asked = ConsentAsked.objects.filter(plan_id=plan.pk, asked_at=plan.asked_at).aggregate(
        asked=Count("pk"),
        agreed=Count("pk", filter=Q(answer=ConsentAnswer.AGREED)),
        refused=Count("pk", filter=Q(answer=ConsentAnswer.REFUSED)),
    )
    read = ConsentPaper.objects.filter(plan_id=plan.pk, asked_at=plan.asked_at, seen__isnull=False)
    named = Func(F("gifts"), function="cardinality", output_field=IntegerField())
    on_paper = read.aggregate(sum=Sum(F("agreed") + F("refused") - named, default=0))["sum"]
    guests = GiftOrder.objects.filter(
        project_id=plan.project_id, state=GiftState.PAID, by_guest=True
    ).count()
    unasked = givers_unasked(plan)
    return Consents(**asked, unasked=unasked, guests=guests, on_paper=on_paper)


def givers_unasked(plan: ProposedPlan) -> int:
    """How many givers with an account were not asked: they gave since. One query."""
    asked = ConsentAsked.objects.filter(plan_id=plan.pk, asked_at=plan.asked_at)
    late = gifts_with_account(plan.project_id).exclude(donor__in=asked.values("person"))
    return late.values("donor").distinct().count()


def givers_of(project_id: int, references: Sequence[str]) -> Mapping[str, int]:
    """Who gave these gifts to the project with an account, by the gifts' references."""
    gifts = gifts_with_account(project_id).filter(reference__in=references)
    return dict(gifts.values_list("reference", "donor_id"))


def refusal_of(order: GiftOrder) -> str:
    """Where the change of purpose stands to which its giver said no; "" where there is none.

    ``agreed``: it waits to be filed; ``filed``: it is in force, and the gift may be a later one.
    """
    if order.by_guest or order.donor_id is None:
        return ""
    said = ConsentAsked.objects.filter(person_id=order.donor_id, answer=ConsentAnswer.REFUSED)
    of_project = said.filter(plan__project=order.project_id, asked_at=F("plan__decided_at"))
    states = set(of_project.values_list("plan__state", flat=True))
    return next((one for one in (PlanState.AGREED, PlanState.FILED) if one in states), "")


def refused_gifts_at_home(plan: ProposedPlan) -> int:
    """How many gifts of those who said no still lie where they were given."""
    refused = ConsentAsked.objects.filter(
        plan_id=plan.pk, asked_at=plan.asked_at, answer=ConsentAnswer.REFUSED
    )
    gifts = gifts_with_account(plan.project_id).filter(donor__in=refused.values("person"))
    return sum(at_home_of(one) > 0 for one in gifts.order_by("pk").iterator(_AT_ONCE))


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
    kept = ConsentPaper.objects.filter(plan_id=plan.pk).select_related("file", "seen")
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
    """What this giver gave to the project last, newest first, as a page shows it."""
    return list(gifts_with_account(project_id).filter(donor_id=person_id).order_by("-pk")[:200])


def own_gifts_after(person_id: int, project_id: int, after: int) -> Sequence[GiftOrder]:
    """The next of them by number, so that all are gone through."""
    found = gifts_with_account(project_id).filter(donor_id=person_id, pk__gt=after)
    return list(found.order_by("pk")[:_AT_ONCE])
