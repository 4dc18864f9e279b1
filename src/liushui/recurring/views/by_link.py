"""One regular gift by the link that came with its notice: what is next, and one press to end it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.recurring import queries, services
from liushui.recurring.links import code_in
from liushui.recurring.views.shared import actor_of


@never_cache
@require_safe
def open_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The project, the amount and the next charge; a look changes nothing. Forged: 404."""
    found = queries.mandate_by_code(code_in(token))
    person = actor_of(request).person_id
    facts = {
        "mandate": found,
        "charge": queries.open_charge_of(found),
        "token": token,
        "is_own": person is not None and person == found.donor_id,
    }
    return render(request, "recurring/open.html", facts)


@require_POST
def end(request: HttpRequest, token: str) -> HttpResponse:
    """End it."""
    services.end_by_link(token, at=now())
    messages.success(request, _("It has ended. Nothing more is charged."))
    return redirect("recurring:open", token)
