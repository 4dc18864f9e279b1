"""One gift's own pages: paying it, thanks, its certificate; and all gifts of one person."""

import json
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from liushui.base.forms import in_reader_language
from liushui.giving import queries, services
from liushui.giving.services.refund_asking import may_ask
from liushui.giving.services.ways import way_beside
from liushui.giving.states import BY_ALIPAY, FORWARDED, SCANNED, UNPAID, Channel, GiftState
from liushui.giving.views.give import begin_quietly
from liushui.kernel.errors import DomainError, NotFound
from liushui.parties.actors import Actor
from liushui.payments.services import bridge_of
from liushui.transparency.services import receipt_of


@never_cache
@require_safe
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """How to pay the order. Each look asks the provider, at most once in five seconds."""
    order = queries.gift_for(_actor(request), reference)
    with suppress(DomainError):  # the provider's silence changes nothing on this page
        order = services.query_order(order, at=now())
    if order.state not in UNPAID:
        thanks = reverse("giving:thanks", args=[reference])
        wants_part = request.headers.get("HX-Request") == "true"
        return HttpResponseClientRedirect(thanks) if wants_part else redirect(thanks)
    beside = way_beside(order.channel)
    if beside is not None:
        return redirect(beside.page(order))
    back = f"{settings.ORIGIN}{reverse('giving:pay', args=[reference])}"
    link = services.payment_link(order, back, at=now())
    if order.channel == Channel.WECHAT_JSAPI and not order.pay_url:
        link = reverse("giving:inside", args=[reference])
    facts = {
        "order": order,
        "link": link,
        "goes": bool(link) and request.GET.get("go") == "1",
        "scans": order.channel in SCANNED,
        "by_alipay": order.channel in BY_ALIPAY,
        "bridge": json.dumps(dict(bridge_of(order.merchant_id, order.pay_url, at=now()))),
        "is_inside": order.channel == Channel.WECHAT_JSAPI,
        "is_closed": order.state == GiftState.CLOSED,
        "trouble": queries.trouble_of(order),
        "wish": in_reader_language(*queries.wish_of(order)),
    }
    part = "#waiting" if request.headers.get("HX-Request") == "true" else ""
    return render(request, f"giving/pay.html{part}", facts)


@require_POST
def pay_again(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell the provider once more, when it did not answer before."""
    order = queries.gift_for(_actor(request), reference)
    begin_quietly(request, reference)
    page = reverse("giving:pay", args=[reference])
    return redirect(f"{page}?go=1" if order.channel in FORWARDED else page)


@never_cache
@require_safe
def thanks(request: HttpRequest, reference: str) -> HttpResponse:
    """What was received and where to see what becomes of it."""
    order = queries.gift_for(_actor(request), reference)
    if order.state in UNPAID:
        return redirect("giving:pay", reference)
    facts = {
        "order": order,
        "payment": queries.payment_of(order),
        "is_booked": order.state == GiftState.PAID and queries.is_booked(order),
        "wish": in_reader_language(*queries.wish_of(order)),
        "onward": services.onward_of_origin(order),
        "can_return": may_ask(_actor(request), order),
    }
    return render(request, "giving/thanks.html", facts)


@never_cache
@require_safe
def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """The certificate as PDF."""
    paper = services.certificate_of(_actor(request), reference, at=now())
    headers = {"Content-Disposition": f'inline; filename="{reference}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


@never_cache
@require_safe
def log_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt of the public log with all that it holds back: to the giver alone."""
    actor = _actor(request)
    order = queries.gift_for(actor, reference)
    if order.donor_id is None or order.donor_id != actor.person_id:
        raise NotFound
    return receipt_file(reference)


def receipt_file(reference: str) -> HttpResponse:
    """The file, once somebody has shown that the gift is theirs. Raises ``RecordNotInLog``."""
    headers = {"Content-Disposition": f'attachment; filename="{reference}.tlog-proof"'}
    text = receipt_of(reference, discloses=True)
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person who is signed in gave, newest first."""
    actor = _actor(request)
    facts = {
        "page": queries.gifts_of(actor, request.GET.get("page", "1")),
        "sum": queries.sum_of(actor),
        "at": now(),
    }
    return render(request, "giving/mine.html", facts)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
