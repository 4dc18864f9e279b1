"""What a charity sees of the papers of its gifts, and what it has done to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liushui.desk.tables import listing_of
from liushui.documents.queries import series_states
from liushui.documents.services import bytes_of, spoil_number
from liushui.kernel.errors import DomainError, NotAllowed
from liushui.papers import policies, queries, services
from liushui.papers.forms import ReissueForm, SpoiledForm
from liushui.papers.tables import PAPERS
from liushui.papers.views.shared import FORM_METHODS, actor_of, as_pdf, say
from liushui.parties.access import Right
from liushui.parties.queries import organisations_by_id
from liushui.parties.services import record


@never_cache
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper of the organisations' gifts."""
    actor = actor_of(request)
    facts = {
        "listing": listing_of(PAPERS, request),
        "may_start": actor.holds_any([Right.GIFT_READ]),
        "stuck": queries.papers_in_trouble(actor),
        "declined": queries.declined_receipts(actor),
        "kept_back": queries.receipts_kept_back(actor),
    }
    return render(request, "papers/console.html", facts)


@never_cache
@require_http_methods(FORM_METHODS)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One paper with all of its gift; who approves money has them made anew."""
    actor = actor_of(request)
    paper = queries.paper_for(actor, number)
    reference = paper.order.reference
    form = ReissueForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        policies.require_reissue(actor, paper.order.project.organisation_id)
        status = 422
        if form.is_valid():
            try:
                made = services.reissue(
                    actor, reference, reason=form.cleaned_data["reason"], at=now()
                )
            except DomainError as error:
                say(form, "reason", error)
                status = error.status
            else:
                messages.success(request, _("The papers were made anew."))
                return redirect("papers:one", made[0].document.number)
    facts = {
        "paper": paper,
        "standing": queries.standing(paper),
        "all": queries.papers_of_order(paper.order),
        "form": form,
        "may_reissue": policies.can_reissue(actor, paper.order.project.organisation_id),
    }
    return render(request, "papers/one.html", facts, status=status)


@never_cache
@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The paper itself, also one that holds no more; the reading is on the record."""
    actor = actor_of(request)
    paper = queries.paper_for(actor, number)
    content = bytes_of(paper.document, at=now())
    record(actor, "paper.read", paper.document, number=number)
    return as_pdf(content, number)


@never_cache
@require_http_methods(FORM_METHODS)
def numbers(request: HttpRequest) -> HttpResponse:
    """Every series: each number is a paper, waits to be drawn, or is explained."""
    actor = actor_of(request)
    may_explain = actor.holds_any([Right.INSTALLATION_MANAGE])
    form = SpoiledForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if not may_explain:
            raise NotAllowed
        status = 422
        if form.is_valid():
            try:
                spoil_number(actor, **form.cleaned_data, at=now())
            except DomainError as error:
                say(form, "number", error)
                status = error.status
            else:
                messages.success(request, _("The number is explained."))
                return redirect("papers:numbers")
    facts = {"states": series_states(), "form": form, "may_explain": may_explain}
    return render(request, "papers/numbers.html", facts, status=status)


@never_cache
@require_http_methods(FORM_METHODS)
def waiting(request: HttpRequest) -> HttpResponse:
    """Gifts that wait for their papers; all of an organisation's are made as long work."""
    actor = actor_of(request)
    if request.method == "POST":
        asked = request.POST.get("organisation", "")
        organisation_id = int(asked) if asked.isascii() and asked.isdigit() else 0
        work = services.start_batch(
            actor, organisation_id, language=get_language() or "zh-hans", at=now()
        )
        return redirect("desk:work", work.key)
    owed = queries.owed_by_organisation(actor)
    bodies = {body.pk: body for body in organisations_by_id(pk for pk, _all, _brought in owed)}
    rows = [(bodies[pk], count, brought) for pk, count, brought in owed if pk in bodies]
    may = {body.pk for body, _c, _b in rows if actor.holds(Right.GIFT_READ, body.pk)}
    return render(request, "papers/waiting.html", {"rows": rows, "may": may})
