"""What captains and members do: open a team or a part, change it, end it, say and read words."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liushui.base.forms import in_reader_language, show_refusal
from liushui.kernel.clock import day_of
from liushui.kernel.errors import DomainError
from liushui.kernel.money import format_yuan
from liushui.projects.queries import project_for
from liushui.projects.services import require_open_for_gifts
from liushui.teams import policies, services
from liushui.teams.forms import TEAM_REFUSED, TeamForm, WordForm
from liushui.teams.queries import firms_of, team_by_code, teams_joined_by, teams_led_by
from liushui.teams.queries.teams import words_to_read
from liushui.teams.views.public import team_page
from liushui.teams.views.shared import FORM_METHODS, actor_of

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

_USUAL_DAYS = timedelta(days=30)


@never_cache
@require_http_methods(FORM_METHODS)
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Open a team that gives to a project."""
    actor, at = actor_of(request), now()
    project = project_for(actor, number)
    require_open_for_gifts(project, day_of(at))
    usual = {"ends_on": min(day_of(at) + _USUAL_DAYS, project.ends_on)}
    form = TeamForm(request.POST or None, initial=usual, firms=_firms(actor))
    if request.method == "POST" and form.is_valid():
        try:
            team = services.found_team(actor, number, form.asked, at=at)
        except DomainError as error:
            show_refusal(form, error, TEAM_REFUSED)
        else:
            messages.success(request, _("The team is open. Pass its link on."))
            return redirect("teams:invite", team.code)
    facts = {
        "form": form,
        "project": project,
        "title": pgettext("to begin a team", "Give together"),
    }
    return render(request, "teams/form.html", facts, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM_METHODS)
def part(request: HttpRequest, code: str) -> HttpResponse:
    """Open a part of one's team."""
    actor, at = actor_of(request), now()
    whole = team_by_code(code)
    policies.require_lead(actor, whole)
    form = TeamForm(request.POST or None, initial={"ends_on": whole.ends_on}, whole=False)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.found_part(actor, whole.code, form.asked, at=at)
        except DomainError as error:
            show_refusal(form, error, TEAM_REFUSED)
        else:
            return redirect("teams:invite", made.code)
    facts = {
        "form": form,
        "project": whole.project,
        "team": whole,
        "title": _("A part of the team"),
    }
    return render(request, "teams/form.html", facts, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM_METHODS)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Say anew what the team is called, what it aims at and until when."""
    actor, at = actor_of(request), now()
    team = team_by_code(code)
    policies.require_lead(actor, team)
    first = {
        "title": team.title,
        "kind": team.kind,
        "goal": format_yuan(team.goal_minor),
        "ends_on": team.ends_on,
        "shows_captain": team.shows_captain,
    }
    whole = team.above_id is None and team.firm_id is None
    form = TeamForm(request.POST or None, initial=first, whole=whole)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_team(actor, team.code, form.asked, at=at)
        except DomainError as error:
            show_refusal(form, error, TEAM_REFUSED)
        else:
            messages.success(request, _("Changed."))
            return redirect("teams:team", team.code)
    facts = {"form": form, "project": team.project, "team": team, "title": _("Change the team")}
    return render(request, "teams/form.html", facts, status=422 if form.errors else 200)


@require_POST
def close(request: HttpRequest, code: str) -> HttpResponse:
    """End the team."""
    team = services.close_team(actor_of(request), team_by_code(code).code, at=now())
    messages.success(request, _("The team is closed. Its page stays."))
    return redirect("teams:team", team.code)


@require_POST
def say(request: HttpRequest, code: str) -> HttpResponse:
    """Write a word beside one's gift."""
    team = team_by_code(code)
    form = WordForm(request.POST)
    if form.is_valid():
        try:
            services.say_word(actor_of(request), team.code, form.cleaned_data["text"], at=now())
        except DomainError as error:
            show_refusal(form, error, {"word_missing": "text", "word_said": "text"})
        else:
            messages.success(request, _("Thank you. It is shown once somebody has read it."))
            return redirect("teams:team", team.code)
    return team_page(request, team, form=form, status=422)


@never_cache
@require_safe
def words(request: HttpRequest, code: str) -> HttpResponse:
    """The words that wait for the captain."""
    team = team_by_code(code)
    policies.require_lead(actor_of(request), team)
    facts = {"team": team, "words": words_to_read(team), "mine": actor_of(request).person_id}
    return render(request, "teams/words.html", facts)


@require_POST
def judge(request: HttpRequest, key: int) -> HttpResponse:
    """Show a word or do not: for captains and for the charity."""
    shows = request.POST.get("do") == "show"
    word = services.judge_word(actor_of(request), key, shows=shows, at=now())
    messages.success(request, _("The word is shown.") if shows else _("The word is not shown."))
    if policies.can_lead(actor_of(request), word.team):
        return redirect("teams:words", word.team.code)
    return redirect("teams:console-words")


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The teams that one leads, those by way of which one gave, and one's firms."""
    actor = actor_of(request)
    facts = {
        "led": teams_led_by(actor),
        "joined": teams_joined_by(actor),
        "firms": firms_of(actor),
        "at": now(),
    }
    return render(request, "teams/mine.html", facts)


def _firms(actor: "Actor") -> list[tuple[str, str]]:
    bodies = [one.firm.organisation for one in firms_of(actor)]
    return [(body.credit_code, in_reader_language(body.name, body.name_en)) for body in bodies]
