"""A giver asks for a gift back, and sees what becomes of it."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liushui.base.forms import show_refusal
from liushui.giving import queries
from liushui.giving.queries import refunds as found
from liushui.giving.refund_forms import REFUSED_FIELDS, RefundForm
from liushui.giving.refund_policies import rules_of
from liushui.giving.services.refund_asking import ask_for_refund, may_ask, withdraw_refund
from liushui.giving.states import UNPAID
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError, NotFound
from liushui.parties.actors import Actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: HttpRequest, reference: str) -> HttpResponse:
    """The rules, the form, and what was asked before. Nobody else's gift has this page."""
    actor, at = _actor(request), now()
    order = queries.gift_for(actor, reference)
    if not may_ask(actor, order) or order.state in UNPAID:
        raise NotFound
    rules = rules_of(order.project.organisation_id, day_of(at)).values()
    offered = [one for one in rules if one.is_offered]
    form = RefundForm(_sent(request), kinds=[(one.kind, one.kind.label) for one in offered])
    if request.method == "POST" and _is_done(request, reference, form):
        return redirect("giving:refund", reference)
    under_way = found.open_refund_of(order)
    facts = {
        "order": order,
        "form": form,
        "rules": offered,
        "refunds": found.refunds_of_order(order),
        "under_way": under_way,
        "can_take_back": under_way is not None and found.can_take_back(under_way),
        "left": sum(one.amount.minor for one in found.left_of(order)),
    }
    return render(request, "giving/refund.html", facts, status=422 if form.errors else 200)


def _is_done(request: HttpRequest, reference: str, form: RefundForm) -> bool:
    """Ask for it, or no more; what is refused stands in the form."""
    actor, at = _actor(request), now()
    if request.POST.get("do") == "withdraw":
        withdraw_refund(actor, reference, at=at)
        return True
    if not form.is_valid():
        return False
    try:
        ask_for_refund(actor, reference, form.asked, at=at)
    except DomainError as error:
        show_refusal(form, error, REFUSED_FIELDS)
        return False
    return True


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
