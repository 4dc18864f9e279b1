"""Paying inside WeChat: the app says who opens the page, and takes the order from there."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liushui.base.refusals import record_refusal
from liushui.giving import queries, services
from liushui.giving.states import Channel, GiftState
from liushui.kernel.errors import DomainError, NotFound
from liushui.payments.services import door_to_wechat, payer_inside

if TYPE_CHECKING:
    from liushui.parties.actors import Actor


@never_cache
@require_safe
def inside(request: HttpRequest, reference: str) -> HttpResponse:
    """Go by WeChat's door and come back with a code; then tell the provider of the order.

    The payer's number is passed on and kept nowhere. What goes wrong, the order's page says.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    order = queries.gift_for(actor, reference)
    is_open = order.state == GiftState.PLACED and not order.pay_url
    if not is_open or order.channel != Channel.WECHAT_JSAPI:
        return redirect("giving:pay", reference)
    proof = salted_hmac("giving.inside", reference).hexdigest()
    code = request.GET.get("code", "")
    if code and not constant_time_compare(request.GET.get("state", ""), proof):
        raise NotFound
    try:
        if not code:
            back = f"{settings.ORIGIN}{reverse('giving:inside', args=[reference])}"
            return redirect(door_to_wechat(order.merchant_id, back=back, state=proof))
        learned_by = order.merchant_id
        payer = payer_inside(learned_by, code)
        services.begin_payment(actor, reference, payer_id=payer, known_to=learned_by, at=now())
    except DomainError as error:
        record_refusal(error)
    return redirect("giving:pay", reference)
