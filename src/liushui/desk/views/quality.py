"""The quality of the records: three measures for each set (F12)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liushui.desk.measures import Measured, RecordSet, record_sets
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.parties.access import Right

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

DAYS = timedelta(days=90)


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The last ninety days of the organisations that the actor answers for or audits."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    today = day_of(timezone.now())
    own = actor.organisations_with(Right.MONEY_APPROVE) | actor.organisations_with(Right.AUDIT_READ)
    rows = [_shown(one, one.measure(own, today - DAYS, today)) for one in record_sets()]
    facts = {"rows": rows, "since": today - DAYS, "at": timezone.now()}
    return render(request, "desk/quality.html", facts)


def _shown(of: RecordSet, found: Measured) -> dict[str, object]:
    met = (found.consistent, found.fresh, found.from_source)
    measures = [
        {
            "words": demand,
            "met": number,
            "waterline": lay_waterline([("used", number)], max(found.count, 1)),
        }
        for demand, number in zip(of.demands, met, strict=True)
    ]
    return {"title": of.title, "count": found.count, "measures": measures}
