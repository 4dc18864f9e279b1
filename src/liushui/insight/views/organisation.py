"""An organisation's public page: its own words, certificates, projects, books."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.queries.organisations import books_of, certificates_shown
from liushui.kernel.clock import day_of
from liushui.parties.queries import contact_lines_of, count_of_people, organisation_for
from liushui.places.queries import path_text
from liushui.projects.queries import projects_listed_by


@require_safe
def organisation(request: HttpRequest, credit_code: str) -> HttpResponse:
    """Who the organisation is, what it may do, what it holds and passed on."""
    body = organisation_for(request.actor, credit_code)  # type: ignore[attr-defined]
    now = timezone.now()
    facts = {
        "body": body,
        "place": path_text(body.place) if body.place is not None else "",
        "people": count_of_people(body.pk, day_of(now)),
        "lines": contact_lines_of(body),
        "certificates": certificates_shown(body.pk, day_of(now)),
        "projects": projects_listed_by(body.pk),
        "books": books_of(body.pk),
        "at": now,
    }
    return render(request, "insight/organisation.html", facts)
