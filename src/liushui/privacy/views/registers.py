"""The register of breaches with its clock, and impact assessments."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.files import open_file
from liushui.base.forms import in_reader_language, show_refusal
from liushui.kernel.errors import DomainError, NotFound
from liushui.privacy import queries, services
from liushui.privacy.register_forms import AssessmentForm, BreachForm, StepForm
from liushui.privacy.states import Step
from liushui.privacy.views.shared import actor_of

_FIELDS = {"breach_time_wrong": "done_at", "breach_not_told": "kind"}


@require_http_methods(["GET", "HEAD", "POST"])
def breaches(request: HttpRequest) -> HttpResponse:
    """The register, and the form for a line."""
    actor = actor_of(request)
    form = BreachForm(request.POST or None, bodies=_bodies(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enter_breach(
                actor, form.cleaned_data["organisation"], form.told, at=now()
            )
        except DomainError as error:
            show_refusal(form, error, {"breach_time_wrong": "noticed_at"})
        else:
            messages.success(request, _("Recorded. Its clock runs."))
            return redirect("privacy:breach", key=made.key)
    page = queries.breaches_of(actor, now(), request.GET.get("page", "1"))
    facts = {"form": form, "page": page}
    return render(request, "privacy/breaches.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def breach(request: HttpRequest, key: UUID) -> HttpResponse:
    """One breach: what is known, what was done, who was told; and the form for a step."""
    actor = actor_of(request)
    seen = queries.breach_for(actor, key, now())
    form = StepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.add_step(
                actor, key, Step(said["kind"]), words=said["words"], done_at=said["done_at"],
                at=now(),
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error, _FIELDS)
        else:
            messages.success(request, _("Recorded."))
            return redirect("privacy:breach", key=key)
    facts = {"seen": seen, "form": form}
    return render(request, "privacy/breach.html", facts, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def assessments(request: HttpRequest) -> HttpResponse:
    """The assessments, and the form for another: in three parts or as a paper."""
    actor = actor_of(request)
    form = AssessmentForm(request.POST or None, request.FILES or None, bodies=_bodies(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_assessment(actor, form.cleaned_data["organisation"], form.told, at=now())
        except DomainError as error:
            show_refusal(form, error, {"assessment_empty": "measures"})
        else:
            messages.success(request, _("Recorded."))
            return redirect("privacy:assessments")
    page = queries.assessments_of(actor, request.GET.get("page", "1"))
    facts = {"form": form, "page": page}
    return render(request, "privacy/assessments.html", facts, status=422 if form.errors else 200)


@never_cache
@require_safe
def assessment_paper(request: HttpRequest, key: UUID) -> HttpResponse:
    """The paper of an assessment."""
    found = queries.assessment_for(actor_of(request), key)
    if found.file is None:
        raise NotFound
    answer = HttpResponse(open_file(found.file), content_type=found.file.media_type)
    answer["Content-Disposition"] = "attachment"
    return answer


def _bodies(request: HttpRequest) -> list[tuple[int, str]]:
    return [
        (one.pk, in_reader_language(one.name, one.name_en))
        for one in queries.registering_bodies(actor_of(request))
    ]
