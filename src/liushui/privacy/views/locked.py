"""Who is locked away, the rules by which, and how two officers open."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.kernel.errors import DomainError
from liushui.privacy import queries, services
from liushui.privacy.forms import WhyForm
from liushui.privacy.views.shared import actor_of


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """How long what is kept and why, and what the last run of each rule removed."""
    actor = actor_of(request)
    page = queries.locked_page(actor, request.GET.get("page", "1"))
    facts = {"applied": queries.applied_rules(), "page": page,
             "waiting": queries.openings_waiting(actor)}  # fmt: skip
    return render(request, "privacy/retention.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
def locked(request: HttpRequest, key: UUID) -> HttpResponse:
    """One person without a name; the form asks to open."""
    actor = actor_of(request)
    one = queries.locked_one(actor, key)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_opening(actor, key, why=form.cleaned_data["why"], at=now())
        except DomainError as error:
            show_refusal(form, error, {"opening_reason_missing": "why"})
        else:
            messages.success(request, _("Asked. Another officer must agree."))
            return redirect("privacy:locked", key=key)
    facts = {"one": one, "form": form, "openings": queries.openings_of(actor, one.kept, now())}
    return render(request, "privacy/locked.html", facts, status=422 if form.errors else 200)


@require_POST
def decide(request: HttpRequest, key: UUID) -> HttpResponse:
    """A second officer agrees or declines."""
    agrees = request.POST.get("do") == "agree"
    opening = services.decide_opening(actor_of(request), key, agrees=agrees, at=now())
    said = _("Agreed. Both of you can read it for an hour.") if agrees else _("Declined.")
    messages.success(request, said)
    return redirect("privacy:locked", key=opening.locked.key)


@never_cache
@require_POST
def read(request: HttpRequest, key: UUID) -> HttpResponse:
    """Name and phone in full, on the record; nothing of it is kept by the browser."""
    actor = actor_of(request)
    opened = services.read_locked(actor, key, at=now())
    seen = queries.opening_seen(actor, key, now())
    return render(request, "privacy/opened.html", {"opened": opened, "seen": seen})
