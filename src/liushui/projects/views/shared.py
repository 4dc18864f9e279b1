"""What the console's pages of projects share: who asks, which project, and how a refusal looks."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError
from liushui.projects import plan_rules, queries
from liushui.projects.services import require_edit

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project


def actor_of(request: HttpRequest) -> "Actor":
    """Who asks."""
    return request.actor  # type: ignore[attr-defined, no-any-return]


def editable(request: HttpRequest, number: str) -> "Project":
    """The project, if the actor may write it; else 404 or 403."""
    found = queries.project_for(actor_of(request), number)
    require_edit(actor_of(request), found.organisation_id)
    return found


def console_page(
    request: HttpRequest, found: "Project", *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """One project's page in the console, with what was refused on top."""
    plan = queries.unfiled_plan_of(found)
    odd = plan_rules.number_warning(found.plan_number, found.organisation.credit_code)
    words = plan_rules.words_not_promoted(found)
    elsewhere = queries.numbers_elsewhere(found.plan_number, found.pk)
    facts = {
        "project": found,
        "budget": queries.budget_of(found),
        "budget_minor": queries.budget_minor(found),
        "reports": queries.reports_of(found),
        "suspensions": queries.suspensions_of(found),
        "plan": plan,
        "filed": queries.filed_plan_of(found),
        "consents": queries.consents_of(plan) if plan is not None else None,
        "is_mine": plan is not None and plan.submitted_by == actor_of(request).name,
        "number_warning": _(odd) if odd else "",
        "same_number": " · ".join(elsewhere),
        "words_to_look_at": " · ".join(words),
        "refusal": refusal,
    }
    return render(request, "projects/console_project.html", facts, status=status)


def refused_page(request: HttpRequest, found: "Project", error: DomainError) -> HttpResponse:
    """The same page after a refused step, in words and with the refusal's status."""
    record_refusal(error)
    return console_page(request, found, refusal=" ".join(refusal_text(error)), status=error.status)
