"""What a charity sees of who gave for a case, and of which cases a donor's gifts reached."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liushui.cases.queries import case_for, public_facts
from liushui.donors.queries.both_ways import cases_of_donor, donors_of_case
from liushui.donors.views.shared import actor_of
from liushui.kernel.errors import NotFound
from liushui.parties.queries import person_by_id, person_name
from liushui.parties.services import record


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def donors(request: HttpRequest, number: str) -> HttpResponse:
    """The donors of a case as they chose to be shown; one name in full where a purpose allows.

    A name is asked for by post, so that no address and no log line says whose.
    """
    actor = actor_of(request)
    case = case_for(actor, number)
    found, rows = donors_of_case(actor, case.pk, request.GET.get("after", ""))
    read, name = request.POST.get("gift", ""), ""
    if request.method == "POST":
        asked = next((row for row in rows if row.can_read and row.reference == read), None)
        if asked is None or asked.person_id is None:
            raise NotFound
        name = person_name(actor, person_by_id(asked.person_id))
    else:
        record(actor, "case.donors_read", case, at=now(), case=number, gifts=len(rows))
    facts = {
        "case": public_facts(case), "found": found, "rows": rows, "read": read, "name": name,
        "at": now(),
    }  # fmt: skip
    return render(request, "donors/donors_of_case.html", facts)


@never_cache
@require_safe
def reached(request: HttpRequest, reference: str) -> HttpResponse:
    """The cases that gifts of this gift's donor reached, the people masked."""
    actor = actor_of(request)
    found = cases_of_donor(actor, reference)
    count = len(found.cases) + len(found.further)
    record(actor, "gift.cases_read", found.order, at=now(), gift=reference, cases=count)
    facts = {
        "found": found, "cases": found.cases, "at": now(),
        "total": found.total if found.is_whole and not found.further else 0,
    }  # fmt: skip
    return render(request, "donors/cases_of_donor.html", facts)
