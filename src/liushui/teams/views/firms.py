"""Firms: the list, a firm's page, asking for one, joining, its people, its statement."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.parties.queries import organisation_for
from liushui.projects.queries import projects_taking_gifts
from liushui.teams import policies, services
from liushui.teams.forms import FIRM_REFUSED, FirmForm, JoinForm
from liushui.teams.queries import Scope, firm_by_code, ranking
from liushui.teams.queries.firms import (
    colleagues,
    firms,
    own_gifts,
    pools_of_firm,
    requests_of,
)
from liushui.teams.queries.standing import total_of_firm
from liushui.teams.services.statements import statement_of
from liushui.teams.views.shared import FORM_METHODS, actor_of, number_in


@require_safe
def firm_list(request: HttpRequest) -> HttpResponse:
    """Firms that have a page here, newest first."""
    return render(request, "teams/firms.html", {"firms": firms()})


@require_safe
def firm(request: HttpRequest, credit_code: str) -> HttpResponse:
    """What a firm gave itself, what came by way of its teams, what its pools added."""
    found = firm_by_code(credit_code)
    actor = actor_of(request)
    page = ranking(Scope(firm=found), offset=number_in(request, "from"), now=now())
    gifts, pools = own_gifts(found), pools_of_firm(found)
    acts = policies.acts_for(actor, found)
    facts = {
        "firm": found,
        "given": gifts,
        "own": sum(one.minor for one in gifts),
        "teams": total_of_firm(found),
        "pools": pools,
        "matched": sum(one.given for one in pools),
        "ranking": page,
        "acts": acts,
        "belongs": policies.is_of_firm(actor, found),
        "projects": projects_taking_gifts(day_of(now()), 10) if acts else (),
        "at": page.at,
    }
    return render(request, "teams/firm.html", facts)


@never_cache
@require_http_methods(FORM_METHODS)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that one's firm have a page."""
    actor = actor_of(request)
    form = FirmForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for_firm(actor, form.asked, at=now())
        except DomainError as error:
            show_refusal(form, error, FIRM_REFUSED)
        else:
            messages.success(request, _("A person checks it now. You will be told."))
            return redirect("teams:mine")
    facts = {"form": form, "requests": requests_of(actor)}
    return render(request, "teams/firm_ask.html", facts, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM_METHODS)
def join(request: HttpRequest) -> HttpResponse:
    """Join a firm by its code."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = services.join_firm(actor_of(request), form.cleaned_data["code"], at=now())
        except DomainError as error:
            show_refusal(form, error, {"join_code_unknown": "code"})
        else:
            messages.success(request, _("You joined the firm. Nobody is told whether you give."))
            return redirect("teams:firm", found.organisation.credit_code)
    status = 422 if form.errors else 200
    return render(request, "teams/firm_join.html", {"form": form}, status=status)


@never_cache
@require_safe
def people(request: HttpRequest, credit_code: str) -> HttpResponse:
    """Who joined, for those who act for the firm; nothing here says who gave."""
    found = firm_by_code(credit_code)
    policies.require_acts_for(actor_of(request), found)
    facts = {
        "firm": found,
        "people": colleagues(found),
        "mine": actor_of(request).person_id,
        "link": f"{settings.ORIGIN}{reverse('teams:firm-join')}",
    }
    return render(request, "teams/firm_people.html", facts)


@require_POST
def person(request: HttpRequest, credit_code: str, person_id: int) -> HttpResponse:
    """Let a colleague act for the firm, no longer, or take them off its list."""
    actor, do = actor_of(request), request.POST.get("do", "")
    if do == "dismiss":
        services.dismiss(actor, credit_code, person_id, at=now())
    else:
        services.let_act(actor, credit_code, person_id, acts=do == "act", at=now())
    messages.success(request, _("Changed."))
    return redirect("teams:firm-people", credit_code)


@require_POST
def code(request: HttpRequest, credit_code: str) -> HttpResponse:
    """A new code to join by."""
    services.renew_join_code(actor_of(request), credit_code, at=now())
    messages.success(request, _("The old code opens nothing any more."))
    return redirect("teams:firm-people", credit_code)


@require_POST
def leave(request: HttpRequest, credit_code: str) -> HttpResponse:
    """Leave a firm."""
    services.leave_firm(actor_of(request), credit_code, at=now())
    messages.success(request, _("You left the firm."))
    return redirect("teams:mine")


@never_cache
@require_safe
def statement(request: HttpRequest, credit_code: str, year: int, body: str) -> HttpResponse:
    """One paper for the firm's own gifts to one organisation in one year."""
    actor = actor_of(request)
    receiver = organisation_for(actor, body)
    paper = statement_of(actor, credit_code, receiver.pk, year, at=now())
    name = f"{credit_code}-{year}-{body}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)
