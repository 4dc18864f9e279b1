"""How good the records of campaigns are: consistent, fresh, and taken from their source (F12)."""

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_lazy as _

from liushui.desk.measures import MOST, Measured, RecordSet
from liushui.kernel.clock import day_of
from liushui.kernel.days import add_months
from liushui.projects.models import FundraisingPlan
from liushui.projects.policies import campaigns
from liushui.projects.queries.publications import plans_seen, publications_of_projects
from liushui.projects.states import UNSEEN_STATES, PlanState

REPORT_MONTHS = 3  # 慈善法 art 79


def _campaigns(own: Collection[int], first: date, last: date) -> Measured:
    """Campaigns that ran in the time. From their source: agreed here by two before the filing."""
    ran = campaigns().filter(
        organisation_id__in=own, starts_on__lte=last, ends_on__gte=first
    ).exclude(state__in=UNSEEN_STATES)  # fmt: skip
    found = list(ran.order_by("-pk")[:MOST])
    plans = plans_seen(last)
    told = publications_of_projects([one.number for one in found])
    newest = {one.number: max((r.on for r in told.get(one.number, ())), default=None)
              for one in found}  # fmt: skip
    return Measured(
        count=len(found),
        consistent=sum(plans[one.number].lacking == 0 for one in found if one.number in plans),
        fresh=sum(
            min(last, one.ends_on) <= add_months(newest[one.number] or one.starts_on, REPORT_MONTHS)
            for one in found
        ),
        from_source=len(_agreed_here([one.pk for one in found])),
    )


def _agreed_here(projects: Collection[int]) -> set[int]:
    """Those whose first plan two people agreed to here, not after the authority had it."""
    filed = FundraisingPlan.objects.filter(project__in=projects, version=1, state=PlanState.FILED)
    return {
        plan.project_id
        for plan in filed
        if plan.decided_at is not None
        and plan.filed_on is not None
        and plan.submitted_by != plan.decided_by
        and day_of(plan.decided_at) <= plan.filed_on
    }


CAMPAIGNS = RecordSet(
    _("Campaigns"),
    (
        _("the plan is whole and shows the account in force"),
        _("told of within three months"),
        _("agreed to here by two people before it was filed"),
    ),
    _campaigns,
    rank=20,
)
