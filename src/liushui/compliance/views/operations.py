"""The half-year reports: public as page, JSON and PDF/A; written and published by the operator."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.compliance.forms import LineForm
from liushui.compliance.queries.operations import (
    half_after,
    half_of,
    half_year,
    half_year_facts,
    operations_report,
    operations_reports,
)
from liushui.compliance.services.operating import enter_platform_line, publish_half_year
from liushui.compliance.views.shared import (
    FORM_METHODS,
    LANGUAGES,
    actor_of,
    half_in,
    pdf_answer,
)
from liushui.documents.queries import certificate_pem, seal_facts
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound

_VERIFY = "./liushui verify report.zh.pdf --certificate seal.pem"


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Every half year that was published."""
    return render(request, "compliance/operations_list.html", {"reports": operations_reports()})


@require_safe
def seal(request: HttpRequest) -> HttpResponse:
    """By which certificate the reports of this site are signed, and how to judge one."""
    facts = {"seal": seal_facts(), "command": _VERIFY}
    return render(request, "compliance/seal.html", facts)


@require_safe
def seal_file(request: HttpRequest) -> HttpResponse:
    """The certificate itself, PEM."""
    del request
    return HttpResponse(certificate_pem(), content_type="application/x-pem-file")


@require_safe
def report(request: HttpRequest, half: str) -> HttpResponse:
    """The newest edition of a half year."""
    one = operations_report(half_in(half))
    facts = {"report": one, "facts": one.facts, "last": _last(one.half)}
    return render(request, "compliance/operations.html", facts)


@require_safe
def report_file(request: HttpRequest, half: str) -> HttpResponse:
    """The same for machines, with the digest that stands on the paper."""
    del request
    one = operations_report(half_in(half))
    facts = {
        "edition": one.edition,
        "published_on": one.published_on.isoformat(),
        "digest": bytes(one.digest).hex(),
        **one.facts,
    }
    return JsonResponse(facts, json_dumps_params={"ensure_ascii": False})


@require_safe
def report_paper(request: HttpRequest, half: str, language: str) -> HttpResponse:
    """The paper in one language."""
    del request
    if language not in LANGUAGES:
        raise NotFound
    one = operations_report(half_in(half))
    paper = one.paper_zh if language == "zh" else one.paper_en
    return pdf_answer(paper, f"operations-{half}.{language}.pdf")


@require_http_methods(FORM_METHODS)
def write(request: HttpRequest, half: str) -> HttpResponse:
    """The figures as they stand, the site's own lines, and a further one."""
    start = _half(half)
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            enter_platform_line(
                actor_of(request), start, key=said["key"],
                label=said["label"], label_en=said["label_en"],
                is_income=said["kind"] == "income",
                amount_minor=-said["amount"] if said["is_correction"] else said["amount"],
                at=timezone.now(),
            )  # fmt: skip
        except DomainError as error:
            show_refusal(form, error, {"platform_entry_empty": "label"})
        else:
            messages.success(request, _("Entered."))
            return redirect("compliance:operations-write", start.isoformat())
    return _writing(request, start, form=form, status=422 if form.errors else 200)


@require_POST
def publish(request: HttpRequest, half: str) -> HttpResponse:
    """Publish the half year, or a correction with its reason."""
    start = half_in(half)
    try:
        publish_half_year(
            actor_of(request), start, at=timezone.now(), why=request.POST.get("why", "")
        )
    except DomainError as error:
        record_refusal(error)
        words = " ".join(refusal_text(error))
        return _writing(request, start, form=LineForm(), refusal=words, status=error.status)
    messages.success(request, _("Published, in both languages."))
    return redirect("compliance:operations", start.isoformat())


def _half(text: str) -> date:
    """The half year of the address; ``now`` is the one that ended last."""
    if text == "now":
        today = timezone.now()
        this = half_of(day_of(today))
        return half_of(date(this.year - 1, 12, 1) if this.month == 1 else date(this.year, 1, 1))
    return half_in(text)


def _writing(
    request: HttpRequest, half: date, *, form: LineForm, refusal: str = "", status: int = 200
) -> HttpResponse:
    published = [one for one in operations_reports() if one.half == half]
    facts = {
        "half": half,
        "last": _last(half),
        "facts": half_year_facts(half_year(half)),
        "published": published[0] if published else None,
        "is_over": half_after(half) <= day_of(timezone.now()),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "compliance/operations_write.html", facts, status=status)


def _last(half: date) -> date:
    return date.fromordinal(half_after(half).toordinal() - 1)
