"""Promising to give regularly: the rules, the form, and on to the provider."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liushui.giving.services import NameMissing, Showing
from liushui.giving.states import Display
from liushui.kernel.clock import day_of
from liushui.kernel.money import AmountOutOfRange
from liushui.projects.queries import project_for
from liushui.projects.services import require_open_for_gifts
from liushui.recurring import queries, services
from liushui.recurring.errors import DayOfGiftWrong, MandatesNotSetUp
from liushui.recurring.forms import BeginForm
from liushui.recurring.states import Every
from liushui.recurring.views.own import sign_quietly
from liushui.recurring.views.shared import FORM_METHODS, actor_of

if TYPE_CHECKING:
    from liushui.projects.models import Project

_FIELDS = {AmountOutOfRange: "amount", DayOfGiftWrong: "day", NameMissing: "display"}


@never_cache
@require_http_methods(FORM_METHODS)
def begin(request: HttpRequest, number: str) -> HttpResponse:
    """The rules and the form. Refused where nobody can allow charges, or nothing can be given."""
    actor, at = actor_of(request), now()
    project = project_for(actor, number)
    require_open_for_gifts(project, day_of(at))
    providers = services.offered(project.organisation_id, at=at)
    if not providers:
        raise MandatesNotSetUp
    if request.method != "POST":
        today = day_of(at)
        first = {"day": today.day, "month": today.month, "amount": request.GET.get("amount", "")}
        return _page(request, project, BeginForm(initial=first, providers=providers))
    form = BeginForm(request.POST, providers=providers)
    if not form.is_valid():
        return _page(request, project, form, status=422)
    said = form.cleaned_data
    wanted = services.Wanted(
        project=number,
        amount=said["amount"],
        provider=said["provider"],
        every=Every(said["every"]),
        day=said["day"],
        month=form.chosen_month,
        showing=Showing(Display(said["display"])),
    )
    try:
        mandate = services.begin_mandate(actor, wanted, at=at)
    except tuple(_FIELDS) as error:
        form.say(_FIELDS[type(error)], error)
        return _page(request, project, form, status=422)
    sign_quietly(request, mandate.code)
    page = reverse("recurring:mandate", args=[mandate.code])
    return redirect(f"{page}?go=1" if _on_a_phone(request) else page)


def _on_a_phone(request: HttpRequest) -> bool:
    """Where the provider's page can be opened at once: nobody scans the screen in their hand."""
    return "Mobi" in request.headers.get("User-Agent", "")


def _page(
    request: HttpRequest, project: "Project", form: BeginForm, status: int = 200
) -> HttpResponse:
    facts = {
        "project": project,
        "form": form,
        "days": queries.notice_days(),
        "times": queries.failures_allowed(),
    }
    return render(request, "recurring/begin.html", facts, status=status)
