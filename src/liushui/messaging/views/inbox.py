"""One's own messages: what one was told, and by which ways one wants to be told."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from liushui.base.refusals import record_refusal, refusal_text
from liushui.kernel.errors import DomainError
from liushui.messaging import queries, services

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

LONGEST_ADDRESS = 320
LONGEST_CODE = 12


@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first; what is new stands out."""
    actor = _actor(request)
    page = queries.notices_of(actor, request.GET.get("page", "1"))
    facts = {
        "page": page,
        "notices": queries.told(list(page.object_list)),
        "unread": queries.unread_count(actor),
    }
    return render(request, "messaging/inbox.html", facts)


@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """Open what a notice is about; it is read then."""
    notice = services.mark_read(_actor(request), number, at=now())
    return redirect(notice.path or "messaging:inbox")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of them are read."""
    services.mark_all_read(_actor(request), at=now())
    return redirect("messaging:inbox")


@never_cache
@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    """By which ways one wants to be told of what, and where one takes mail."""
    return _choices_page(request)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choices; a box that is not ticked is a way that is not wanted."""
    pairs = (word.partition(":") for word in request.POST.getlist("wanted"))
    wanted = frozenset((kind, channel) for kind, _colon, channel in pairs)
    services.choose_channels(_actor(request), wanted)
    messages.success(request, _("Your choices are kept."))
    return redirect("messaging:choices")


@sensitive_post_parameters("address")
@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Keep an address and have a code sent there."""
    said = request.POST.get("address", "")[:LONGEST_ADDRESS]
    try:
        services.keep_address(_actor(request), address=said, at=now())
    except DomainError as error:
        return _refused(request, error, "address")
    messages.success(request, _("A code is on its way to your address. Type it below."))
    return redirect("messaging:choices")


@sensitive_post_parameters("code")
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The code shows that the address is one's own."""
    code = request.POST.get("code", "")[:LONGEST_CODE]
    try:
        services.confirm_address(_actor(request), code=code, at=now())
    except DomainError as error:
        return _refused(request, error, "code")
    messages.success(request, _("The address is confirmed."))
    return redirect("messaging:choices")


@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget one's address."""
    services.drop_address(_actor(request), at=now())
    messages.success(request, _("The address is forgotten."))
    return redirect("messaging:choices")


def _refused(request: HttpRequest, error: DomainError, field: str) -> HttpResponse:
    record_refusal(error)
    told = {f"{field}_error": " ".join(refusal_text(error))}
    return _choices_page(request, status=error.status, **told)


def _choices_page(request: HttpRequest, *, status: int = 200, **told: str) -> HttpResponse:
    actor = _actor(request)
    kept, is_confirmed = queries.own_address(actor)
    facts = {
        "choices": queries.choices_of(actor),
        "address": kept,
        "is_confirmed": is_confirmed,
        **told,
    }
    return render(request, "messaging/choices.html", facts, status=status)


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
