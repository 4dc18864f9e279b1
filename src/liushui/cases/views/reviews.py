"""The levels' pages: which cases wait at which level, one case's way, and a project's route."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.files import open_file
from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.cases import policies, queries
from liushui.cases import review_queries as found
from liushui.cases import review_services as services
from liushui.cases.review_forms import REFUSED_FIELDS, LookForm, RouteForm
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.projects.queries import project_for
from liushui.projects.services import require_edit

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

FORM_METHODS = ["GET", "HEAD", "POST"]
_WHY = 300


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits at the actor's levels, and the way of their own cases. Nobody is named."""
    actor = _actor(request)
    facts = {
        "mine": found.steps_waiting_for(actor),
        "under_way": found.cases_under_review(actor),
    }
    return render(request, "cases/reviews.html", facts)


@never_cache
@require_http_methods(FORM_METHODS)
def review(request: HttpRequest, number: str) -> HttpResponse:
    """One case on its way: what each level found, and the step that the reader can take."""
    actor = _actor(request)
    found.case_to_review(actor, number)
    sent = request.method == "POST"
    form = LookForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            _look(actor, number, form)
        except (NotAllowed, NotFound):
            raise
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("It is written down."))
            return redirect("cases:review", number)
    return _page(request, number, form, status=422 if form.errors else 200)


@require_POST
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """Put a case before its lowest level, or in the quick lane with its reason."""
    try:
        services.begin_review(
            _actor(request), number,
            quick_why=request.POST.get("quick_why", "")[:_WHY], at=timezone.now(),
        )  # fmt: skip
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _refused(request, number, error)
    messages.success(request, _("It waits at its lowest level."))
    return redirect("cases:review", number)


@never_cache
@require_POST
def review_name(request: HttpRequest, number: str) -> HttpResponse:
    """The same page with the name in full, for the level that looks; the reading is recorded."""
    try:
        name = services.read_name_at_level(_actor(request), number)
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        return _refused(request, number, error)
    return _page(request, number, LookForm(), name=name)


@never_cache
@require_safe
def evidence(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """What a level kept as proof; that it was read, and by whom, is recorded."""
    step = services.evidence_of(_actor(request), number, key, at=timezone.now())
    if step.evidence is None:
        raise NotFound
    return HttpResponse(open_file(step.evidence), content_type=step.evidence.media_type)


@require_http_methods(FORM_METHODS)
def route(request: HttpRequest, number: str) -> HttpResponse:
    """By which levels a project's cases go: one proposes, another agrees."""
    actor = _actor(request)
    project = project_for(actor, number)
    require_edit(actor, project.organisation_id)
    agrees = request.POST.get("do") == "agree"
    form = RouteForm(request.POST if request.method == "POST" and not agrees else None)
    refusal, status = "", 200
    if agrees or (form.is_bound and form.is_valid()):
        try:
            if agrees:
                key = request.POST.get("key", "")
                services.agree_route(actor, number, key=key, at=timezone.now())
            else:
                services.propose_route(actor, number, form.asked, at=timezone.now())
        except NotAllowed:
            raise
        except DomainError as error:
            record_refusal(error)
            refusal, status = " ".join(refusal_text(error)), error.status
        else:
            return redirect("cases:review-route", number)
    proposed = found.route_proposed(project.pk)
    facts = {
        "project": project,
        "in_force": found.route_in_force(project.pk),
        "proposed": proposed,
        "is_mine": proposed is not None and proposed.proposed_by == actor.name,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "cases/route.html", facts, status=422 if form.errors else status)


def _look(actor: "Actor", number: str, form: LookForm) -> None:
    said, at = form.cleaned_data, timezone.now()
    if said["word"] == "pass":
        paper = said["evidence"].read() if said["evidence"] else None
        services.pass_on(actor, number, note=said["note"], evidence=paper, at=at)
    else:
        services.send_back(actor, number, why=said["note"], at=at)


def _page(
    request: HttpRequest,
    number: str,
    form: LookForm,
    *,
    refusal: str = "",
    status: int = 200,
    **told: str,
) -> HttpResponse:
    actor = _actor(request)
    case = found.case_to_review(actor, number)
    step, way = found.waiting_step(case), found.review_of(case)
    is_own = policies.can_edit(actor, case)
    facts = {
        "case": case,
        "shown": queries.public_facts(case),
        "place": queries.full_place(case),
        "step": step,
        "way": way,
        "steps": found.steps_of_review(case),
        "can_look": step is not None and found.can_look(actor, step, case),
        "can_begin": is_own and step is None and case.state == "open",
        "is_own": is_own,
        "form": form,
        "refusal": refusal,
        **told,
    }
    return render(request, "cases/review.html", facts, status=status)


def _refused(request: HttpRequest, number: str, error: DomainError) -> HttpResponse:
    record_refusal(error)
    said = " ".join(refusal_text(error))
    return _page(request, number, LookForm(), refusal=said, status=error.status)


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
