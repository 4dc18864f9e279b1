"""The console's pages for those who work on cases. A name leaves them only on request."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.cases import policies, queries
from liushui.cases.forms import REFUSED_FIELDS, CaseForm
from liushui.cases.review_queries import route_in_force
from liushui.cases.services import (
    CloseReasonMissing,
    approve_case,
    close_case,
    open_named_case,
    read_name,
)
from liushui.cases.states import CaseState
from liushui.cases.tables import CASES
from liushui.desk.tables import listing_of
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.parties.access import Right
from liushui.parties.queries import organisations_of
from liushui.projects.queries import open_projects

if TYPE_CHECKING:
    from liushui.cases.models import Case
    from liushui.parties.actors import Actor

MOST_PROJECTS = 200
_WHY_LENGTH = 200


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of the actor's organisations, without any name."""
    return render(request, "cases/console_list.html", {"listing": listing_of(CASES, request)})


@never_cache
@sensitive_post_parameters("name")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a case for review."""
    actor = _actor(request)
    organisations = [
        (one.pk, in_reader_language(one.name, one.name_en))
        for one in organisations_of(actor)
        if one.pk in actor.organisations_reached(Right.CASE_EDIT)
    ]
    projects = [
        (one.number, f"{in_reader_language(one.title, one.title_en)} · {one.number}")
        for one in open_projects(limit=MOST_PROJECTS).projects
    ]
    form = CaseForm(request.POST or None, organisations=organisations, projects=projects)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_named_case(actor, form.asked, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The case waits for another person's approval."))
            return redirect("cases:console-case", made.number)
    return render(request, "cases/form.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: its facts, and each step that can be taken now."""
    return _page(request, _editable(request, number))


@never_cache
@require_POST
def name(request: HttpRequest, number: str) -> HttpResponse:
    """The same page with the name in full. That it was read, and by whom, is recorded."""
    found = _editable(request, number)
    try:
        return _page(request, found, name=read_name(_actor(request), number))
    except DomainError as error:
        return _refused(request, found, error)


@require_POST
def approve(request: HttpRequest, number: str) -> HttpResponse:
    """The second person's word: the masked page is public from now on."""
    found = _editable(request, number)
    try:
        approve_case(_actor(request), number, at=timezone.now())
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("Approved. Its masked page is public."))
    return redirect("cases:console-case", number)


@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close a case with its reason."""
    found = _editable(request, number)
    why = request.POST.get("why", "")[:_WHY_LENGTH]
    try:
        close_case(_actor(request), number, why=why, at=timezone.now())
    except CloseReasonMissing as error:
        record_refusal(error)
        return _page(request, found, why_error=" ".join(refusal_text(error)), status=error.status)
    except DomainError as error:
        return _refused(request, found, error)
    messages.success(request, _("The case is closed."))
    return redirect("cases:console-case", number)


def _page(request: HttpRequest, found: "Case", *, status: int = 200, **told: str) -> HttpResponse:
    actor = _actor(request)
    is_open = found.state == CaseState.OPEN
    can_approve = policies.can_approve(actor, found)
    facts = {
        "case": found,
        "place": queries.full_place(found),
        "can_approve": can_approve,
        "levels": is_open and route_in_force(found.project_id) is not None,
        "needs_another": is_open and not can_approve,
        "can_close": found.state != CaseState.CLOSED,
        **told,
    }
    return render(request, "cases/console_case.html", facts, status=status)


def _refused(request: HttpRequest, found: "Case", error: DomainError) -> HttpResponse:
    if isinstance(error, NotAllowed):
        raise error
    record_refusal(error)
    return _page(request, found, refusal=" ".join(refusal_text(error)), status=error.status)


def _editable(request: HttpRequest, number: str) -> "Case":
    found = queries.case_for(_actor(request), number)
    policies.require_edit(_actor(request), found.organisation_id, found.place_id or "")
    return found


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
