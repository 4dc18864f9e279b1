"""Where a project's money is: gifts by month, the way of it, every outcome."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.errors import NothingGiven
from liushui.insight.queries.project_flow import project_flow
from liushui.insight.queries.wording import others_word
from liushui.insight.views.public import page_of
from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.drawing.sankey import lay_sankey
from liushui.kernel.drawing.stream import lay_stream
from liushui.projects.queries import project_for

MOST_MONTHS = 24


@require_safe
def flow(request: HttpRequest, number: str) -> HttpResponse:
    """The flow of an open or closed project; a draft has none."""
    project = project_for(request.actor, number)  # type: ignore[attr-defined]
    if project.fund_id is None:
        raise NothingGiven
    found = project_flow(project)
    months = found.months[-MOST_MONTHS:]
    facts = {
        "project": project,
        "found": found,
        "months": months,
        "earlier": sum(month.amount for month in found.months[:-MOST_MONTHS]),
        "given": sum(month.amount for month in found.months),
        "bars": lay_bars([(f"{month.month:%Y-%m}", month.amount) for month in months]),
        "page": page_of(request, found.outcomes),
        "at": timezone.now(),
    }
    if found.tree is not None and found.tally.is_equal:
        facts["sankey"] = lay_sankey(found.tree, others=others_word)
        facts["stream"] = lay_stream(found.tree, others=others_word)
    return render(request, "insight/project_flow.html", facts)
