"""Giving: what one should know first, an amount, and the way to the provider."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liushui.base.network import asker_network
from liushui.base.refusals import record_refusal
from liushui.giving.forms import AMOUNTS, REFUSED_WISHES, GiveForm
from liushui.giving.queries import knows_name
from liushui.giving.services import (
    ORIGIN_LIMIT,
    By,
    CaseNeedsLess,
    CaseNotForGifts,
    NameMissing,
    WishNotOffered,
    amounts_of_origin,
    begin_payment,
    by_appeal,
    place_order,
    words_of_origin,
)
from liushui.giving.services.ways import way_beside, ways_beside
from liushui.giving.states import FORWARDED
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.kernel.money import AmountOutOfRange, Money
from liushui.parties.actors import Actor
from liushui.parties.queries import certificates_of
from liushui.payments.services import PaymentNotSetUp, ways_offered
from liushui.payments.states import Device
from liushui.projects.queries import (
    account_for,
    budget_of,
    last_report_of,
    offers_of,
    spending_of,
)
from liushui.projects.services import require_open_for_gifts
from liushui.projects.states import Lane

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder
    from liushui.parties.models import Certificate
    from liushui.projects.models import BudgetLine, Project

# What an address may fill in: the page of a case leads here with its number.
WISHES = ("item", "disease", "region", "case_number")
# A link's or a stream's short name.
TAG = re.compile(r"[a-z0-9-]{1,32}")
_SOON = timedelta(days=90)
_HUNDRED = Money(100_00)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, number: str) -> HttpResponse:
    """The brief and the form. A project that takes no gifts is refused with its reason."""
    actor = _actor(request)
    project = account_for(actor, number)
    require_open_for_gifts(project, day_of(now()))
    asks_name, offers = not knows_name(actor), offers_of(project)
    came_by = by_appeal(project, _came_by(request))
    words_of_origin(came_by.origin, project)
    amounts = amounts_of_origin(came_by.origin)
    ways = ways_offered(_device(request), project.organisation_id, at=now())
    # What has a price is kept for two hours; a bank takes days.
    beside = [] if amounts else ways_beside(project, at=now())
    if request.method == "POST" and not ways and not beside:
        raise PaymentNotSetUp
    asks: dict[str, Any] = {"asks_name": asks_name, "offers": offers, "amounts": amounts}
    asks |= {"ways": ways, "beside": beside, "is_appeal": project.lane == Lane.PERSONAL}
    if request.method != "POST":
        asked = request.GET.get("amount", "")
        first = {"amount": asked} if asked in AMOUNTS else {}
        first |= {name: request.GET.get(name, "")[:12] for name in WISHES if name in request.GET}
        return _page(request, project, GiveForm(initial=first, **asks))
    form = GiveForm(request.POST, **asks)
    if not form.is_valid():
        return _page(request, project, form, status=422)
    said = form.cleaned_data
    try:
        order = place_order(
            actor,
            project=number,
            amount=said["money"],
            showing=form.showing,
            message=said["message"],
            wished=form.wished,
            by=came_by,
            channel=form.channel,
            at=now(),
        )
    except NameMissing as error:
        form.say("name" if asks_name else "display", error)
        return _page(request, project, form, status=422)
    except (CaseNeedsLess, CaseNotForGifts, WishNotOffered) as error:
        form.say(REFUSED_WISHES[error.code], error)
        return _page(request, project, form, status=422)
    except AmountOutOfRange as error:
        form.say("amount" if amounts else "other", error)
        return _page(request, project, form, status=422)
    return _onward(request, order)


def _onward(request: HttpRequest, order: "GiftOrder") -> HttpResponse:
    """To where the order is paid."""
    beside = way_beside(order.channel)
    if beside is not None:
        beside.begin(_actor(request), order, at=now())
        return redirect(beside.page(order))
    begin_quietly(request, order.reference)
    page = reverse("giving:pay", args=[order.reference])
    return redirect(f"{page}?go=1" if order.channel in FORWARDED else page)


def begin_quietly(request: HttpRequest, reference: str) -> None:
    """Tell the provider; if it does not answer, the order's page says so and offers to retry."""
    address = str(request.META.get("REMOTE_ADDR") or "127.0.0.1")
    try:
        begin_payment(_actor(request), reference, payer_address=address, at=now())
    except DomainError as error:
        record_refusal(error)


@dataclass(frozen=True, slots=True)
class Share:
    """What a budget line takes of every hundred yuan."""

    line: "BudgetLine"
    minor: int


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """A certificate as the component reads it."""

    name: str
    number: str
    state: str


def _page(
    request: HttpRequest, project: "Project", form: GiveForm, status: int = 200
) -> HttpResponse:
    lines = budget_of(project)
    shares = _HUNDRED.allocate([line.amount_minor for line in lines]) if lines else []
    at, came_by = now(), by_appeal(project, _came_by(request))
    facts = {
        "project": project,
        "form": form,
        "shares": [Share(*both) for both in zip(lines, (s.minor for s in shares), strict=True)],
        "hundred": _HUNDRED.minor,
        "came_by": came_by,
        "origin": words_of_origin(came_by.origin, project),
        "is_appeal": project.lane == Lane.PERSONAL,
        "is_online": form.is_online,
        "spending": spending_of(project),
        "report": last_report_of(project),
        "certificates": [_shown(c, day_of(at)) for c in certificates_of(project.organisation)],
        "at": at,
    }
    return render(request, "giving/give.html", facts, status=status)


def _shown(certificate: "Certificate", on: date) -> ShownCertificate:
    until = certificate.valid_until
    state = "valid"
    if until is not None and until < on + _SOON:
        state = "out" if until < on else "soon"
    return ShownCertificate(certificate.get_kind_display(), certificate.number, state)


def _came_by(request: HttpRequest) -> By:
    """What a link says led here; the form says it on. What is no name of ours is passed over."""
    said = request.POST if request.method == "POST" else request.GET
    tag = said.get("tag", "").lower()
    network = asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )
    return By(said.get("by", "")[:ORIGIN_LIMIT], tag if TAG.fullmatch(tag) else "", network)


def _device(request: HttpRequest) -> Device:
    """Phones are sent to the provider's page, since nobody scans the screen in their hand.

    A browser inside one provider's app opens that provider alone.
    """
    said = request.headers.get("User-Agent", "")
    if "MicroMessenger" in said:
        return Device.IN_WECHAT
    if "AlipayClient" in said:
        return Device.IN_ALIPAY
    return Device.PHONE if "Mobi" in said else Device.DESKTOP


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
