"""Pictures for links that are shared: what a messenger shows beside the address of a page."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from liushui.kernel.drawing.ripple import ripple_paths
from liushui.projects.queries import project_for, spending_of
from liushui.web.cards import WIDTH, draw_card, lines_of
from liushui.web.templatetags.figures import local

KEPT_SECONDS = 600
BAR = 1040


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
        picture = draw_card(facts)
        cache.set(key, picture, KEPT_SECONDS)
    response = HttpResponse(picture, content_type="image/png")
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response
