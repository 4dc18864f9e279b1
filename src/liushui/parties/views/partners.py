"""The console's pages of partners that act under a public charity."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotAllowed, NotFound
from liushui.parties import policies, queries
from liushui.parties.access import Right
from liushui.parties.federation_forms import REFUSED_FIELDS, PartnerForm
from liushui.parties.queries.partners import agreement_file, partners_in_console
from liushui.parties.services.partnering import check_partner, end_partner, enter_partner
from liushui.parties.views.asking import FORM_METHODS, actor_of


@never_cache
@require_safe
def partners(request: HttpRequest, code: str) -> HttpResponse:
    """The partners of an organisation, and those that wait for a second person."""
    return _page(request, code)


@never_cache
@require_http_methods(FORM_METHODS)
def partner_new(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a partner with the signed agreement."""
    actor = actor_of(request)
    body = queries.body_for(actor, code)
    policies.require_present(actor, body.pk)
    form = PartnerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter_partner(actor, code, form.asked, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Entered. It counts once another person checked it."))
            return redirect("parties:partners", code)
    status = 422 if form.errors else 200
    facts = {"form": form, "body": body}
    return render(request, "parties/partner_form.html", facts, status=status)


@never_cache
@require_POST
def partner_decide(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The second person's word, or the end of the work together."""
    actor = actor_of(request)
    queries.body_for(actor, code)
    word = request.POST.get("do", "")
    try:
        if word == "end":
            end_partner(actor, code, key, at=now())
        else:
            check_partner(actor, code, key, agrees=word == "agree", at=now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as error:
        record_refusal(error)
        return _page(request, code, refusal=" ".join(refusal_text(error)), status=error.status)
    messages.success(request, _("Done."))
    return redirect("parties:partners", code)


@require_safe
def agreement(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The signed agreement, for the charity's own people."""
    found = agreement_file(actor_of(request), code, key)
    answer = HttpResponse(found.content, content_type=found.media_type)
    patch_cache_control(answer, private=True, max_age=60)
    return answer


def _page(request: HttpRequest, code: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    actor, today = actor_of(request), day_of(now())
    body = queries.body_for(actor, code)
    in_force = {one.id for one in queries.partners_of(body.pk, today)}
    facts = {
        "body": body,
        "rows": [(one, one.pk in in_force) for one in partners_in_console(actor, code)],
        "may_edit": actor.holds(Right.BODY_EDIT, body.pk),
        "refusal": refusal,
    }
    return render(request, "parties/partners.html", facts, status=status)
