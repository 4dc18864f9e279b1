"""Pictures for links that are shared: what a messenger shows beside the address of a page."""

from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liushui.insight.queries.whereabouts import Whereabouts, whereabouts
from liushui.kernel.drawing.ripple import ripple_paths
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.projects.queries import project_for, spending_of
from liushui.web.cards import WIDTH, draw_card, lines_of, tokens
from liushui.web.templatetags.figures import local

KEPT_SECONDS = 600
BAR, EDGE = 1040, 80


@require_safe
def project_card(request: HttpRequest, number: str) -> HttpResponse:
    """The project's card as PNG, at most ten minutes old. Hidden where the project is hidden."""
    project = project_for(request.actor, number)  # type: ignore[attr-defined]
    key = f"card:{project.pk}:{project.state}:{get_language()}"
    picture = cache.get(key)
    if picture is None:
        spending = spending_of(project)
        goal = max(project.goal_minor, 1)
        facts = {
            "number": project.number,
            "lines": lines_of(local(project, "title")),
            "holder": local(project.organisation, "name"),
            "given": spending.given,
            "used": spending.used,
            "given_width": min(spending.given, goal) * BAR // goal,
            "bar": BAR,
            "at": timezone.now(),
            "ripple": ripple_paths(project.number, width=WIDTH),
        }
        picture = draw_card("web/cards/project.svg", facts)
        cache.set(key, picture, KEPT_SECONDS)
    return _answer(picture)


@require_safe
def gift_card(_request: HttpRequest, reference: str) -> HttpResponse:
    """A gift's card as PNG: sum, purpose and where it is, never whose. Raises ``GiftUnknown``.

    The number is left out as well: with it a stranger who sees the picture could open the gift.
    """
    key = f"card:{reference}:{get_language()}"
    picture = cache.get(key)
    if picture is None:
        picture = draw_card("web/cards/gift.svg", _facts_of(whereabouts(reference)))
        cache.set(key, picture, KEPT_SECONDS)
    response = _answer(picture)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _facts_of(found: Whereabouts) -> Mapping[str, Any]:
    ink = tokens()
    parts = [part for part in found.tally.parts if part.minor]
    line = lay_waterline([(part.stage, part.minor) for part in parts], found.given)
    return {
        "is_appeal": found.home.is_appeal,
        "given": found.given,
        "lines": lines_of(found.home.purpose or ""),
        "bands": [
            {
                "x": EDGE + band.x * BAR / line.width,
                "width": band.width * BAR / line.width,
                "colour": ink[band.stage],
            }
            for band in line.bands
        ],
        "parts": [
            {
                "x": EDGE + place * BAR // len(parts),
                "stage": part.stage,
                "minor": part.minor,
                "colour": ink[part.stage],
            }
            for place, part in enumerate(parts)
        ],
        "bar": BAR,
        "at": timezone.now(),
        "ripple": ripple_paths(found.home.purpose or "", width=WIDTH),
    }


def _answer(picture: bytes) -> HttpResponse:
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response
