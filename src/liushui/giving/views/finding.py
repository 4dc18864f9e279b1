"""Finding gifts again without an account, and claiming one that came by a list.

The phone is in no address, log line or session: the session holds the handle of the code, and the
numbers of the rows that the code opened, for half an hour.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from liushui.base.network import asker_network
from liushui.giving.claim_forms import ClaimForm, CodeForm, FindForm
from liushui.giving.queries.claims import claimable_bodies, claims_of_phone, found_gifts
from liushui.giving.services import certificate_of
from liushui.giving.services.claiming import claim_gift
from liushui.giving.services.finding import begin_finding, find_gifts, opens_by_itself
from liushui.giving.views.gift import receipt_file
from liushui.kernel.errors import DomainError, NotFound
from liushui.parties.actors import Actor
from liushui.parties.queries import masked_phone_of_code, phone_of_code
from liushui.transparency.queries import is_open

_ASKED, _OPENED = "find_asked", "find_opened"
OPEN_FOR = timedelta(minutes=30)
_SYSTEM = Actor.system("find")


@never_cache
@sensitive_post_parameters("phone", "number")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """A number and a phone: a guest's reference opens at once, all else wants a code."""
    if request.method != "POST":
        return _page(request, "giving/find.html", {"form": FindForm()})
    form = FindForm(request.POST)
    if not form.is_valid():
        return _page(request, "giving/find.html", {"form": form}, 422)
    said = form.cleaned_data
    if reference := opens_by_itself(said["number"]):
        return redirect("giving:thanks", reference)
    if not said["phone"]:
        form.add_error("phone", _("This number opens with the mobile number of the gift."))
        return _page(request, "giving/find.html", {"form": form}, 422)
    try:
        handle = begin_finding(
            _actor(request), phone=said["phone"], address=_network(request), at=now()
        )
    except DomainError as error:
        _say(form, "phone", error)
        return _page(request, "giving/find.html", {"form": form}, error.status)
    request.session[_ASKED] = {"handle": str(handle), "number": said["number"].strip()}
    return redirect("giving:find-code")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def find_code(request: HttpRequest) -> HttpResponse:
    """The code from the phone."""
    asked = request.session.get(_ASKED)
    if asked is None:
        return redirect("giving:find")
    handle = UUID(asked["handle"])
    phone = masked_phone_of_code(handle)
    form = CodeForm(request.POST if request.method == "POST" else None)
    facts: dict[str, object] = {"form": form, "phone": phone}
    if request.method != "POST":
        return _page(request, "giving/find_code.html", facts)
    if not form.is_valid():
        return _page(request, "giving/find_code.html", facts, 422)
    try:
        orders = find_gifts(handle, form.cleaned_data["code"], number=asked["number"], at=now())
    except DomainError as error:
        _say(form, "code", error)
        return _page(request, "giving/find_code.html", facts, error.status)
    del request.session[_ASKED]
    _open(request, handle, [order.pk for order in orders])
    return redirect("giving:found")


@never_cache
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """The gifts that the code opened, each with its certificate, and what is claimed."""
    opened = _opened(request)
    if opened is None:
        return redirect("giving:find")
    facts = {
        "orders": found_gifts(opened["orders"]),
        "claims": claims_of_phone(phone_of_code(UUID(opened["handle"])) or ""),
        "can_claim": bool(claimable_bodies()),
        "has_log": is_open(),
    }
    return _page(request, "giving/found.html", facts)


@never_cache
@require_safe
def found_certificate(request: HttpRequest, reference: str) -> HttpResponse:
    """The certificate of a gift that the code opened."""
    opened = _opened(request)
    orders = found_gifts(opened["orders"]) if opened else []
    if reference not in {order.reference for order in orders}:
        raise NotFound
    paper = certificate_of(_SYSTEM, reference, at=now())
    headers = {"Content-Disposition": f'inline; filename="{reference}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


@never_cache
@require_safe
def found_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """The receipt of the public log of a gift that the code opened, with what it holds back."""
    opened = _opened(request)
    orders = found_gifts(opened["orders"]) if opened else []
    if reference not in {order.reference for order in orders}:
        raise NotFound
    return receipt_file(reference)


@never_cache
@sensitive_post_parameters("name", "words")
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Details of a gift by a bank, a platform or a desk, after the phone has answered a code."""
    opened = _opened(request)
    phone = phone_of_code(UUID(opened["handle"])) if opened else None
    if opened is None or phone is None:
        return redirect("giving:find")
    bodies = claimable_bodies()
    if not bodies:  # no list was ever booked: there is nothing to claim
        return redirect("giving:found")
    if request.method != "POST":
        return _page(request, "giving/claim.html", {"form": ClaimForm(bodies=bodies)})
    form = ClaimForm(request.POST, bodies=bodies)
    if not form.is_valid():
        return _page(request, "giving/claim.html", {"form": form}, 422)
    try:
        claimed = claim_gift(
            _actor(request), form.details, phone=phone, address=_network(request), at=now()
        )
    except DomainError as error:
        _say(form, None, error)
        return _page(request, "giving/claim.html", {"form": form}, error.status)
    if claimed.orders:
        fresh = [order.pk for order in claimed.orders]
        _open(request, UUID(opened["handle"]), [*fresh, *opened["orders"]])
        messages.success(request, _("Found: the gift is yours, with its certificate."))
    else:
        messages.success(
            request, _("A person of the charity looks at it. You find the answer here.")
        )
    return redirect("giving:found")


def _open(request: HttpRequest, handle: UUID, orders: list[int]) -> None:
    request.session[_OPENED] = {
        "handle": str(handle),
        "orders": list(dict.fromkeys(orders)),
        "until": (now() + OPEN_FOR).isoformat(),
    }


def _opened(request: HttpRequest) -> dict[str, Any] | None:
    """What the code opened, for half an hour."""
    opened = request.session.get(_OPENED)
    if opened is None or datetime.fromisoformat(opened["until"]) < now():
        return None
    return opened  # type: ignore[no-any-return]


def _page(
    request: HttpRequest, template: str, facts: dict[str, object], status: int = 200
) -> HttpResponse:
    return render(request, template, facts, status=status)


def _say(form: "FindForm | CodeForm | ClaimForm", field: str | None, error: DomainError) -> None:
    remedy = _(error.remedy) % error.facts if error.remedy else ""
    form.add_error(field, " ".join((_(error.message) % error.facts, remedy)).strip())


def _network(request: HttpRequest) -> str:
    return asker_network(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("x-forwarded-for", ""),
        settings.TRUSTED_PROXIES,
    )


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
