"""The quality of the records of money out: three measures for each set (F12)."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from liushui.disbursing import queries
from liushui.disbursing.views.shared import actor_of
from liushui.kernel.clock import day_of
from liushui.kernel.drawing.waterline import lay_waterline
from liushui.parties.access import Right

DAYS = timedelta(days=90)


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The last ninety days of the organisations that the actor answers for or audits."""
    actor, today = actor_of(request), day_of(timezone.now())
    own = actor.organisations_with(Right.MONEY_APPROVE) | actor.organisations_with(Right.AUDIT_READ)
    words = {
        "payments": (
            pgettext("money out", "Payments"),
            _("the book moved the very sum"),
            _("recorded within two days"),
            _("booked from the bank's own file"),
        ),
        "uses": (
            _("Uses"),
            _("the book moved the sum on the voucher"),
            _("reported within seven days"),
            _("told in a report to the payer"),
        ),
        "reports": (
            _("Reports that fell due"),
            _("accepted or waived by the payer"),
            _("written in time"),
            _("written here at all"),
        ),
    }
    rows = []
    for one in queries.measured(own, today - DAYS, today):
        title, *demands = words[one.name]
        met = (one.consistent, one.fresh, one.from_source)
        measures = [
            {"words": demand, "met": number, "waterline": lay_waterline([("used", number)], whole)}
            for demand, number in zip(demands, met, strict=True)
            for whole in [max(one.count, 1)]
        ]
        rows.append({"title": title, "count": one.count, "measures": measures})
    facts = {"rows": rows, "since": today - DAYS, "at": timezone.now()}
    return render(request, "disbursing/quality.html", facts)
