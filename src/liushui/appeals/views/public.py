"""What everybody reads of personal appeals: their own list, a page each, and a doubt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from liushui.appeals import policies
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.homecomings import onwards_of
from liushui.appeals.queries.paying import paid_of, rests_moved
from liushui.appeals.queries.people import witnesses_of
from liushui.appeals.queries.reasons import ended_why, stops_of
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.states import AppealState
from liushui.appeals.views.shared import FORM_METHODS, actor_of, kept, key_of, network_of, status_of
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.parties.queries.judging import has_independent_judge
from liushui.projects.complaint_forms import ComplaintForm
from liushui.projects.services import complain

# What the form carries when it said that the organisation's own board reads it.
_TOLD = "own"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list of appeals, and of nothing else: campaigns have theirs (N05)."""
    found = queries.public_appeals(key_of(request.GET.get("after", "")) or None)
    shown = found[: queries.PAGE_SIZE]
    facts = {
        "appeals": [
            (one, lay_waterline([("gift", one.taken_minor)], one.cap_minor)) for one in shown
        ],
        "after": shown[-1].pk if len(found) > len(shown) else None,
        "at": now(),
    }
    return _private(render(request, "appeals/list.html", facts))


@require_safe
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """One appeal: what it is and is not, what was verified, where the money is, every version."""
    found = queries.public_appeal(number)
    sums = sums_of(found)
    at = now()
    is_open = found.state == AppealState.OPEN and not queries.is_over(found, at)
    stops = stops_of(found)
    facts = {
        "appeal": found,
        "sums": sums,
        "waterline": lay_waterline([("gift", sums.given)], found.cap_minor),
        "steps": queries.steps_checked(found),
        "witnesses": [one for one in witnesses_of(found) if one.confirmed_at],
        "means": queries.means_of(found),
        "paid": paid_of(found),
        "rests": rests_moved(found),
        "onwards": onwards_of(found),
        "versions": queries.versions_of(found),
        "stops": stops,
        "oversees": policies.oversees(actor_of(request)),
        "takes": is_open and not stops and found.taken_minor < found.cap_minor,
        "ended_why": ended_why(found),
        "at": at,
    }
    return _private(render(request, "appeals/appeal.html", facts))


@require_http_methods(FORM_METHODS)
def doubt(request: HttpRequest, number: str) -> HttpResponse:
    """Say that something is not so, without an account; those who run the site answer (N08).

    Where nobody independent of the organisation is, two of its own do; the form says so (0095).
    """
    found = queries.public_appeal(number)
    form = ComplaintForm(request.POST or None)
    made = kept(
        form,
        lambda: complain(
            actor_of(request),
            number,
            words=form.cleaned_data["words"],
            contact=form.cleaned_data["contact"],
            address=network_of(request),
            at=now(),
            is_told_own=request.POST.get("told") == _TOLD,
        ),
    )
    if made is not None:
        return redirect("projects:complaint-follow", made.code)
    is_among_own = not has_independent_judge(found.organisation_id, day_of(now()))
    facts = {"appeal": found, "form": form, "is_among_own": is_among_own}
    return render(request, "appeals/doubt.html", facts, status=status_of(form))


def _private(response: HttpResponse) -> HttpResponse:
    """Not for search engines: even a masked fact is not to be collected."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-cache"
    return response
