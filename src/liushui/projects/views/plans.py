"""A project's fundraising plan: written, submitted, agreed to, filed, changed; and its page."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.projects import queries
from liushui.projects.errors import PlanIncomplete
from liushui.projects.forms import BudgetFormSet, budget_of_forms
from liushui.projects.plan_forms import (
    PLAN_REFUSED_FIELDS,
    ChangeForm,
    FilingForm,
    PlanForm,
    plan_initial,
)
from liushui.projects.services import (
    PlanChange,
    ProjectPlan,
    agree_plan,
    drop_change,
    record_filing,
    send_back_plan,
    submit_plan,
    write_change,
    write_plan,
)
from liushui.projects.states import Basis
from liushui.projects.views.public import is_public_plan
from liushui.projects.views.shared import actor_of, editable, refused_page

if TYPE_CHECKING:
    from liushui.projects.models import FundraisingPlan, Project

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def plan_page(request: HttpRequest, number: str) -> HttpResponse:
    """The filed plan and each change of it, for everyone (慈善法 art 25; R-13)."""
    project = queries.project_for(actor_of(request), number)
    plans = [
        plan
        for plan in queries.plans_of(project)
        if plan.noticed_on or is_public_plan(project, plan)
    ]
    facts = {
        "project": project,
        "plans": [
            {
                "plan": plan,
                "in_charge": queries.in_charge_name(plan),
                "filed_before": queries.agreed_after_filing(plan),
            }
            for plan in plans
        ],
    }
    return render(request, "projects/plan.html", facts)


@require_http_methods(FORM_METHODS)
def write(request: HttpRequest, number: str) -> HttpResponse:
    """Write the plan of a draft, and submit it when the button says so."""
    project = editable(request, number)
    plan = queries.unfiled_plan_of(project)
    form = PlanForm(
        request.POST or None,
        initial=plan_initial(plan),
        people=_people(project),
        is_kept=_is_kept(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            write_plan(actor_of(request), number, items=form.items, at=timezone.now())
            if "submit" in request.POST:
                submit_plan(actor_of(request), number, at=timezone.now())
        except DomainError as error:
            _show(form, error)
        else:
            messages.success(request, _("The plan is kept."))
            return redirect("projects:console-project", number)
    facts = {"project": project, "form": form, "plan": plan}
    return render(request, "projects/plan_form.html", facts, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Write a change of the filed plan, and submit it when the button says so."""
    project = editable(request, number)
    before = queries.unfiled_plan_of(project) or queries.filed_plan_of(project)
    form = ChangeForm(
        request.POST or None,
        initial=_as_filed(before),
        people=_people(project),
        is_kept=_is_kept(request),
    )
    lines = BudgetFormSet(request.POST or None, prefix="budget", initial=_budget(before))
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            write_change(actor_of(request), number, change=_change(form, lines), at=timezone.now())
            if "submit" in request.POST:
                submit_plan(actor_of(request), number, at=timezone.now())
        except DomainError as error:
            _show(form, error)
        else:
            messages.success(request, _("The change is kept."))
            return redirect("projects:console-project", number)
    refused = bool(form.errors) or (lines.is_bound and not lines.is_valid())
    facts = {"project": project, "form": form, "lines": lines}
    return render(request, "projects/change_form.html", facts, status=422 if refused else 200)


@require_POST
def submit(request: HttpRequest, number: str) -> HttpResponse:
    """Put the plan before a second person."""
    return _step(request, number, submit_plan, _("The plan waits for a second person."))


@require_POST
def agree(request: HttpRequest, number: str) -> HttpResponse:
    """Agree that the plan may be filed."""
    return _step(request, number, agree_plan, _("Agreed. File it on 慈善中国 and note the number."))


@require_POST
def send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Send the plan back with what is to be mended."""
    said = _("The plan is a draft again.")
    why = request.POST.get("why", "")
    return _step(request, number, send_back_plan, said, why=why)


@require_POST
def drop(request: HttpRequest, number: str) -> HttpResponse:
    """Give a change up."""
    return _step(request, number, drop_change, _("The change is given up."))


@require_http_methods(FORM_METHODS)
def filing(request: HttpRequest, number: str) -> HttpResponse:
    """Note under which number and on which day the plan was filed."""
    project = editable(request, number)
    form = FilingForm(request.POST or None, initial={"filing_number": project.plan_number})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            record_filing(
                actor_of(request),
                number,
                filing_number=said["filing_number"].strip(),
                filed_on=said["filed_on"],
                at=timezone.now(),
            )
        except DomainError as error:
            show_refusal(form, error, PLAN_REFUSED_FIELDS)
        else:
            messages.success(request, _("The filing is kept."))
            return redirect("projects:console-project", number)
    facts = {"project": project, "form": form}
    return render(request, "projects/filing_form.html", facts, status=422 if form.errors else 200)


def _is_kept(request: HttpRequest) -> bool:
    """Whether the button said to keep what is there, and not yet to submit it."""
    return request.method == "POST" and "submit" not in request.POST


def _step(request: HttpRequest, number: str, service: Any, said: str, **facts: str) -> HttpResponse:
    found = editable(request, number)
    try:
        service(actor_of(request), number, at=timezone.now(), **facts)
    except DomainError as error:
        return refused_page(request, found, error)
    messages.success(request, said)
    return redirect("projects:console-project", number)


def _show(form: PlanForm, error: DomainError) -> None:
    """Each missing item is marked at its own field."""
    show_refusal(form, error, PLAN_REFUSED_FIELDS)
    if isinstance(error, PlanIncomplete):
        for field in error.facts["fields"]:  # type: ignore[attr-defined]
            if field in form.fields:
                form.add_error(field, _("The law asks for this item."))


def _people(project: "Project") -> Any:
    return queries.people_in_charge(project.organisation_id, day_of(timezone.now()))


def _as_filed(plan: "FundraisingPlan | None") -> dict[str, Any]:
    return plan_initial(plan) | ({"why": ""} if plan is not None and plan.filed_on else {})


def _budget(plan: "FundraisingPlan | None") -> list[dict[str, Any]]:
    rows = plan.budget if plan is not None else []
    return [
        {**row, "amount": f"{row['amount_minor'] // 100}.{row['amount_minor'] % 100:02d}"}
        for row in rows
    ]


def _change(form: ChangeForm, lines: Any) -> PlanChange:
    said = form.cleaned_data
    return PlanChange(
        items=form.items,
        plan=ProjectPlan(
            goal_minor=said["goal"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            budget=tuple(budget_of_forms(lines)),
        ),
        leftover=said["leftover"],
        why=said["why"],
        basis=Basis(said["basis"]),
    )
