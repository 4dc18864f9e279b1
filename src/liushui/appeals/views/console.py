"""The console's pages of those who verify, publish, stop and end personal appeals."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.appeals import policies
from liushui.appeals.forms import ChangeForm, CheckForm
from liushui.appeals.queries import appeals as queries
from liushui.appeals.queries.faults import most_of
from liushui.appeals.queries.homecomings import onwards_of
from liushui.appeals.queries.paying import payouts_shown, rest_waiting
from liushui.appeals.queries.people import witnesses_of
from liushui.appeals.queries.reasons import ended_why, given_back_why, stops_of
from liushui.appeals.queries.sums import sums_of
from liushui.appeals.services import publishing, reading, running, verifying
from liushui.appeals.states import APPEAL_MOVES, AppealState, RestWay
from liushui.appeals.tables import APPEALS
from liushui.appeals.views.shared import FORM_METHODS, actor_of, kept, key_of, refused, status_of
from liushui.desk.tables import listing_of
from liushui.kernel.clock import day_of
from liushui.kernel.money import format_yuan
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.appeals.models import Appeal

_WHY = 200
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The appeals of the actor's organisations, without any name."""
    return render(request, "appeals/console.html", {"listing": listing_of(APPEALS, request)})


@never_cache
@require_safe
def appeal(request: HttpRequest, number: str) -> HttpResponse:
    """One appeal: what was said, what was verified, what waits, and each step possible now."""
    return page(request, queries.appeal_for(actor_of(request), number))


@never_cache
@require_POST
def name(request: HttpRequest, number: str) -> HttpResponse:
    """The same page with name, identity and account; that they were read is recorded."""
    actor = actor_of(request)
    found = queries.appeal_for(actor, number)
    told: list[reading.Sealed] = []
    words, status = refused(lambda: told.append(reading.read_sealed(actor, number, at=now())))
    return page(request, found, refusal=words, status=status, sealed=told[0] if told else None)


@require_http_methods(FORM_METHODS)
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Write down what was looked at."""
    actor = actor_of(request)
    found = _verified_by(request, number)
    first = {"looked_on": day_of(now()), "step": request.GET.get("step", "")[:12]}
    form = CheckForm(request.POST or None, request.FILES or None, initial=first)
    made = kept(form, lambda: verifying.enter_check(actor, number, form.looked, at=now()))
    if made is not None:
        messages.success(request, _("Written down."))
        return redirect("appeals:console-appeal", number)
    facts = {"appeal": found, "form": form}
    return render(request, "appeals/check.html", facts, status=status_of(form))


@require_POST
def do(request: HttpRequest, number: str) -> HttpResponse:
    """One step without a form of its own: publish, return, stop, end and the like."""
    actor, at = actor_of(request), now()
    found = _verified_by(request, number)
    why = request.POST.get("why", "")[:_WHY]
    acts = {
        "return": lambda: verifying.return_appeal(actor, number, why=why, at=at),
        "refuse": lambda: verifying.refuse_appeal(actor, number, why=why, at=at),
        "propose": lambda: publishing.propose_publication(actor, number, at=at),
        "publish": lambda: publishing.publish_version(
            actor, number, place=key_of(request.POST.get("place", "")), at=at
        ),
        "drop": lambda: publishing.drop_version(actor, number, at=at),
        "stop": lambda: running.stop_appeal(actor, number, why=why, at=at),
        "resume": lambda: running.resume_appeal(actor, number, at=at),
        "end": lambda: running.end_appeal(actor, number, why=why, at=at),
        "untrue": lambda: running.mark_untrue(actor, number, why=why, at=at),
        "settle": lambda: running.settle_appeal(actor, number, at=at),
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        return page(request, found, refusal=_("Choose a step."), status=422)
    words, status = refused(act)
    if words:
        return page(request, found, refusal=words, status=status)
    messages.success(request, _("Done."))
    return redirect("appeals:console-appeal", number)


@require_http_methods(FORM_METHODS)
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Propose other words, another cap or last day; another person publishes them."""
    actor = actor_of(request)
    found = _verified_by(request, number)
    first = {
        "title": found.title, "summary": found.summary, "story": found.story,
        "cap": format_yuan(found.cap_minor), "ends_on": found.ends_on,
    }  # fmt: skip
    form = ChangeForm(request.POST or None, initial=first)
    made = kept(form, lambda: publishing.propose_change(actor, number, form.change, at=now()))
    if made is not None:
        messages.success(request, _("It waits for another person."))
        return redirect("appeals:console-appeal", number)
    facts = {"appeal": found, "form": form, "most": most_of(found)}
    return render(request, "appeals/change.html", facts, status=status_of(form))


@never_cache
@require_safe
def paper(request: HttpRequest, number: str, sha256: str) -> HttpResponse:
    """A paper of the appeal, for those who work on it; that it was read is recorded."""
    opened = reading.read_paper(actor_of(request), number, sha256, at=now())
    response = HttpResponse(opened.content, content_type=opened.media_type)
    shown = "inline" if opened.media_type.startswith("image/") else "attachment"
    name = f"{sha256[:12]}.{ENDINGS[opened.media_type]}"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def page(
    request: HttpRequest,
    found: "Appeal",
    *,
    refusal: str = "",
    status: int = 200,
    sealed: "reading.Sealed | None" = None,
) -> HttpResponse:
    """The appeal in the console, with what the actor can do now."""
    actor, body = actor_of(request), found.organisation_id
    waiting = queries.version_waiting(found)
    stops = stops_of(found)
    moves = APPEAL_MOVES.get(found.state, frozenset())
    is_public = policies.is_published(found)
    verifies = actor.holds(Right.CASE_EDIT, body) and not policies.is_own(actor, found)
    facts = {
        "appeal": found,
        "sums": sums_of(found),
        "steps": queries.steps_checked(found),
        "looks": queries.looks_of(found),
        "witnesses": witnesses_of(found),
        "means": queries.means_of(found),
        "payouts": payouts_shown(found),
        "versions": queries.versions_of(found),
        "waiting": waiting,
        "rest": rest_waiting(found),
        "onwards": onwards_of(found),
        "given_back_why": given_back_why(found),
        "stops": stops,
        "sealed": sealed,
        "refusal": refusal,
        "said_why": ended_why(found),
        "verifies": verifies,
        "is_public": is_public,
        "may_answer": verifies and AppealState.REFUSED in moves,
        "may_propose": verifies and waiting is None and found.state == AppealState.CHECKING,
        "may_publish": verifies and waiting is not None and waiting.proposed_by != actor.name,
        "may_change": verifies and waiting is None and found.state == AppealState.OPEN,
        "may_end": verifies and found.state == AppealState.OPEN,
        "may_doom": verifies and is_public and not found.is_untrue,
        "may_stop": verifies and is_public and not stops and not found.is_untrue,
        "may_resume": verifies and running.may_lift(actor, found),
        "may_settle": verifies and found.state == AppealState.ENDED,
        "drafts": actor.holds(Right.MONEY_DRAFT, body),
        "approves": actor.holds(Right.MONEY_APPROVE, body),
        "pays": actor.holds(Right.MONEY_PAY, body),
        "me": actor.name,
        "goes_on": found.rest_way == RestWay.SIMILAR and not found.is_untrue,
    }
    return render(request, "appeals/console_appeal.html", facts, status=status)


def _verified_by(request: HttpRequest, number: str) -> "Appeal":
    actor = actor_of(request)
    found = queries.appeal_for(actor, number)
    policies.require(actor, Right.CASE_EDIT, found)
    return found
