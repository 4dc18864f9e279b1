"""The charity's view of the teams that give to it, and the checking of firms."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.desk.tables import listing_of
from liushui.kernel.errors import DomainError
from liushui.ledger.queries.pools import pools_of
from liushui.parties.access import Right
from liushui.teams import services
from liushui.teams.forms import PoolForm
from liushui.teams.queries.firms import request_by_key
from liushui.teams.queries.teams import oldest_word_to_read, team_by_code, words_to_read_by
from liushui.teams.tables import FIRM_REQUESTS, TEAMS
from liushui.teams.views.shared import FORM_METHODS, actor_of


@never_cache
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """Every team that gives to the actor's charity."""
    actor = actor_of(request)
    facts = {
        "listing": listing_of(TEAMS, request),
        "waiting": oldest_word_to_read(actor)[0],
        "names_pools": actor.holds_any([Right.MONEY_DRAFT]),
    }
    return render(request, "teams/console_teams.html", facts)


@never_cache
@require_safe
def words(request: HttpRequest) -> HttpResponse:
    """Words on walls that wait to be read."""
    actor = actor_of(request)
    facts = {"words": words_to_read_by(actor), "mine": actor.person_id}
    return render(request, "teams/words.html", facts)


@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """End a team and take it off the lists."""
    services.stop_team(
        actor_of(request), team_by_code(code).code, why=request.POST.get("why", ""), at=now()
    )
    messages.success(request, _("The team is stopped."))
    return redirect("teams:console-teams")


@never_cache
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Firms that asked for a page."""
    return render(
        request, "teams/console_firms.html", {"listing": listing_of(FIRM_REQUESTS, request)}
    )


@never_cache
@require_safe
def asked(request: HttpRequest, key: int) -> HttpResponse:
    """What one firm says and shows, before a second person decides."""
    return render(request, "teams/console_firm.html", {"one": request_by_key(key)})


@never_cache
@require_safe
def licence(request: HttpRequest, key: int) -> HttpResponse:
    """The picture of the business licence, for who checks it."""
    picture = services.open_licence(actor_of(request), key, at=now())
    return HttpResponse(picture.content, content_type=picture.media_type)


@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """The second person's word about a firm."""
    agrees = request.POST.get("do") == "agree"
    services.decide_request(actor_of(request), key, agrees=agrees, at=now())
    messages.success(request, _("Decided."))
    return redirect("teams:firm-requests")


@never_cache
@require_http_methods(FORM_METHODS)
def pool(request: HttpRequest) -> HttpResponse:
    """Say that a firm pays for a matching pool."""
    actor = actor_of(request)
    held = pools_of(actor.organisations_with(Right.MONEY_DRAFT))
    pools = [
        (str(one.pool.pk), in_reader_language(one.pool.title, one.pool.title_en)) for one in held
    ]
    form = PoolForm(request.POST or None, pools=pools)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.name_pool(actor, said["pool"], said["credit_code"].strip(), at=now())
        except DomainError as error:
            show_refusal(form, error, {"not_found": "credit_code"})
        else:
            messages.success(request, _("The firm's page shows the pool now."))
            return redirect("books:pool", said["pool"])
    return render(
        request, "teams/console_pool.html", {"form": form}, status=422 if form.errors else 200
    )
