"""The console's first page: what needs this person now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.desk.needs import needs_of
from liushui.insight.queries.organisations import books_of
from liushui.kernel.errors import NotAllowed
from liushui.parties.queries import organisations_of


@require_safe
def console(request: HttpRequest) -> HttpResponse:
    """What waits for the holder of a post: by the clock, whatever room it comes from."""
    actor = request.actor  # type: ignore[attr-defined]
    organisations = organisations_of(actor)
    if not organisations:
        raise NotAllowed
    now = timezone.now()
    groups = needs_of(actor, now)
    facts = {
        "organisations": organisations,
        "groups": groups,
        "waiting": sum(len(group.items) for group in groups),
        "books": [(one, books_of(one.pk)) for one in organisations[:3]],
        "at": now,
    }
    return render(request, "web/console.html", facts)
