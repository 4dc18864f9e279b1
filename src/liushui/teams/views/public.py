"""What everyone sees: the ranking, one team with its wall, all its gifts, its invitation."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.projects.queries import project_for
from liushui.teams import policies
from liushui.teams.forms import WordForm
from liushui.teams.queries import Scope, place_of, ranking, takes_gifts, team_by_code, total_of
from liushui.teams.queries.teams import (
    captain_shown,
    count_to_read,
    newest_gifts,
    wall_page,
    wall_rows,
    wall_sum,
    wordless_gift_of,
    words_shown,
)
from liushui.teams.views.shared import actor_of, number_in

if TYPE_CHECKING:
    from liushui.teams.models import Team


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    """Teams by what they came to; ``project`` narrows them to those of one project."""
    number = request.GET.get("project", "")
    project = project_for(actor_of(request), number) if number else None
    page = ranking(Scope(project=project), offset=number_in(request, "from"), now=now())
    facts = {"project": project, "ranking": page, "at": page.at, "today": day_of(now())}
    return render(request, "teams/list.html", facts)


@require_safe
def team(request: HttpRequest, code: str) -> HttpResponse:
    """One team: what it came to, its parts, its newest gifts, its wall."""
    return team_page(request, team_by_code(code))


def team_page(
    request: HttpRequest, found: "Team", *, form: WordForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a team; a refused word stands in it as it was written."""
    actor, at = actor_of(request), now()
    total = total_of(found)
    leads = policies.can_lead(actor, found)
    facts: dict[str, Any] = {
        "team": found,
        "total": total,
        "waterline": lay_waterline([("gift", total.minor)], found.goal_minor),
        "place": place_of(found),
        "captain": captain_shown(found),
        "parts": [] if found.above_id else ranking(Scope(above=found), now=at).rows,
        "gifts": newest_gifts(found),
        "words": words_shown(found),
        "waiting": count_to_read(found) if leads else 0,
        "leads": leads,
        "leads_whole": found.above is not None and policies.can_lead(actor, found.above),
        "watches": policies.can_watch(actor, found),
        "form": form or (WordForm() if wordless_gift_of(actor, found) else None),
        "is_open": takes_gifts(found, day_of(at)),
        "at": at,
    }
    return render(request, "teams/team.html", facts, status=status)


@require_safe
def gifts(request: HttpRequest, code: str) -> HttpResponse:
    """Every gift of a team as its giver wished it shown; their sum is the team's."""
    found = team_by_code(code)
    page = wall_page(found, request.GET.get("page", "1"))
    facts = {
        "team": found,
        "page": page,
        "rows": wall_rows(found, page),
        "sum": wall_sum(found),
        "at": now(),
    }
    return render(request, "teams/gifts.html", facts)


@require_safe
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """The team's link and its QR code, to be passed on or printed."""
    found = team_by_code(code)
    link = f"{settings.ORIGIN}{reverse('teams:team', args=[found.code])}"
    return render(request, "teams/invite.html", {"team": found, "link": link})
