"""Where a project's money is: gifts by month, the way of it, every outcome."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.insight.errors import NothingGiven
from liushui.insight.queries.periods import months_of, period_of
from liushui.insight.queries.project_flow import project_flow
from liushui.insight.queries.wording import others_word
from liushui.insight.views.public import months_in, page_of
from liushui.kernel.clock import month_after
from liushui.kernel.drawing.bars import lay_bars
from liushui.kernel.drawing.sankey import lay_sankey
from liushui.kernel.drawing.stream import lay_stream
from liushui.ledger.queries.flows import ALL_MONTHS
from liushui.projects.queries import project_for

if TYPE_CHECKING:
    from liushui.projects.models import Project

MOST_MONTHS = 24
MOST_CHOICES = 240


@require_safe
def flow(request: HttpRequest, number: str) -> HttpResponse:
    """The flow of an open or closed project; a draft has none.

    ``from`` and ``to`` name booked months: what there was, what came and went, what was left.
    """
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
        **_period(request, project),
    }
    if found.tree is not None and found.tally.is_equal:
        facts["sankey"] = lay_sankey(found.tree, others=others_word)
        facts["stream"] = lay_stream(found.tree, others=others_word)
    return render(request, "insight/project_flow.html", facts)


def _period(request: HttpRequest, project: "Project") -> Mapping[str, object]:
    """The months that can be asked for and, if some are, the project over them."""
    known = months_of(project)
    if known is None:
        return {}
    assert known.first is not None
    assert known.last is not None
    months = [known.first]
    while months[-1] < known.last and len(months) < MOST_CHOICES:
        months.append(month_after(months[-1]))
    asked = months_in(request)
    facts: dict[str, object] = {"choices": months, "asked": asked}
    if asked == ALL_MONTHS:
        return facts
    period = period_of(project, asked)
    facts["period"] = period
    if period.tree is not None:
        facts["period_sankey"] = lay_sankey(period.tree, others=others_word)
        facts["period_stream"] = lay_stream(period.tree, others=others_word)
    return facts
