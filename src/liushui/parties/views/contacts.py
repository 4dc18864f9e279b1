"""Contacts: one person with all roles in an organisation, and two records that become one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liushui.parties.contact_forms import NumberForm
from liushui.parties.queries.contacts import contact_behind, contact_for
from liushui.parties.queries.register import managed_organisation
from liushui.parties.services import merge_people
from liushui.parties.views.asking import FORM_METHODS, STRANGER, actor_of, done


@require_http_methods(FORM_METHODS)
def contacts(request: HttpRequest, code: str) -> HttpResponse:
    """Find a person of the organisation by a number; posted, so that no number is in an address."""
    body = managed_organisation(actor_of(request), code)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = done(form, lambda: contact_behind(body.pk, form.cleaned_data["number"]))
        if found is not None:
            return redirect("parties:contact", code, found)
    facts = {"organisation": body, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "parties/contacts.html", facts, status=status)


@require_http_methods(FORM_METHODS)
def contact(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """One person with every role; posted, the record behind a number is proposed as the same."""
    actor = actor_of(request)
    body = managed_organisation(actor, code)
    form = NumberForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        proposal = done(form, lambda: _propose(request, body.pk, key, form))
        if proposal is not None:
            messages.success(request, _("Proposed. Another person must agree."))
            return redirect("parties:proposal", proposal.pk)
    # A refused step reads nobody's name: it leaves nothing on the record.
    reader = STRANGER if form.is_bound else actor
    shown = contact_for(reader, body, key)
    if shown.person.pk != key:
        return redirect("parties:contact", code, shown.person.pk)
    facts = {"organisation": body, "contact": shown, "form": form}
    return render(request, "parties/contact.html", facts, status=422 if form.is_bound else 200)


def _propose(request: HttpRequest, organisation_id: int, key: int, form: NumberForm) -> object:
    other = contact_behind(organisation_id, form.cleaned_data["number"])
    return merge_people(
        actor_of(request), organisation_id=organisation_id, person_id=other, into_id=key, at=now()
    )
