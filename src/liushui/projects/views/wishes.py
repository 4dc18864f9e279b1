"""The wishes that a project offers to its givers: the list, one more, and one less."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liushui.base.forms import show_refusal
from liushui.kernel.errors import DomainError
from liushui.projects import queries
from liushui.projects.forms import REFUSED_FIELDS, OfferForm
from liushui.projects.services import offer_wish, require_edit, withdraw_offer

if TYPE_CHECKING:
    from liushui.parties.actors import Actor
    from liushui.projects.models import Project


@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest, number: str) -> HttpResponse:
    """What givers may wish now, and a form to offer one more."""
    project = _editable(request, number)
    form = OfferForm(request.POST or None, lines=queries.budget_of(project))
    if request.method == "POST" and form.is_valid():
        try:
            offer_wish(_actor(request), number, form.offer, at=timezone.now())
        except DomainError as error:
            show_refusal(form, error, REFUSED_FIELDS)
        else:
            messages.success(request, _("Givers can name this wish from now on."))
            return redirect("projects:wishes", number)
    facts = {"project": project, "offers": queries.offers_of(project), "form": form}
    status = 422 if form.errors else 200
    return render(request, "projects/wishes.html", facts, status=status)


@require_POST
def withdraw(request: HttpRequest, number: str, offer: int) -> HttpResponse:
    """Offer it no more. What was given with it keeps its fund."""
    _editable(request, number)
    withdraw_offer(_actor(request), number, offer, at=timezone.now())
    messages.success(request, _("It is offered no more. What was given for it keeps its wish."))
    return redirect("projects:wishes", number)


def _editable(request: HttpRequest, number: str) -> "Project":
    found = queries.project_for(_actor(request), number)
    require_edit(_actor(request), found.organisation_id)
    return found


def _actor(request: HttpRequest) -> "Actor":
    return request.actor  # type: ignore[attr-defined, no-any-return]
