"""Words that givers offer to the public lists: read, and let stand there or not."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from liushui.giving import services
from liushui.giving.queries.wall import offered_messages
from liushui.parties.actors import Actor


@never_cache
@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """What givers offered, undecided first."""
    facts = {"offered": offered_messages(_actor(request)), "at": now()}
    return render(request, "giving/messages.html", facts)


@require_POST
def judge(request: HttpRequest, reference: str) -> HttpResponse:
    """Let one stand in the public list, or take it off."""
    show = request.POST.get("show") == "yes"
    services.judge_message(_actor(request), reference, show=show, at=now())
    messages.success(
        request, _("The words are in the list.") if show else _("The words are not in the list.")
    )
    return redirect("giving:messages")


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
