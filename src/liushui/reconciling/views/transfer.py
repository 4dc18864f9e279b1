"""For the giver: where to send a bank transfer, and with which code."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liushui.giving.states import UNPAID, GiftState
from liushui.reconciling.forms import SenderForm
from liushui.reconciling.queries.transfers import awaited_for, cheque_for
from liushui.reconciling.services.transfers import name_sender
from liushui.reconciling.states import CounterState
from liushui.reconciling.views.shared import FORM_METHODS, actor_of

if TYPE_CHECKING:
    from liushui.reconciling.models import CounterGift


@never_cache
@require_http_methods(FORM_METHODS)
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """The account and the code; a name, where the bank leaves no room for the code."""
    actor = actor_of(request)
    cheque = cheque_for(actor, reference)
    if cheque is not None:
        return _cheque(request, cheque)
    awaited = awaited_for(actor, reference)
    if awaited.order.state not in UNPAID:
        return redirect("giving:thanks", reference)
    form = SenderForm(request.POST or None)
    is_named = awaited.sender_hash is not None
    if request.method == "POST" and form.is_valid():
        name_sender(actor, reference, form.cleaned_data["sender"])
        return redirect("reconciling:transfer", reference)
    facts = {
        "awaited": awaited,
        "order": awaited.order,
        "form": form,
        "is_named": is_named,
        "is_closed": awaited.order.state == GiftState.CLOSED,
    }
    status = 422 if form.errors else 200
    return render(request, "reconciling/transfer.html", facts, status=status)


def _cheque(request: HttpRequest, gift: "CounterGift") -> HttpResponse:
    if gift.order.state not in UNPAID:
        return redirect("giving:thanks", gift.order.reference)
    is_bounced = gift.state == CounterState.BOUNCED
    facts = {"gift": gift, "is_bounced": is_bounced}
    return render(request, "reconciling/cheque.html", facts)
