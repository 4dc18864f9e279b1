"""Other sites that sign people in with us: for those who run them, and for those who use them."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.accounts.forms_sites import SiteForm
from liushui.accounts.queries.sites import organisations_looked_after, site_for, sites_of
from liushui.accounts.services.sites import close_site, register_site, shut_out
from liushui.accounts.views.entering import actor_of
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError


@never_cache
@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """All sites that the actor looks after."""
    return render(request, "accounts/sites.html", {"sites": sites_of(actor_of(request))})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_site(request: HttpRequest) -> HttpResponse:
    """Register a site; its secret is shown once, on the answer."""
    actor = actor_of(request)
    form = SiteForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations_looked_after(actor),
    )
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method != "POST" else 422
        return render(request, "accounts/site_form.html", {"form": form}, status=status)
    asked = form.cleaned_data
    try:
        made = register_site(
            actor,
            organisation_id=int(asked["organisation"]),
            name=asked["name"],
            addresses=asked["addresses"].split(),
            scopes=asked["scopes"],
            at=now(),
        )
    except DomainError as error:
        record_refusal(error)
        form.add_error("addresses", " ".join(refusal_text(error)))
        return render(request, "accounts/site_form.html", {"form": form}, status=error.status)
    facts = {"site": made.site, "secret": made.secret, "issuer": settings.ORIGIN}
    return render(request, "accounts/site.html", facts, status=201)


@never_cache
@require_safe
def site(request: HttpRequest, client_id: str) -> HttpResponse:
    """One site: what its people must enter over there."""
    found = site_for(actor_of(request), client_id)
    return render(request, "accounts/site.html", {"site": found, "issuer": settings.ORIGIN})


@never_cache
@require_POST
def close(request: HttpRequest, client_id: str) -> HttpResponse:
    """The site signs nobody in any more."""
    close_site(actor_of(request), client_id, at=now())
    messages.success(request, gettext("Closed. It signs nobody in any more."))
    return redirect("accounts:sites")


@never_cache
@require_POST
def leave_site(request: HttpRequest, client_id: str) -> HttpResponse:
    """The person no longer lets the site sign them in."""
    actor = actor_of(request)
    assert actor.person_id is not None, "the gate asks who it is"
    shut_out(actor, actor.person_id, client_id, at=now())
    messages.success(request, gettext("Taken back. The site is told nothing more."))
    return redirect("accounts:security")
