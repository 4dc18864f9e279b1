"""The federation's tree for everyone, and the page on which an organisation asks for its place."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import show_refusal
from liushui.kernel.errors import DomainError
from liushui.parties.federation_forms import REFUSED_FIELDS, SuperiorForm
from liushui.parties.queries.federating import body_to_place, placing_of, placings_of
from liushui.parties.queries.organisations_above import tree_around
from liushui.parties.services.federating import ask_to_stand_under, leave_superior
from liushui.parties.services.two_people import Decision, decide_proposal, withdraw_proposal
from liushui.parties.views.asking import FORM_METHODS, actor_of, refused

if TYPE_CHECKING:
    from liushui.parties.models import Organisation


@require_safe
def tree(request: HttpRequest, code: str) -> HttpResponse:
    """The whole tree in which an organisation stands."""
    return render(request, "parties/tree.html", {"top": tree_around(code), "code": code})


@never_cache
@require_http_methods(FORM_METHODS)
def above(request: HttpRequest, code: str) -> HttpResponse:
    """Under whom the organisation stands, and the form by which it asks for another place."""
    actor = actor_of(request)
    body = body_to_place(actor, code)
    form = SuperiorForm(request.POST or None)
    if request.POST.get("do") == "leave":
        leave_superior(actor, code, at=now())
        messages.success(request, _("The organisation stands under nobody now."))
        return redirect("parties:above", code)
    if request.method == "POST" and form.is_valid():
        try:
            upper = form.cleaned_data["superior"].strip().upper()
            ask_to_stand_under(actor, code, upper, at=now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Asked. Whoever gives out posts above decides."))
            return redirect("parties:above", code)
    return _page(request, body, form)


@never_cache
@require_POST
def above_decide(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """The upper organisation's word, or the asker taking it back."""
    actor = actor_of(request)
    body = body_to_place(actor, code)
    placing_of(actor, body, key)
    word = request.POST.get("do", "")
    if word == "withdraw":
        words, status = refused(lambda: withdraw_proposal(actor, key, at=now()))
    else:
        decision = Decision(agrees=word == "agree")
        words, status = refused(lambda: decide_proposal(actor, key, decision, at=now()))
    if words:
        return _page(request, body, SuperiorForm(), refusal=words, status=status)
    messages.success(request, _("Done."))
    return redirect("parties:above", code)


def _page(
    request: HttpRequest,
    body: "Organisation",
    form: SuperiorForm,
    *,
    refusal: str = "",
    status: int = 0,
) -> HttpResponse:
    facts = {
        "body": body,
        "form": form,
        "placings": placings_of(actor_of(request), body, now()),
        "refusal": refusal,
    }
    return render(
        request, "parties/above.html", facts, status=status or (422 if form.errors else 200)
    )
