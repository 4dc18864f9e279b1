"""The gifts to a project one by one, as their givers wished; they sum to the total."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.queries.wall import Wall, wall
from liushui.insight.queries.wording import kind_word
from liushui.insight.views.public import number_in
from liushui.kernel.clock import CHINA
from liushui.ledger.states import Kind
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from liushui.projects.models import Project


@require_safe
def gifts(request: HttpRequest, number: str) -> HttpResponse:
    """A page of gifts, newest first, below the sum that all pages make."""
    project, found = _found(request, number)
    facts = {
        "project": project,
        "wall": found,
        "falls": [(fall_word(kind), minor) for kind, minor in sorted(found.falls.items())],
        "is_first": "before" not in request.GET,
        "at": timezone.now(),
    }
    return render(request, "insight/wall.html", facts)


@require_safe
def gifts_json(request: HttpRequest, number: str) -> HttpResponse:
    """The same for programs."""
    _project, found = _found(request, number)
    return JsonResponse(
        {
            "project": number,
            "resource": "CNY",
            "as_of": timezone.now().astimezone(CHINA).isoformat(timespec="seconds"),
            "gifts": found.gifts_minor,
            "hidden": {"count": found.hidden.count, "amount": found.hidden.minor},
            "matches": found.raised.matches,
            "fell": dict(found.falls),
            "total": found.total_minor,
            "lines": [
                {
                    "at": line.at.astimezone(CHINA).isoformat(timespec="seconds"),
                    "giver": line.shown or None,
                    "amount": line.minor,
                    "message": line.message or None,
                }
                for line in found.page.lines
            ],
            "next": found.page.next,
        }
    )


def fall_word(kind: str) -> str:
    """What made the sum fall, in the reader's words."""
    return kind_word(Kind.REVERSAL if kind == "claw_back" else kind)


def _found(request: HttpRequest, number: str) -> "tuple[Project, Wall]":
    project = project_for(request.actor, number)  # type: ignore[attr-defined]
    return project, wall(project, before=number_in(request, "before"))
