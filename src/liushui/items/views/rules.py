"""The console's rules for acts: rates that two people agree on, partners, the budget."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.items import policies, services
from liushui.items.forms import REFUSED_FIELDS, PartnerForm, RateForm, RuleForm
from liushui.items.queries.acts import (
    days_of,
    partners_of,
    rates_of,
    rule_for,
    standing_of_rule,
)
from liushui.items.views.shared import FORM_METHODS, actor_of, own_projects
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound

_NUMBER = re.compile(r"[0-9]{1,18}")


@require_http_methods(FORM_METHODS)
def new_rule(request: HttpRequest) -> HttpResponse:
    """Prepare a rule for acts."""
    actor = actor_of(request)
    form = RuleForm(request.POST or None, projects=own_projects(actor))
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_rule(actor, form.cleaned_data["project"], form.plan, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("The rule is prepared. Say next what acts are worth."))
            return redirect("items:console-rule", made.code)
    facts = {"form": form, "title": _("Prepare a rule for acts"), "action": request.path}
    return render(request, "items/form.html", facts, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: its rates, partners, days and budget; a rate is proposed here."""
    actor = actor_of(request)
    rule_for(actor, code)
    form = RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            day = form.cleaned_data["from_day"]
            services.propose_rate(actor, code, form.rate, from_day=day, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("It waits for a second person."))
            return redirect("items:console-rule", code)
    return _page(request, code, form, status=422 if form.errors else 200)


@require_POST
def rule_do(request: HttpRequest, code: str) -> HttpResponse:
    """Agree to a rate or a partner, open or end the rule, end a partner's key."""
    actor, at = actor_of(request), now()
    rule_for(actor, code)
    what, _colon, number = request.POST.get("do", "").partition(":")
    key = (
        int(number) if number.isascii() and number.isdigit() and len(number) < len("1" * 19) else 0
    )
    try:
        if what == "open":
            services.open_rule(actor, code, at=at)
        elif what == "end":
            services.end_rule(actor, code, at=at)
        elif what == "agree":
            services.agree_rate(actor, code, key, at=at)
        elif what == "agree-partner":
            services.agree_partner(actor, code, key, at=at)
        elif what == "end-partner":
            services.end_partner(actor, code, key, at=at)
        else:
            raise NotFound
    except DomainError as error:
        if isinstance(error, NotFound):
            raise
        record_refusal(error)
        said = " ".join(refusal_text(error))
        return _page(request, code, RateForm(), said=said, status=error.status)
    messages.success(request, _("Done."))
    return redirect("items:console-rule", code)


@never_cache
@require_POST
def partner(request: HttpRequest, code: str) -> HttpResponse:
    """Give a partner a key. It is shown on this page and never again.

    It opens nothing before a second person agreed to the partner.
    """
    actor = actor_of(request)
    rule_for(actor, code)
    form = PartnerForm(request.POST)
    if not form.is_valid():
        return _page(request, code, RateForm(), partner=form, status=422)
    made, secret = services.make_partner(actor, code, form.cleaned_data["name"], at=now())
    return _page(request, code, RateForm(), secret=secret, partner_name=made.name)


def _page(  # noqa: PLR0913 - one page, its two forms and what may stand above them
    request: HttpRequest,
    code: str,
    form: RateForm,
    *,
    partner: PartnerForm | None = None,
    said: str = "",
    secret: str = "",
    partner_name: str = "",
    status: int = 200,
) -> HttpResponse:
    actor, at = actor_of(request), now()
    found = rule_for(actor, code)
    body = found.project.organisation_id
    facts = {
        "standing": standing_of_rule(found, day_of(at)),
        "rates": [
            (rate, not rate.agreed_by and policies.can_agree(actor, body, rate.proposed_by))
            for rate in rates_of(found)
        ],
        "partners": [
            (
                one,
                not (one.agreed_by or one.ended_at)
                and policies.can_agree(actor, body, one.made_by),
            )
            for one in partners_of(found)
        ],
        "days": days_of(found),
        "form": form,
        "partner_form": partner or PartnerForm(),
        "can_draft": policies.can_draft(actor, body),
        "refusal": said,
        "secret": secret,
        "partner_name": partner_name,
        "at": at,
    }
    return render(request, "items/console_rule.html", facts, status=status)
