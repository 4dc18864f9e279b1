"""The page of those who run the site: stop an appeal, let it go on, say that it is untrue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liushui.appeals import policies
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.paying import paid_of
from liushui.appeals.queries.reasons import stops_of
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services import running
from liushui.appeals.views.shared import FORM_METHODS, actor_of, refused
from liushui.kernel.errors import NotAllowed

_WHY = 200


@never_cache
@require_http_methods(FORM_METHODS)
def oversee(request: HttpRequest, number: str) -> HttpResponse:
    """One published appeal with the reasons that stand, and what this side can do."""
    actor, at = actor_of(request), now()
    found = queries.public_appeal(number)
    if not policies.oversees(actor):
        raise NotAllowed
    words, status = "", 200
    if request.method == "POST":
        why = request.POST.get("why", "")[:_WHY]
        acts = {
            "stop": lambda: running.stop_appeal(actor, number, why=why, at=at),
            "resume": lambda: running.resume_appeal(actor, number, at=at),
            "untrue": lambda: running.mark_untrue(actor, number, why=why, at=at),
        }
        act = acts.get(request.POST.get("do", ""))
        words, status = refused(act) if act else (_("Choose a step."), 422)
        if not words:
            messages.success(request, _("Done."))
            return redirect("appeals:oversee", number)
    facts = {
        "appeal": found,
        "stops": stops_of(found),
        "sums": sums_of(found),
        "late": [one for one in paid_of(found) if one.is_late],
        "may_lift": running.may_lift(actor, found),
        "refusal": words,
    }
    return render(request, "appeals/oversee.html", facts, status=status)
