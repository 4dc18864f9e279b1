"""The page of somebody who vouches: by an own link, and a code to the phone that was named."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from liushui.appeals.errors import LinkOver
from liushui.appeals.forms import VouchForm
from liushui.appeals.queries.people import phone_of
from liushui.appeals.services import vouching
from liushui.appeals.views.shared import FORM_METHODS, kept, network_of, refused
from liushui.kernel.masks import mask_phone

_HANDLE = "appeal-vouch"


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(FORM_METHODS)
def vouch(request: HttpRequest, token: str) -> HttpResponse:
    """Read what one vouches for, have a code sent, and confirm with it."""
    try:
        witness = vouching.open_link(token)
    except LinkOver:
        return _private(render(request, "appeals/vouch_over.html", status=410))
    known = request.session.get(_HANDLE, {})
    handle = known.get("handle") if known.get("witness") == witness.pk else None
    words, status, form = "", 200, VouchForm()
    if request.method == "POST" and "code" in request.POST and handle:
        form = VouchForm(request.POST)
        said = kept(
            form,
            lambda: vouching.vouch(token, UUID(handle), form.cleaned_data["code"], at=now()),
        )
        if said is not None:
            del request.session[_HANDLE]
            return redirect("appeals:vouch", token)
        status = 422
    elif request.method == "POST":
        made: list[UUID] = []
        address = network_of(request)
        words, status = refused(
            lambda: made.append(vouching.send_vouching_code(token, address=address, at=now()))
        )
        if made:
            request.session[_HANDLE] = {"witness": witness.pk, "handle": str(made[0])}
            return redirect("appeals:vouch", token)
    facts = {
        "witness": witness,
        "appeal": witness.appeal,
        "phone": mask_phone(phone_of(witness)),
        "is_sent": bool(handle),
        "form": form,
        "refusal": words,
    }
    return _private(render(request, "appeals/vouch.html", facts, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
