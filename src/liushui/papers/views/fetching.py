"""Papers without an account: number and phone, then the code, then half an hour.

Neither is in an address or a log line: the session holds the handle of the code and the number,
and then the row that both opened.
"""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from liushui.giving.queries.claims import found_gifts
from liushui.kernel.errors import DomainError, NotFound
from liushui.papers import services
from liushui.papers.forms import CodeForm, FetchForm
from liushui.papers.views.shared import FORM_METHODS, actor_of, as_pdf, is_past, network_of, say
from liushui.parties.queries import masked_phone_of_code

if TYPE_CHECKING:
    from liushui.giving.models import GiftOrder

_ASKED, _OPENED = "papers_asked", "papers_opened"
OPEN_FOR = timedelta(minutes=30)


@never_cache
@sensitive_post_parameters("phone", "number")
@require_http_methods(FORM_METHODS)
def fetch(request: HttpRequest) -> HttpResponse:
    """Number and phone. Whether they belong together is not told before the code was right."""
    if request.method != "POST":
        return render(request, "papers/fetch.html", {"form": FetchForm()})
    form = FetchForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/fetch.html", {"form": form}, status=422)
    said = form.cleaned_data
    try:
        handle = services.begin_fetching(
            actor_of(request), **said, address=network_of(request), at=now()
        )
    except DomainError as error:
        say(form, "phone", error)
        return render(request, "papers/fetch.html", {"form": form}, status=error.status)
    request.session[_ASKED] = {"handle": str(handle), "number": said["number"].strip()}
    return redirect("papers:fetch-code")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(FORM_METHODS)
def fetch_code(request: HttpRequest) -> HttpResponse:
    """The code from the phone."""
    asked = request.session.get(_ASKED)
    if asked is None:
        return redirect("papers:fetch")
    handle = UUID(asked["handle"])
    form = CodeForm(request.POST if request.method == "POST" else None)
    facts: dict[str, object] = {"form": form, "phone": masked_phone_of_code(handle)}
    if request.method != "POST":
        return render(request, "papers/fetch_code.html", facts)
    if not form.is_valid():
        return render(request, "papers/fetch_code.html", facts, status=422)
    try:
        order_id = services.fetch_papers(
            actor_of(request), handle, form.cleaned_data["code"], number=asked["number"], at=now()
        )
    except DomainError as error:
        say(form, "code", error)
        return render(request, "papers/fetch_code.html", facts, status=error.status)
    del request.session[_ASKED]
    until = (now() + OPEN_FOR).isoformat()
    request.session[_OPENED] = {"order": order_id, "until": until}
    return redirect("papers:fetched")


@never_cache
@require_safe
def fetched(request: HttpRequest) -> HttpResponse:
    """The papers that number and phone opened."""
    order = _opened(request)
    if order is None:
        return redirect("papers:fetch")
    shown = services.papers_of(order, at=now())
    facts = {"order": order, "holding": [one for one in shown if one.holds]}
    return render(request, "papers/fetched.html", facts)


@never_cache
@require_safe
def fetched_paper(request: HttpRequest, kind: str) -> HttpResponse:
    """One of them as signed PDF."""
    order = _opened(request)
    if order is None:
        raise NotFound
    return as_pdf(services.paper_bytes(order, kind, at=now()), f"{order.reference}-{kind}")


def _opened(request: HttpRequest) -> "GiftOrder | None":
    """The gift that number and phone opened, for half an hour."""
    opened = request.session.get(_OPENED)
    if opened is None or is_past(opened["until"], now()):
        return None
    found = found_gifts([opened["order"]])
    return found[0] if found else None
