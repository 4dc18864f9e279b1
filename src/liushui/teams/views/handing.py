"""A captain for a part: the link for whoever shall lead it, and what that person sees."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from liushui.teams import services
from liushui.teams.queries import team_by_code
from liushui.teams.views.shared import FORM_METHODS, actor_of


@never_cache
@require_POST
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Make the link, shown this once; or take the part back."""
    actor, part = actor_of(request), team_by_code(code)
    if request.POST.get("do") == "back":
        services.take_back(actor, part.code, at=now())
        messages.success(request, _("You lead this part yourself again."))
        return redirect("teams:team", part.code)
    word = services.call_captain(actor, part.code, at=now())
    link = f"{settings.ORIGIN}{reverse('teams:take-lead', args=[part.code, word])}"
    return render(request, "teams/call.html", {"team": part, "link": link})


@never_cache
@require_http_methods(FORM_METHODS)
def take(request: HttpRequest, code: str, word: str) -> HttpResponse:
    """Whoever has the link says that they lead the part."""
    part = team_by_code(code)
    if request.method == "POST":
        services.take_lead(actor_of(request), part.code, word, at=now())
        messages.success(request, _("You lead this part now. Pass its link on."))
        return redirect("teams:team", part.code)
    return render(request, "teams/take.html", {"team": part, "word": word})
